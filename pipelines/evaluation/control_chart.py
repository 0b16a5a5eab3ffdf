"""Control charts of every series: the mart ``control_chart`` (contract section 5).

Belongs here: which chart is drawn of which series, and what is said beside it. Does not: the
limits (``control_limits``) and the baselines (``phases``).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from pipelines.evaluation.chart_frames import PER_CENT, Series, all_series, sentences
from pipelines.evaluation.control_limits import (
    MEAN_RANGE_IN_DEVIATIONS,
    Limits,
    p_limits,
    p_prime_limits,
    xmr_limits,
)
from pipelines.evaluation.phases import BaselineRules, Phase

# A point is outside where it differs from the limit by more than a computer's rounding.
TOLERANCE = 1e-9
ENOUGH_FOR_LIMITS = 12
SMALLEST_DENOMINATOR = 20
FEWEST_EXPECTED = 5
METHODS = {
    "p": "P chart: binomial limits (Provost & Murray 2011)",
    "p_prime": "P' chart: binomial limits stretched by the moving ranges seen (Laney 2002)",
    "xmr": "XmR chart: limits by the mean moving range (Provost & Murray 2011)",
}


@dataclass(frozen=True)
class ControlRules:
    """The parameters of control charts."""

    baseline: BaselineRules = field(default_factory=BaselineRules)
    # Two R tools leave out-of-the-ordinary moving ranges out, NHS England's workbook does not.
    moving_ranges_screened: bool = True


def control_charts(
    chart_point: pd.DataFrame,
    chart_series: pd.DataFrame,
    chart_rebase: pd.DataFrame,
    rules: ControlRules | None = None,
) -> pd.DataFrame:
    """Return one row per area, measure, period and chart; shares in per cent.

    ``p`` and ``p_prime`` are drawn of shares, of the points that were counted; ``xmr`` of every
    series. Limits come from the baseline of each phase and are carried on; a missing point has no
    limits of P and P′.
    For the arguments see ``chart_frames.all_series``.
    """
    rules = rules or ControlRules()
    charts = [
        _chart(series, phase, name, limits, rules)
        for series in all_series(chart_point, chart_series, chart_rebase)
        for phase in series.phases(rules.baseline)
        for name, limits in _limits(series, phase, rules)
    ]
    if not charts:
        return pd.DataFrame(columns=list(_COLUMNS))
    return pd.concat(charts, ignore_index=True)


def _limits(series: Series, phase: Phase, rules: ControlRules) -> Iterator[tuple[str, Limits]]:
    x, n, screened = series.numerator, series.denominator, rules.moving_ranges_screened
    counted = phase.baseline & series.counted
    if series.is_part_of_whole and counted.any():
        yield "p", _in_per_cent(p_limits(x, n, counted))
        yield "p_prime", _in_per_cent(p_prime_limits(x, n, counted, screened=screened))
    lowest, highest = series.possible
    yield (
        "xmr",
        xmr_limits(
            series.values, phase.baseline, screened=screened, lowest=lowest, highest=highest
        ),
    )


def _in_per_cent(limits: Limits) -> Limits:
    return Limits(*(PER_CENT * part for part in limits))


def _chart(
    series: Series, phase: Phase, name: str, limits: Limits, rules: ControlRules
) -> pd.DataFrame:
    values = series.values
    # A value without counts has no place among shares; a missing point keeps its own.
    shown = phase.points if name == "xmr" else phase.points & (series.counted | ~series.present)
    outside = (values < limits.low - TOLERANCE) | (values > limits.high + TOLERANCE)
    count = len(values[shown])
    columns = {
        "area": series.area,
        "measure": series.measure,
        "period": series.periods[shown],
        "chart": name,
        "phase": phase.number,
        "value": values[shown],
        "denominator": series.denominator[shown],
        "centre": limits.centre[shown],
        "lower_limit": limits.low[shown],
        "upper_limit": limits.high[shown],
        "lower_two_deviations": limits.low_two[shown],
        "upper_two_deviations": limits.high_two[shown],
        "outside_limits": pd.array(
            [
                bool(o) if not np.isnan(v) else None
                for o, v in zip(outside[shown], values[shown], strict=True)
            ],
            dtype="boolean",
        ),
        "constant": MEAN_RANGE_IN_DEVIATIONS if name != "p" else None,
        "moving_ranges_screened": rules.moving_ranges_screened and name != "p",
        "baseline_kind": phase.baseline_kind,
        "method": METHODS[name],
        "parameters": _parameters(rules),
        "n": int((phase.baseline if name == "xmr" else phase.baseline & series.counted).sum()),
        "as_of": series.as_of,
        "vintage": series.vintage,
        "caution": _caution(series, phase, name, limits),
    }
    return pd.DataFrame(columns, index=range(count))[list(_COLUMNS)]


def _parameters(rules: ControlRules) -> str:
    b = rules.baseline
    return (
        f"limits at 3 deviations; baseline of the last {b.points} points before engagement where "
        f"there are {b.at_least}, else of the first {b.first_points}"
    )


def _caution(series: Series, phase: Phase, name: str, limits: Limits) -> str | None:
    baseline = phase.baseline if name == "xmr" else phase.baseline & series.counted
    n, centre = series.denominator[baseline], limits.centre[0] / PER_CENT
    is_small = name != "xmr" and bool(
        n.min() < SMALLEST_DENOMINATOR or (n * min(centre, 1 - centre)).min() < FEWEST_EXPECTED
    )
    return sentences(
        "Trial limits: fewer than 12 points to work them out from."
        if baseline.sum() < ENOUGH_FOR_LIMITS
        else None,
        "Few children in some periods: binomial limits are rough; read the run chart."
        if is_small
        else None,
        "No two neighbouring points to measure variation by: no limits."
        if np.isnan(limits.low).all()
        else None,
        None
        if series.is_aim
        else "As the authority recorded it; the programme has not checked it against children.",
    )


_COLUMNS = (
    "area",
    "measure",
    "period",
    "chart",
    "phase",
    "value",
    "denominator",
    "centre",
    "lower_limit",
    "upper_limit",
    "lower_two_deviations",
    "upper_two_deviations",
    "outside_limits",
    "constant",
    "moving_ranges_screened",
    "baseline_kind",
    "method",
    "parameters",
    "n",
    "as_of",
    "vintage",
    "caution",
)
