"""A quantile beside a day of which the number is known: how many can have stopped in between."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from math import ceil, inf

import pandas as pd
import pytest

from pipelines.contract.release_tables import MartFrames
from pipelines.disclosure import default_policy, protect
from pipelines.disclosure.quantile_bounds import QUANTILES, rounded_up, says_few
from tests.unit.disclosure.programme_worlds import programme_frames

POLICY = default_policy()
LIMIT = 112


@pytest.mark.parametrize(
    ("clocks", "share", "day", "by_limit", "what_it_says", "is_few"),
    [
        # Half of 30 clocks are 15.
        (30, 0.5, 112, 15, "15 by day 112, which is known anyway", False),
        (30, 0.5, 84, 15, "none on days 85 to 112", False),
        (30, 0.5, 84, 16, "at most 1 on days 85 to 112", True),
        (30, 0.5, 60, 18, "15 by day 84: at most 3 on days 85 to 112", True),
        (30, 0.5, 84, 19, "at most 4 on days 85 to 112", False),
        (30, 0.5, 113, 14, "14 by day 112, and no more than 14", False),
        (30, 0.5, 140, 11, "fewer than 15 by day 112, which is known anyway", False),
        (30, 0.5, 141, 14, "fewer than 15 by day 140: none since day 112", False),
        (30, 0.5, 141, 13, "at most 1 on days 113 to 140", True),
        (30, 0.5, 168, 11, "at most 3 on days 113 to 140", True),
        (30, 0.5, 168, 10, "at most 4 on days 113 to 140", False),
        (30, 0.5, inf, 11, "fewer than 15 ever: at most 3 after day 112", True),
        (30, 0.5, inf, 10, "at most 4 after day 112", False),
        (30, 0.75, 140, 16, "23 by day 140: at most 7 later", False),
        # Half of 29 clocks are 15 too.
        (29, 0.5, 141, 11, "at most 3 on days 113 to 140", True),
    ],
)
def test_a_quantile_beside_the_limit(
    clocks: int, share: float, day: float, by_limit: int, what_it_says: str, is_few: bool
) -> None:
    known = {0: 0, LIMIT: by_limit, inf: clocks}
    assert says_few(clocks, {share: day}, known, POLICY) == is_few, what_it_says


def test_a_quantile_beside_a_curve() -> None:
    at_limit = {0: 0, LIMIT: 40, inf: 60}
    assert not says_few(60, {0.5: 60}, at_limit, POLICY)
    # 30 by day 84, and 33 by a day that the curve shows after it.
    assert says_few(60, {0.5: 70}, {**at_limit, 98: 33}, POLICY)
    # Where the curve shows both days of the grid beside it, the quantile says nothing of its own.
    assert not says_few(60, {0.5: 60}, {**at_limit, 56: 29, 84: 31}, POLICY)


def test_few_who_can_stop_later() -> None:
    # Of 24 clocks 4 left: when three quarters (18) had stopped, at most 2 could still come.
    assert says_few(24, {0.75: 200}, {0: 0, LIMIT: 5, inf: 20}, POLICY)
    # Of 37 nine left, so when 28 had stopped none could come; a reader who has seen seven leave
    # knows of two at most who did neither.
    assert not says_few(37, {0.75: 420}, {0: 0, LIMIT: 12, inf: 37 - 9}, POLICY)
    assert says_few(37, {0.75: 420}, {0: 0, LIMIT: 12, inf: 37 - 7}, POLICY)


@pytest.mark.parametrize("clocks", range(20, 60))
def test_from_twenty_clocks_on_two_quantiles_leave_enough_between_them(clocks: int) -> None:
    quarter, half, most = (-(-clocks * p // 4) for p in (1, 2, 3))
    assert half - 1 - quarter >= POLICY.least_possible_values - 1
    assert most - 1 - half >= POLICY.least_possible_values - 1


@pytest.mark.parametrize(("day", "told"), [(0, 0), (1, 28), (28, 28), (29, 56), (101, 112)])
def test_days_are_rounded_up_to_the_grid(day: int, told: int) -> None:
    assert rounded_up(pd.Series([day], dtype="Float64"), 28).tolist() == [told]


@pytest.fixture(scope="module")
def frames() -> MartFrames:
    return programme_frames(2)


def test_shown_times_lie_on_the_grid_and_say_nothing_of_few(frames: MartFrames) -> None:
    shown = protect(frames, frames.named).table("waiting_times_groups_by_year").shown
    assert len(shown)
    days = shown[["p25_days", "median_days", "p75_days"]].stack().dropna().astype(int)
    assert not (days % POLICY.curve_step_days).any()


def test_a_row_whose_quantile_says_few_is_withheld() -> None:
    name, key = "waiting_times_groups_by_year", ["area", "aim", "cohort_year"]
    frames, row = next(_a_quantile_just_under_those_within_the_limit(name, key))
    times = frames.waiting_times.copy()
    times.loc[row.name, row["quantile"]] = 1
    cells = protect(replace(frames, waiting_times=times), frames.named).table(name).cells()
    at = (row["area"], str(row["aim"]), str(row["cohort_year"]))
    assert cells.astype(dict.fromkeys(key, str)).set_index(key).loc[at, "median_days"] == "[c]"


def _a_quantile_just_under_those_within_the_limit(
    name: str, key: list[str]
) -> Iterator[tuple[MartFrames, pd.Series]]:
    """Yield rows that are shown, where one to three more than a quantile are within the limit."""
    for seed in range(1, 20):
        frames = programme_frames(seed)
        shown = protect(frames, frames.named).table(name).shown
        may = set(shown[key].astype(str).itertuples(index=False, name=None))
        for _, row in frames.waiting_times.iterrows():
            within = round(row["cif_at_threshold"] * row["clocks"])
            for quantile, share in QUANTILES.items():
                between = within - ceil(share * row["clocks"])
                if tuple(str(row[k]) for k in key) in may and between in (1, 2, 3):
                    yield (
                        frames,
                        pd.concat([row, pd.Series({"quantile": quantile})]).rename(row.name),
                    )
