"""Intervals for proportions and their differences; 95 % throughout.

Proportions are fractions (0–1), not per cent. The marts compute the same Wilson limits in SQL
(``dbt_project/macros/shares.sql``); a test holds the two together.
"""

from __future__ import annotations

import math
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[Any]

# The 97.5 % point of the standard normal distribution: 95 % two-sided.
Z = 1.959963984540054


class Interval(NamedTuple):
    """A share or difference with its 95 % limits; all are None where nothing was counted."""

    estimate: float | None
    low: float | None
    high: float | None


NOTHING_COUNTED = Interval(None, None, None)


def wilson(numerator: int, denominator: int) -> Interval:
    """Return a proportion with Wilson's score interval (Wilson 1927).

    Raises:
        ValueError: when the numerator is not between 0 and the denominator.
    """
    if not 0 <= numerator <= denominator:
        raise ValueError("The numerator must lie between 0 and the denominator.")
    if denominator == 0:
        return NOTHING_COUNTED
    low, high = wilson_limits(np.array([numerator]), np.array([denominator]))
    return Interval(numerator / denominator, float(low[0]), float(high[0]))


def wilson_limits(numerator: Numbers, denominator: Numbers) -> tuple[Numbers, Numbers]:
    """Return Wilson's limits for arrays of counts; NaN where nothing was counted."""
    n = np.where(denominator > 0, denominator, np.nan).astype(float)
    share = numerator / n
    scale = 1 + Z**2 / n
    centre = (share + Z**2 / (2 * n)) / scale
    half = Z * np.sqrt(share * (1 - share) / n + Z**2 / (4 * n**2)) / scale
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)


def newcombe(n1: int, d1: int, n2: int, d2: int) -> Interval:
    """Return the difference n1/d1 - n2/d2 with Newcombe's score interval (1998, method 10)."""
    first, second = wilson(n1, d1), wilson(n2, d2)
    if first.estimate is None or second.estimate is None:
        return NOTHING_COUNTED
    p1, l1, u1 = first.estimate, float(first.low or 0.0), float(first.high or 0.0)
    p2, l2, u2 = second.estimate, float(second.low or 0.0), float(second.high or 0.0)
    difference = p1 - p2
    return Interval(
        difference,
        difference - math.sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2),
        difference + math.sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2),
    )
