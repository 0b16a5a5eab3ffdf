"""Checks declared as YAML and judged by Great Expectations over a pandas frame.

A check is metadata (id, category, severity, owner, one sentence, why) and one expectation. Passed,
failed and crashed are three outcomes: a tool's error is never reported as bad data, and no value
of the data is ever in a result.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

import pandas as pd
import yaml


class CheckOutcome(StrEnum):
    """What came of running a check."""

    PASSED = "passed"
    FAILED = "failed"
    CRASHED = "crashed"


@dataclass(frozen=True)
class Check:
    """One declared check of one table."""

    id: str
    table: str
    expectation: str
    arguments: dict[str, Any]
    category: str
    severity: str
    owner: str
    sentence: str
    why: str


@dataclass(frozen=True)
class CheckResult:
    """The outcome of one check and on how many rows it failed."""

    check: Check
    outcome: CheckOutcome
    rows_failing: int = 0
    row_numbers: list[int] = field(default_factory=list)


def load_catalogue(path: Path) -> list[Check]:
    """Read a catalogue; a check with ``tables`` stands for one check per table."""
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    defaults = raw.get("defaults", {})
    checks = []
    for entry in raw["checks"]:
        facts = {**defaults, **entry}
        tables = facts.pop("tables", None) or [facts.pop("table")]
        checks += [
            Check(
                id=facts["id"],
                table=table,
                expectation=facts["expectation"],
                arguments=facts.get("arguments", {}),
                category=facts["category"],
                severity=facts["severity"],
                owner=facts["owner"],
                sentence=facts["sentence"],
                why=facts["why"],
            )
            for table in tables
        ]
    return checks


def run_checks(frame: pd.DataFrame, checks: Iterable[Check]) -> list[CheckResult]:
    """Judge one frame (rows numbered from 0) by the checks of its table."""
    checks = list(checks)
    batch = _batch(frame)
    return [_run(batch, check) for check in checks] if checks else []


def _batch(frame: pd.DataFrame) -> Any:
    # 2.6 seconds, and it would phone home: imported here alone, with its analytics off.
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("frames")
    definition = source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("all")
    return definition.get_batch({"dataframe": frame.reset_index(drop=True)})


def _run(batch: Any, check: Check) -> CheckResult:
    import great_expectations.expectations as gxe

    try:
        expectation = getattr(gxe, check.expectation)(**check.arguments)
        outcome = batch.validate(
            expectation,
            result_format={"result_format": "COMPLETE", "exclude_unexpected_values": True},
        )
    except Exception:
        return CheckResult(check, CheckOutcome.CRASHED)
    if _has_crashed(outcome.exception_info):
        return CheckResult(check, CheckOutcome.CRASHED)
    if outcome.success:
        return CheckResult(check, CheckOutcome.PASSED)
    rows = [int(i) for i in outcome.result.get("unexpected_index_list") or []]
    return CheckResult(check, CheckOutcome.FAILED, len(rows), rows)


def _has_crashed(exception_info: dict[str, Any] | None) -> bool:
    if not exception_info:
        return False
    if "raised_exception" in exception_info:
        return bool(exception_info["raised_exception"])
    return any(e.get("raised_exception") for e in exception_info.values() if isinstance(e, dict))
