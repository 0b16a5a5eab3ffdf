"""Checks declared as YAML and judged by Great Expectations over a pandas frame.

A check is metadata (id, category, severity, owner, one sentence, why) and one expectation. Passed,
failed and crashed are three outcomes: a tool's error is never reported as bad data, and no value
of the data is ever in a result.
"""

from __future__ import annotations

import gc
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from threading import Lock, Thread
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


@dataclass(frozen=True)
class Question:
    """One expectation (as Great Expectations calls it: ``expect_column_…``) and its arguments."""

    expectation: str
    arguments: Mapping[str, Any]


@dataclass(frozen=True)
class Answer:
    """What came of a question, and the rows (from 0) that fail it where it is about rows."""

    outcome: CheckOutcome
    rows: list[int] = field(default_factory=list)


def run_checks(frame: pd.DataFrame, checks: Iterable[Check]) -> list[CheckResult]:
    """Judge one frame (rows numbered from 0) by the checks of its table."""
    checks = list(checks)
    answers = ask(frame, [Question(c.expectation, c.arguments) for c in checks])
    return [
        CheckResult(check, answer.outcome, len(answer.rows), answer.rows)
        for check, answer in zip(checks, answers, strict=True)
    ]


def ask(frame: pd.DataFrame, questions: Sequence[Question]) -> list[Answer]:
    """Ask all questions of one frame at once; each costs about 12 ms however few the rows."""
    if not questions:
        return []
    try:
        batch = _definition().get_batch({"dataframe": frame.reset_index(drop=True)})
        told = batch.validate(_suite(questions), result_format=_RESULT_FORMAT)
        by_number = {r.expectation_config.meta["number"]: r for r in told.results}
    except Exception:
        # What the tool says of itself may hold a value; that it crashed is all we keep.
        return [Answer(CheckOutcome.CRASHED) for _question in questions]
    return [_answer(by_number.get(number)) for number in range(len(questions))]


def prepare() -> None:
    """Import what judges rows on the side, while rows are being read."""
    Thread(target=_definition).start()


# COMPLETE names every row; excluding the values keeps cells out of results and logs.
_RESULT_FORMAT = {"result_format": "COMPLETE", "exclude_unexpected_values": True}


def _definition() -> Any:
    """Return where frames are handed over, made once."""
    with _MAKING:
        return _made_definition()


_MAKING = Lock()


@cache
def _made_definition() -> Any:
    """Return where frames are handed over: a context in memory, silent, sending nothing home."""
    # 2.6 seconds, and it would phone home: imported here alone, with its analytics off.
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with _nothing_to_collect():
        import great_expectations as gx
        from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("frames")
    return source.add_dataframe_asset("frame").add_batch_definition_whole_dataframe("all")


@contextmanager
def _nothing_to_collect() -> Iterator[None]:
    """Import without looking for garbage, then or later: modules live as long as the process.

    Else Python looks 500 times while two thousand modules come in, a sixth of the time of import.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was_on:
            gc.enable()


def _suite(questions: Sequence[Question]) -> Any:
    import great_expectations as gx

    return gx.ExpectationSuite(
        name="questions",
        expectations=[
            getattr(gx.expectations.core, _class_name(question.expectation))(
                **question.arguments, meta={"number": number}
            )
            for number, question in enumerate(questions)
        ],
    )


def _class_name(expectation: str) -> str:
    return "".join(word.capitalize() for word in expectation.split("_"))


def _answer(result: Any) -> Answer:
    if result is None or _has_crashed(result.exception_info):
        return Answer(CheckOutcome.CRASHED)
    if result.success:
        return Answer(CheckOutcome.PASSED)
    rows = result.result.get("unexpected_index_list") or []
    return Answer(CheckOutcome.FAILED, sorted(int(row) for row in rows))


def _has_crashed(exception_info: dict[str, Any] | None) -> bool:
    if not exception_info:
        return False
    if "raised_exception" in exception_info:
        return bool(exception_info["raised_exception"])
    return any(e.get("raised_exception") for e in exception_info.values() if isinstance(e, dict))
