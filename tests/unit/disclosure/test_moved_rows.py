"""A row that moved since an earlier release may not say something of each of a few children."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.disclosure.ledger import LINE, TERM, Ledger
from pipelines.disclosure.moved_rows import moved_rows

COHORT = ("aim_timeliness_groups_by_year", "all_reporting", "4", "2014")


def release(row: tuple[str, ...], *, is_open: bool = True, **counts: int) -> Ledger:
    lines = pd.DataFrame(
        [(*row, column, count, is_open) for column, count in counts.items()], columns=LINE
    )
    return Ledger(lines.astype({"value": "Int64"}), pd.DataFrame(columns=TERM))


def cohort(within: int, late: int, out: int, *, is_open: bool = True) -> Ledger:
    counts = {"within": within, "not_within": late, "exited_before_threshold": out}
    return release(COHORT, is_open=is_open, counted_starts=within + late + out, **counts)


@pytest.mark.parametrize(
    ("before", "now", "says", "why"),
    [
        ((25, 89, 8), (25, 95, 8), True, "six children more, all of them late"),
        ((25, 89, 8), (30, 89, 8), True, "five more, all of them within"),
        ((25, 89, 8), (25, 83, 8), True, "six fewer, all of them late"),
        ((25, 89, 8), (30, 95, 8), False, "eleven more, some of them late"),
        ((25, 89, 8), (25, 89, 8), False, "nothing moved"),
    ],
)
def test_a_row_that_moved_in_one_outcome_alone(
    before: tuple[int, int, int], now: tuple[int, int, int], says: bool, why: str
) -> None:
    found = set(moved_rows(cohort(*now), [cohort(*before)]))
    assert (found == {COHORT}) is says, why


def test_what_either_release_withholds_is_not_compared() -> None:
    shown, hidden = cohort(25, 95, 8), cohort(25, 89, 8, is_open=False)
    assert not set(moved_rows(shown, [hidden.known_to_readers()]))
    assert not set(moved_rows(hidden, [shown]))


HOME = ("home_orders_groups_by_quarter", "not_engaged", "1", "2013-06-30")
FLOW = ("home_reviews_by_quarter", "all_reporting", "1", "2013-04-01")


@pytest.mark.parametrize(
    ("before", "now", "says", "why"),
    [
        ((60, 30, 20), (66, 30, 20), True, "six more at home, all of them under two years"),
        ((60, 30, 20), (66, 36, 26), True, "six more, all of them reviewed"),
        ((60, 30, 20), (66, 36, 20), True, "six more over two years, none of them reviewed"),
        ((60, 30, 20), (72, 36, 26), False, "twelve more, half of them under two years"),
    ],
)
def test_children_at_home_that_moved_in_one_state_alone(
    before: tuple[int, int, int], now: tuple[int, int, int], says: bool, why: str
) -> None:
    def stock(at_home: int, over: int, reviewed: int) -> Ledger:
        return release(HOME, at_home=at_home, over_two_years=over, reviewed=reviewed)

    assert (set(moved_rows(stock(*now), [stock(*before)])) == {HOME}) is says, why


@pytest.mark.parametrize(("without", "says"), [(11, True), (17, True), (16, False)])
def test_who_left_home_more_all_reviewed_or_none(without: int, says: bool) -> None:
    # Six more left: none of them without a review, all of them, or five of them.
    before = release(FLOW, reached_two_years=30, left=20, left_without_review=11)
    now = release(FLOW, reached_two_years=36, left=26, left_without_review=without)
    assert (set(moved_rows(now, [before])) == {FLOW}) is says
