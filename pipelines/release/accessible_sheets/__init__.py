"""The Analysis Function's guidance "Releasing statistics in spreadsheets", asked of a file.

Each rule is asked of the file as written, XLSX and ODS alike; a result holds no value of a cell.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from pipelines.contract.checks import Check, CheckOutcome, CheckResult
from pipelines.release.accessible_sheets.model import SheetBook
from pipelines.release.accessible_sheets.read_ods import read_ods
from pipelines.release.accessible_sheets.read_xlsx import read_xlsx
from pipelines.release.accessible_sheets.rule import Rule
from pipelines.release.accessible_sheets.rules_structure import STRUCTURE
from pipelines.release.accessible_sheets.rules_tables import TABLES
from pipelines.release.accessible_sheets.rules_text import TEXT

RULES: tuple[Rule, ...] = (*STRUCTURE, *TABLES, *TEXT)
_READERS = {".xlsx": read_xlsx, ".ods": read_ods}

__all__ = ["RULES", "SheetBook", "accessible", "broken_places"]


def broken_places(book: SheetBook) -> dict[str, Counter[str]]:
    """Return by rule how many places of each sheet break it; rules that hold are left out."""
    found = {rule.id: Counter(rule.broken(book)) for rule in RULES}
    return {rule: places for rule, places in found.items() if places}


def accessible(folder: Path) -> list[CheckResult]:
    """Return a result per rule and spreadsheet of a draft."""
    paths = sorted(p for p in folder.iterdir() if p.suffix in _READERS)
    return [result for path in paths for result in _asked(path)]


def _asked(path: Path) -> list[CheckResult]:
    broken = broken_places(_READERS[path.suffix](path))
    return [_result(rule, path.suffix, broken.get(rule.id, Counter()).total()) for rule in RULES]


def _result(rule: Rule, ending: str, failures: int) -> CheckResult:
    check = Check(
        id=f"accessible.{rule.id}",
        table=f"spreadsheet {ending}",
        expectation=rule.id,
        arguments={},
        category="accessibility",
        severity="error",
        owner="release officer",
        sentence=rule.sentence,
        why="A spreadsheet that a screen reader cannot follow is closed to its reader.",
    )
    return CheckResult(check, CheckOutcome.FAILED if failures else CheckOutcome.PASSED, failures)
