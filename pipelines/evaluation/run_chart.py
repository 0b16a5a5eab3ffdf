"""Run charts of every series: the mart ``run_chart`` (contract section 5).

Belongs here: which points a rule looks at, and what is said beside a row. Does not: the rules
themselves (``run_rules``), baselines (``phases``), chance (``false_alarms``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.evaluation.chart_fitness import caution, in_words, why_not_fit
from pipelines.evaluation.chart_frames import Series, all_series
from pipelines.evaluation.chart_notes import notes_of
from pipelines.evaluation.false_alarms import false_alarms
from pipelines.evaluation.phases import Phase
from pipelines.evaluation.run_rules import (
    RunRules,
    anhoej_signal,
    number_of_runs,
    run_lengths,
    runs_limits,
    sides,
    trend_directions,
    trend_lengths,
)

METHOD = (
    "Run chart: shift, trend and runs (Perla, Provost & Murray 2011; Swed & Eisenhart 1943), "
    "longest run and crossings (Anhøj & Olesen 2014)"
)
Words = npt.NDArray[np.object_]


def run_charts(
    chart_point: pd.DataFrame,
    chart_series: pd.DataFrame,
    chart_rebase: pd.DataFrame,
    chart_note: pd.DataFrame,
    rules: RunRules | None = None,
) -> pd.DataFrame:
    """Return one row per area, measure and period; shares in per cent.

    For the first three arguments see ``chart_frames.all_series``; ``chart_note`` has ``area``,
    ``measure``, ``happened_on``, ``what``, ``subject``.
    """
    rules = rules or RunRules()
    notes = {(str(a), str(m)): group for (a, m), group in chart_note.groupby(["area", "measure"])}
    charts = []
    for series in all_series(chart_point, chart_series, chart_rebase):
        told = notes_of(series, notes.get((series.area, series.measure), chart_note[:0]))
        charts += [_rows(series, phase, rules, told) for phase in series.phases(rules.baseline)]
    if not charts:
        return pd.DataFrame(columns=list(_COLUMNS))
    return pd.concat(charts, ignore_index=True)


@dataclass(frozen=True)
class _Signals:
    """The rules' answers for every point of a series, and for the phase as a whole."""

    side: npt.NDArray[np.int_]
    run: npt.NDArray[np.int_]  # of the points after the baseline
    trend: npt.NDArray[np.int_]
    direction: npt.NDArray[np.int_]  # of a shift, else of a trend
    useful: int


def _signals(series: Series, phase: Phase, median: float, rules: RunRules) -> _Signals:
    there = series.present & phase.points
    side, run, trend, rising = (np.zeros(len(series.values), dtype=int) for _ in range(4))
    side[there] = sides(series.values[there], median)
    later = there & phase.after
    run[later] = run_lengths(side[later])
    # A trend needs no median: it is looked for along the whole series.
    trend[series.present] = trend_lengths(series.values[series.present])
    rising[series.present] = trend_directions(series.values[series.present], rules.trend)
    direction = np.where(run >= rules.shift, side, rising)
    return _Signals(side, run, trend, direction, int((side != 0).sum()))


def _rows(series: Series, phase: Phase, rules: RunRules, notes: Words) -> pd.DataFrame:
    median = float(np.median(series.values[phase.baseline]))
    found = _signals(series, phase, median, rules)
    shown, there = phase.points, series.present[phase.points]
    by_phase = _of_phase(series, phase, found, rules)
    fitness = why_not_fit(series, phase, found.useful, rules)
    columns = {
        "area": series.area,
        "measure": series.measure,
        "period": series.periods[shown],
        "value": series.values[shown],
        "denominator": series.denominator[shown],
        "improves_when": series.improves_when,
        "median": median,
        "baseline_kind": phase.baseline_kind,
        "in_baseline": phase.baseline[shown],
        "phase": phase.number,
        "on_median": _asked(there, found.side[shown] == 0),
        "side": _side_words(found.side[shown], there),
        "shift_signal": _asked(there, found.run[shown] >= rules.shift),
        "trend_signal": _asked(there, found.trend[shown] >= rules.trend),
        **by_phase,
        "favourable": _favourable(found.direction[shown], series.improves_when),
        "rebase_proposed": _asked(there, found.run[shown] >= rules.rebase),
        "fit_for_run_chart": fitness is None,
        "annotation": notes[shown],
        "method": METHOD,
        "parameters": in_words(rules),
        "n": int((series.present & shown).sum()),
        "as_of": series.as_of,
        "vintage": series.vintage,
        "caution": caution(series, phase, fitness),
    }
    return pd.DataFrame(columns, index=range(int(shown.sum())))[list(_COLUMNS)]


def _of_phase(series: Series, phase: Phase, found: _Signals, rules: RunRules) -> dict[str, object]:
    """Return what is said of a phase as a whole: its runs, crossings and chance alone."""
    there = series.present & phase.points
    side = found.side[there]
    runs, longest = number_of_runs(side), int(run_lengths(side).max())
    limits = runs_limits(
        int((side > 0).sum()), int((side < 0).sum()), rules.tail, rules.useful_at_least
    )
    is_signal = limits.low is not None and limits.high is not None
    baseline, after = int(phase.baseline.sum()), int((there & phase.after).sum())
    chance = false_alarms(
        int(there.sum()) - baseline - after,
        baseline,
        after,
        shift=rules.shift,
        trend=rules.trend,
        tail=rules.tail,
        at_least=rules.useful_at_least,
    )
    return {
        "useful_points": found.useful,
        "runs": runs,
        "runs_low": limits.low,
        "runs_high": limits.high,
        "runs_signal": is_signal and not (limits.low or 0) <= runs <= (limits.high or 0),
        "longest_run": longest,
        "crossings": max(runs - 1, 0),
        "anhoej_signal": anhoej_signal(side, rules.useful_at_least),
        "false_alarm_probability": chance.any_rule,
        "shift_false_alarm_probability": chance.shift,
    }


def _asked(there: npt.NDArray[np.bool_], answer: npt.NDArray[np.bool_]) -> pd.Series:
    """Return the answer of a rule; empty where a point is missing."""
    return pd.Series(answer).astype("boolean").mask(pd.Series(~there))


def _side_words(side: npt.NDArray[np.int_], there: npt.NDArray[np.bool_]) -> Words:
    words = np.array(["below", "on_median", "above"], dtype=object)[side + 1]
    words[~there] = None
    return words


def _favourable(direction: npt.NDArray[np.int_], improves_when: str) -> pd.Series:
    """Return whether a signal goes the better way; empty without a signal or a better way."""
    better = {"higher": 1, "lower": -1}.get(improves_when, 0)
    told = pd.Series(direction == better).astype("boolean")
    return told.mask(pd.Series((direction == 0) | (better == 0)))


_COLUMNS = (
    "area",
    "measure",
    "period",
    "value",
    "denominator",
    "improves_when",
    "median",
    "baseline_kind",
    "in_baseline",
    "phase",
    "on_median",
    "side",
    "shift_signal",
    "trend_signal",
    "useful_points",
    "runs",
    "runs_low",
    "runs_high",
    "runs_signal",
    "longest_run",
    "crossings",
    "anhoej_signal",
    "false_alarm_probability",
    "shift_false_alarm_probability",
    "favourable",
    "rebase_proposed",
    "fit_for_run_chart",
    "annotation",
    "method",
    "parameters",
    "n",
    "as_of",
    "vintage",
    "caution",
)
