"""Reading a warehouse: read-only, and only a finished one."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from pipelines.disclosure import protect, read_marts
from tests.unit.disclosure.programme_worlds import programme_frames
from tests.unit.disclosure.worlds import VARIANTS, Scale

PROGRESS = ("numerator", "denominator", "percent", "status")


def _clocks(starts: pd.DataFrame, waits: pd.DataFrame) -> pd.DataFrame:
    """Return a clock per start, of the waits of its quarter, and one that is no counted start."""
    every = waits.loc[waits.index.repeat(waits["clocks"])].reset_index(drop=True)
    every["within"] = (every["reached"] > 0) & (every["days"] <= every["threshold_days"])
    quarter = pd.PeriodIndex(pd.to_datetime(starts["clock_start"]), freq="Q").start_time
    begun = starts.assign(cohort_quarter=quarter, within=starts["within"].astype(bool))
    every["cohort_quarter"] = pd.to_datetime(every["cohort_quarter"])
    keys = ["authority_code", "aim", "cohort_quarter", "within"]
    numbered = [f.assign(n=f.groupby(keys).cumcount()) for f in (every, begun)]
    clocks = numbered[0].merge(
        numbered[1][[*keys, "n", "clock_start"]], on=[*keys, "n"], how="left"
    )
    start = pd.to_datetime(clocks["clock_start"]).fillna(clocks["cohort_quarter"])
    end = start + pd.to_timedelta(clocks["days"], unit="D")
    by_limit = clocks["days"] <= clocks["threshold_days"]
    reached, left = clocks["reached"] > 0, clocks["left"] > 0
    clocks = clocks.assign(
        clock_start=start,
        clock_stop=end.where(reached),
        exit_date=end.where(left),
        censored_on=end.where(~reached & ~left, end + pd.Timedelta(days=900)),
        variant=np.where(clocks["aim"] == 1, "within_one_year", "national"),
        outcome_at_threshold=np.select(
            [clocks["within"], left & by_limit], ["within", "out"], "not_within"
        ),
    )
    other = clocks.iloc[-1:].assign(variant="ratified")
    uncounted = clocks.iloc[-1:].assign(outcome_at_threshold="not_yet")
    return pd.concat([clocks, other, uncounted]).drop(columns=["within", "n"])


def _quality_rows(quality: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for q in quality.to_dict("records"):
        repaired, kept = q["rows_repaired"], q["rows_kept"]
        of_children = ("children", "received", None, q["children"])
        rows += [
            (q["authority_code"], *row)
            for row in (
                of_children,
                ("episodes", "drift", None, q["rows_moved"]),
                ("episodes", "received", None, q["rows_received"] - q["children"]),
                ("episodes", "accepted", None, kept - repaired),
                ("episodes", "repaired", None, repaired),
                ("children", "complete", "birth_month", q["births_recorded"]),
                (None, "days_late", None, q["days_late"]),
            )
        ]
    columns = ["authority_code", "table_name", "measure", "column_name", "value"]
    frame = pd.DataFrame(rows, columns=columns).assign(submission_id="s")
    return frame.assign(rule=np.where(frame["measure"] == "drift", "rows_received", None))


def _idea_days(ideas: pd.DataFrame) -> pd.DataFrame:
    """Return a day per idea, marked on the authority's own measure as well."""
    days = ideas.loc[ideas.index.repeat(ideas["ideas"])]
    days = days.assign(happened_on=days["quarter"] + pd.Timedelta(days=40), what="idea_tested")
    own = days.assign(measure="minutes_late")
    return pd.concat([days, own, days.assign(what="idea_adopted")])


def _warehouse(path: Path, builds: int) -> Path:
    frames = programme_frames(1, Scale(authorities=4, quarters=5))
    listed, named = frames.authorities, sorted(frames.named)
    tables = {
        "marts.aim_timeliness": frames.aim_timeliness,
        "marts.waiting_now": frames.waiting_now,
        "marts.home_orders": frames.home_orders,
        "marts.home_reviews": frames.home_reviews,
        "marts.improvement": frames.improvement,
        "marts.waiting_times": frames.waiting_times,
        "marts.coverage": frames.coverage.assign(
            published_value=frames.coverage["published"], source="Made-up return"
        ),
        "marts.data_quality": _quality_rows(frames.quality),
        "marts.local_aim_progress": frames.local_aims,
        "core.local_aim": frames.local_aims.drop(columns=list(PROGRESS)),
        "steps.area_quarter_maturity": frames.mature.rename(
            columns={"authority_code": "area", "latest_quarter": "cohort_quarter"}
        ).assign(area_kind="authority", variant=frames.mature["aim"].map(VARIANTS), is_mature=True),
        "steps.case_mix_count": frames.case_mix,
        "steps.chart_series": frames.chart_series,
        "steps.chart_rebase": frames.chart_rebase,
        "steps.chart_note": _idea_days(frames.change_ideas),
        "marts.programme_summary": frames.programme_summary,
        "marts.programme_effect": frames.programme_effect,
        "core.aim_clock": _clocks(frames.starts, frames.waits),
        "core.authority": listed,
    }
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts; create schema core; create schema steps")
        for name, frame in tables.items():
            connection.register("frame", frame)
            connection.execute(f"create table {name} as select * from frame")  # noqa: S608
        connection.execute("create table core.publication (authority_code text, named text)")
        connection.executemany(
            "insert into core.publication values (?, 'yes')", [[c] for c in named]
        )
        connection.execute(
            "create table core.build as select 'MADE-UP' as data_status, 'b1' as build_id, "
            "null::date as as_known_at from range(?)",
            [builds],
        )
    return path


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    frames = read_marts(_warehouse(tmp_path / "warehouse.duckdb", builds=1))
    expected = programme_frames(1, Scale(authorities=4, quarters=5))
    assert frames.named == expected.named
    assert frames.build == {"data_status": "MADE-UP", "build_id": "b1", "as_known_at": ""}
    pd.testing.assert_frame_equal(frames.change_ideas, expected.change_ideas, check_dtype=False)
    pd.testing.assert_frame_equal(_by_day(frames.waits), _by_day(expected.waits))
    one, other = protect(frames, frames.named), protect(expected, expected.named)
    assert [t.row_counts for t in one.tables] == [t.row_counts for t in other.tables]


def _by_day(waits: pd.DataFrame) -> pd.DataFrame:
    columns = ["authority_code", "aim", "cohort_quarter", "threshold_days", "days"]
    counts = ["clocks", "reached", "left"]
    typed = waits.astype(dict.fromkeys(("aim", "threshold_days", "days", *counts), "int64"))
    dated = typed.assign(cohort_quarter=pd.to_datetime(typed["cohort_quarter"]).astype("str"))
    return dated.groupby(columns)[counts].sum().reset_index()


def test_an_unfinished_build_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not complete"):
        read_marts(_warehouse(tmp_path / "warehouse.duckdb", builds=0))
