"""The table of waiting curves: groups, a row every four weeks after the start.

Shown under a shown year of ``aim_timeliness`` alone, and where ``curve_counts.cuts_shown`` lets it;
the two sides of the programme as a pair, and only on days on which the whole is shown too.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from pipelines.contract.release_tables import (
    ALL_REPORTING,
    ENGAGED,
    NOT_AVAILABLE,
    NOT_ENGAGED,
    SCOTLAND,
    SYMBOL_COLUMN,
    WITHHELD,
    MartFrames,
    ProtectedTable,
)
from pipelines.disclosure import shapes_programme
from pipelines.disclosure.assemble import GROUP_NAMES, table
from pipelines.disclosure.cubes import Flags
from pipelines.disclosure.curve_counts import LEFT, REACHED, CurveYear, curve_years, cuts_shown
from pipelines.disclosure.decisions import Decisions
from pipelines.disclosure.policy import Policy
from pipelines.disclosure.shares import with_share
from pipelines.disclosure.waiting_rows import band
from pipelines.disclosure.world import World

CURVES = shapes_programme.WAITING_CURVES


def curve_table(
    frames: MartFrames, decided: Decisions, world: World, policy: Policy
) -> ProtectedTable:
    """Return the waiting curves of groups by year of start."""
    rows = [
        _rows(curve, group, shown)
        for curve in curve_years(frames, decided, world, policy)
        for shown in (_shown(curve, policy),)
        for group in curve.part.groups(world)
    ]
    return table(CURVES, rows, "", frames.build["data_status"])


def _shown(curve: CurveYear, policy: Policy) -> Mapping[str, Flags]:
    """Return by group on which cuts its curve is shown."""
    may = {g: np.full(len(curve.cuts), _year_is_shown(curve, g, policy)) for g in _GROUPS}
    whole = cuts_shown(curve, ALL_REPORTING, may[ALL_REPORTING], policy)
    pair = whole & may[ENGAGED] & may[NOT_ENGAGED]
    # Two sides are shown on the same days: what one withholds the other and the whole would tell.
    while True:
        both = cuts_shown(curve, ENGAGED, pair, policy)
        both &= cuts_shown(curve, NOT_ENGAGED, both, policy)
        if (both == pair).all():
            return {ALL_REPORTING: whole, ENGAGED: pair, NOT_ENGAGED: pair}
        pair = both


_GROUPS = (ALL_REPORTING, ENGAGED, NOT_ENGAGED)


def _year_is_shown(curve: CurveYear, group: str, policy: Policy) -> bool:
    """Return whether the starts and outcomes of a year are shown: the sum, or all four quarters."""
    part, at = curve.part, curve.part.cube.quarters_of(curve.year)
    if curve.starts_of(group) < policy.least_clocks_for_times or not part.leaves[group][at].all():
        return False
    if part.block.group_years:
        return bool(part.visible.years[group][part.cube.years.index(curve.year)])
    return bool(part.published(group)[at].all())


def _rows(curve: CurveYear, group: str, shown: Mapping[str, Flags]) -> pd.DataFrame:
    own = ALL_REPORTING if group == SCOTLAND else group
    at = curve.part.cube.quarters_of(curve.year)
    hidden = WITHHELD if curve.part.leaves[group][at].all() else NOT_AVAILABLE
    by, starts = curve.of(own), curve.starts_of(own)
    frame = pd.DataFrame(
        {
            "area": group,
            "area_name": GROUP_NAMES[group],
            "aim": curve.aim,
            "variant": curve.part.variant,
            "cohort_year": str(curve.year),
            "days": curve.cuts,
            "counted_starts": starts,
            REACHED: by[:, 0],
            LEFT: by[:, 1],
            "still_waiting_band": [band(int(n)) for n in starts - by.sum(axis=1)],
            SYMBOL_COLUMN: np.where(shown[own], "", hidden),
        }
    )
    frame = frame[curve.on_grid]
    of = frame["counted_starts"]
    frame = with_share(frame, REACHED, of, ("reached_percent", "reached_ci_low", "reached_ci_high"))
    return with_share(frame, LEFT, of, ("left_percent", "_low", "_high"))
