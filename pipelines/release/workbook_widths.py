"""How wide the columns of a table are, and what paper they need.

A column is as wide as its longest cell or word of its heading; a text of several sentences wraps
at ``PROSE``, and its rows are as high as it needs.
"""

from __future__ import annotations

from math import ceil

from pipelines.contract.release_tables import Kind, ProtectedTable, ReleaseColumn

_NAMES = ("area_name",)
# Characters of 11 points.
PROSE = 60
_LEAST, _ROOM, _BOLD = 8, 3, 1.15
_HEADING_LINES = 4
# A4 across holds so many characters at a size that can be read; a wider table is printed on A3.
A4_HOLDS = 190


def widths_of(table: ProtectedTable) -> tuple[int, ...]:
    """Return the width of each column, in characters."""
    cells = table.cells()
    return tuple(_width(c, cells[c.name].tolist()) for c in table.shape.columns)


def is_prose(column: ReleaseColumn) -> bool:
    """Return whether a column holds text to be read, of any length (names are short)."""
    return (
        column.unit == "text"
        and column.kind in (Kind.WORD, Kind.NAME)
        and column.name not in _NAMES
    )


def _width(column: ReleaseColumn, cells: list[str]) -> int:
    words = [len(word) for word in column.heading.split()]
    heading = max(*words, ceil(len(column.heading) / (_HEADING_LINES - 1)))
    needed = max(ceil(heading * _BOLD), max(map(len, cells), default=0))
    return min(max(needed + _ROOM, _LEAST), PROSE)


def is_wide(widths: tuple[int, ...]) -> bool:
    """Return whether a table is to be printed on A3."""
    return sum(widths) > A4_HOLDS


def is_cut(table: ProtectedTable, widths: tuple[int, ...]) -> bool:
    """Return whether a cell is longer than its column is wide, so that it needs several lines."""
    cells = table.cells()
    longest = (cells[c.name].map(len).max() for c in table.shape.columns if len(cells))
    return any(most > width for most, width in zip(longest, widths, strict=False))


def lines_of(text: str, width: float) -> int:
    """Return the lines of a list of codes, which breaks after a ``|`` alone; 1 of any other."""
    lines, filled = 1, 0
    for code in text.split("|") if "|" in text else ():
        if filled and filled + len(code) + 1 > width:
            lines, filled = lines + 1, 0
        filled += len(code) + 1
    return lines
