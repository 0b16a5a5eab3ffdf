"""In how many authorities an aim's chart has shifted since testing began, and what chance does.

Belongs here: counting shifts over charts (the mart ``programme_summary``). Does not: the rules.

Looked at are authorities that have begun to test changes. At each quarter a chart is judged by its
points up to then: a shift is known once its sixth useful point is there, all of them since testing
began and after the baseline.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.evaluation.chart_fitness import why_not_fit
from pipelines.evaluation.chart_frames import Series, all_series, sentences
from pipelines.evaluation.false_alarms import shift_by
from pipelines.evaluation.phases import Phase
from pipelines.evaluation.run_rules import RunRules, sides

METHOD = (
    "Count of run charts with a shift since testing began, beside the sum of each chart's "
    "simulated chance of one"
)


@dataclass(frozen=True)
class _Standing:
    """How one authority's chart of an aim stands at a quarter."""

    area: str
    aim: int
    quarter: np.datetime64
    is_fit: bool
    favourable: bool
    unfavourable: bool
    by_chance: float  # of a favourable shift; of an unfavourable one the same
    as_of: pd.Timestamp
    vintage: pd.Timestamp


def programme_summaries(
    chart_point: pd.DataFrame,
    chart_series: pd.DataFrame,
    chart_rebase: pd.DataFrame,
    rules: RunRules | None = None,
) -> pd.DataFrame:
    """Return one row per aim and quarter since the first authority began to test.

    For the arguments see ``chart_frames.all_series``.
    """
    rules = rules or RunRules()
    standings = [
        standing
        for series in all_series(chart_point, chart_series, chart_rebase)
        if series.is_aim and not series.is_group and series.testing_from is not None
        for standing in _standings(series, series.testing_from, rules)
    ]
    rows = [_row(group, rules) for group in _by_aim_and_quarter(standings)]
    return pd.DataFrame(rows, columns=list(_COLUMNS))


def _by_aim_and_quarter(standings: list[_Standing]) -> Iterator[list[_Standing]]:
    """Yield, for every aim and quarter, each authority's newest standing by then."""
    for aim, quarter in sorted({(s.aim, s.quarter) for s in standings}):
        newest = {
            s.area: replace(s, quarter=quarter)
            for s in sorted(standings, key=lambda s: s.quarter)
            if s.aim == aim and s.quarter <= quarter
        }
        yield [newest[area] for area in sorted(newest)]


def _standings(series: Series, testing_from: np.datetime64, rules: RunRules) -> Iterator[_Standing]:
    """Yield how a chart stands at every quarter since testing began."""
    better = {"higher": 1, "lower": -1}.get(series.improves_when, 0)
    tested = series.present & (series.periods >= testing_from)
    phases = series.phases(rules.baseline)
    side, counted = _sides_by_phase(series, phases)
    counted &= tested
    up, down = (_shift_known(side, counted, way, rules.shift, phases) for way in (1, -1))
    chance = shift_by(int(phases[0].baseline.sum()), int(counted.sum()), shift=rules.shift)
    for at in np.flatnonzero(series.periods >= testing_from):
        upto = np.arange(len(series.periods)) <= at
        phase = next(p for p in reversed(phases) if (p.points & series.present & upto).any())
        useful = int((side[phase.points & upto] != 0).sum())
        yield _Standing(
            area=series.area,
            aim=int(series.measure.removeprefix("aim_")),
            quarter=series.periods[at],
            is_fit=_is_fit(series, phase, upto, useful, rules),
            favourable=bool((up if better == 1 else down)[upto].any()),
            unfavourable=bool((down if better == 1 else up)[upto].any()),
            by_chance=chance[int((counted & upto).sum())],
            as_of=series.as_of,
            vintage=series.vintage,
        )


def _sides_by_phase(
    series: Series, phases: list[Phase]
) -> tuple[npt.NDArray[np.int_], npt.NDArray[np.bool_]]:
    """Return the side of every point, and which points can show a shift."""
    side, counted = np.zeros(len(series.values), dtype=int), np.zeros(len(series.values), bool)
    for phase in phases:
        there = phase.points & series.present
        side[there] = sides(series.values[there], float(np.median(series.values[phase.baseline])))
        counted |= there & phase.after
    return side, counted


def _shift_known(
    side: npt.NDArray[np.int_],
    counted: npt.NDArray[np.bool_],
    way: int,
    shift: int,
    phases: list[Phase],
) -> npt.NDArray[np.bool_]:
    """Return at which points a shift that way is known; a new phase begins a new run."""
    known = np.zeros(len(side), dtype=bool)
    for phase in phases:
        run = 0
        for at in np.flatnonzero(phase.points & counted & (side != 0)):
            run = run + 1 if side[at] == way else 0
            known[at] = run >= shift
    return known


def _is_fit(
    series: Series, phase: Phase, upto: npt.NDArray[np.bool_], useful: int, rules: RunRules
) -> bool:
    known = Phase(
        phase.number, phase.points & upto, phase.baseline, phase.after, phase.baseline_kind
    )
    return why_not_fit(series, known, useful, rules) is None


def _row(standings: list[_Standing], rules: RunRules) -> dict[str, object]:
    fit = [s for s in standings if s.is_fit]
    favourable = [s for s in fit if s.favourable]
    unfavourable = [s for s in fit if s.unfavourable]
    chances = [s.by_chance for s in fit]
    first = standings[0]
    return {
        "aim": first.aim,
        "quarter": first.quarter,
        "areas_testing": len(standings),
        "areas_fit": len(fit),
        "areas_not_fit": len(standings) - len(fit),
        "favourable_shifts": len(favourable),
        "unfavourable_shifts": len(unfavourable),
        "both_shifts": sum(s.favourable and s.unfavourable for s in fit),
        "no_shift": sum(not s.favourable and not s.unfavourable for s in fit),
        "expected_by_chance": float(sum(chances)),
        "probability_of_so_many": chance_of_at_least(len(favourable), chances),
        "method": METHOD,
        "parameters": f"shift {rules.shift}; chance: independent points and authorities, simulated",
        "n": len(fit),
        "as_of": max(s.as_of for s in standings),
        "vintage": max(s.vintage for s in standings),
        "caution": _caution(first.aim, len(fit)),
    }


def chance_of_at_least(count: int, chances: list[float]) -> float:
    """Return how probable so many or more are among independent charts with these chances."""
    distribution = np.array([1.0])
    for chance in chances:
        distribution = np.convolve(distribution, [1 - chance, chance])
    return float(min(1.0, distribution[count:].sum()))


def _caution(aim: int, fit: int) -> str | None:
    return sentences(
        "No chart is fit to be read: too few children or points." if fit == 0 else None,
        "Since testing began is not because of it: look at the authorities that have not joined."
        if fit
        else None,
        "A stock: neighbouring quarters hold the same children, so chance alone shifts it more "
        "often than said."
        if aim == 1
        else None,
    )


_COLUMNS = (
    "aim",
    "quarter",
    "areas_testing",
    "areas_fit",
    "areas_not_fit",
    "favourable_shifts",
    "unfavourable_shifts",
    "both_shifts",
    "no_shift",
    "expected_by_chance",
    "probability_of_so_many",
    "method",
    "parameters",
    "n",
    "as_of",
    "vintage",
    "caution",
)
