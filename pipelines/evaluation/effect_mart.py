"""``marts.programme_effect``: what the programme changed, told in several ways, with cautions.

Belongs here: from the mart of cohorts to panels of half-years, from estimates to rows with words.
Does not: estimators (``effect_arrays``, ``effect_regressions``) and errors (``effect_inference``).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from pipelines.evaluation.effect_arrays import (
    Effects,
    Estimator,
    callaway_santanna,
    imputation,
)
from pipelines.evaluation.effect_averages import averages
from pipelines.evaluation.effect_inference import (
    Jackknife,
    jackknife,
    leave_one_out,
    randomisation,
    wild_bootstrap,
)
from pipelines.evaluation.effect_panel import NEVER, Numbers, Panel, panel_of
from pipelines.evaluation.effect_regressions import sun_abraham, two_way_fixed_effects
from pipelines.evaluation.effect_words import before_joining, caution_of, many_looks
from pipelines.evaluation.group_time import GroupTime, group_times
from pipelines.evaluation.imputation import imputed
from pipelines.evaluation.plan import AimPlan, AnalysisPlan, analysis_plan, plan_digest

NOT_YET, NEVER_ENGAGED = "not_yet_engaged", "never_engaged"
OVERALL = "overall"
METHOD = "half_years_weighted_by_clocks"


@dataclass(frozen=True)
class Line:
    """One way of telling an aim's effect: an estimator, whom it compares with, and its errors."""

    estimator: str
    comparison: str
    estimate: Estimator
    effects: Sequence[GroupTime] | None  # for the bootstrap; None where it is a check alone
    base: int | None = None  # the half-year before the start that is 0 by definition


def programme_effects(aim_timeliness: pd.DataFrame, authority: pd.DataFrame) -> pd.DataFrame:
    """Return the mart from the cohorts of every authority and the days on which they joined.

    Args:
        aim_timeliness: the mart; rows of single authorities, mature, of all ages are used.
        authority: ``core.authority``: code, ``engaged_on``, ``as_at``, ``received_on``.
    """
    plan = analysis_plan()
    rows: list[dict[str, Any]] = []
    for aim, of_aim in plan.aims.items():
        cells = half_years(aim_timeliness, authority, aim, of_aim, plan)
        if cells["first_treated"].notna().any():
            rows += _rows_of_aim(aim, of_aim, cells, plan)
    known = [pd.to_datetime(authority[day]).max() for day in ("as_at", "received_on")]
    return _framed(rows, plan, *known)


def half_years(
    aim_timeliness: pd.DataFrame,
    authority: pd.DataFrame,
    aim: int,
    of_aim: AimPlan,
    plan: AnalysisPlan,
) -> pd.DataFrame:
    """Return a row per authority and half-year: per cent of all starts, starts, and when it joined.

    Half-years are counted (2 x year + 0 or 1), so that they can be taken from each other; one is
    there where its quarters are mature and it has as many clocks as the plan asks for.
    """
    own = aim_timeliness[
        aim_timeliness["area"].isin(authority["authority_code"])
        & (aim_timeliness["aim"] == aim)
        & (aim_timeliness["variant"] == of_aim.variant)
        & (aim_timeliness["age_band"] == "all")
    ].copy()
    own["half_year"] = half_year_of(own["cohort_quarter"])
    own["starts"] = own[["within", "not_within", "exited_before_threshold"]].sum(axis=1)
    grouped = own.groupby(["area", "half_year"], as_index=False).agg(
        within=("within", "sum"), starts=("starts", "sum"), is_mature=("is_mature", "all")
    )
    kept = grouped[grouped["is_mature"] & (grouped["starts"] >= plan.least_clocks_of_a_cell)]
    joined = authority.set_index("authority_code")["engaged_on"]
    kept = kept.assign(
        percent=100.0 * kept["within"] / kept["starts"],
        first_treated=half_year_of(kept["area"].map(joined)),
    )
    return kept.sort_values(["area", "half_year"], ignore_index=True)


def half_year_of(days: pd.Series[Any]) -> pd.Series[Any]:
    """Return the half-year of each day as a number that grows by one; NaN where there is no day."""
    stamps = pd.to_datetime(days)
    return stamps.dt.year * 2.0 + (stamps.dt.month > 6)


def _rows_of_aim(
    aim: int, of_aim: AimPlan, cells: pd.DataFrame, plan: AnalysisPlan
) -> Iterator[dict[str, Any]]:
    panel = panel_of_cells(cells)
    if not panel.groups:  # nobody has joined by the last cohort
        return
    told = []
    for line in _lines(panel, of_aim.anticipation):
        told += list(_rows_of_line(line, panel, plan))
    warning = two_way_fixed_effects(panel)
    if "two_way_fixed_effects" in plan.warnings and not np.isnan(warning):
        told.append(_warning(panel, warning))
    for row in told:
        yield {"aim": aim, "variant": of_aim.variant, "anticipation": of_aim.anticipation, **row}


def panel_of_cells(cells: pd.DataFrame) -> Panel:
    """Return the panel over every half-year from the first to the last, gaps and all."""
    every = pd.MultiIndex.from_product(
        [
            sorted(cells["area"].unique()),
            range(int(cells["half_year"].min()), int(cells["half_year"].max()) + 1),
        ],
        names=["area", "half_year"],
    )
    joined = cells.groupby("area")["first_treated"].first()
    whole = cells.set_index(["area", "half_year"]).reindex(every).reset_index()
    whole["first_treated"] = whole["area"].map(joined)
    return panel_of(
        whole,
        unit="area",
        period="half_year",
        outcome="percent",
        first_treated="first_treated",
        weight="starts",
    )


def _lines(panel: Panel, anticipation: int) -> Iterator[Line]:
    has_never, base = bool((panel.first == NEVER).any()), -1 - anticipation
    yield Line(
        "imputation",
        NOT_YET,
        partial(imputation, anticipation=anticipation),
        imputed(panel, anticipation),
    )
    for comparison, name in (("not_yet", NOT_YET), ("never", NEVER_ENGAGED)):
        if comparison == "never" and not has_never:
            continue
        yield Line(
            "callaway_santanna",
            name,
            partial(callaway_santanna, comparison=comparison, anticipation=anticipation),
            group_times(panel, comparison, anticipation),
            base,
        )
    sun = partial(sun_abraham, anticipation=anticipation)
    yield Line("sun_abraham", NEVER_ENGAGED if has_never else NOT_YET, sun, None, base)


def _rows_of_line(line: Line, panel: Panel, plan: AnalysisPlan) -> Iterator[dict[str, Any]]:
    effects = line.estimate(panel)
    replicates = leave_one_out(panel, line.estimate, plan.event_times)
    for at, event_time in enumerate([None, *plan.event_times]):
        estimate = effects.overall() if event_time is None else effects.at(event_time)
        if np.isnan(estimate):
            continue
        made_of = _made_of(effects, panel, event_time)
        error = jackknife(replicates[:, at])
        is_base = event_time is not None and event_time == line.base
        if made_of.authorities < 2 or is_base:
            error = Jackknife(float("nan"), 0)
        row = _row(line, event_time, estimate, error, made_of, panel, plan)
        if event_time is None:
            row["caution"] = _with_guards(row, line, effects, replicates, plan)
        yield row


def _with_guards(
    row: dict[str, Any], line: Line, effects: Effects, replicates: Numbers, plan: AnalysisPlan
) -> str:
    """Return the caution of an overall row with what the time before joining and many looks add."""
    times = [e for e in plan.event_times if e < (0 if line.base is None else line.base)]
    before = np.array([effects.at(e) for e in times])
    known = ~np.isnan(before)
    told = [row["caution"]]
    if known.any():
        columns = 1 + np.flatnonzero(np.isin(plan.event_times, times))[known]
        error = jackknife(replicates[:, columns].mean(axis=1))
        told.insert(0, before_joining(float(before[known].mean()), error, line.base))
    planned = (line.estimator, line.comparison) == (
        plan.primary["estimator"],
        plan.primary["comparison"],
    )
    told.insert(0, many_looks(row["ci_low"], row["ci_high"], is_planned=planned))
    return " ".join(t for t in told if t)


@dataclass(frozen=True)
class _Composition:
    """What an average rests on."""

    authorities: int
    clocks: int
    groups: int


def _made_of(effects: Effects, panel: Panel, event_time: int | None) -> _Composition:
    chosen = effects.event_times >= 0 if event_time is None else effects.event_times == event_time
    cells = chosen & ~np.isnan(effects.estimates)
    there = np.zeros_like(panel.weight, dtype=bool)
    for row, group in enumerate(effects.groups):
        there |= (panel.first == group)[:, None] & cells[row][None, :] & (panel.weight > 0)
    return _Composition(
        int(there.any(axis=1).sum()),
        int(panel.weight[there].sum()),
        int(cells.any(axis=1).sum()),
    )


def _row(
    line: Line,
    event_time: int | None,
    estimate: float,
    error: Jackknife,
    made_of: _Composition,
    panel: Panel,
    plan: AnalysisPlan,
) -> dict[str, Any]:
    low, high = error.interval(estimate)
    detectable = error.smallest_detectable(plan.power)
    is_overall = event_time is None
    wild = chance = float("nan")
    if is_overall and line.effects is not None:
        wild = wild_bootstrap(panel, _linear(line.effects, panel), plan.bootstrap_draws, plan.seed)
        chance = randomisation(panel, line.estimate, plan.randomisation_draws, plan.seed)
    return {
        "estimator": line.estimator,
        "comparison": line.comparison,
        "event_half_year": OVERALL if is_overall else str(event_time),
        "estimate": estimate,
        "se": error.se,
        "ci_low": low,
        "ci_high": high,
        "p_wild_bootstrap": wild,
        "p_randomisation": chance,
        "smallest_detectable": detectable,
        "authorities": made_of.authorities,
        "groups": made_of.groups,
        "clocks": made_of.clocks,
        "caution": caution_of(
            line.estimator,
            "base" if event_time is not None and event_time == line.base else event_time,
            low,
            high,
            detectable,
            made_of.authorities,
            plan,
        ),
    }


def _linear(effects: Sequence[GroupTime], panel: Panel) -> Numbers:
    (overall,) = averages(effects, panel, "simple") or (None,)
    return np.zeros_like(panel.weight) if overall is None else overall.linear


def _warning(panel: Panel, estimate: float) -> dict[str, Any]:
    nothing = float("nan")
    return {
        "estimator": "two_way_fixed_effects",
        "comparison": NOT_YET,
        "event_half_year": OVERALL,
        "estimate": estimate,
        **dict.fromkeys(("se", "ci_low", "ci_high", "p_wild_bootstrap"), nothing),
        **dict.fromkeys(("p_randomisation", "smallest_detectable"), nothing),
        "authorities": len(panel.units),
        "groups": len(panel.groups),
        "clocks": int(panel.weight.sum()),
        "caution": caution_of("two_way_fixed_effects", None, nothing, nothing, nothing, 0, None),
    }


def _framed(
    rows: list[dict[str, Any]], plan: AnalysisPlan, as_of: pd.Timestamp, vintage: pd.Timestamp
) -> pd.DataFrame:
    parameters = {
        "least_clocks_of_a_cell": plan.least_clocks_of_a_cell,
        "plan": plan_digest(),
        "plan_dated": plan.dated.isoformat(),
    }
    for row in rows:
        own = {**parameters, "anticipation": row.pop("anticipation")}
        row |= {
            "method": METHOD,
            "parameters": json.dumps(own, sort_keys=True),
            "n": row["clocks"],
            "as_of": as_of,
            "vintage": vintage,
        }
    return pd.DataFrame(rows, columns=list(_COLUMNS))


_COLUMNS = (
    *("aim", "variant", "estimator", "comparison", "event_half_year", "estimate", "se"),
    *("ci_low", "ci_high", "p_wild_bootstrap", "p_randomisation", "smallest_detectable"),
    *("authorities", "groups", "clocks"),
    *("method", "parameters", "n", "as_of", "vintage", "caution"),
)
