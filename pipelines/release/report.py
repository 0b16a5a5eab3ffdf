"""The national page: self-contained, without scripts, opens from disk."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pandas as pd

from pipelines.contract.release_tables import Protected
from pipelines.release import charts, texts
from pipelines.release.changes import changes, overview
from pipelines.release.data_beside import data_sentence
from pipelines.release.evaluation import (
    effects,
    run_chart_figures,
    summary_sentences,
)
from pipelines.release.funnels import comparison
from pipelines.release.page_parts import (
    Figure,
    HtmlTable,
    figure,
    listed,
    page,
    with_marks,
    withheld,
)
from pipelines.release.sections import local_aims, outcomes, quality, times
from pipelines.release.sentences import (
    aim_alternative,
    aim_finding,
    home_alternative,
    home_finding,
)
from pipelines.release.series import (
    WAITING,
    WAITING_LONG,
    Series,
    headline_area,
    home,
    latest_waiting,
    named_starts,
    series,
    timeliness,
)
from pipelines.release.spoken import spoken


def report(protected: Protected, release_id: str) -> bytes:
    """Return the page, UTF-8."""
    return page("report.html.j2", protected, release_id, _content(protected))


def _content(protected: Protected) -> dict[str, Any]:
    return {
        "area": _area_name(protected),
        "title": texts.titled(protected, texts.TITLE),
        "changes": changes(protected),
        "overview": overview(protected),
        "spoken": spoken(protected),
        "comparisons": {aim: comparison(protected, aim) for aim in (2, 3, 4)},
        "effects": effects(protected),
        "summaries": summary_sentences(protected),
        "run_charts": {aim: run_chart_figures(protected, aim) for aim in (1, 2, 3, 4)},
        "aims": [_aim(protected, aim) for aim in (1, 2, 3, 4)],
        "outcomes": outcomes(protected),
        "waiting": _waiting(protected),
        "times": times(protected),
        "data_behind": data_sentence(protected),
        "local_aims": local_aims(protected),
        "quality": quality(protected),
        "named": _named(protected),
        "withheld": withheld(protected),
    }


def _area_name(protected: Protected) -> str:
    area = headline_area(protected)
    return "Scotland" if area == "scotland" else "All reporting authorities"


def _aim(protected: Protected, aim: int) -> dict[str, Any]:
    rows = timeliness(protected, aim)
    by = "year" if rows.is_yearly else "quarter"
    figures = []
    findings = [aim_finding(rows, aim)]
    if aim == 1:
        stock = home(protected)
        findings.insert(0, home_finding(stock))
        if len(stock.shown):
            figures.append(
                _figure(
                    "Children at home for over two years, and those reviewed",
                    stock,
                    charts.home_chart,
                    home_alternative(stock),
                )
            )
    if rows.shown["percent_of_all_starts"].notna().sum() > 1:
        title = f"Share {texts.AIM_LIMITS[aim].split(' (')[0]}, by {by} of start"
        alternative = aim_alternative(rows)
        figures.append(_figure(title, rows, charts.timeliness_chart, alternative))
    return {
        "number": aim,
        "title": texts.AIMS[aim],
        "limit": texts.AIM_LIMITS[aim],
        "findings": findings,
        "figures": figures,
        "table": None if figures else _rows_of(rows, f"Aim {aim}: starts of each {by}"),
    }


def _figure(
    title: str, rows: Series, draw: Callable[[Series, int], str], alternative: str
) -> Figure:
    return figure(title, lambda width: draw(rows, width), alternative, _rows_of(rows, title))


_BESIDE = ("area", "area_name", "aim", "variant", "mark", "data_status")


def _rows_of(rows: Series, caption: str) -> HtmlTable:
    columns = [c for c in rows.table.shape.columns if c.name not in _BESIDE]
    cells = with_marks(rows.table, rows.cells)[[c.name for c in columns]]
    return HtmlTable(caption, [c.heading for c in columns], cells.to_numpy().tolist())


def _waiting(protected: Protected) -> dict[str, Any]:
    latest = latest_waiting(protected)
    names = {
        int(row["aim"]): f"Aim {row['aim']} ({_short_day(row['quarter_end'])})"
        for _, row in latest.iterrows()
    }
    drawn: Figure | None = None
    if len(latest):
        drawn = figure(
            "Waits open on the newest day that can be shown, by aim",
            lambda width: charts.waiting_chart(latest, names, width),
            _waiting_words(latest),
            _waiting_table(protected, latest),
        )
    missing = [str(aim) for aim in (1, 2, 3, 4) if aim not in names]
    return {"figure": drawn, "missing": listed(missing), "missing_many": len(missing) > 1}


def _short_day(iso: str) -> str:
    day, month, year = texts.spoken_day(iso).split()
    return f"{day} {month[:3]} {year}"


def _waiting_words(latest: pd.DataFrame) -> str:
    return " ".join(
        f"Aim {row['aim']}, {texts.spoken_day(row['quarter_end'])}: {row['waiting']} waiting "
        f"within the limit and {row['overdue']} past it."
        for _, row in latest.iterrows()
    )


def _waiting_table(protected: Protected, drawn: pd.DataFrame) -> HtmlTable:
    """Return every group on the day that is drawn of an aim; on the newest where none is."""
    days = {int(row["aim"]): row["quarter_end"] for _, row in drawn.iterrows()}
    rows = []
    for aim in (1, 2, 3, 4):
        for area in protected.table(WAITING).frame["area"].unique():
            cells = series(protected, WAITING, "quarter_end", aim, area).cells
            newest = cells[cells["quarter_end"] == days.get(aim, cells["quarter_end"].max())]
            long = series(protected, WAITING_LONG, "quarter_end", aim, area).cells
            rows += [
                [f"Aim {aim}", r["area_name"], r["quarter_end"], *_waits(r, long)]
                for _, r in newest.iterrows()
            ]
    headings = ["Aim", "Area", "Day", "Limit not passed", "Limit passed", "Twice the limit passed"]
    caption = "Waits open by aim and group, on the day drawn, or the newest where none can be drawn"
    return HtmlTable(caption, headings, rows, row_heads=2)


def _waits(row: pd.Series, long: pd.DataFrame) -> list[str]:
    same_day = long[long["quarter_end"] == row["quarter_end"]]
    return [row["waiting"], row["overdue"], *same_day["overdue_twice"]]


def _named(protected: Protected) -> list[dict[str, Any]]:
    """Return per aim the named authorities of the newest years, withheld rows as symbols."""
    out = []
    for aim in (2, 3, 4):
        table = named_starts(protected, aim)
        (years,) = table.shape.periods
        rows = table.frame[table.frame["aim"] == aim] if len(table.frame) else table.frame
        complete = rows[rows["symbol"] != "[x]"]
        if not len(complete):
            continue
        newest = complete[years].max()
        cells = table.cells().loc[rows[rows[years] == newest].index]
        shown = int((rows[rows[years] == newest]["symbol"] == "").sum())
        out.append(
            {
                "aim": aim,
                "years": texts.spoken_cell(newest),
                "shown": shown,
                "of": len(cells),
                "table": _authority_table(cells, aim, texts.spoken_cell(newest)),
            }
        )
    return out


def _authority_table(cells: pd.DataFrame, aim: int, years: str) -> HtmlTable:
    columns = ("area_name", "counted_starts", "within", "percent_of_all_starts", "percent_within")
    headings = ["Authority", "Starts", "Within", "% of all starts", "% of those still waiting"]
    ordered = cells.sort_values("area_name")[list(columns)]
    caption = f"Aim {aim}: starts of {years}, named authorities in the order of their names"
    return HtmlTable(caption, headings, ordered.to_numpy().tolist())
