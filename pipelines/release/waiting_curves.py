"""Waiting curves on the national page: the newest year that can be shown, and the earliest."""

from __future__ import annotations

import pandas as pd

from pipelines.contract.release_tables import Protected
from pipelines.evaluation.plan import analysis_plan
from pipelines.release.curve_drawings import Curve, waiting_curves
from pipelines.release.page_parts import Figure, figure, html_table, rows_of
from pipelines.release.series import headline_area

CURVES = "waiting_curves_groups_by_year"
# A year is drawn from so many days on: fewer are no curve.
LEAST_DAYS = 4
_HEADINGS = {
    "cohort_year": "Year of start",
    "days": "Days after the start",
    "reached_percent": "Had reached it, %",
    "reached_ci_low": "95% interval from",
    "reached_ci_high": "95% interval to",
    "left_percent": "Had left, %",
    "still_waiting_band": "Still waiting",
}


def curve_figure(protected: Protected, aim: int) -> tuple[str, Figure] | None:
    """Return an aim's waiting curves in words and drawn; None where no year has enough days."""
    table = protected.table(CURVES)
    rows = rows_of(table, headline_area(protected), aim)
    rows = rows.assign(days=rows["days"].astype(int)).sort_values(["cohort_year", "days"])
    years = _years(rows)
    if not years:
        return None
    drawn = rows[rows["cohort_year"].isin(years)]
    curves, last = _curves(drawn, years), int(drawn["days"].max())
    limit = analysis_plan().aims[aim].threshold_days
    title = f"Aim {aim}: share that had reached the milestone, by weeks after the start"
    words = curve_words(drawn, years, limit)
    drawing = figure(
        title,
        lambda width: waiting_curves(curves, limit, max(last, limit), width),
        f"Step curves, every four weeks after the start. {words} The "
        "table below holds every figure.",
        html_table(table, drawn, title, _HEADINGS, row_heads=2),
    )
    return words, drawing


def _years(rows: pd.DataFrame) -> list[str]:
    """Return the newest and the earliest year that have enough days shown, newest first."""
    shown = rows[rows["symbol"] == ""].groupby("cohort_year").size()
    enough = sorted(shown[shown >= LEAST_DAYS].index, reverse=True)
    return [str(y) for y in dict.fromkeys((enough[0], enough[-1]))] if enough else []


def _curves(rows: pd.DataFrame, years: list[str]) -> list[Curve]:
    reached = [Curve(f"reached it, starts of {y}", _points(rows, y, "reached")) for y in years]
    return [*reached, Curve(f"left before, {years[0]}", _points(rows, years[0], "left"))]


def _points(rows: pd.DataFrame, year: str, what: str) -> tuple[tuple[int, float], ...]:
    own = rows[(rows["cohort_year"] == year) & (rows["symbol"] == "")]
    return tuple(
        (int(row["days"]), float(row[f"{what}_percent"])) for row in own.to_dict("records")
    )


def curve_words(rows: pd.DataFrame, years: list[str], limit: int) -> str:
    """Return what the curves show: each year about the limit and on its last day shown."""
    told = [_of_year(rows[rows["cohort_year"] == year], year, limit) for year in years]
    return " ".join(told)


def _of_year(rows: pd.DataFrame, year: str, limit: int) -> str:
    shown = rows[rows["symbol"] == ""]
    # That nobody has reached it on the day of the start is no news.
    at_most = shown[shown["days"].between(1, limit)]
    days = [*(at_most.tail(1).index), shown.index[-1]]
    said = [
        f"{row['reached_percent']:.0f}% had reached it after {row['days'] // 7} weeks"
        for _, row in shown.loc[list(dict.fromkeys(days))].iterrows()
    ]
    last = shown.iloc[-1]
    return (
        f"Of the {last['counted_starts']:,} waits that started in {year}, {' and '.join(said)}; by "
        f"then {last['left_percent']:.0f}% had left another way."
    )
