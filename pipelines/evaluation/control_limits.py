"""Limits of control charts: P, P′ and XmR (methods.md section 3).

Belongs here: formulas on the points of one series. Does not: frames, phases.

Sources: Provost & Murray 2011 (P, XmR); Laney 2002 (P′); Nelson 1982 (screening of moving ranges).
Limits are three standard deviations from the centre, clipped to what is possible; those at two
stand beside them (a warning, no rule looks at them).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

# By how much the mean of two values' range exceeds a standard deviation, and where a single range
# counts as out of the ordinary.
MEAN_RANGE_IN_DEVIATIONS = 1.128
LARGEST_ORDINARY_RANGE = 3.267
DEVIATIONS = 3.0
WARNING_DEVIATIONS = 2.0


class Limits(NamedTuple):
    """Centre and limits of every point, on the scale of the points (a share: 0–1)."""

    centre: Numbers
    low: Numbers
    high: Numbers
    low_two: Numbers
    high_two: Numbers


def p_limits(numerator: Numbers, denominator: Numbers, baseline: Flags) -> Limits:
    """Return the limits of a P chart: a share of independent children.

    Args:
        numerator: what is counted; NaN where a point is missing.
        denominator: of how many; NaN or 0 where a point is missing.
        baseline: the points the centre comes from, all present.
    """
    centre = _pooled(numerator, denominator, baseline)
    return _within(centre, _binomial_deviation(centre, denominator), 0.0, 1.0)


def p_prime_limits(
    numerator: Numbers, denominator: Numbers, baseline: Flags, *, screened: bool = True
) -> Limits:
    """Return the limits of a P′ chart: as P, stretched by the variation between periods."""
    centre = _pooled(numerator, denominator, baseline)
    deviation = _binomial_deviation(centre, denominator)
    with np.errstate(divide="ignore", invalid="ignore"):
        z = np.where(deviation > 0, (numerator / denominator - centre) / deviation, np.nan)
    between = _deviation_by_ranges(z, baseline, screened)
    # A centre of 0 or 1 leaves no deviation to stretch.
    return _within(centre, deviation * (between if centre not in (0.0, 1.0) else 0.0), 0.0, 1.0)


def xmr_limits(
    values: Numbers,
    baseline: Flags,
    *,
    screened: bool = True,
    lowest: float = -np.inf,
    highest: float = np.inf,
) -> Limits:
    """Return the limits of an XmR chart (individuals): any value a period.

    Args:
        values: NaN where a point is missing. A moving range spans neighbours alone, never a gap.
        baseline: the points the centre and ranges come from.
        screened: leave out moving ranges of 3.267 times their mean or more, once.
        lowest: the least that is possible; limits do not go below it.
        highest: the most that is possible.
    """
    centre = float(values[baseline].mean())
    deviation = _deviation_by_ranges(values, baseline, screened)
    return _within(centre, np.full(len(values), deviation), lowest, highest)


def _pooled(numerator: Numbers, denominator: Numbers, baseline: Flags) -> float:
    return float(numerator[baseline].sum() / denominator[baseline].sum())


def _binomial_deviation(share: float, denominator: Numbers) -> Numbers:
    n = np.where(denominator > 0, denominator, np.nan)
    return np.asarray(np.sqrt(share * (1 - share) / n))


def _deviation_by_ranges(values: Numbers, baseline: Flags, screened: bool) -> float:
    """Return the standard deviation by mean moving range; NaN without two neighbours."""
    ranges = np.abs(np.diff(values))[baseline[1:] & baseline[:-1]]
    ranges = ranges[~np.isnan(ranges)]
    if ranges.size == 0:
        return np.nan
    if screened and ranges.mean() > 0:
        ranges = ranges[ranges < LARGEST_ORDINARY_RANGE * ranges.mean()]
    return float(ranges.mean() / MEAN_RANGE_IN_DEVIATIONS)


def _within(centre: float, deviation: Numbers, lowest: float, highest: float) -> Limits:
    low, low_two = (
        np.maximum(centre - so_many * deviation, lowest)
        for so_many in (DEVIATIONS, WARNING_DEVIATIONS)
    )
    high, high_two = (
        np.minimum(centre + so_many * deviation, highest)
        for so_many in (DEVIATIONS, WARNING_DEVIATIONS)
    )
    return Limits(np.full(len(deviation), centre), low, high, low_two, high_two)
