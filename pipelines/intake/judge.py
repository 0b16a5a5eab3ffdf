"""The judge of rows: Great Expectations asked of one kind of cell; row numbers out, no value."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from pipelines.contract.checks import Answer, CheckOutcome, Question, ask
from pipelines.intake.catalogue import Entry


class JudgeCrashed(RuntimeError):  # noqa: N818
    """The tool failed, not the data. Its own message is withheld: it may hold values."""

    def __init__(self, check_id: str) -> None:
        super().__init__(f"the check {check_id} could not be run; this is a fault of the pipeline")


def judge(
    frame: pd.DataFrame, asked: Sequence[Entry], values: Mapping[str, Any]
) -> list[list[int]]:
    """Return, for each check, the rows of the frame (from 0) that fail it.

    ``values``: what stands for the ``$names`` in the arguments of the checks.
    """
    if frame.empty or not asked:
        return [[] for _entry in asked]
    questions = [Question(e.expectation, _filled_in(e.kwargs, values)) for e in asked]
    answers = ask(frame, questions)
    return [_rows(answer, entry.id) for answer, entry in zip(answers, asked, strict=True)]


def _filled_in(kwargs: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: values[v] if isinstance(v, str) and v in values else v for k, v in kwargs.items()}


def _rows(answer: Answer, check_id: str) -> list[int]:
    # A check about rows that fails without naming one was not run as it was meant.
    failed_nowhere = answer.outcome is CheckOutcome.FAILED and not answer.rows
    if answer.outcome is CheckOutcome.CRASHED or failed_nowhere:
        raise JudgeCrashed(check_id)
    return answer.rows
