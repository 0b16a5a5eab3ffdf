"""The programme as a whole: its effect, and how many charts have shifted.

Neither holds a count of children. A row needs three authorities behind it, so that nothing is said
of one that is not named; an effect that compares with the never engaged needs three of those too.
How many waits are behind a row leaves as a band: the half-years since joining cut the years of the
other tables otherwise, and exact sums could be taken from each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd

from pipelines.contract.published import Published
from pipelines.contract.release_tables import (
    ENGAGED,
    NOT_ENGAGED,
    SYMBOL_COLUMN,
    WITHHELD,
    MartFrames,
    ProtectedTable,
)
from pipelines.disclosure import grains, shapes_evaluation
from pipelines.disclosure.assemble import GROUP_NAMES, table
from pipelines.disclosure.effect_moves import moved_by_a_few
from pipelines.disclosure.policy import Policy
from pipelines.disclosure.waiting_rows import band
from pipelines.disclosure.world import World
from pipelines.evaluation.effect_words import without_before_joining

OVERALL, NEVER_ENGAGED = "overall", "never_engaged"
# What the rows of one estimate have in common.
_LINE = ["aim", "estimator", "comparison"]


def effect_table(
    frames: MartFrames, world: World, policy: Policy, earlier: Sequence[Published] = ()
) -> ProtectedTable:
    """Return the programme's effect; of Aim 1, whose parts have no cohorts here, overall alone.

    ``earlier``: the releases that readers have seen, of which no row may have moved by a few.
    """
    status = frames.build["data_status"]
    if not len(frames.programme_effect):
        return table(shapes_evaluation.EFFECT, [], "", status)
    rows = frames.programme_effect
    rows = rows[(rows["aim"] != 1) | (rows["event_half_year"] == OVERALL)]
    rows = rows[rows["variant"] == rows["aim"].map(grains.HEADLINE_VARIANT)]
    never = int(world.members[NOT_ENGAGED].sum())
    fine = (rows["authorities"] >= policy.least_group_authorities) & (
        (rows["comparison"] != NEVER_ENGAGED) | (never >= policy.least_group_authorities)
    )
    told = _of_programme(rows, fine).assign(
        when=[when(str(half)) for half in rows["event_half_year"]],
        clocks_band=[band(int(n)) for n in rows["clocks"]],
        at=[_order(str(half)) for half in rows["event_half_year"]],
    )
    moved = moved_by_a_few(told, world.as_at.max().date().isoformat(), earlier, policy)
    told.loc[moved, SYMBOL_COLUMN] = WITHHELD
    told["caution"] = _cautions(told)
    ordered = told.sort_values(["aim", "estimator", "comparison", "at"], ignore_index=True)
    return table(shapes_evaluation.EFFECT, [ordered], "", status)


def _cautions(told: pd.DataFrame) -> list[str]:
    """Return the cautions: what they say of half-years before joining only where all these leave.

    Of Aim 1 none does.
    """
    before = told[told["at"].between(-99, -1)]
    fit = (before[SYMBOL_COLUMN] == "").groupby([before[k] for k in _LINE]).all()
    lines = told[_LINE].itertuples(index=False, name=None)
    return [
        caution if bool(fit.get(line, False)) else without_before_joining(str(caution))
        for line, caution in zip(lines, told["caution"], strict=True)
    ]


def when(half_year: str) -> str:
    """Return a half-year since joining as a code that no spreadsheet takes for a number."""
    if half_year == OVERALL:
        return OVERALL
    half = int(half_year)
    return f"before_{-half}" if half < 0 else f"since_{half}"


def _order(half_year: str) -> int:
    return -100 if half_year == OVERALL else int(half_year)


def summary_table(frames: MartFrames, policy: Policy) -> ProtectedTable:
    """Return how many charts have shifted; withheld where one or two charts are fit to be read."""
    status = frames.build["data_status"]
    if not len(frames.programme_summary):
        return table(shapes_evaluation.SUMMARY, [], "", status)
    rows = frames.programme_summary
    few = (rows["areas_fit"] > 0) & (rows["areas_fit"] < policy.least_group_authorities)
    told = _of_programme(rows, ~few)
    told["quarter"] = pd.to_datetime(told["quarter"]).dt.date.astype(str)
    ordered = told.sort_values(["aim", "quarter"], ignore_index=True)
    return table(shapes_evaluation.SUMMARY, [ordered], "", status)


def _of_programme(rows: pd.DataFrame, shown: pd.Series[Any]) -> pd.DataFrame:
    symbols = np.where(shown, "", WITHHELD)
    return rows.assign(area=ENGAGED, area_name=GROUP_NAMES[ENGAGED], **{SYMBOL_COLUMN: symbols})
