"""What goes back to the sender: a summary, findings for a program, a workbook to work through.

The only place where the authority's own ``child_id`` and row numbers are written.
"""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from pipelines.contract.findings import Severity
from pipelines.intake.account import total_rows
from pipelines.intake.cells import UNREADABLE
from pipelines.intake.drop_folder import DropFolder
from pipelines.intake.judged_table import JudgedTable
from pipelines.intake.judgement import Judgement
from pipelines.intake.safe_write import write_file, write_json
from pipelines.settings import Home

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


def write_feedback(home: Home, drop: DropFolder, judgement: Judgement) -> None:
    """Write the three forms of feedback, replacing those of an earlier try of the same folder."""
    folder = home.feedback / drop.authority.code / drop.name
    write_file(
        folder / "summary.txt", summary_of(judgement, drop).encode("utf-8", "backslashreplace")
    )
    write_json(folder / "findings.json", _findings(judgement))
    write_file(folder / "feedback.xlsx", _workbook(judgement))


def summary_of(judgement: Judgement, drop: DropFolder) -> str:
    """Return the page a person reads first."""
    lines = [
        f"{drop.authority.name}: extract of {drop.name}",
        f"Outcome: {judgement.outcome.value.replace('_', ' ')}",
        "",
        *_fault_lines(judgement),
        *_account_lines(judgement),
        *_rule_lines(judgement),
    ]
    return "\n".join(lines) + "\n"


def _fault_lines(judgement: Judgement) -> Iterator[str]:
    if judgement.faults:
        yield "The submission was refused; the one before it stays in force."
        yield from (f"- {fault.line}" for fault in judgement.faults)
        yield ""


def _account_lines(judgement: Judgement) -> Iterator[str]:
    if judgement.accounts:
        yield "Rows: received = accepted + repaired + quarantined + duplicate"
    for account in judgement.accounts:
        counts = ", ".join(f"{n} {measure}" for measure, n in account.totals().items())
        yield f"- {account.table}: {counts}"


def _rule_lines(judgement: Judgement) -> Iterator[str]:
    counted = Counter(
        (table.name, finding.sentence, finding.rule, finding.what_to_do)
        for table in judgement.tables.values()
        for finding in table.findings
    )
    if counted:
        yield ""
        yield "What was found in rows (each is listed in feedback.xlsx):"
    for (table, sentence, rule, what_to_do), times in sorted(counted.items()):
        yield f"- {table}: {times} × {sentence} [{rule}] {what_to_do}"


def _findings(judgement: Judgement) -> dict[str, object]:
    return {
        "outcome": judgement.outcome.value,
        "rows": total_rows(judgement.accounts),
        "tables": [account.as_dict() for account in judgement.accounts],
        "findings": [finding.as_dict() for finding in judgement.findings],
    }


def _workbook(judgement: Judgement) -> bytes:
    import openpyxl

    book = openpyxl.Workbook(write_only=True)
    sheet = book.create_sheet("What to mend")
    for letter, width in zip("ABCDEFGHIJ", _WIDTHS, strict=True):
        sheet.column_dimensions[letter].width = width
    sheet.freeze_panes = "A2"
    rows = [HEADER, *_fault_rows(judgement), *_row_rows(judgement)]
    for row in rows[: MOST_ROWS + 1]:
        _append(sheet, row)
    if len(rows) > MOST_ROWS + 1:
        _append(sheet, ("", "", f"… and {len(rows) - 1 - MOST_ROWS} more: see findings.json"))
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def _append(sheet: WriteOnlyWorksheet, row: tuple[str, ...]) -> None:
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


def _fault_rows(judgement: Judgement) -> Iterator[tuple[str, ...]]:
    for fault in judgement.faults:
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


def _row_rows(judgement: Judgement) -> Iterator[tuple[str, ...]]:
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
    rows = {
        row
        for verdict in judged.verdicts
        if verdict.check.severity in (Severity.QUARANTINE, Severity.REPAIR)
        for row in verdict.rows
    }
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
