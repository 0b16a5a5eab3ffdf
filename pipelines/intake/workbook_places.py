"""Where in a sheet's XML something stands: the row as a spreadsheet counts, and the column."""

from __future__ import annotations

import re
from collections.abc import Iterable

_NAME = rb"<(?:[\w.-]+:)?"
_OPENED = re.compile(_NAME + rb"(?:c|row)\s[^>]*?\br=[\"']([A-Z]*)([0-9]+)[\"']")
_MERGED = re.compile(_NAME + rb"mergeCell\s[^>]*?\bref=[\"']([A-Z]+)([0-9]+)")
_COLUMN = re.compile(_NAME + rb"col\s[^>]*?\bmin=[\"']([0-9]+)")
_LOOK_BACK = 4_000
_ODS_CELL = re.compile(
    rb"<table:(?:covered-)?table-cell(?=[\s/>])"
    rb"(?:[^>]*?\bnumber-columns-repeated=[\"'](\d+)[\"'])?"
)
_ODS_COLUMN = re.compile(
    rb"<table:table-column(?=[\s/>])(?:[^>]*?\bnumber-columns-repeated=[\"'](\d+)[\"'])?"
)
# Up to the end of its tag, or to where the search ends inside it.
_ODS_ROW = re.compile(
    rb"<table:table-row(?=[\s/>])(?:[^>]*?\bnumber-rows-repeated=[\"'](\d+)[\"'])?"
)

At = tuple[int | None, int | None]


def at_in_ods(xml: bytes, match: re.Match[bytes]) -> At:
    """Return row and position of the cell that a match stands in; of a row or column, its own.

    Rows and cells have no numbers, and can stand for several.
    """
    rows = [*_ODS_ROW.finditer(xml, 0, match.end())]
    if not rows:
        return None, _before(_ODS_COLUMN.finditer(xml, 0, match.end()))
    row = 1 + sum(int(found.group(1) or 1) for found in rows[:-1])
    return row, _before(_ODS_CELL.finditer(xml, rows[-1].end(), match.end()))


def _before(repeated: Iterable[re.Match[bytes]]) -> int | None:
    """Return how many columns stand before the last of some elements, each of which is several."""
    numbers = [int(found.group(1) or 1) for found in repeated]
    return sum(numbers[:-1]) if numbers else None


def at_in_xlsx(xml: bytes, match: re.Match[bytes]) -> At:
    """Return row and position of the element that a match stands in, or of what it names."""
    column = _COLUMN.match(xml, match.start())
    if column:
        return None, int(column.group(1)) - 1
    merged = _MERGED.match(xml, match.start())
    opened = _OPENED.findall(xml, max(0, match.start() - _LOOK_BACK), match.end())
    letters, row = merged.groups() if merged else opened[-1] if opened else (b"", b"")
    return (int(row) if row else None), (position_of(letters) if letters else None)


def position_of(letters: bytes) -> int:
    """Return the position of a column, from 0, by its letters: A is 0, AA is 26."""
    position = 0
    for letter in letters:
        position = position * 26 + letter - ord("A") + 1
    return position - 1
