"""The workbook an authority's officer works through: what to read first, what to mend, and where.

Child, month and one plain sentence come first; then the place as a spreadsheet shows it. No cell of
it is a formula, whatever an id looks like.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from pipelines.contract.findings import Finding
from pipelines.intake.cells import UNREADABLE
from pipelines.intake.judged_table import JudgedTable
from pipelines.intake.judgement import Judgement
from pipelines.intake.table_rules import RuleOutcome, RuleResult

if TYPE_CHECKING:
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

MOST_ROWS = 10_000
HEADER = (
    "child_id",
    "month",
    "what is wrong",
    "file",
    "sheet",
    "row",
    "column",
    "column name",
    "rule",
    "what to do",
)
_WIDTHS = (20, 10, 60, 24, 16, 8, 8, 20, 24, 70)
_FORMULA_LIKE = ("=", "+", "-", "@", "\t", "\r")
_NOT_FOR_SHEETS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_MONTH_OF = ("event_date", "start_date")
Row = tuple[str, ...]


def workbook(judgement: Judgement, first_page: Sequence[str]) -> bytes:
    """Return the workbook: what to read first, what to mend, and what is worth a look."""
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    book.properties.title = first_page[0] if first_page else "Feedback"
    book.properties.language = "en-GB"
    first = book.create_sheet("Read first")
    _widths(first, (120,))
    for line in first_page:
        _append(first, (line,))
    mend = [*_point_rows(judgement.faults), *_row_rows(judgement)]
    _table(book.create_sheet("What to mend"), mend)
    look = [*_point_rows(judgement.to_decide), *_point_rows(judgement.remarks)]
    rules = (r for r in judgement.rules if r.outcome is RuleOutcome.BROKEN)
    look += [row for rule in rules for row in _rows_of_rule(rule, judgement)]
    if look:
        _table(book.create_sheet("Worth a look"), look)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def _table(sheet: WriteOnlyWorksheet, rows: Sequence[Row]) -> None:
    _widths(sheet, _WIDTHS)
    sheet.freeze_panes = "A2"
    for row in (HEADER, *rows[:MOST_ROWS]):
        _append(sheet, row)
    if len(rows) > MOST_ROWS:
        _append(sheet, ("", "", f"… and {len(rows) - MOST_ROWS} more: see findings.json"))


def _widths(sheet: Any, widths: Sequence[int]) -> None:
    for letter, width in zip("ABCDEFGHIJ", widths, strict=False):
        sheet.column_dimensions[letter].width = width


def _rows_of_rule(result: RuleResult, judgement: Judgement) -> Iterator[Row]:
    """Yield the rows that a rule over a whole table found, each at its place."""
    judged = judgement.tables[result.rule.table]
    for row in result.rows:
        position = int(judged.positions[row])
        place = judged.conformed.origins[judged.conformed.origin_of_row[position]].source.place
        yield (
            _text(judged, "child_id", row),
            _month(judged, row),
            result.rule.sentence,
            place.file,
            place.sheet or "",
            str(judged.conformed.source_row[position]),
            "",
            "",
            result.rule.id,
            result.rule.what_to_do,
        )


def _append(sheet: WriteOnlyWorksheet, row: Row) -> None:
    from openpyxl.cell import WriteOnlyCell

    cells = []
    for text in row:
        cell = WriteOnlyCell(sheet, value=safe_text(text))
        cell.data_type = "s"
        cells.append(cell)
    sheet.append(cells)


def safe_text(text: str) -> str:
    """Return text that no spreadsheet program takes for a formula or refuses to open."""
    text = _NOT_FOR_SHEETS.sub("\ufffd", text)
    return "'" + text if text.startswith(_FORMULA_LIKE) else text


def _point_rows(points: Iterable[Finding]) -> Iterator[Row]:
    for fault in points:
        yield (
            "",
            "",
            fault.sentence,
            fault.file or fault.table or "",
            fault.sheet or "",
            "" if fault.row is None else str(fault.row),
            fault.column_letter or "",
            fault.column or "",
            fault.rule,
            fault.what_to_do,
        )


def _row_rows(judgement: Judgement) -> Iterator[Row]:
    for table in judgement.tables.values():
        who = _who(table)
        for finding in table.findings:
            child, month = who[finding.file, finding.sheet, finding.row]
            yield (
                child,
                month,
                finding.sentence,
                finding.file or "",
                finding.sheet or "",
                str(finding.row),
                finding.column_letter or "",
                finding.column or "",
                finding.rule,
                finding.what_to_do,
            )


def _who(judged: JudgedTable) -> dict[tuple[str | None, str | None, int | None], tuple[str, str]]:
    """Return the child and the month of every row that something was found in, by its place."""
    rows = {row for verdict in judged.verdicts for row in verdict.rows}
    who: dict[tuple[str | None, str | None, int | None], tuple[str, str]] = {}
    for row in rows:
        position = int(judged.positions[row])
        place = judged.conformed.origins[judged.conformed.origin_of_row[position]].source.place
        at = (place.file, place.sheet, judged.conformed.source_row[position])
        who[at] = (_text(judged, "child_id", row), _month(judged, row))
    return who


def _text(judged: JudgedTable, column: str, row: int) -> str:
    text = judged.frame[column].iloc[row]
    return "" if pd.isna(text) else str(text)


def _month(judged: JudgedTable, row: int) -> str:
    for column in _MONTH_OF:
        if column in judged.frame:
            text = _text(judged, column, row)
            return "" if text.startswith(UNREADABLE) else text[:7]
    return ""
