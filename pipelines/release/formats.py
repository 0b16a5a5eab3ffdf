"""Do the formats of a draft say the same, cell for cell, and are its files whole?"""

from __future__ import annotations

import hashlib
from pathlib import Path

import pandas as pd

from pipelines.contract.checks import Check, CheckOutcome, CheckResult
from pipelines.contract.release_tables import Kind
from pipelines.release.draft import SUMS
from pipelines.release.read_back import DraftFiles, read_draft


def formats_agree(folder: Path) -> list[CheckResult]:
    """Return a result per table (CSV = XLSX = ODS) and one for the files' digests."""
    files = read_draft(folder)
    formats = [files.sheets(), files.open_sheets()]
    return [
        *(_agrees(files, name, [found.get(name) for found in formats]) for name in files.tables),
        _whole(folder),
    ]


def _agrees(files: DraftFiles, name: str, sheets: list[pd.DataFrame | None]) -> CheckResult:
    written = files.csv(name)
    return _result(
        "formats_agree",
        name,
        "The CSV file and both spreadsheets hold the same cells.",
        "Two formats that differ make a reader doubt both.",
        sum(_differences(files, name, written, sheet) for sheet in sheets),
    )


def _result(name: str, subject: str, sentence: str, why: str, failures: int) -> CheckResult:
    check = Check(
        id=name,
        table=subject,
        expectation=name,
        arguments={},
        category="formats",
        severity="error",
        owner="release officer",
        sentence=sentence,
        why=why,
    )
    return CheckResult(check, CheckOutcome.FAILED if failures else CheckOutcome.PASSED, failures)


def _differences(
    files: DraftFiles, name: str, written: pd.DataFrame, sheet: pd.DataFrame | None
) -> int:
    if sheet is None:
        return len(written)
    declared = files.columns[name]
    if list(sheet.columns) != [c.heading for c in declared] or len(sheet) != len(written):
        return max(len(sheet), len(written), 1)
    return sum(
        _as_text(cell, column.kind) != text
        for column in declared
        for cell, text in zip(sheet[column.heading], written[column.name], strict=True)
    )


def _as_text(cell: object, kind: str) -> str:
    """Return a workbook's cell as the CSV writes it; numbers are stored as numbers."""
    known = Kind(kind)
    if known.is_decimal and isinstance(cell, int | float):
        return f"{cell:.{known.decimals}f}"
    is_number = known.is_whole or known is Kind.AUTHORITIES
    if is_number and isinstance(cell, str) and cell.isdigit():
        return f"text instead of a number: {cell}"
    return str(cell)


def _whole(folder: Path) -> CheckResult:
    listed = dict(_entry(line) for line in (folder / SUMS).read_text("utf-8").splitlines())
    present = {
        p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in folder.rglob("*")
        if p.is_file() and p.name != SUMS
    }
    wrong = {name for name in listed | present if listed.get(name) != present.get(name)}
    return _result(
        "files_are_whole",
        SUMS,
        f"Every file has the digest that {SUMS} gives it, and none is missing.",
        "A file changed after it was checked was not checked.",
        len(wrong),
    )


def _entry(line: str) -> tuple[str, str]:
    digest, name = line.split("  ", 1)
    return name, digest
