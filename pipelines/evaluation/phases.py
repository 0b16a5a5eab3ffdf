"""Baselines and phases of a series: what is frozen, and where a recorded decision starts anew.

Belongs here: which points a centre line comes from. Does not: the centre line, nor any rule.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

BEFORE_ENGAGEMENT = "before_engagement"
SERIES_START = "series_start"
Days = npt.NDArray[np.datetime64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class BaselineRules:
    """How many points a frozen centre comes from (contract section 5, ``run_chart``)."""

    points: int = 12  # the last so many before the programme came …
    at_least: int = 8  # … where there are at least so many,
    first_points: int = 8  # else the first so many; of a later phase always these


@dataclass(frozen=True)
class Phase:
    """One phase of a series; arrays are as long as the series.

    ``baseline`` marks the points its centre comes from (all of them present), ``after`` the points
    that come later than the last of those: only they can show a shift.
    """

    number: int
    points: Flags
    baseline: Flags
    after: Flags
    baseline_kind: str


def phases_of(
    periods: Days,
    present: Flags,
    engaged_on: np.datetime64 | None = None,
    decisions: Sequence[np.datetime64] = (),
    rules: BaselineRules | None = None,
) -> list[Phase]:
    """Return the phases of a series, in order; one without any point that is present is left out.

    Args:
        periods: first days of the periods, ascending; missing points too.
        present: whether a point is there.
        engaged_on: the day the programme came; None where it has not.
        decisions: the first periods of new phases, as recorded.
        rules: how many points a centre comes from.
    """
    rules = rules or BaselineRules()
    starts = np.array(sorted(set(decisions)), dtype="datetime64[D]")
    number = 1 + np.searchsorted(starts, periods.astype("datetime64[D]"), side="right")
    found = []
    for phase in np.unique(number[present]):
        of_phase = number == phase
        if phase == 1:
            baseline, kind = _frozen(periods, present, engaged_on, rules)
        else:
            baseline, kind = _first(of_phase & present, rules.first_points), SERIES_START
        after = of_phase & (periods > periods[baseline].max())
        found.append(Phase(int(phase), of_phase, baseline, after, kind))
    return found


def _frozen(
    periods: Days, present: Flags, engaged_on: np.datetime64 | None, rules: BaselineRules
) -> tuple[Flags, str]:
    """Return the baseline of the first phase: no later decision moves it."""
    before = present & (periods < engaged_on) if engaged_on is not None else np.zeros_like(present)
    if before.sum() >= rules.at_least:
        return _first(before[::-1], rules.points)[::-1], BEFORE_ENGAGEMENT
    return _first(present, rules.first_points), SERIES_START


def _first(flags: Flags, count: int) -> Flags:
    return flags & (np.cumsum(flags) <= count)
