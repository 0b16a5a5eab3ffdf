"""Great Expectations on the CSV files of a draft, read back as text; the catalogue is
``expectations/exports.yaml``. The rules for accessible spreadsheets are asked beside them.

A check is asked once of all cells of a kind, whatever their table and column: they are stacked, and
what fails is counted by table. Results hold no value.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from pipelines.contract.checks import Check, CheckOutcome, CheckResult, run_checks
from pipelines.contract.formulas import live_pattern
from pipelines.release.accessible_sheets import accessible
from pipelines.release.read_back import DraftFiles, read_draft
from pipelines.settings import EXPECTATIONS_DIR

CATALOGUE = EXPECTATIONS_DIR / "exports.yaml"


@dataclass(frozen=True)
class ExportCheck:
    """One line of the catalogue: a check, and the kinds of column whose cells it is asked of."""

    check: Check
    kinds: tuple[str, ...]


@cache
def catalogue() -> tuple[ExportCheck, ...]:
    """Return the checks, with the patterns they name filled in."""
    raw = yaml.safe_load(CATALOGUE.read_text(encoding="utf-8"))
    patterns = raw["patterns"] | {"live": live_pattern()}
    known = {f"{{{name}}}": pattern for name, pattern in patterns.items()}
    out = []
    for entry in raw["checks"]:
        kinds = tuple(entry.pop("kinds", ()))
        arguments = {k: _filled(v, known) for k, v in entry.pop("arguments").items()}
        out.append(ExportCheck(Check(table="", arguments=arguments, **entry), kinds))
    return tuple(out)


def check(folder: Path) -> list[CheckResult]:
    """Return a result per table and check of the catalogue, and per spreadsheet and its rules."""
    files = read_draft(folder)
    tables = {name: files.csv(name) for name in files.tables}
    known = {"{data_status}": [files.manifest["data_status"]]}
    out = []
    for line in catalogue():
        arguments = {k: _filled(v, known) for k, v in line.check.arguments.items()}
        asked = replace(line.check, arguments=arguments)
        if line.kinds:
            out += _ask_cells(files, tables, asked, line.kinds)
        else:
            out += [_ask_columns(files, name, frame, asked) for name, frame in tables.items()]
    return out + accessible(folder)


def _ask_columns(files: DraftFiles, name: str, frame: pd.DataFrame, asked: Check) -> CheckResult:
    declared = [c.name for c in files.columns[name]]
    arguments = {k: _filled(v, {"{columns}": declared}) for k, v in asked.arguments.items()}
    (result,) = run_checks(frame, [replace(asked, table=name, arguments=arguments)])
    return result


def _ask_cells(
    files: DraftFiles, tables: dict[str, pd.DataFrame], asked: Check, kinds: tuple[str, ...]
) -> list[CheckResult]:
    cells = _stacked(files, tables, kinds)
    check_ = replace(asked, arguments={"column": "cell", **asked.arguments})
    (result,) = run_checks(cells, [check_])
    failing = Counter(cells["table"].iloc[result.row_numbers])
    return [
        CheckResult(
            replace(asked, table=name), _outcome(result.outcome, failing[name]), failing[name]
        )
        for name in tables
    ]


def _outcome(overall: CheckOutcome, failing: int) -> CheckOutcome:
    if overall is CheckOutcome.CRASHED:
        return overall
    return CheckOutcome.FAILED if failing else CheckOutcome.PASSED


def _stacked(
    files: DraftFiles, tables: dict[str, pd.DataFrame], kinds: tuple[str, ...]
) -> pd.DataFrame:
    """Return ``cell`` and ``table``, a row per cell of the columns of some kinds."""
    parts = [
        pd.DataFrame({"cell": frame[column.name], "table": name})
        for name, frame in tables.items()
        for column in files.columns[name]
        if column.kind in kinds and column.name in frame.columns
    ]
    nothing = pd.DataFrame({"cell": [], "table": []}, dtype=object)
    return pd.concat([nothing, *parts], ignore_index=True)


def _filled(value: Any, known: dict[str, Any]) -> Any:
    return known.get(value, value) if isinstance(value, str) else value
