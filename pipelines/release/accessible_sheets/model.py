"""A spreadsheet as the rules see it, whatever its format."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

Place = tuple[int, int]  # row and column, from 1
Value = str | int | float | bool


@dataclass(frozen=True)
class Look:
    """How a cell looks. Colours are six hex digits, '' for the program's own."""

    font: str = "Arial"
    size: float = 12.0
    bold: bool = False
    italic: bool = False
    underlined: bool = False
    colour: str = ""
    fill: str = ""
    wraps: bool = True
    side: str = ""  # left, right, centre, '' for the program's own
    rotation: int = 0
    raised: bool = False  # super- or subscript
    heading: int = 0


@dataclass(frozen=True)
class SheetCell:
    """A filled cell; ``link`` is where it leads, '' for nowhere."""

    value: Value
    look: Look = Look()
    is_formula: bool = False
    link: str = ""


@dataclass(frozen=True)
class MarkedTable:
    """A range that the file itself marks as a table: corners from 1, both ends included."""

    name: str
    top: int
    left: int
    bottom: int
    right: int
    has_header: bool = True
    has_filter: bool = False


@dataclass(frozen=True)
class Sheet:
    """A sheet: its filled cells by place, its marked tables, and what hides or floats on it."""

    name: str
    cells: Mapping[Place, SheetCell]
    tables: tuple[MarkedTable, ...] = ()
    widths: Mapping[int, float] = field(default_factory=dict)  # in characters
    is_hidden: bool = False
    merged: int = 0
    hidden_rows: int = 0
    hidden_columns: int = 0
    is_frozen: bool = False
    floating: int = 0  # pictures, charts, text boxes, comments, controls
    coloured_by_condition: int = 0
    running_lines: tuple[str, ...] = ()

    @cached_property
    def title(self) -> SheetCell | None:
        """Return the first cell."""
        return self.cells.get((1, 1))

    @cached_property
    def looks(self) -> list[tuple[Look, int]]:
        """Return the looks of the filled cells, and how many have each: few, of many cells."""
        counts = Counter(id(cell.look) for cell in self.cells.values())
        known = {id(cell.look): cell.look for cell in self.cells.values()}
        return [(known[look], count) for look, count in counts.items()]

    @cached_property
    def extent(self) -> Place:
        """Return the last row and the last column with something in it; 0, 0 where nothing is."""
        rows, columns = zip(*self.cells, strict=True) if self.cells else ((0,), (0,))
        return max(rows), max(columns)

    def above(self) -> list[SheetCell]:
        """Return the filled cells above the tables, or all of a sheet without one."""
        top = min((t.top for t in self.tables), default=self.extent[0] + 1)
        return [cell for (row, _), cell in sorted(self.cells.items()) if row < top]

    def header(self, table: MarkedTable) -> list[SheetCell | None]:
        """Return the header row of a table."""
        return [self.cells.get((table.top, c)) for c in range(table.left, table.right + 1)]

    def rows(self, table: MarkedTable) -> Iterator[list[SheetCell | None]]:
        """Yield the rows of a table under its header, None where a cell is empty."""
        columns = range(table.left, table.right + 1)
        for row in range(table.top + 1, table.bottom + 1):
            yield [self.cells.get((row, column)) for column in columns]


@dataclass(frozen=True)
class SheetBook:
    """A spreadsheet file: its sheets in order, what it says of itself, and its file's members."""

    sheets: tuple[Sheet, ...]
    title: str = ""
    language: str = ""
    creator: str = ""
    subject: str = ""
    members: tuple[str, ...] = ()

    def sheet(self, name: str) -> Sheet | None:
        """Return a sheet by name; None where there is none."""
        return next((s for s in self.sheets if s.name == name), None)
