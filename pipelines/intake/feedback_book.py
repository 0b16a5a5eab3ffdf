"""The workbook an authority's officer works through: what to read first, what to mend, and where.

Child, month and one plain sentence come first; then the place as a spreadsheet shows it. No cell of
it is a formula, whatever an id looks like. It is made in memory: a library that writes parts of it
into files would leave the authority's own ids behind where it is killed.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING

import pandas as pd

from pipelines.contract.findings import Finding
from pipelines.intake.cells import UNREADABLE
from pipelines.intake.judged_table import JudgedTable
from pipelines.intake.judgement import Judgement
from pipelines.intake.table_rules import RuleOutcome, RuleResult

if TYPE_CHECKING:
    from xlsxwriter.worksheet import Worksheet

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
# A cell holds no more.
_MOST_CHARACTERS = 32_767
Row = tuple[str, ...]


def workbook(judgement: Judgement, first_page: Sequence[str]) -> bytes:
    """Return the workbook: what to read first, what to mend, and what is worth a look."""
    from xlsxwriter import Workbook

    sink = io.BytesIO()
    with Workbook(sink, {"in_memory": True}) as book:
        book.set_properties({"title": first_page[0] if first_page else "Feedback"})
        book.set_custom_property("Language", "en-GB")
        first = book.add_worksheet("Read first")
        first.set_column(0, 0, 120)
        _write(first, [(line,) for line in first_page])
        mend = [*_point_rows(judgement.faults), *_row_rows(judgement)]
        _table(book.add_worksheet("What to mend"), mend)
        look = [*_point_rows(judgement.to_decide), *_point_rows(judgement.remarks)]
        rules = (r for r in judgement.rules if r.outcome is RuleOutcome.BROKEN)
        look += [row for rule in rules for row in _rows_of_rule(rule, judgement)]
        if look:
            _table(book.add_worksheet("Worth a look"), look)
    return sink.getvalue()


def _table(sheet: Worksheet, rows: Sequence[Row]) -> None:
    for column, width in enumerate(_WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(1, 0)
    _write(sheet, [HEADER, *rows[:MOST_ROWS]])
    if len(rows) > MOST_ROWS:
        more = f"… and {len(rows) - MOST_ROWS} more: see findings.json"
        sheet.write_string(MOST_ROWS + 1, 2, more)


def _write(sheet: Worksheet, rows: Sequence[Row]) -> None:
    for number, row in enumerate(rows):
        for column, text in enumerate(row):
            if text:
                sheet.write_string(number, column, safe_text(text)[:_MOST_CHARACTERS])


def _rows_of_rule(result: RuleResult, judgement: Judgement) -> Iterator[Row]:
    """Yield the rows that a rule over a whole table found, each at its place."""
    judged = judgement.tables[result.rule.table]
    for row in result.rows:
        file, sheet, number = judged.place_of(row)
        yield (
            _text(judged, "child_id", row),
            _month(judged, row),
            result.rule.sentence,
            file,
            sheet or "",
            str(number),
            "",
            "",
            result.rule.id,
            result.rule.what_to_do,
        )


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
        who[judged.place_of(row)] = (_text(judged, "child_id", row), _month(judged, row))
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
