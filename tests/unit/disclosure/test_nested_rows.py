"""Of two shown counts, one part of the other, the part goes where 1 to 4 lie between them."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.disclosure import default_policy
from pipelines.disclosure.ledger import LINE, TERM, Ledger
from pipelines.disclosure.nested_rows import nested_rows
from pipelines.disclosure.vetoes import Row

WAITING, LONG = "waiting_now_groups_by_quarter", "waiting_long_groups_by_quarter"
COHORT = "aim_timeliness_groups_by_quarter"


def shown(aim: int, rows: dict[tuple[str, str], dict[str, int]]) -> Ledger:
    """Return a release that shows some rows: (table, period) → its counts."""
    lines = [
        (table, "not_engaged", str(aim), period, column, count, True)
        for (table, period), counts in rows.items()
        for column, count in counts.items()
    ]
    frame = pd.DataFrame(lines, columns=LINE).astype({"value": "Int64"})
    return Ledger(frame, pd.DataFrame(columns=TERM))


def found(now: Ledger, *earlier: Ledger) -> set[Row]:
    return set(nested_rows(now, earlier, default_policy()))


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
