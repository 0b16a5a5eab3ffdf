"""Local aims, coverage and the counts behind waiting times are attacked as the rest is."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from pipelines.contract.release_tables import MartFrames
from pipelines.disclosure import Certified, Earlier, certify, default_policy, protect
from pipelines.disclosure.decisions import decide_all
from pipelines.disclosure.equations import lines_of_release
from pipelines.disclosure.world import world_of
from tests.unit.disclosure.programme_worlds import programme_frames
from tests.unit.disclosure.worlds import Scale

TIMES = "waiting_times_groups_by_year"


@pytest.fixture(scope="module")
def frames() -> MartFrames:
    return programme_frames(11, Scale(authorities=6, quarters=6, starts=90.0, named=1.0))


@pytest.fixture(scope="module")
def first(frames: MartFrames) -> Certified:
    return certify(frames, frames.named)


def next_release(frames: MartFrames, first: Certified) -> Certified:
    """Return the release after the first, with every submission sent anew."""
    listed = frames.authorities.assign(submission_id=frames.authorities["submission_id"] + "+")
    ledger = first.ledger.known_to_readers()
    earlier = [Earlier("1", ledger, first.withheld_after_attack)]
    return certify(replace(frames, authorities=listed), frames.named, earlier)


def shown(certified: Certified, table: str, *key: str) -> set[tuple[str, ...]]:
    """Return the keys of the rows that a table shows."""
    rows = certified.protected.table(table).shown[list(key)].astype(str)
    return set(rows.itertuples(index=False, name=None))


def test_every_shown_count_of_theirs_is_an_open_line(first: Certified) -> None:
    lines = first.ledger.lines
    for table, column in (("local_aims", "numerator"), ("coverage", "counted_here")):
        own = lines[(lines["table"] == table) & (lines["column"] == column) & lines["is_open"]]
        values = first.protected.table(table).shown[column].astype(int)
        assert sorted(own["value"]) == sorted(values)
        assert len(own)


@pytest.mark.parametrize(("moved", "stays"), [(-4, False), (0, True), (6, True)])
def test_a_count_of_children_that_moved_by_a_few_is_withheld(
    frames: MartFrames, first: Certified, moved: int, stays: bool
) -> None:
    before = first.protected.table("coverage").shown
    row = before[before["counted_here"].astype(int) > 12].iloc[0]
    coverage = frames.coverage.copy()
    at = (coverage["authority_code"] == row["area"]) & (coverage["day"] == pd.Timestamp(row["day"]))
    coverage.loc[at, "counted_here"] += moved
    again = next_release(replace(frames, coverage=coverage), first)
    is_shown = (row["area"], row["day"]) in shown(again, "coverage", "area", "day")
    assert is_shown is stays
    assert again.result.passed


@pytest.mark.parametrize(("moved", "stays"), [(2, False), (7, True)])
def test_a_local_aim_that_moved_by_a_few_is_withheld(
    frames: MartFrames, first: Certified, moved: int, stays: bool
) -> None:
    before = first.protected.table("local_aims").shown
    row = before.sort_values("numerator").iloc[-1]
    aims = frames.local_aims.copy()
    at = aims["local_aim_id"] == row["local_aim_id"]
    aims.loc[at, ["numerator", "denominator"]] += moved
    again = next_release(replace(frames, local_aims=aims), first)
    assert ((row["local_aim_id"],) in shown(again, "local_aims", "local_aim_id")) is stays


def test_waiting_times_go_where_the_clocks_behind_them_moved_by_a_few(
    frames: MartFrames, first: Certified
) -> None:
    table = first.protected.table(TIMES).shown
    assert len(table)
    row = table[table["area"] == "all_reporting"].iloc[0]
    times = frames.waiting_times.copy()
    mine = (times["aim"] == row["aim"]) & (times["cohort_year"] == row["cohort_year"])
    engaged = frames.authorities.loc[frames.authorities["is_engaged"], "authority_code"].iloc[0]
    times.loc[
        mine & times["area"].isin([engaged, "engaged", "all_reporting", "scotland"]),
        ["clocks", "censored"],
    ] += 5
    times.loc[
        mine & times["area"].isin([engaged, "engaged", "all_reporting", "scotland"]),
        ["clocks", "stopped"],
    ] += 2
    again = next_release(replace(frames, waiting_times=times), first)
    key = ("all_reporting", str(row["aim"]), str(row["cohort_year"]))
    assert key in shown(first, TIMES, "area", "aim", "cohort_year")
    assert key not in shown(again, TIMES, "area", "aim", "cohort_year")


def test_a_share_reached_by_the_limit_does_not_say_how_few_were_within(
    frames: MartFrames,
) -> None:
    """23 of 1,000 and 2.3 % with its interval are the same: a few within are withheld here too."""
    cohorts = frames.aim_timeliness.copy()
    aim_2 = cohorts["aim"] == 2
    cohorts.loc[aim_2, "not_within"] += cohorts.loc[aim_2, "within"]
    first = aim_2 & (cohorts["area"] == cohorts.loc[aim_2, "area"].iloc[0])
    day = cohorts.loc[first, "cohort_quarter"].iloc[0]
    cohorts.loc[aim_2, "within"] = 0
    code = cohorts.loc[first, "area"].iloc[0]
    joined = frames.authorities.set_index("authority_code").at[code, "is_engaged"]
    areas = [code, "engaged" if joined else "not_engaged", "all_reporting", "scotland"]
    few = aim_2 & (cohorts["cohort_quarter"] == day) & cohorts["area"].isin(areas)
    cohorts.loc[few, "within"] = 3
    # The clocks are moved by hand: nothing is derived of them but what is looked at here.
    alone = {"improvement": pd.DataFrame(), "waits": frames.waits.iloc[:0]}
    tables = protect(replace(frames, aim_timeliness=cohorts, **alone), frames.named)
    rows = tables.table(TIMES).shown
    mine = rows[(rows["aim"] == 2) & (rows["cohort_year"] == str(pd.Timestamp(day).year))]
    assert not len(mine)
    assert len(rows)


def test_an_authority_without_waits_is_no_obstacle(frames: MartFrames) -> None:
    times = frames.waiting_times
    code = frames.authorities["authority_code"].iloc[0]
    without = replace(frames, waiting_times=times[times["area"] != code])
    world = world_of(without)
    decided = decide_all(without, world, world.mask(frames.named), default_policy())
    lines = lines_of_release(without, decided, world, default_policy()).lines
    assert (lines["table"] == TIMES).any()


@pytest.mark.parametrize(("away", "both_leave"), [(3, False), (0, True), (40, True)])
def test_coverage_beside_a_stock_does_not_say_how_few_are_away_from_home(
    frames: MartFrames, first: Certified, away: int, both_leave: bool
) -> None:
    """On a day on which children at home leave too, coverage less these are the children away."""
    stock = first.protected.table("home_orders_authorities_by_year").shown.iloc[0]
    row = {
        "authority_code": stock["area"],
        "day": pd.Timestamp(stock["census_quarter"]),
        "counted_here": int(stock["at_home"]) + away,
        "published": int(stock["at_home"]) + away,
    }
    coverage = pd.concat([frames.coverage, pd.DataFrame([row])], ignore_index=True)
    tables = certify(replace(frames, coverage=coverage), frames.named).protected
    key = (row["authority_code"], str(stock["census_quarter"]))
    coverage_rows = tables.table("coverage").shown[["area", "day"]].astype(str)
    stocks = tables.table("home_orders_authorities_by_year").shown[["area", "census_quarter"]]
    leaves = [
        key in set(rows.astype(str).itertuples(index=False, name=None))
        for rows in (coverage_rows, stocks)
    ]
    assert all(leaves) is both_leave


def test_times_of_fewer_clocks_than_the_cohorts_count_are_no_obstacle(frames: MartFrames) -> None:
    """A mart that contradicts another is not the gate's to judge; it must not end it either."""
    times = frames.waiting_times.copy()
    one = times["area"].isin(["engaged", "all_reporting", "scotland"]) & (times["aim"] == 2)
    year = times.loc[one & (times["cohort_year"] != "all"), "cohort_year"].iloc[0]
    times.loc[one & (times["cohort_year"] == year), ["clocks", "censored"]] = [21, 0]
    times.loc[one & (times["cohort_year"] == year), ["stopped", "exited"]] = [11, 10]
    first = certify(frames, frames.named)
    again = next_release(replace(frames, waiting_times=times), first)
    assert again.result.passed
