"""The rules for the programme's tables, one by one."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipelines.contract.release_tables import MartFrames
from pipelines.disclosure import protect
from pipelines.disclosure.local_aim_rows import ages
from pipelines.disclosure.policy import default_policy
from pipelines.disclosure.quality_rows import (
    _change_band,
    children_band,
    quality_table,
    share_band,
)
from pipelines.disclosure.timeline import Timeline, given_back, pieces_of, uncovered
from pipelines.disclosure.waiting_rows import band
from pipelines.disclosure.world import world_of
from tests.unit.disclosure.programme_worlds import programme_frames
from tests.unit.disclosure.worlds import Scale

BIG = Scale(authorities=12, quarters=14, starts=20.0)


@pytest.fixture(scope="module")
def frames() -> MartFrames:
    return programme_frames(3, BIG)


def parts(windows: list[tuple[int, int]], years: list[tuple[int, int]]) -> set[str]:
    """Return what is given back of eight cells, as a string of 0 and 1 per part."""
    return {"".join("01"[int(c)] for c in part) for part in given_back(windows, years, 8)}


@pytest.mark.parametrize(
    ("windows", "years", "expected"),
    [
        # A window over time that nothing else shows gives itself back, and no part of it.
        ([(2, 5), (7, 8)], [], {"00111000", "00000001", "00111001"}),
        # Within a shown year it gives back the rest of the year too.
        ([(0, 2), (0, 0)], [(0, 4)], {"11000000", "00110000"}),
        # Across two shown years: what both hold outside it.
        ([(2, 6), (0, 0)], [(0, 4), (4, 8)], {"00111100", "11000011"}),
        # Out of a shown year into unknown time nothing but itself is given back.
        ([(2, 6), (0, 0)], [(0, 4)], {"00111100"}),
        # Round a shown year: what it holds besides.
        ([(0, 6), (0, 0)], [(2, 4)], {"11001100"}),
        # One window inside another gives back the difference.
        ([(0, 6), (2, 4)], [], {"11111100", "00110000", "11001100"}),
    ],
)
def test_what_windows_and_years_give_back(
    windows: list[tuple[int, int]], years: list[tuple[int, int]], expected: set[str]
) -> None:
    assert parts(windows, years) == expected


def test_time_is_covered_by_pieces_that_lie_wholly_in_a_range() -> None:
    cuts = pd.date_range("2018-01-01", periods=7, freq="MS")
    timeline = Timeline(cuts, np.ones((2, 6, 1), dtype=np.int64))
    pieces = pieces_of([(0, 0, 2), (0, 1, 4), (1, 3, 6)])
    assert uncovered(timeline, pieces, 0, 4).tolist() == [[False] * 4, [True] * 4]
    assert uncovered(timeline, pieces, 1, 6).tolist() == [
        [False, False, False, True, True],
        [True, True, False, False, False],
    ]


def test_a_small_part_of_a_window_withholds_the_whole_comparison(frames: MartFrames) -> None:
    shown = protect(frames, frames.named).table("improvement").shown
    code, aim = next((r.area, r.aim) for r in shown.itertuples() if r.area != "engaged")
    changed = _with_outcomes(frames, code, aim, within=3)
    table = protect(changed, frames.named).table("improvement")
    cells = table.cells()
    row = cells[(cells["area"] == code) & (cells["aim"] == str(aim))].iloc[0]
    assert {row[c.name] for c in table.shape.figures} == {"[c]"}


def _with_outcomes(frames: MartFrames, code: str, aim: int, within: int) -> MartFrames:
    """Return frames where the current window of one authority has so many within the limit."""
    rows, starts = frames.improvement.copy(), frames.starts.copy()
    row = (rows["area"] == code) & (rows["aim"] == aim)
    of = int(rows.loc[row, "current_of"].iloc[0])
    group = (rows["area"] == "engaged") & (rows["aim"] == aim)
    rows.loc[group, "current_within"] += within - int(rows.loc[row, "current_within"].iloc[0])
    rows.loc[row, "current_within"] = within
    last = pd.to_datetime(starts["clock_start"]) >= pd.Timestamp("2019-04-01")
    mine = starts.index[
        (starts["authority_code"] == code)
        & (starts["aim"] == aim)
        & last
        & (pd.to_datetime(starts["clock_start"]) < pd.Timestamp("2020-04-01"))
    ]
    assert len(mine) == of
    starts.loc[mine, "within"] = [1] * within + [0] * (of - within)
    starts.loc[mine, "otherwise"] = 1 - starts.loc[mine, "within"]
    return replace(frames, improvement=rows, starts=starts)


def test_a_comparison_that_is_not_the_sum_of_its_starts_is_withheld_and_flagged(
    frames: MartFrames,
) -> None:
    rows = frames.improvement.copy()
    code = sorted(set(rows["area"]) - {"engaged"})[0]
    rows.loc[rows["area"] == code, "current_within"] += 1
    protected = protect(replace(frames, improvement=rows), frames.named)
    table = protected.table("improvement")
    assert not table.shown["area"].isin([code, "engaged"]).any()
    assert code in {f.area for f in protected.flags if f.table == "improvement"}


def test_no_comparison_of_an_authority_that_is_not_named(frames: MartFrames) -> None:
    protected = protect(frames, set())
    assert set(protected.table("improvement").frame["area"]) <= {"engaged"}
    for name in ("waiting_times_authorities", "local_aims", "coverage", "data_quality"):
        assert protected.table(name).frame.empty


def test_one_comparison_leaves_of_an_authority_and_aim(frames: MartFrames) -> None:
    again = frames.improvement.assign(period="programme")
    both = replace(frames, improvement=pd.concat([frames.improvement, again]))
    table = protect(both, frames.named).table("improvement").frame
    assert not table.duplicated(["area", "aim"]).any()


def test_times_are_told_in_steps_of_four_weeks(frames: MartFrames) -> None:
    cells = protect(frames, frames.named).table("waiting_times_authorities").cells()
    shown = cells[cells["median_days"] != "[c]"]
    told = set(shown["p25_days"]) | set(shown["median_days"]) | set(shown["p75_days"])
    assert told & {"28", "56", "84", "112"}
    assert all(int(days) % 28 == 0 for days in told - {"[z]"})


@pytest.mark.parametrize(
    ("clocks", "stopped", "uncounted", "is_shown"),
    [
        (40, 20, 0, True),
        (40, 20, 5, True),
        (40, 20, 3, False),
        (19, 10, 0, False),
        (40, 9, 0, False),
    ],
)
def test_a_groups_times_need_clocks_stops_and_no_small_uncounted_rest(
    frames: MartFrames, clocks: int, stopped: int, uncounted: int, is_shown: bool
) -> None:
    rows = frames.aim_timeliness
    whole = rows[(rows["area"] == "all_reporting") & (rows["aim"] == 3)]
    of_year = whole[pd.to_datetime(whole["cohort_quarter"]).dt.year == 2017]
    atoms = ["within", "not_within", "exited_before_threshold"]
    counted = int(of_year[atoms].to_numpy().sum())
    times = frames.waiting_times.copy()
    row = (
        (times["area"] == "all_reporting") & (times["aim"] == 3) & (times["cohort_year"] == "2017")
    )
    scale = counted if clocks == 40 else clocks - uncounted
    times.loc[row, ["clocks", "stopped", "exited"]] = [scale + uncounted, stopped, 5]
    times.loc[row, "censored"] = scale + uncounted - stopped - 5
    table = protect(replace(frames, waiting_times=times), frames.named)
    shown = table.table("waiting_times_groups_by_year").shown
    mine = shown[(shown["area"] == "all_reporting") & (shown["aim"] == 3)]
    assert ("2017" in set(mine["cohort_year"])) is is_shown


@pytest.mark.parametrize(
    ("count", "expected"),
    [(19, "under 20"), (20, "20 to 49"), (499, "200 to 499"), (1000, "1000 or more")],
)
def test_bands_of_clocks(count: int, expected: str) -> None:
    assert band(count) == expected


def local_aims(*counts: tuple[int, int]) -> list[str]:
    """Return the symbols of local aims of one authority, given as numerator and denominator."""
    frames = programme_frames(3, Scale(authorities=5, quarters=6, starts=16.0, named=1.0))
    model = frames.local_aims.iloc[[0]]
    rows = [
        model.assign(local_aim_id=f"A{i}", numerator=n, denominator=d)
        for i, (n, d) in enumerate(counts)
    ]
    protected = protect(replace(frames, local_aims=pd.concat(rows)), frames.named)
    return list(protected.table("local_aims").frame["symbol"])


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ([(10, 20)], [""]),
        ([(4, 20)], ["[c]"]),
        ([(17, 20)], ["[c]"]),
        ([(20, 20)], ["[c]"]),
        ([(0, 0)], [""]),
        ([(10, 20), (15, 30)], ["", ""]),
        ([(10, 20), (12, 30)], ["", "[c]"]),
        ([(10, 20), (5, 12)], ["", "[c]"]),
    ],
)
def test_local_aims_are_safe_alone_and_beside_each_other(
    counts: list[tuple[int, int]], expected: list[str]
) -> None:
    assert local_aims(*counts) == expected


def test_the_free_text_of_a_local_aim_does_not_leave(frames: MartFrames) -> None:
    rows = frames.local_aims.assign(statement="Told in confidence")
    protected = protect(replace(frames, local_aims=rows), frames.named)
    for table in protected.tables:
        assert not table.cells().isin(["Told in confidence"]).any().any()


@pytest.mark.parametrize(
    ("least", "below", "expected"),
    [
        (None, None, "any"),
        (0, None, "any"),
        (0, 6, "under 6"),
        (None, 5, "under 5"),
        (5, None, "5 or over"),
        (5, 12, "5 to under 12"),
    ],
)
def test_ages_in_words(least: float | None, below: float | None, expected: str) -> None:
    assert ages(least, below) == expected


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (99, 100, "99% or more"),
        (989, 1000, "95% to 99%"),
        (949, 1000, "under 95%"),
        (0, 0, "no data"),
    ],
)
def test_bands_of_shares(part: int, whole: int, expected: str) -> None:
    assert share_band(part, whole) == expected


@pytest.mark.parametrize(
    ("part", "whole", "expected"),
    [
        (1000, 1000, "99% or more"),
        (400, 401, "99% or more"),
        (960, 1000, "95% to 99%"),
        (949, 1000, "under 95%"),
        # Of 399, 99 % or more would say that nobody to three lack a month.
        (399, 399, "95% or more"),
        (29, 30, "too few children"),
        (75, 79, "too few children"),
        (79, 80, "95% or more"),
        (0, 0, "no data"),
    ],
)
def test_bands_of_children(part: int, whole: int, expected: str) -> None:
    assert children_band(part, whole, 5) == expected


def test_a_band_of_children_leaves_as_many_counts_open_as_a_withheld_one() -> None:
    for whole in range(1, 600):
        said = [children_band(part, whole, 5) for part in range(whole + 1)]
        assert min(said.count(band) for band in said) >= min(5, whole + 1)


@pytest.mark.parametrize(
    ("moved", "now", "expected"),
    [
        (10.0, 110.0, "up to 10%"),
        (-11.0, 89.0, "10% to 25%"),
        (30.0, 130.0, "over 25%"),
        (100.0, 100.0, "nothing before"),
        (float("nan"), 100.0, "nothing before"),
    ],
)
def test_bands_of_changes(moved: float, now: float, expected: str) -> None:
    assert _change_band(moved, now) == expected


def test_an_authority_without_data_has_a_row_of_quality_that_says_so(frames: MartFrames) -> None:
    listed = frames.authorities.copy()
    code = listed["authority_code"].iloc[-1]
    named = frozenset({*frames.named, code})
    listed.loc[listed["authority_code"] == code, ["submission_id", "as_at"]] = None
    quality = frames.quality[frames.quality["authority_code"] != code]
    silent = replace(frames, authorities=listed, quality=quality)
    cells = quality_table(silent, world_of(silent), named, default_policy()).cells()
    row = cells[cells["area"] == code].iloc[0]
    assert {row["data_to"], row["rows_kept"], row["came_after"]} == {"no data"}


@pytest.mark.parametrize(("fewer", "symbol"), [(0, ""), (3, "[c]"), (6, "")])
def test_a_local_aim_of_a_whole_year_does_not_say_whom_the_aim_leaves_out(
    fewer: int, symbol: str
) -> None:
    """All starts of 2017 within 98 days, by the end of that year and 98 days: one table each."""
    frames = programme_frames(3, Scale(authorities=5, quarters=9, starts=16.0, named=1.0))
    model = frames.local_aims.iloc[[0]]
    code, last = model["authority_code"].iloc[0], pd.Timestamp("2017-12-31")
    cohorts = frames.aim_timeliness
    year = pd.PeriodIndex(cohorts["cohort_quarter"], freq="Q").year == 2017
    own = cohorts[(cohorts["area"] == code) & (cohorts["aim"] == 3) & year]
    starts = int(own[["within", "not_within", "exited_before_threshold"]].to_numpy().sum())
    within = int(own["within"].sum())
    aim = model.assign(
        achieve_by=last + pd.Timedelta(days=98), numerator=within, denominator=starts + fewer
    )
    protected = protect(replace(frames, local_aims=aim), frames.named)
    assert list(protected.table("local_aims").frame["symbol"]) == [symbol]


def test_a_published_figure_does_not_say_what_is_withheld_beside_it(frames: MartFrames) -> None:
    tables = protect(frames, frames.named)
    rows = tables.table("coverage").cells()
    withheld = rows[rows["counted_here"] == "[c]"]
    assert len(withheld)
    assert set(withheld["published"]) == {"[c]"}
