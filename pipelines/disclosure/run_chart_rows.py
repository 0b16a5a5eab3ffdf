"""Run charts of groups, made of what the release shows and of nothing else.

A median, a shift or a number of runs is a function of many points. The charts are therefore not
the mart's rows with some struck out: the mart's own function is applied to the shown rows of the
tables of this release, a withheld quarter being a missing point to its rules. What it says is then
known to whoever has those tables. Where every quarter is shown, it is the mart's chart.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pandas as pd

from pipelines.contract.release_tables import SYMBOL_COLUMN, MartFrames, ProtectedTable
from pipelines.disclosure import shapes_evaluation
from pipelines.disclosure.assemble import GROUP_NAMES, table
from pipelines.evaluation.run_chart import run_charts

_SHARE, _REVIEWED = "percent_of_all_starts", "percent_reviewed"
_YES_NO = ("in_baseline", "shift_signal", "trend_signal", "runs_signal", "anhoej_signal")
_COUNTED = ("phase", "useful_points", "runs", "runs_low", "runs_high", "longest_run", "crossings")
_NO_NOTES = ("area", "measure", "happened_on", "what", "subject")
NONE = "none"


def run_chart_table(
    frames: MartFrames, cohorts: ProtectedTable, stock: ProtectedTable
) -> ProtectedTable:
    """Return the charts of groups from the protected tables of cohorts and of children at home."""
    status = frames.build["data_status"]
    points = pd.concat([_of_cohorts(cohorts), _of_stock(stock)], ignore_index=True)
    points = points[points["area"].isin(GROUP_NAMES)]
    hidden = points["value"].isna().groupby([points["area"], points["measure"]]).transform("sum")
    points = _from_first_shown(points.assign(quarters_not_shown=hidden))
    if not len(points) or not len(frames.chart_series):
        return table(shapes_evaluation.RUN_CHARTS, [], "", status)
    nothing = pd.DataFrame(columns=list(_NO_NOTES))
    charts = run_charts(points, frames.chart_series, frames.chart_rebase, nothing)
    keys = ["area", "measure", "period"]
    rows = points[[*keys, SYMBOL_COLUMN, "quarters_not_shown"]].merge(
        charts.astype({"period": points["period"].dtype}), on=keys, how="left"
    )
    return table(shapes_evaluation.RUN_CHARTS, [_told(rows, frames)], "", status)


def _of_cohorts(table_: ProtectedTable) -> pd.DataFrame:
    rows = table_.frame[table_.frame["aim"].astype(str) != "1"]
    return _points(rows, "aim_" + rows["aim"].astype(str), "cohort_quarter", "within")


def _of_stock(table_: ProtectedTable) -> pd.DataFrame:
    rows = table_.frame
    return _points(rows, pd.Series("aim_1", index=rows.index), "census_quarter", "reviewed")


_OF = {"within": "counted_starts", "reviewed": "over_two_years"}


def _points(rows: pd.DataFrame, measure: Any, day: str, numerator: str) -> pd.DataFrame:
    """Return points as ``steps.chart_point`` has them, missing where the row is not shown."""
    shown = rows[SYMBOL_COLUMN] == ""
    of = rows[_OF[numerator]].astype("Float64").where(shown).astype(float)
    counted = rows[numerator].astype("Float64").where(shown).astype(float).where(of > 0)
    quarters = pd.PeriodIndex(pd.to_datetime(rows[day]), freq="Q")
    return pd.DataFrame(
        {
            "area": rows["area"].astype(str),
            "measure": measure,
            "period": quarters.to_timestamp(),
            "numerator": counted,
            "denominator": of.where(of > 0),
            "value": 100.0 * counted / of,
            SYMBOL_COLUMN: rows[SYMBOL_COLUMN],
        }
    )


def _from_first_shown(points: pd.DataFrame) -> pd.DataFrame:
    """Return each series from its first point on, as the mart has it."""
    known = points[points["value"].notna()]
    first = known.groupby(["area", "measure"])["period"].min().rename("first").reset_index()
    kept = points.merge(first, on=["area", "measure"])
    return kept[kept["period"] >= kept["first"]].drop(columns="first")


def _told(rows: pd.DataFrame, frames: MartFrames) -> pd.DataFrame:
    """Return the rows in the words of the release."""
    missing = rows["quarters_not_shown"]
    told = rows.assign(
        area_name=rows["area"].map(GROUP_NAMES),
        aim=rows["measure"].str.removeprefix("aim_"),
        quarter=rows["period"].dt.date.astype(str),
        percent=rows["value"],
        counted=rows["denominator"].where(rows["denominator"].notna(), 0),
        favourable=_words(rows["favourable"]).fillna(NONE),
        fit_for_run_chart=_words(rows["fit_for_run_chart"]),
        caution=[_caution(c, int(n)) for c, n in zip(rows["caution"], missing, strict=True)],
        annotation=list(_annotations(rows, frames)),
        **{name: _words(rows[name]) for name in _YES_NO},
    )
    told["measure"] = told["aim"].map(lambda aim: _REVIEWED if aim == "1" else _SHARE)
    return told.sort_values(["area", "aim", "quarter"], ignore_index=True)


def _words(flags: pd.Series[Any]) -> pd.Series[Any]:
    return flags.astype("boolean").map({True: "yes", False: "no"}).astype("string")


def _caution(told: Any, missing: int) -> str:
    words = [] if pd.isna(told) else [str(told)]
    if missing:
        who = "One quarter is" if missing == 1 else f"{missing} quarters are"
        words.append(f"{who} not shown and missing to the rules: signals may be overlooked.")
    return " ".join(words) or NONE


def _annotations(rows: pd.DataFrame, frames: MartFrames) -> Iterator[str]:
    """Yield what is marked at each row: the first that joined, change ideas that began."""
    joined = {
        (str(s["area"]), str(s["measure"])): pd.Timestamp(s["engaged_on"])
        for s in frames.chart_series.to_dict("records")
        if pd.notna(s["engaged_on"])
    }
    ideas = {
        (str(i["measure"]), pd.Timestamp(i["quarter"])): int(i["ideas"])
        for i in frames.change_ideas.to_dict("records")
    }
    for row in rows.itertuples():
        day = joined.get((str(row.area), str(row.measure)))
        words = []
        if day is not None and pd.Period(day, freq="Q").start_time == row.period:
            words.append(
                f"The first of its authorities joined the programme on {day.day} {day:%B %Y}."
            )
        begun = ideas.get((str(row.measure), pd.Timestamp(str(row.period))), 0)
        if begun and day is not None:
            words.append(f"Testing of {begun} change idea{'s' if begun > 1 else ''} began.")
        yield " ".join(words) or NONE
