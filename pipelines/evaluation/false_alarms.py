"""How often a run chart of nothing but noise shows a signal, by simulation.

Belongs here: the simulation. Does not: the rules' meaning (``run_rules``), frames.

What is simulated: points that do not depend on one another and all come from one continuous
distribution, whichever (the rules look at order alone); the median is that of the baseline, and so
uncertain itself. A real series of small counts has ties and may drift with the seasons: the figure
is the least that chance does, not all of it. The seed is fixed, so the same chart always has the
same figure; 4,000 draws leave a standard error of at most 0.8 percentage points.
"""

from __future__ import annotations

from functools import cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from pipelines.evaluation.run_rules import crossings_limit, longest_run_limit, runs_limits

DRAWS = 4_000
SEED = 20_140_301
Draws = npt.NDArray[np.float64]
Signs = npt.NDArray[np.int8]
Flags = npt.NDArray[np.bool_]


class FalseAlarms(NamedTuple):
    """The share of charts of noise (0-1) that show a signal."""

    any_rule: float  # shift, trend, runs or Anhøj's
    shift: float  # a shift, up or down
    shift_one_way: float  # a shift in the favourable direction


@cache
def false_alarms(
    before: int,
    baseline: int,
    after: int,
    *,
    shift: int = 6,
    trend: int = 5,
    tail: float = 0.025,
    at_least: int = 10,
    draws: int = DRAWS,
) -> FalseAlarms:
    """Return how often a chart of so many points shows a signal by chance alone.

    Args:
        before: points before the baseline (counted in runs and trends only).
        baseline: points whose median is the centre.
        after: points after it: only they can show a shift.
        shift: useful points on one side that are a shift.
        trend: points in a row, rising or falling, that are a trend.
        tail: of the runs, a tail.
        at_least: useful points without which runs and Anhøj's rules say nothing.
        draws: charts simulated.
    """
    points = _noise(before + baseline + after, draws)
    side = _sides(points, points[before : before + baseline])
    upwards = _longest(side[before + baseline :] == 1, side[before + baseline :] == 0) >= shift
    downwards = _longest(side[before + baseline :] == -1, side[before + baseline :] == 0) >= shift
    by_runs = _runs_signal(side, tail, at_least)
    by_trend = _longest_trend(points) >= trend
    return FalseAlarms(
        float((upwards | downwards | by_runs | by_trend).mean()),
        float((upwards | downwards).mean()),
        float(upwards.mean()),
    )


@cache
def shift_by(
    baseline: int, points: int, *, shift: int = 6, draws: int = DRAWS
) -> tuple[float, ...]:
    """Return, for 0, 1 … ``points`` points after a baseline, how often chance shifts one way.

    Each is the probability that somewhere among the first so many there is a run of ``shift`` or
    more on the one side that is favourable.
    """
    noise = _noise(baseline + points, draws)
    above = noise[baseline:] > np.median(noise[:baseline], axis=0)
    run, seen, shares = np.zeros(draws, dtype=int), np.zeros(draws, dtype=bool), [0.0]
    for is_above in above:
        run = np.where(is_above, run + 1, 0)
        seen |= run >= shift
        shares.append(float(seen.mean()))
    return tuple(shares)


def _noise(points: int, draws: int) -> Draws:
    """Return noise, a row per point and a column per chart."""
    return np.random.default_rng(SEED).random((points, draws))


def _sides(points: Draws, baseline: Draws) -> Signs:
    return np.sign(points - np.median(baseline, axis=0)).astype(np.int8)


def _longest(is_counted: Flags, is_skipped: Flags) -> npt.NDArray[np.int_]:
    """Return per chart the longest run of counted points; skipped ones do not end it."""
    run = longest = np.zeros(is_counted.shape[1], dtype=int)
    for counted, skipped in zip(is_counted, is_skipped, strict=True):
        run = np.where(counted, run + 1, np.where(skipped, run, 0))
        longest = np.maximum(longest, run)
    return longest


def _longest_trend(points: Draws) -> npt.NDArray[np.int_]:
    rises = np.diff(points, axis=0) > 0
    never = np.zeros_like(rises)
    return np.maximum(_longest(rises, never), _longest(~rises, never)) + 1


def _runs_signal(side: Signs, tail: float, at_least: int) -> Flags:
    """Return per chart whether the runs, or Anhøj's longest run and crossings, are a signal."""
    above, below = (side == 1).sum(axis=0), (side == -1).sum(axis=0)
    longest = np.maximum(_longest(side == 1, side == 0), _longest(side == -1, side == 0))
    crossings, last = np.zeros(side.shape[1], dtype=int), np.zeros(side.shape[1], dtype=np.int8)
    for now in side:
        crossings += (now != 0) & (last != 0) & (now != last)
        last = np.where(now != 0, now, last)
    signal = np.zeros(side.shape[1], dtype=bool)
    for a, b in {(int(a), int(b)) for a, b in zip(above, below, strict=True)}:
        if a + b < at_least:
            continue
        here, limits = (above == a) & (below == b), runs_limits(a, b, tail, at_least)
        runs = crossings[here] + 1
        signal[here] = (
            (runs < (limits.low or 0))
            | (runs > (limits.high or runs.max()))
            | (longest[here] > longest_run_limit(a + b))
            | (crossings[here] < crossings_limit(a + b))
        )
    return signal
