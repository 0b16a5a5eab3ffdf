"""The rules of run charts on the points of one series (methods.md section 2).

Belongs here: sides, runs, trends, and what is too few or too many. Does not: frames, baselines.
All functions take points that are there, in order; a missing period is left out before.

Sources: Perla, Provost & Murray 2011 (shift, trend, runs); Swed & Eisenhart 1943 (the exact
distribution of runs); Anhøj & Olesen 2014, Anhøj 2015, Schilling 2012 (longest run, crossings).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from math import comb, log2
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.stats import binom

from pipelines.evaluation.phases import BaselineRules

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int_]
Flags = npt.NDArray[np.bool_]

# Two values closer than this are the same one: percentages are not exact in binary.
TOLERANCE = 1e-9
# Anhøj: crossings below the 5 % point of their binomial distribution are too few.
FEW_CROSSINGS = 0.05


@dataclass(frozen=True)
class RunRules:
    """The parameters of run charts (contract section 5, methods.md section 2)."""

    baseline: BaselineRules = field(default_factory=BaselineRules)
    shift: int = 6  # useful points on one side
    trend: int = 5  # points rising or falling
    rebase: int = 9  # useful points on one side after which moving the centre is proposed
    useful_at_least: int = 10  # fewer say nothing of runs and crossings
    tail: float = 0.025  # of the runs
    denominator_at_least: int = 10  # of half the points, for a chart to be fit


class RunsLimits(NamedTuple):
    """The fewest and most runs that are no signal; None where there are too few points to say."""

    low: int | None
    high: int | None


def sides(values: Numbers, median: float) -> Whole:
    """Return 1 above the median, -1 below, 0 on it (such a point is not *useful*)."""
    off = values - median
    return np.where(np.abs(off) <= TOLERANCE, 0, np.sign(off)).astype(int)


def run_lengths(side: Whole) -> Whole:
    """Return for every point how many useful points its run has; 0 for a point on the median.

    A run is a maximal group of useful points on one side; points on the median neither end it nor
    count.
    """
    useful = side != 0
    lengths = np.zeros(len(side), dtype=int)
    lengths[useful] = _lengths_of_groups(side[useful])
    return lengths


def number_of_runs(side: Whole) -> int:
    """Return the number of runs: crossings of the median and one more, or 0 without points."""
    useful = side[side != 0]
    return int(len(useful) > 0) + int((useful[1:] != useful[:-1]).sum())


def trend_lengths(values: Numbers) -> Whole:
    """Return for every point how many points rise or fall in a row with it (the longer of two).

    A value equal to the one before is skipped: 0. A turning point belongs to both trends.
    """
    kept = _without_repeats(values)
    lengths = np.zeros(len(values), dtype=int)
    if len(kept) == 0:
        return lengths
    steps = _lengths_of_groups(np.sign(np.diff(values[kept])).astype(int)) + 1
    before, after = np.append(1, steps), np.append(steps, 1)
    lengths[kept] = np.maximum(before, after)
    return lengths


def trend_directions(values: Numbers, at_least: int) -> Whole:
    """Return 1 for points of a rising trend of so many points, -1 of a falling one, else 0.

    A turning point between two such trends is of the later one.
    """
    kept = _without_repeats(values)
    directions = np.zeros(len(values), dtype=int)
    if len(kept) == 0:
        return directions
    step = np.sign(np.diff(values[kept])).astype(int)
    step = np.where(_lengths_of_groups(step) + 1 >= at_least, step, 0)
    before, after = np.append(0, step), np.append(step, 0)
    directions[kept] = np.where(after != 0, after, before)
    return directions


def _without_repeats(values: Numbers) -> Whole:
    """Return the positions of the values that differ from the one kept before."""
    kept: list[int] = []
    for position, value in enumerate(values):
        if not kept or abs(value - values[kept[-1]]) > TOLERANCE:
            kept.append(position)
    return np.array(kept, dtype=int)


def _lengths_of_groups(of: Whole) -> Whole:
    """Return for every item the size of the group of equal neighbours it is in."""
    if len(of) == 0:
        return of.astype(int)
    group = np.append(0, np.cumsum(of[1:] != of[:-1]))
    return np.asarray(np.bincount(group)[group], dtype=int)


@cache
def runs_limits(above: int, below: int, tail: float = 0.025, at_least: int = 10) -> RunsLimits:
    """Return how few and how many runs are no signal, by their exact distribution.

    Args:
        above: useful points above the median.
        below: useful points below it.
        tail: fewer runs than ``low`` have at most this probability, and so have more than ``high``.
        at_least: with fewer useful points nothing is said.
    """
    if above + below < at_least:
        return RunsLimits(None, None)
    allowed = tail * comb(above + below, above)
    ways = [_ways_of_runs(r, above, below) for r in range(above + below + 1)]
    possible = [r for r, w in enumerate(ways) if w]
    low = next(r for r in possible if sum(ways[: r + 1]) > allowed)
    high = next(r for r in reversed(possible) if sum(ways[r:]) > allowed)
    return RunsLimits(low, high)


def _ways_of_runs(runs: int, above: int, below: int) -> int:
    """Return in how many orders of so many points above and below there are so many runs."""
    if above == 0 or below == 0:
        return int(runs == 1)
    half, odd = divmod(runs, 2)
    if half < 1:
        return 0
    if not odd:
        return 2 * comb(above - 1, half - 1) * comb(below - 1, half - 1)
    return comb(above - 1, half) * comb(below - 1, half - 1) + comb(above - 1, half - 1) * comb(
        below - 1, half
    )


@cache
def longest_run_limit(useful: int) -> int:
    """Return the longest run that is no signal among so many useful points (Schilling 2012)."""
    return round(log2(useful)) + 3 if useful > 0 else 0


@cache
def crossings_limit(useful: int) -> int:
    """Return the fewest crossings that are no signal among so many useful points."""
    return int(binom.ppf(FEW_CROSSINGS, useful - 1, 0.5)) if useful > 1 else 0


def anhoej_signal(side: Whole, at_least: int = 10) -> bool:
    """Return whether the longest run is too long, or the crossings are too few."""
    useful = int((side != 0).sum())
    if useful < at_least:
        return False
    too_long = int(run_lengths(side).max()) > longest_run_limit(useful)
    return bool(too_long or number_of_runs(side) - 1 < crossings_limit(useful))
