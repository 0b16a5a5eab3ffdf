"""A page per named authority: what changed there, by year, who waits, its own aims, its data."""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.contract.release_tables import NamedAuthority, Protected
from pipelines.release import texts
from pipelines.release.changes import HEADINGS, TABLE, VERDICT_WORDS, intervals
from pipelines.release.drawings import (
    Reached,
    YearShare,
    difference_chart,
    share_chart,
    target_chart,
)
from pipelines.release.page_parts import (
    Figure,
    HtmlTable,
    figure,
    html_table,
    number,
    page,
    rows_of,
)
from pipelines.release.sections import QUALITY_COLUMNS, TIMES_HEADINGS, time_words
from pipelines.release.series import named_starts

LEAST_POINTS = 2
_YEARS = "period"
_NONE_COMPLETE = "No complete period."
FOLDER = "authorities"
_YEAR_HEADINGS = {
    "cohort_year": "Year of start",
    "cohort_years": "Years of start",
    "counted_starts": "Starts counted",
    "within": "Within the limit",
    "not_within": "Not within",
    "exited_before_threshold": "Left before",
    "percent_of_all_starts": "% of all starts",
    "starts_ci_low": "95% interval from",
    "starts_ci_high": "95% interval to",
    "percent_within": "% of those still waiting",
    "ci_low": "95% interval from ",
    "ci_high": "95% interval to ",
}


def authority_pages(protected: Protected, release_id: str) -> dict[str, bytes]:
    """Return path → page for each named authority with data, one with nothing to show too."""
    return {
        f"{FOLDER}/{authority.slug}.html": page(
            "authority.html.j2", protected, release_id, _content(protected, authority)
        )
        for authority in protected.named
    }


def _content(protected: Protected, authority: NamedAuthority) -> dict[str, Any]:
    code = authority.code
    return {
        "authority": authority,
        "title": texts.titled(protected, f"{authority.name}: {texts.TITLE}"),
        "change": _change(protected, authority),
        "aims": [_aim(protected, code, aim) for aim in (2, 3, 4)],
        "home": _home(protected, code),
        "waiting": _waiting(protected, code),
        "times": _times(protected, code),
        "local_aims": _local_aims(protected, code),
        "quality": _quality(protected, code),
        "coverage": _coverage(protected, code),
        "withheld": _withheld(protected, code),
    }


def _change(protected: Protected, authority: NamedAuthority) -> dict[str, Any]:
    rows = rows_of(protected.table(TABLE), authority.code)
    shown = rows[rows["symbol"] == ""]
    sentences = [_change_sentence(row) for _, row in rows.iterrows()]
    if not authority.is_engaged:
        sentences = ["This authority is not in the programme: there is no before to compare with."]
    elif not len(rows):
        sentences = ["No comparison can be made: no complete year of starts is known yet."]
    return {"sentences": sentences, "figure": _change_figure(protected, rows, shown)}


def _change_sentence(row: pd.Series) -> str:
    aim = int(row["aim"])
    if row["symbol"] != "":
        return f"Aim {aim}: the comparison is withheld: {texts.FEW_OR_MOVED}."
    before, now = (number(row, f"{w}_percent") for w in ("baseline", "current"))
    shares = " and ".join("nobody" if p is None else f"{p:.1f}%" for p in (before, now))
    return (
        f"Aim {aim}: {VERDICT_WORDS[str(row['verdict'])]}. {shares} {texts.AIM_SHARE[aim]}, before "
        "joining and in the latest four complete quarters."
    )


def _change_figure(protected: Protected, rows: pd.DataFrame, shown: pd.DataFrame) -> Figure | None:
    drawable = shown[shown["difference"].notna()]
    if not len(drawable):
        return None
    named = drawable.assign(label=[f"Aim {int(a)}" for a in drawable["aim"]])
    headings = {"aim": "Aim"} | {c: h for c, h in HEADINGS.items() if c != "area_name"}
    title = "Difference between the latest year and before joining, percentage points"
    words = "; ".join(
        f"{row['label']} {row['difference']:+.0f}, interval {row['ci_low']:+.0f} to "
        f"{row['ci_high']:+.0f}, {VERDICT_WORDS[str(row['verdict'])]}"
        for _, row in named.iterrows()
    )
    return figure(
        title,
        lambda width: difference_chart(intervals(named, "label"), width),
        f"Differences in percentage points with 95% intervals: {words}.",
        html_table(protected.table(TABLE), rows, "Before joining and latest, by aim", headings),
    )


def _aim(protected: Protected, code: str, aim: int) -> dict[str, Any]:
    table = named_starts(protected, aim)
    (years,) = table.shape.periods
    rows = rows_of(table, code, aim).sort_values(years).rename(columns={years: _YEARS})
    shown = rows[rows["symbol"] == ""]
    caption = f"Aim {aim}: starts of each period"
    own = {name: told for name, told in _YEAR_HEADINGS.items() if name in table.frame}
    behind = html_table(table, rows, caption, own)
    drawn = None
    if shown["percent_of_all_starts"].notna().sum() >= LEAST_POINTS:
        title = f"Share {texts.AIM_SHARE[aim]}, by years of start"
        drawn = figure(title, lambda w: share_chart(_panels(rows), w), _share_words(shown), behind)
    return {
        "number": aim,
        "title": texts.AIMS[aim],
        "sentence": _year_sentence(shown, len(rows), aim),
        "figure": drawn,
        "table": behind if drawn is None and len(shown) else None,
    }


def _panels(rows: pd.DataFrame) -> list[tuple[str, list[YearShare]]]:
    panels = (
        ("Of all starts, per cent", "percent_of_all_starts", "starts_ci_low", "starts_ci_high"),
        ("Of those still waiting, per cent", "percent_within", "ci_low", "ci_high"),
    )
    return [
        (
            title,
            [
                YearShare(
                    texts.spoken_cell(str(r[_YEARS])), *(number(r, c) for c in (value, low, high))
                )
                for _, r in rows.iterrows()
            ],
        )
        for title, value, low, high in panels
    ]


def _share_words(shown: pd.DataFrame) -> str:
    told = [
        f"{texts.spoken_cell(row[_YEARS])} {row['percent_of_all_starts']:.0f}%"
        for _, row in shown.iterrows()
        if pd.notna(row["percent_of_all_starts"])
    ]
    return f"Of all starts, with 95% intervals: {', '.join(told)}. Gaps are withheld."


def _year_sentence(shown: pd.DataFrame, of: int, aim: int) -> str:
    if not len(shown):
        return "No period can be shown: each holds too few children." if of else _NONE_COMPLETE
    row = shown.iloc[-1]
    share, year = number(row, "percent_of_all_starts"), texts.spoken_cell(row[_YEARS])
    found = (
        f"Nobody started to wait in {year}."
        if share is None
        else f"Of the {row['counted_starts']} waits that started in {year}, {share:.0f}% were "
        f"{texts.AIM_SHARE[aim]}."
    )
    return f"{found} {len(shown)} of {of} periods can be shown."


def _home(protected: Protected, code: str) -> HtmlTable | None:
    headings = {
        "census_quarter": "Day",
        "at_home": "Looked after at home",
        "over_two_years": "Over two years",
        "reviewed": "Reviewed since",
        "percent_reviewed": "% reviewed",
    }
    return _shown_table(
        protected, "home_orders_authorities_by_year", code, "Children at home", headings
    )


def _waiting(protected: Protected, code: str) -> HtmlTable | None:
    headings = {
        "aim": "Aim",
        "quarter_end": "Day",
        "waiting": "Limit not passed",
        "overdue": "Limit passed",
    }
    table = protected.table("waiting_now_authorities_by_year")
    rows = rows_of(table, code)
    newest = rows[rows["quarter_end"] == rows["quarter_end"].max()] if len(rows) else rows
    if not len(newest):
        return None
    return html_table(table, newest, "Waits open on 31 December, by aim", headings, 2)


def _shown_table(
    protected: Protected, name: str, code: str, caption: str, headings: dict[str, str]
) -> HtmlTable | None:
    """Return an authority's rows of a table; None where none is shown."""
    table = protected.table(name)
    rows = rows_of(table, code)
    if not (rows["symbol"] == "").any():
        return None
    return html_table(table, rows, caption, headings)


def _times(protected: Protected, code: str) -> dict[str, Any]:
    table = protected.table("waiting_times_authorities")
    rows = rows_of(table, code)
    shown = rows[rows["symbol"] == ""]
    headings = {"aim": "Aim"} | TIMES_HEADINGS
    return {
        "sentences": [f"Aim {row['aim']}: {time_words(row)}." for _, row in shown.iterrows()],
        "table": html_table(table, rows, "All years together, by aim", headings)
        if len(shown)
        else None,
    }


def _local_aims(protected: Protected, code: str) -> dict[str, Any]:
    table = protected.table("local_aims")
    rows = rows_of(table, code)
    told = [_local_aim(row) for _, row in table.cells().loc[rows.index].iterrows()]
    shown = rows[(rows["symbol"] == "") & rows["percent"].notna()]
    if not len(shown):
        return {"sentences": told, "figure": None}
    items = [
        Reached(
            str(row["local_aim_id"]),
            number(row, "percent"),
            float(row["target_percent"]),
            texts.spoken_cell(str(row["status"])),
        )
        for _, row in shown.iterrows()
    ]
    headings = {
        "local_aim_id": "Local aim",
        "target_percent": "Target, %",
        "achieve_by": "By",
        "denominator": "Starts",
        "numerator": "In time",
        "percent": "In time, %",
        "status": "Status",
    }
    words = "; ".join(
        f"{i.label} {i.value or 0:.0f}% of a target of {i.target:.0f}%, {i.word}" for i in items
    )
    drawn = figure(
        "Local aims in the latest year, with their targets",
        lambda width: target_chart(items, width),
        f"Bars with a line at each target: {words}.",
        html_table(table, rows, "Local aims", headings),
    )
    return {"sentences": told, "figure": drawn}


def _local_aim(row: pd.Series) -> str:
    target = f"{float(row['target_percent']):.0f}%"
    status = texts.spoken_cell(str(row["status"]))
    told = "withheld" if status.startswith("[") else status
    day = "" if row["achieve_by"] == "none" else f" by {texts.spoken_day(row['achieve_by'])}"
    return f"{row['local_aim_id']}: {texts.local_aim_sentence(row)}, {target}{day}: {told}."


def _quality(protected: Protected, code: str) -> HtmlTable | None:
    headings = dict(QUALITY_COLUMNS)
    return _shown_table(protected, "data_quality", code, "How the data came", headings)


def _coverage(protected: Protected, code: str) -> HtmlTable | None:
    headings = {
        "day": "Day",
        "counted_here": "Counted here",
        "published": "Published",
        "percent_of_published": "Counted here, % of published",
    }
    return _shown_table(protected, "coverage", code, "Looked-after children", headings)


def _withheld(protected: Protected, code: str) -> HtmlTable:
    rows = []
    for table in protected.tables:
        own = rows_of(table, code)
        if len(own):
            told = [int((own["symbol"] == symbol).sum()) for symbol in ("", "[c]", "[x]")]
            rows.append([table.shape.title, *map(str, (len(own), *told))])
    headings = ["Table", "Rows", "Shown", "Withheld [c]", "Not available [x]"]
    return HtmlTable("Rows about this authority in each table", headings, rows)
