"""The rules one by one, on tables small enough to work out by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipelines.contract.release_tables import ALL_REPORTING, ENGAGED, NOT_ENGAGED
from pipelines.disclosure.closure import Allowed, decide, safe
from pipelines.disclosure.cubes import Cube, mature_to
from pipelines.disclosure.grains import Areas, Block
from pipelines.disclosure.policy import default_policy

POLICY = default_policy()
BLOCK = Block("one", ("children",), Areas.AUTHORITIES, group_years=True)


def cube(rows: list[list[int]]) -> Cube:
    """Return a cube of one atom: a row per authority, a column per quarter of 2018."""
    counts = np.array(rows, dtype=np.int64)[:, :, None]
    quarters = pd.period_range("2018Q1", periods=counts.shape[1], freq="Q")
    codes = tuple(f"X{i}" for i in range(len(rows)))
    return Cube(codes, quarters, ("children",), counts, np.ones(counts.shape[:2], dtype=bool))


def members(engaged: list[bool]) -> dict[str, np.ndarray]:
    inside = np.array(engaged)
    return {ALL_REPORTING: np.ones_like(inside), ENGAGED: inside, NOT_ENGAGED: ~inside}


def everybody(rows: list[list[int]]) -> np.ndarray:
    return np.ones(len(rows), dtype=bool)


@pytest.mark.parametrize(
    ("count", "is_safe"), [(0, True), (1, False), (4, False), (5, True), (-3, False), (-5, True)]
)
def test_a_count_is_safe_at_0_and_from_5(count: int, is_safe: bool) -> None:
    assert bool(safe(np.array([count]), POLICY)) is is_safe


def test_a_small_quarter_of_one_group_hides_both_groups_and_not_the_whole() -> None:
    rows = [[9, 9, 9, 9]] * 4 + [[1, 9, 9, 9]] * 3
    shown = decide(cube(rows), BLOCK, members([True] * 4 + [False] * 3), everybody(rows), POLICY)
    assert shown.quarters[ALL_REPORTING].tolist() == [True] * 4
    assert shown.quarters[ENGAGED].tolist() == [False, True, True, True]
    assert shown.quarters[NOT_ENGAGED].tolist() == [False, True, True, True]


def test_a_year_with_one_withheld_quarter_would_give_it_back() -> None:
    rows = [[1, 9, 9, 9], [1, 9, 9, 9], [1, 9, 9, 9], [0, 9, 9, 9]]
    shown = decide(cube(rows), BLOCK, members([True] * 4), everybody(rows), POLICY)
    assert shown.quarters[ALL_REPORTING].tolist() == [False, True, True, True]
    assert shown.years[ALL_REPORTING].tolist() == [False]
    assert not shown.authorities.all()


def test_a_year_with_two_withheld_quarters_is_shown_where_their_sum_is_safe() -> None:
    rows = [[1, 1, 9, 9], [1, 1, 9, 9], [1, 1, 9, 9], [0, 0, 9, 9]]
    shown = decide(cube(rows), BLOCK, members([True] * 4), everybody(rows), POLICY)
    assert shown.quarters[ALL_REPORTING].tolist() == [False, False, True, True]
    assert shown.years[ALL_REPORTING].tolist() == [True]


def test_a_year_does_not_open_because_a_quarter_was_corrected() -> None:
    """What an earlier release showed of the third quarter leaves 4 in the second and fourth."""
    rows = [[9, 1, 9, 1], [9, 1, 9, 1], [9, 0, 9, 0], [9, 0, 9, 0]]
    corrected = Allowed({ALL_REPORTING: np.array([True, True, False, True])})
    of = (cube(rows), BLOCK, members([True] * 4), everybody(rows), POLICY)
    assert decide(*of, corrected).years[ALL_REPORTING].tolist() == [False]


def test_a_small_authority_takes_the_smallest_shown_one_with_it() -> None:
    rows = [[1, 1, 1, 0], [10, 10, 10, 10], [20, 20, 20, 20], [30, 30, 30, 30]]
    shown = decide(cube(rows), BLOCK, members([True] * 4), everybody(rows), POLICY)
    assert shown.authorities[:, 0].tolist() == [False, False, True, True]


def test_what_is_left_of_a_group_comes_from_two_authorities_at_least() -> None:
    rows = [[10, 10, 10, 10], [20, 20, 20, 20], [30, 30, 30, 30], [40, 40, 40, 40]]
    named = np.array([True, True, True, False])
    shown = decide(cube(rows), BLOCK, members([True] * 4), named, POLICY)
    assert shown.authorities[:, 0].tolist() == [False, True, True, False]


def test_all_authorities_of_a_fully_shown_year_are_shown() -> None:
    rows = [[10, 10, 10, 10]] * 4
    shown = decide(cube(rows), BLOCK, members([True] * 4), everybody(rows), POLICY)
    assert shown.authorities.all()


def test_an_authority_is_mature_to_its_latest_mature_quarter_with_rows_or_not() -> None:
    quarters = pd.period_range("2019Q1", periods=3, freq="Q")
    latest = {"A": pd.Timestamp("2019-04-01"), "B": None}
    mature = mature_to(latest, ["A", "B", "C"], quarters)
    assert mature.tolist() == [[True, True, False], [False] * 3, [False] * 3]
