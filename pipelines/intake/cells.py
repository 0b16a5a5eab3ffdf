"""One cell as sent → the contract's text for it: an ISO date, a month, a code, an id, or nothing.

A cell that cannot be read keeps its text behind a mark that no readable value begins with, so that
it stays what it is (two different ones are no duplicates) and can never pass for a value. Marked
text lives in memory only: it is judged, counted and dropped.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, datetime

from pipelines.authorities.cell_rule import CellRule
from pipelines.authorities.date_format import Parser, parser_of
from pipelines.contract.vocabulary import Column
from pipelines.intake.source_table import Cell

UNREADABLE = "?"
LARGEST_EXACT_NUMBER = 2**53

Text = str | None
_DEFAULT_FORMAT = {"date": "iso", "month": "iso-month"}


class NotAnId(ValueError):  # noqa: N818
    """A spreadsheet holds an id as something that may no longer be what was typed."""


def unreadable(text: str) -> Text:
    """Return a text as one that can pass for no value."""
    return UNREADABLE + text


def conform_cells(cells: Sequence[Cell], rule: CellRule, column: Column) -> list[Text]:
    """Return the contract text of each cell; raise :class:`NotAnId` for an id stored as a number
    that a spreadsheet cannot hold exactly, a date or a truth value.
    """
    read_text = _reader(rule, column)
    kinds = set(map(type, cells))
    if kinds <= {str}:
        known = {cell: read_text(str(cell)) for cell in set(cells)}
        return [known[cell] for cell in cells]
    return [_typed(cell, rule, column, read_text) for cell in cells]


def _reader(rule: CellRule, column: Column) -> Callable[[str], Text]:
    empty = {"", *rule.empty_when, *rule.open_when}
    trim, codes = rule.trim, rule.codes
    parse = _parser(rule, column)

    def read(text: str) -> Text:
        """Return the contract's text of a cell: empty, its code, its ISO date, or unreadable."""
        text = text.strip() if trim else text
        if text in empty:
            return None
        if codes is not None:
            return codes.get(text, UNREADABLE + text)
        if parse is not None:
            return _dated(parse(text), column) or UNREADABLE + text
        # A text that begins like our mark must not pass for unreadable, nor the reverse.
        return text if column.type == "pseudonym" or text[0] != UNREADABLE else UNREADABLE + text

    return read


def _parser(rule: CellRule, column: Column) -> Parser | None:
    if column.type not in _DEFAULT_FORMAT:
        return None
    default = "iso" if rule.degrade else _DEFAULT_FORMAT[column.type]
    return parser_of(rule.date_format or default, rule.century_pivot)


def _dated(day: date | None, column: Column) -> Text:
    if day is None:
        return None
    return day.isoformat()[:7] if column.type == "month" else day.isoformat()


def _typed(cell: Cell, rule: CellRule, column: Column, read_text: Callable[[str], Text]) -> Text:
    if isinstance(cell, str):
        return read_text(cell)
    if isinstance(cell, date):
        return _from_date(cell, rule, column)
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _from_number(cell, rule, column, read_text)
    if column.type == "pseudonym":
        raise NotAnId
    return UNREADABLE + str(cell)


def _from_date(cell: date, rule: CellRule, column: Column) -> Text:
    if column.type == "pseudonym":
        raise NotAnId
    text = cell.isoformat()
    if isinstance(cell, datetime):
        if cell.time() != datetime.min.time():
            return UNREADABLE + text
        text = cell.date().isoformat()
    if text in (*rule.open_when, *rule.empty_when):
        return None
    if column.type == "month" and (cell.day == 1 or rule.degrade):
        return text[:7]
    return text if column.type == "date" else UNREADABLE + text


def _from_number(
    cell: float, rule: CellRule, column: Column, read_text: Callable[[str], Text]
) -> Text:
    is_whole = float(cell).is_integer()
    if column.type == "pseudonym" and (not is_whole or abs(cell) >= LARGEST_EXACT_NUMBER):
        raise NotAnId
    text = str(int(cell)) if is_whole else str(cell)
    # A number is a day only where the mapping says which (excel-1900, yyyymmdd).
    is_read = column.type in ("pseudonym", "code") or (is_whole and rule.date_format is not None)
    return read_text(text) if is_read else UNREADABLE + text
