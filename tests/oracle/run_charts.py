"""Run charts as the contract says them (section 5, ``run_chart``), slowly and point by point.

Written from the sentences alone; shares no code with ``pipelines.evaluation``. A point is
``(period, value)`` with the value None where it is missing; a percentage has a tolerance of 1e-9.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise, permutations
from math import comb, log2
from statistics import median

Point = tuple[int, float | None]
NEAR = 1e-9


@dataclass
class Told:
    """What is said of one point."""

    phase: int
    median: float
    baseline_kind: str
    side: int
    shift: bool = False
    trend: bool = False
    rebase: bool = False
    of_phase: dict[str, object] = field(default_factory=dict)


def told(
    points: list[Point], engaged_on: int | None = None, decisions: tuple[int, ...] = ()
) -> dict[int, Told]:
    """Return what is said of every point that is there, by period."""
    there = [(p, v) for p, v in points if v is not None]
    answer: dict[int, Told] = {}
    trending = _in_a_trend(there)
    numbers = {p: 1 + sum(1 for d in set(decisions) if d <= p) for p, _ in there}
    for number in sorted(set(numbers.values())):
        phase = [(p, v) for p, v in there if numbers[p] == number]
        base, kind = _baseline(there, phase, number, engaged_on)
        centre = median(v for _, v in base)
        side = {p: _side(v, centre) for p, v in phase}
        last_of_base = max(p for p, _ in base)
        in_run = _length_of_run([(p, side[p]) for p, _ in phase if p > last_of_base])
        about = _of_phase([side[p] for p, _ in phase])
        for p, _ in phase:
            answer[p] = Told(
                number,
                centre,
                kind,
                side[p],
                shift=in_run.get(p, 0) >= 6,
                trend=p in trending,
                rebase=in_run.get(p, 0) >= 9,
                of_phase=about,
            )
    return answer


def _baseline(
    there: list[tuple[int, float]],
    phase: list[tuple[int, float]],
    number: int,
    engaged_on: int | None,
) -> tuple[list[tuple[int, float]], str]:
    if number > 1:
        return phase[:8], "series_start"
    before = [(p, v) for p, v in there if engaged_on is not None and p < engaged_on]
    if len(before) >= 8:
        return before[-12:], "before_engagement"
    return there[:8], "series_start"


def _side(value: float, centre: float) -> int:
    if abs(value - centre) <= NEAR:
        return 0
    return 1 if value > centre else -1


def _length_of_run(sided: list[tuple[int, int]]) -> dict[int, int]:
    useful = [(p, s) for p, s in sided if s != 0]
    lengths = {}
    for at, (period, side) in enumerate(useful):
        first = at
        while first > 0 and useful[first - 1][1] == side:
            first -= 1
        last = at
        while last + 1 < len(useful) and useful[last + 1][1] == side:
            last += 1
        lengths[period] = last - first + 1
    return lengths


def _in_a_trend(there: list[tuple[int, float]]) -> set[int]:
    """Return the periods in at least five points that all rise, or all fall."""
    kept: list[tuple[int, float]] = []
    for p, v in there:
        if not kept or abs(v - kept[-1][1]) > NEAR:
            kept.append((p, v))
    found: set[int] = set()
    for first in range(len(kept) - 4):
        five = [v for _, v in kept[first : first + 5]]
        rises = all(a < b for a, b in pairwise(five))
        falls = all(a > b for a, b in pairwise(five))
        if rises or falls:
            found |= {p for p, _ in kept[first : first + 5]}
    return found


def _of_phase(sides: list[int]) -> dict[str, object]:
    useful = [s for s in sides if s != 0]
    n = len(useful)
    runs = sum(1 for i, s in enumerate(useful) if i == 0 or useful[i - 1] != s)
    longest = max(_length_of_run(list(enumerate(useful))).values(), default=0)
    crossings = max(runs - 1, 0)
    chances = chances_of_runs(useful.count(1), useful.count(-1))
    few = sum(c for r, c in chances.items() if r <= runs)
    many = sum(c for r, c in chances.items() if r >= runs)
    return {
        "useful_points": n,
        "runs": runs,
        "runs_signal": n >= 10 and min(few, many) <= 0.025 + 1e-12,
        "longest_run": longest,
        "crossings": crossings,
        "anhoej_signal": n >= 10
        and (longest > round(log2(n)) + 3 or crossings < _five_per_cent_point(n - 1)),
    }


def chances_of_runs(above: int, below: int) -> dict[int, float]:
    """Return the probability of every number of runs, all orders being equally likely."""
    if min(above, below) == 0:
        return {1: 1.0} if above + below else {0: 1.0}
    chances: dict[int, float] = {}
    for k in range(1, min(above, below) + 1):
        even = 2 * comb(above - 1, k - 1) * comb(below - 1, k - 1)
        odd = comb(above - 1, k) * comb(below - 1, k - 1) + comb(above - 1, k - 1) * comb(
            below - 1, k
        )
        for runs, ways in ((2 * k, even), (2 * k + 1, odd)):
            if ways:
                chances[runs] = ways / comb(above + below, above)
    return chances


def runs_by_counting(above: int, below: int) -> dict[int, int]:
    """Return in how many orders there are so many runs, by writing all of them down."""
    counted: dict[int, int] = {}
    for order in set(permutations("a" * above + "b" * below)):
        runs = sum(1 for i, s in enumerate(order) if i == 0 or order[i - 1] != s)
        counted[runs] = counted.get(runs, 0) + 1
    return counted


def _five_per_cent_point(trials: int) -> int:
    """Return the least number of crossings whose probability of so many or fewer is 5 % or more."""
    total = 0
    for crossings in range(trials + 1):
        total += comb(trials, crossings)
        if total / 2**trials >= 0.05:
            return crossings
    return trials
