"""Rules for tables."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator

from pipelines.release.accessible_sheets.model import MarkedTable, Sheet, SheetBook, SheetCell
from pipelines.release.accessible_sheets.rule import Broken, Rule, of_book, of_sheet

_COVER = "Cover"
_LIKE_A_CELL = re.compile(r"(?i)^([a-z]{1,3}\d+|r\d*c?\d*|table[ _]?\d*)$")
_SYMBOL = re.compile(r"^\[[^\[\]]+\]$")
# What people write for a cell without a figure, and a screen reader says nothing or nonsense for.
_UNCLEAR = frozenset(
    {"-", "--", "–", "—", "*", "**", ".", "..", ":", "~", "n/a", "na", "#n/a", "x"}
)


def _of_table(breaks: Callable[[Sheet, MarkedTable], bool]) -> Broken:
    return lambda book: [s.name for s in book.sheets for t in s.tables if breaks(s, t)]


def _of_body(breaks: Callable[[SheetCell], bool]) -> Broken:
    """Return what asks every filled cell under the header of a table."""

    def broken(book: SheetBook) -> Iterator[str]:
        """Yield the sheet's name for every cell that breaks the rule."""
        for sheet in book.sheets:
            for table in sheet.tables:
                for row in sheet.rows(table):
                    yield from (sheet.name for c in row if c is not None and breaks(c))

    return broken


def _texts(cells: Iterable[SheetCell | None]) -> list[str]:
    return [str(cell.value).strip() if cell is not None else "" for cell in cells]


def _header_repeats(sheet: Sheet, table: MarkedTable) -> bool:
    names = [text.casefold() for text in _texts(sheet.header(table))]
    return len(set(names)) != len(names)


def _table_names_repeat(book: SheetBook) -> bool:
    names = [t.name.casefold() for s in book.sheets for t in s.tables]
    return len(set(names)) != len(names)


def _has_gap(sheet: Sheet, table: MarkedTable) -> bool:
    return any("" in _texts(row) for row in sheet.rows(table))


def _is_blank_between(sheet: Sheet) -> bool:
    """Return whether a row without anything stands before the last filled one."""
    filled = {row for row, _ in sheet.cells}
    return filled != set(range(1, len(filled) + 1))


def _beside(sheet: Sheet, table: MarkedTable) -> bool:
    return any(c > table.right for r, c in sheet.cells if table.top <= r <= table.bottom)


def _outside_first_column(sheet: Sheet) -> bool:
    """Return whether anything above a table, or on a sheet without one, is not in column A."""
    top = min((t.top for t in sheet.tables), default=sheet.extent[0] + 1)
    return any(column > 1 for row, column in sheet.cells if row < top)


def _unexplained(sheet: Sheet, table: MarkedTable) -> bool:
    """Return whether a symbol of the table is not explained above it."""
    used = {
        str(cell.value)
        for row in sheet.rows(table)
        for cell in row[1:]  # the notes list symbols in their first column, and explain them there
        if cell is not None and _SYMBOL.match(str(cell.value))
    }
    return any(not any(text.startswith(s) for text in _texts(sheet.above())) for s in used)


def _misplaced(cell: SheetCell) -> bool:
    """Return whether a number is not to the right, or a text not to the left."""
    if isinstance(cell.value, str):
        return not _SYMBOL.match(cell.value) and cell.look.side not in ("left", "")
    return cell.look.side != "right"


def _unclear(cell: SheetCell) -> bool:
    return str(cell.value).strip().casefold() in _UNCLEAR


TABLES = (
    Rule(
        "one_table",
        "Every sheet but the cover holds one marked table.",
        of_sheet(lambda s: len(s.tables) != (0 if s.name == _COVER else 1)),
    ),
    Rule(
        "named_tables",
        "A table has a name that says something and does not look like a cell.",
        _of_table(lambda _, t: len(t.name) < 5 or bool(_LIKE_A_CELL.match(t.name))),
    ),
    Rule("unique_tables", "No two tables have the same name.", of_book(_table_names_repeat)),
    Rule("tagged_header", "The header row is tagged.", _of_table(lambda _, t: not t.has_header)),
    Rule(
        "filled_header",
        "Every column has a heading.",
        _of_table(lambda s, t: "" in _texts(s.header(t))),
    ),
    Rule("unique_header", "No two columns have the same heading.", _of_table(_header_repeats)),
    Rule(
        "table_has_rows",
        "A table holds at least one row.",
        _of_table(lambda _, t: t.bottom <= t.top),
    ),
    Rule("no_filters", "There are no filter buttons.", _of_table(lambda _, t: t.has_filter)),
    Rule("left_edge", "A table begins in column A.", _of_table(lambda _, t: t.left != 1)),
    Rule(
        "nothing_below",
        "Nothing stands below a table.",
        _of_table(lambda s, t: s.extent[0] > t.bottom),
    ),
    Rule("nothing_beside", "Nothing stands beside a table.", _of_table(_beside)),
    Rule(
        "column_a",
        "What stands above a table stands in column A.",
        of_sheet(_outside_first_column),
    ),
    Rule("no_blank_rows", "No row is blank.", of_sheet(_is_blank_between)),
    Rule("no_empty_cells", "No cell of a table is empty.", _of_table(_has_gap)),
    Rule(
        "explained_symbols",
        "Every symbol in a table is explained above it.",
        _of_table(_unexplained),
    ),
    Rule(
        "clear_symbols",
        "A missing figure is a symbol in square brackets, never a dash, a dot or an asterisk.",
        _of_body(_unclear),
    ),
    Rule("aligned", "Numbers stand to the right, text to the left.", _of_body(_misplaced)),
    Rule(
        "text_wraps",
        "Text in a table wraps, so that all of it can be seen.",
        _of_body(lambda c: isinstance(c.value, str) and not c.look.wraps),
    ),
)
