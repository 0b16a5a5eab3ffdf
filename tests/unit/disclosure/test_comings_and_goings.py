"""Shown stocks and cohorts that add up to a few who came or went: one of the stocks goes."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.disclosure import default_policy
from pipelines.disclosure.comings_and_goings import ComingsAndGoings
from pipelines.disclosure.cumulated import Cumulated, Piece
from pipelines.disclosure.ledger import LINE, TERM, Ledger, joined
from pipelines.disclosure.vetoes import Row

WAITING, LONG = "waiting_now_groups_by_quarter", "waiting_long_groups_by_quarter"
COHORT = "aim_timeliness_groups_by_quarter"


def shown(
    aim: int, rows: dict[tuple[str, str], dict[str, int]], area: str = "not_engaged"
) -> Ledger:
    """Return a release that shows some rows: (table, period) → its counts."""
    lines = [
        (table, area, str(aim), period, column, count, True)
        for (table, period), counts in rows.items()
        for column, count in counts.items()
    ]
    frame = pd.DataFrame(lines, columns=LINE).astype({"value": "Int64"})
    return Ledger(frame, pd.DataFrame(columns=TERM))


def found(now: Ledger, *earlier: Ledger) -> set[Row]:
    return set(ComingsAndGoings(earlier, {}, default_policy()).rows(now))


def row(table: str, aim: int, period: str) -> Row:
    return (table, "not_engaged", str(aim), period)


@pytest.mark.parametrize(
    ("aim", "day", "later", "overdue", "says", "why"),
    [
        (2, "2011-12-31", "2012-06-30", 5, True, "6 waited, half a year on 5 do: one has gone"),
        (2, "2011-12-31", "2012-06-30", 6, False, "nobody has gone"),
        (2, "2011-12-31", "2012-03-31", 5, True, "a quarter later too: it is part of the six"),
        (2, "2011-12-31", "2012-09-30", 5, False, "after nine months it may be other children"),
        (3, "2011-12-31", "2012-03-31", 5, True, "14 weeks are more than a quarter"),
        (3, "2011-12-31", "2012-06-30", 5, False, "and less than two"),
        (1, "2011-12-31", "2012-12-31", 3, True, "one year"),
    ],
)
def test_who_is_overdue_waited_a_limit_before(
    aim: int, day: str, later: str, overdue: int, says: bool, why: str
) -> None:
    now = shown(
        aim,
        {
            (WAITING, day): {"waiting": 6, "overdue": 0},
            (WAITING, later): {"waiting": 20, "overdue": overdue},
        },
    )
    assert (found(now) == {row(WAITING, aim, later)}) is says, why


def test_who_has_waited_twice_as_long_was_overdue_a_limit_before() -> None:
    now = shown(
        3,
        {
            (WAITING, "2011-09-30"): {"waiting": 30, "overdue": 8},
            (LONG, "2011-12-31"): {"overdue_once": 9, "overdue_twice": 6},
        },
    )
    assert found(now) == {row(LONG, 3, "2011-12-31")}


def test_who_was_late_waited_at_the_end_of_the_quarter() -> None:
    now = shown(
        2,
        {
            (COHORT, "2011-07-01"): {"within": 0, "not_within": 5, "exited_before_threshold": 0},
            (WAITING, "2011-09-30"): {"waiting": 6, "overdue": 0},
        },
    )
    assert found(now) == {row(WAITING, 2, "2011-09-30")}


DAYS = ("2014-06-30", "2014-09-30")
LATE = {"within": 9, "not_within": 10, "exited_before_threshold": 0, "counted_starts": 19}


@pytest.mark.parametrize(
    ("overdue", "cohort", "says", "why"),
    [
        (
            (22, 31),
            "2013-07-01",
            True,
            "22 and 10 less 31: one was reviewed or left in the quarter",
        ),
        ((22, 32), "2013-07-01", False, "nobody was"),
        ((22, 27), "2013-07-01", False, "five were"),
        ((22, 31), "2013-04-01", False, "other children passed their limit"),
    ],
)
def test_who_was_overdue_or_became_so_and_no_longer_is(
    overdue: tuple[int, int], cohort: str, says: bool, why: str
) -> None:
    stocks = {
        (WAITING, day): {"waiting": 100, "overdue": count}
        for day, count in zip(DAYS, overdue, strict=True)
    }
    now = shown(1, stocks | {(COHORT, cohort): LATE})
    assert (found(now) == {row(WAITING, 1, DAYS[1])}) is says, why


def test_who_left_the_stage_of_being_overdue_once() -> None:
    stages = {
        (LONG, DAYS[0]): {"overdue_once": 10, "overdue_twice": 12},
        (LONG, DAYS[1]): {"overdue_once": 17, "overdue_twice": 30},
    }
    now = shown(1, stages | {(COHORT, "2013-07-01"): LATE})
    assert found(now) == {row(LONG, 1, DAYS[1])}


def test_who_was_open_or_started_and_is_not_open_any_more() -> None:
    started = {"within": 9, "not_within": 10, "exited_before_threshold": 8, "counted_starts": 27}
    now = shown(
        4,
        {
            (WAITING, "2014-12-31"): {"waiting": 40, "overdue": 20},
            (WAITING, "2015-03-31"): {"waiting": 46, "overdue": 38},
            (COHORT, "2015-01-01"): started,
        },
    )
    assert found(now) == {row(WAITING, 4, "2015-03-31")}


def test_the_late_of_a_quarter_still_wait_at_the_end_of_the_next() -> None:
    cohort = {"within": 0, "not_within": 6, "exited_before_threshold": 5, "counted_starts": 11}
    now = shown(
        2,
        {
            (COHORT, "2011-10-01"): cohort,
            (WAITING, "2012-03-31"): {"waiting": 10, "overdue": 10},
        },
    )
    assert found(now) == {row(WAITING, 2, "2012-03-31")}


def test_who_started_within_a_limit_and_waits_no_more() -> None:
    cohort = {"within": 20, "not_within": 6, "exited_before_threshold": 5, "counted_starts": 31}
    now = shown(
        2,
        {
            (COHORT, "2011-10-01"): cohort,
            (COHORT, "2012-01-01"): cohort,
            (WAITING, "2012-03-31"): {"waiting": 59, "overdue": 10},
        },
    )
    assert found(now) == {row(WAITING, 2, "2012-03-31")}


def test_a_year_less_three_quarters_is_the_fourth() -> None:
    pieces: list[Piece] = [
        (0, 365, 40, ("year", "", "", ""), True),
        (0, 90, 11, ("first", "", "", ""), True),
        (90, 181, 9, ("second", "", "", ""), False),
        (273, 365, 8, ("fourth", "", "", ""), True),
    ]
    known = Cumulated.of(pieces)
    assert known.between(181, 273) == 12
    assert {row[0] for row in known.rows(181, 273)} == {"year", "first", "fourth"}
    assert known.between(30, 90) is None
    assert known.around(180, 274, 2, 0) == (181, 273)
    assert known.around(150, 273, 2, 92) == (90, 273)


def test_a_group_less_a_member_of_which_the_same_is_known() -> None:
    rows = {
        (WAITING, "2013-12-31"): {"waiting": 60, "overdue": 20},
        (WAITING, "2014-12-31"): {"waiting": 60, "overdue": 20},
        ("aim_timeliness_groups_by_year", "2014"): LATE,
    }
    of_member = {
        ("waiting_now_authorities_by_year", day): {"waiting": 20, "overdue": 10}
        for day in ("2013-12-31", "2014-12-31")
    } | {("aim_timeliness_authorities_by_year", "2014"): LATE | {"counted_starts": 16}}
    group, member = shown(2, rows), shown(2, of_member, area="X99000001")
    both = joined([group, member])
    asked = ComingsAndGoings([], {"not_engaged": ["X99000001"]}, default_policy())
    # 19 of the group ended in the year, and 16 of the member: three of the others.
    assert set(ComingsAndGoings([], {}, default_policy()).rows(both)) == set()
    assert {r[0] for r in asked.rows(both)} == {WAITING}


def test_what_an_earlier_release_showed_of_the_same_counts_is_known() -> None:
    stock = {(WAITING, DAYS[0]): {"waiting": 100, "overdue": 22}}
    later = {(WAITING, DAYS[1]): {"waiting": 100, "overdue": 31}}
    before = shown(1, stock | {(COHORT, "2013-07-01"): LATE})
    now = joined([shown(1, later), before])
    is_later = (now.lines["period"] == DAYS[1]).to_numpy()
    now = Ledger(now.lines.assign(is_open=is_later), now.terms)
    assert found(now) == set()
    assert found(now, before) == {row(WAITING, 1, DAYS[1])}


def test_what_moved_since_a_release_may_be_one_authoritys() -> None:
    before = shown(
        2,
        {
            (WAITING, "2011-12-31"): {"waiting": 150, "overdue": 77},
            (WAITING, "2012-06-30"): {"waiting": 140, "overdue": 70},
        },
    )
    now = shown(
        2,
        {
            (WAITING, "2011-12-31"): {"waiting": 156, "overdue": 77},
            (WAITING, "2012-06-30"): {"waiting": 150, "overdue": 75},
        },
    )
    assert found(now) == set()
    assert found(now, before) == {row(WAITING, 2, "2012-06-30")}
