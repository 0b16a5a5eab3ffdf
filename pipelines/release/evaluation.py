"""Run charts and the programme's effect on the national page: figures and findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pandas as pd

from pipelines.contract.release_tables import ALL_REPORTING, ENGAGED, SCOTLAND, Protected
from pipelines.release import texts
from pipelines.release.chart_drawings import (
    EventPoint,
    RunPoint,
    event_study,
    run_chart,
)
from pipelines.release.page_parts import Figure, HtmlTable, figure, html_table, number, rows_of

RUN_CHARTS, EFFECT, SUMMARY = (
    "run_chart_groups_by_quarter",
    "programme_effect",
    "programme_summary",
)
IMPUTATION, OVERALL = "imputation", "overall"
LEAST_POINTS = 10
_GROUPS = {
    SCOTLAND: "Scotland",
    ALL_REPORTING: "all reporting authorities",
    ENGAGED: "authorities in the programme",
}
_RUN_HEADINGS = {
    "quarter": "Quarter (first day)",
    "percent": "%",
    "counted": "Of",
    "median": "Median",
    "side": "Side",
    "shift_signal": "Shift",
    "trend_signal": "Trend",
    "favourable": "The better way",
    "annotation": "What happened",
}


def run_chart_figures(protected: Protected, aim: int) -> list[Figure]:
    """Return the run charts of the whole and of the programme that can be read."""
    areas = list(protected.table(RUN_CHARTS).frame["area"].unique())
    whole = SCOTLAND if SCOTLAND in areas else ALL_REPORTING
    drawn = (_run_chart(protected, aim, area) for area in (whole, ENGAGED))
    return [d for d in drawn if d is not None]


def _run_chart(protected: Protected, aim: int, area: str) -> Figure | None:
    table = protected.table(RUN_CHARTS)
    rows = rows_of(table, area, aim).sort_values("quarter")
    if rows["percent"].notna().sum() < LEAST_POINTS:
        return None
    points = [_run_point(row) for _, row in rows.iterrows()]
    title = f"Aim {aim}, {_GROUPS[area]}: run chart by quarter"
    return figure(
        title,
        lambda width: run_chart(points, width),
        run_chart_words(rows),
        html_table(table, rows, title, _RUN_HEADINGS),
    )


def _run_point(row: pd.Series) -> RunPoint:
    year, month, _ = str(row["quarter"]).split("-")
    note = str(row["annotation"])
    phase = number(row, "phase")
    return RunPoint(
        quarter=4 * int(year) + (int(month) - 1) // 3,
        value=number(row, "percent"),
        median=number(row, "median"),
        phase=None if phase is None else int(phase),
        in_baseline=_is_yes(row["in_baseline"]),
        shift=_is_yes(row["shift_signal"]),
        trend=_is_yes(row["trend_signal"]),
        joined="joined" in note,
        ideas="change idea" in note,
    )


def _is_yes(value: Any) -> bool:
    return bool(pd.notna(value)) and value == "yes"


def run_chart_words(rows: pd.DataFrame) -> str:
    """Return what a run chart says: its median, shifts and how far they can be believed."""
    shown = rows[rows["percent"].notna()]
    last = shown.iloc[-1]
    before = last["baseline_kind"] == "before_engagement"
    from_ = "from before the programme" if before else "of the first quarters shown"
    every = len(shown) + int(last["quarters_not_shown"])
    words = [
        f"{len(shown)} of {every} quarters shown. The median {from_} is "
        f"{last['median']:.0f}%; the newest quarter, {_quarter(last)}, stands at "
        f"{last['percent']:.0f}%.",
        _shift_words(shown),
        f"By chance alone so many points would show a signal of some kind with a probability of "
        f"{last['false_alarm_probability']:.2f}.",
    ]
    if last["fit_for_run_chart"] != "yes":
        words.insert(0, "Not fit to be read as a run chart.")
    return " ".join([*words, "" if last["caution"] == "none" else str(last["caution"])]).strip()


def _shift_words(shown: pd.DataFrame) -> str:
    shifts = shown[shown["shift_signal"] == "yes"]
    if not len(shifts):
        return "No shift: at no time do six quarters after the baseline lie on one side of it."
    at = shown.index.get_indexer(shifts.index[-1:])[0]
    start, way = shown.iloc[at], shown.iloc[at]["side"]
    while (
        at >= 0
        and shown.iloc[at]["side"] in (way, "on_median")
        and not _is_yes(shown.iloc[at]["in_baseline"])
    ):
        start, at = shown.iloc[at], at - 1
    better = "for the better" if shifts.iloc[-1]["favourable"] == "yes" else "for the worse"
    stands = shifts.index[-1] == shown.index[-1]
    end = "and still stands" if stands else f"and ended in {_quarter(shifts.iloc[-1])}"
    return f"A shift {better} began in {_quarter(start)} {end}."


def _quarter(row: pd.Series) -> str:
    return texts.spoken_quarter(str(row["quarter"]))


@dataclass(frozen=True)
class Effect:
    """One aim's part of the section about the programme's effect."""

    aim: int
    sentence: str
    figure: Figure | None
    table: HtmlTable


_EFFECT_HEADINGS = {
    "estimator": "Told by",
    "comparison": "Beside authorities",
    "when": "When",
    "estimate": "Points",
    "ci_low": "95% interval from",
    "ci_high": "95% interval to",
    "smallest_detectable": "Would be seen from",
    "p_wild_bootstrap": "Chance if none",
    "authorities": "Authorities",
}


def effects(protected: Protected) -> list[Effect]:
    """Return the programme's effect on every aim that has one."""
    table = protected.table(EFFECT)
    found = []
    for aim in (1, 2, 3, 4):
        rows = rows_of(table, aim=aim)
        if not len(rows):
            continue
        overall = rows[rows["when"] == OVERALL]
        caption = f"Aim {aim}: the effect in every way of telling, all half-years since joining"
        told = html_table(table, overall, caption, _EFFECT_HEADINGS, row_heads=2)
        found.append(Effect(aim, effect_sentence(rows), _event_figure(protected, aim, rows), told))
    return found


def primary(rows: pd.DataFrame) -> pd.Series | None:
    """Return the shown row that the analysis plan names; None where there is none."""
    own = rows[(rows["estimator"] == IMPUTATION) & (rows["when"] == OVERALL)]
    own = own[(own["symbol"] == "") & own["ci_low"].notna()]
    return own.iloc[0] if len(own) else None


def effect_sentence(rows: pd.DataFrame) -> str:
    """Return the planned estimate with its interval and caution."""
    row = primary(rows)
    if row is None:
        return "The effect cannot be told: too few authorities or children are behind it."
    return (
        f"{row['estimate']:+.1f} percentage points beside authorities that had not joined (95% "
        f"interval {row['ci_low']:+.1f} to {row['ci_high']:+.1f}). {row['caution']}"
    )


def _event_figure(protected: Protected, aim: int, rows: pd.DataFrame) -> Figure | None:
    own = rows[(rows["estimator"] == IMPUTATION) & (rows["when"] != OVERALL)]
    own = own.assign(half_year=[half_year(str(code)) for code in own["when"]])
    own = own.sort_values("half_year")
    shown = own[own["symbol"] == ""]
    if len(shown) < 2:
        return None
    points = [
        EventPoint(
            int(row["half_year"]),
            number(row, "estimate"),
            number(row, "ci_low"),
            number(row, "ci_high"),
            None if pd.isna(row["authorities"]) else int(row["authorities"]),
        )
        for _, row in own.iterrows()
    ]
    title = f"Aim {aim}: effect by half-year since joining, percentage points"
    headings = {k: v for k, v in _EFFECT_HEADINGS.items() if k not in ("estimator", "comparison")}
    headings.pop("p_wild_bootstrap")
    return figure(
        title,
        lambda width: event_study(points, width),
        _event_words(shown),
        html_table(protected.table(EFFECT), own, title, headings),
    )


def half_year(code: str) -> int:
    """Return the half-years since joining that a code stands for."""
    side, _, count = code.partition("_")
    return -int(count) if side == "before" else int(count)


def _event_words(shown: pd.DataFrame) -> str:
    told = [
        f"{_event_time(int(row['half_year']))} {row['estimate']:+.0f} ({row['authorities']})"
        for _, row in shown.iterrows()
    ]
    return (
        "Effects in percentage points with 95% intervals, by half-years since joining, and in "
        f"brackets how many authorities are behind each: {'; '.join(told)}. What differs before "
        "joining was not the programme. Later half-years rest on the authorities that joined early."
    )


def _event_time(half: int) -> str:
    return f"{-half} before" if half < 0 else f"{half} since"


def summary_sentences(protected: Protected) -> list[str]:
    """Return per aim how many charts have shifted since testing began, beside chance."""
    told = []
    for aim in (1, 2, 3, 4):
        rows = rows_of(protected.table(SUMMARY), aim=aim).sort_values("quarter")
        rows = rows[rows["symbol"] == ""]
        if not len(rows):
            continue
        row = rows.iloc[-1]
        told.append(
            f"Aim {aim}, up to {_quarter(row)}: of {row['areas_testing']} authorities that test "
            f"changes, the charts of {row['areas_fit']} can be read; {row['favourable_shifts']} of "
            f"them shifted for the better and {row['unfavourable_shifts']} for the worse, where "
            f"chance alone would shift {row['expected_by_chance']:.1f} for the better."
            if row["areas_fit"]
            else f"Aim {aim}: no authority's chart can be read, too few children by quarter."
        )
    return told
