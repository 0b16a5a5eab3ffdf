"""Great Expectations as the judge: a suite per kind of cell, row numbers out, never a value."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from functools import cache
from typing import Any

import pandas as pd

from pipelines.intake.catalogue import Entry

# COMPLETE names every row; excluding the values keeps cells out of results and logs.
_RESULT_FORMAT = {"result_format": "COMPLETE", "exclude_unexpected_values": True}


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
    results = _results(frame, asked, values)
    return [_rows(results.get(entry.id), entry.id) for entry in asked]


def _results(
    frame: pd.DataFrame, asked: Sequence[Entry], values: Mapping[str, Any]
) -> dict[str, Any]:
    definition = _definition()
    suite = _suite(asked, values)
    try:
        batch = definition.get_batch({"dataframe": frame})
        validated = batch.validate(suite, result_format=_RESULT_FORMAT)
    except Exception:
        validated = None
    if validated is None:
        raise JudgeCrashed(asked[0].id)
    return {result.expectation_config.meta["id"]: result for result in validated.results}


def _suite(asked: Sequence[Entry], values: Mapping[str, Any]) -> Any:
    import great_expectations as gx

    kinds = gx.expectations.core
    return gx.ExpectationSuite(
        name="rows",
        expectations=[
            getattr(kinds, _class_name(entry.expectation))(
                **_filled_in(entry.kwargs, values), meta={"id": entry.id}
            )
            for entry in asked
        ],
    )


def _filled_in(kwargs: Mapping[str, Any], values: Mapping[str, Any]) -> dict[str, Any]:
    return {k: values[v] if isinstance(v, str) and v in values else v for k, v in kwargs.items()}


def _class_name(expectation: str) -> str:
    return "".join(word.capitalize() for word in expectation.split("_"))


@cache
def _definition() -> Any:
    """Return where frames are handed over: a context in memory, silent, sending nothing home."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False)
    source = context.data_sources.add_pandas("submission")
    return source.add_dataframe_asset("rows").add_batch_definition_whole_dataframe("all")


def _rows(result: Any, check_id: str) -> list[int]:
    if result is None or _crashed(result.exception_info):
        raise JudgeCrashed(check_id)
    if result.success:
        return []
    rows = result.result.get("unexpected_index_list")
    if not rows:
        raise JudgeCrashed(check_id)
    return sorted(int(row) for row in rows)


def _crashed(info: dict[str, Any] | None) -> bool:
    if not info:
        return False
    if "raised_exception" in info:
        return bool(info["raised_exception"])
    return any(part.get("raised_exception") for part in info.values())
