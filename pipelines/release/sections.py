"""Sections of the national page: outcomes of reviews, waiting times, local aims, the data."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.contract.release_tables import Protected
from pipelines.release import texts
from pipelines.release.page_parts import HtmlTable, html_table, rows_of
from pipelines.release.series import headline_area
from pipelines.release.waiting_curves import curve_figure

TIMES_HEADINGS = {
    "clocks_band": "Waits started",
    "p25_days": "A quarter, days",
    "median_days": "Half, days",
    "p75_days": "Three quarters, days",
    "reached_percent": "Reached by the limit, %",
    "reached_ci_low": "95% interval from",
    "reached_ci_high": "95% interval to",
}


def outcomes(protected: Protected) -> dict[str, Any]:
    """Return what first reviews of Aim 1 led to, all reporting authorities, by quarter."""
    table = protected.table("home_review_outcomes_by_quarter")
    rows = rows_of(table, headline_area(protected))
    shown = rows[rows["symbol"] == ""]
    headings = {
        "quarter": "Quarter (first day)",
        "accommodated_within_90_days": "Moved away from home",
        "order_ended_within_90_days": "Order ended",
        "order_continued": "Order continued",
    }
    caption = "What became within 90 days of children first reviewed in the quarter"
    return {
        "sentence": _outcome_sentence(shown, len(rows)),
        "table": html_table(table, rows, caption, headings) if len(rows) else None,
    }


def _outcome_sentence(shown: pd.DataFrame, of: int) -> str:
    if not len(shown):
        return (
            "What reviews led to cannot be shown: too few children were reviewed in each quarter."
        )
    names = ("accommodated_within_90_days", "order_ended_within_90_days", "order_continued")
    away, ended, stayed = (int(shown[n].sum()) for n in names)
    still = f"{stayed} children were" if stayed else "no child was"
    return (
        f"In the {len(shown)} of {of} quarters that can be shown, within 90 days of their first "
        f"review {still} still at home on the order, the order of {ended or 'no child'} had "
        f"ended, and {away or 'no child'} had moved away from home."
    )


def times(protected: Protected) -> list[dict[str, Any]]:
    """Return how long children waited, a table and a sentence per aim."""
    table = protected.table("waiting_times_groups_by_year")
    out = []
    for aim in (1, 2, 3, 4):
        rows = rows_of(table, headline_area(protected), aim)
        if not len(rows):
            continue
        shown = rows[rows["symbol"] == ""]
        headings = {"cohort_year": "Year of start"} | TIMES_HEADINGS
        caption = f"Aim {aim}: how long children waited, by year of start"
        out.append(
            {
                "aim": aim,
                "sentence": _times_sentence(shown, aim),
                "table": html_table(table, rows, caption, headings),
                "curve": curve_figure(protected, aim),
            }
        )
    return out


def _times_sentence(shown: pd.DataFrame, aim: int) -> str:
    if not len(shown):
        return f"{_aim_words(aim)}: no year can be shown."
    row = shown.sort_values("cohort_year").iloc[-1]
    return f"{_aim_words(aim)}: {time_words(row)} (starts of {row['cohort_year']})."


def _aim_words(aim: int) -> str:
    return texts.AIM_SHORT[aim].replace(": ", ", ")


def time_words(row: pd.Series) -> str:
    """Return by when half of all who started had reached the milestone."""
    if pd.isna(row["median_days"]):
        return "fewer than half of all who started had reached it by the end of the data"
    weeks = int(row["median_days"]) // 7
    if weeks == 0:
        return "half of all who started had reached it on the first day"
    return f"half of all who started had reached it within {weeks} weeks"


def local_aims(protected: Protected) -> HtmlTable | None:
    """Return every local aim of a named authority with its sentence and status."""
    table = protected.table("local_aims")
    if not len(table.frame):
        return None
    cells = table.cells().sort_values(["area_name", "local_aim_id"])
    rows = [
        [
            str(row["area_name"]),
            texts.local_aim_sentence(row),
            f"{float(row['target_percent']):.0f}%",
            row["percent"] if row["percent"].startswith("[") else f"{row['percent']}%",
            texts.spoken_cell(row["status"]),
        ]
        for _, row in cells.iterrows()
    ]
    headings = ["Authority", "What it set out to do", "Target", "In the latest year", "Status"]
    return HtmlTable("Local aims, in the order of the authorities' names", headings, rows, 2)


def quality(protected: Protected) -> HtmlTable | None:
    """Return how the data of each named authority came, and how many children they hold."""
    table = protected.table("data_quality")
    if not len(table.frame):
        return None
    held = newest_coverage(protected)
    rows = [
        [row["area_name"], *(row[c] for c in QUALITY_COLUMNS), held.get(row["area"], "none")]
        for _, row in table.cells().sort_values("area_name").iterrows()
    ]
    headings = ["Authority", *QUALITY_COLUMNS.values(), "Children held, % of published"]
    return HtmlTable("How the data came, in bands, and the newest coverage", headings, rows)


QUALITY_COLUMNS = {
    "data_to": "Data up to",
    "rows_kept": "Rows kept",
    "rows_repaired": "Rows repaired",
    "births_recorded": "With birth month",
    "came_after": "Came after",
    "rows_changed": "Rows more or fewer than before",
}


def newest_coverage(protected: Protected) -> dict[str, str]:
    """Return area → percent of the published number of looked-after children, newest day shown."""
    table = protected.table("coverage")
    rows = table.frame
    if not len(rows):
        return {}
    newest = rows.sort_values("day").groupby("area").tail(1)
    cells = table.cells().loc[newest.index]
    return dict(zip(cells["area"], cells["percent_of_published"], strict=True))
