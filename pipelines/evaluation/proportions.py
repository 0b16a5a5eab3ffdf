"""Intervals for proportions and their differences; 95 % throughout.

Proportions are fractions (0–1), not per cent. The marts compute the same Wilson limits in SQL
(``dbt_project/macros/shares.sql``); a test holds the two together.
"""

from __future__ import annotations

import math
from typing import NamedTuple

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
    share, n = numerator / denominator, denominator
    centre = (share + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z * math.sqrt(share * (1 - share) / n + Z * Z / (4 * n * n)) / (1 + Z * Z / n)
    return Interval(share, max(0.0, centre - half), min(1.0, centre + half))


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
