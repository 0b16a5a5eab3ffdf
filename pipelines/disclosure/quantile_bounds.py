"""What a quantile on the curves' grid says of few: how many can have stopped beside a known day.

A quarter, half and three quarters of all who started are so many clocks. Rounded up to the grid, a
quantile says that so many had stopped by its day, and fewer by the grid's day before. Beside a day
of which the number is known (the time limit, a shown point of a curve, the end) that bounds how
many stopped in between. A bound of 1 to 3 leaves fewer than five numbers possible: the row is
withheld.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from math import ceil, inf

import pandas as pd

from pipelines.disclosure.policy import Policy

QUANTILES = {"p25_days": 0.25, "median_days": 0.5, "p75_days": 0.75}


def rounded_up(days: pd.Series, step: int) -> pd.Series:
    """Return whole days (or none) as the first day of the grid by which it had come to that."""
    return -(-days // step) * step


def says_few(
    clocks: int, quantiles: Mapping[float, float], stopped_by: Mapping[float, int], policy: Policy
) -> bool:
    """Return whether the quantiles of a row bound how many stopped between two days too narrowly.

    ``quantiles``: share → its first day, ``inf`` where it never came to that. ``stopped_by``: day →
    how many of the clocks had stopped by then, of the days of which a reader knows it; at ``inf``
    how many can have stopped at all. Leaving aside clocks that were followed less long than that.
    """
    step = policy.curve_step_days
    bounds = (
        bound
        for share, day in quantiles.items()
        for bound in _bounds(ceil(round(share * clocks, 6)), day, step, stopped_by)
    )
    return any(bound in range(1, policy.least_possible_values - 1) for bound in bounds)


def _bounds(least: int, day: float, step: int, stopped_by: Mapping[float, int]) -> Iterator[int]:
    """Yield how many at most stopped before a quantile's step, and after it, beside known days."""
    told = inf if day == inf else ceil(day / step) * step
    before = told if told == inf else told - step
    known_before = [d for d in stopped_by if d <= before and d != inf]
    if known_before and before not in known_before:
        yield least - 1 - stopped_by[max(known_before)]
    known_after = min(d for d in stopped_by if d >= told)
    if known_after != told:
        yield stopped_by[known_after] - least
