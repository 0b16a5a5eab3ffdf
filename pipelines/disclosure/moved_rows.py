"""Rows that moved since an earlier release in one outcome alone.

That no count moved by 1 to 4 is the attack's to prove. But an authority that sent for the first
time gave all its six children of a year to "not within": the row of the group moved by six, and
says it of each of them.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pipelines.disclosure import grains, shapes
from pipelines.disclosure.ledger import Ledger
from pipelines.disclosure.shown_counts import moved_counts, shown_counts
from pipelines.disclosure.vetoes import Row

# Table → its disjoint counts: a column, or what one column has beyond another.
_COHORT = tuple((name, "") for name in grains.COHORT_ATOMS)
_WAITING = tuple((name, "") for name in grains.WAITING_ATOMS)
_AT_HOME = (("at_home", "over_two_years"), ("over_two_years", "reviewed"), ("reviewed", ""))
_PARTS = {
    shapes.COHORT_QUARTERS.name: _COHORT,
    shapes.COHORT_YEARS.name: _COHORT,
    shapes.COHORT_AUTHORITIES.name: _COHORT,
    shapes.COHORT_AUTHORITIES_THREE_YEARS.name: _COHORT,
    shapes.WAITING_QUARTERS.name: _WAITING,
    shapes.WAITING_AUTHORITIES.name: _WAITING,
    shapes.OVERDUE_QUARTERS.name: tuple((name, "") for name in grains.OVERDUE_ATOMS),
    shapes.HOME_STOCK_QUARTERS.name: _AT_HOME,
    shapes.HOME_STOCK_AUTHORITIES.name: _AT_HOME,
    shapes.HOME_FLOW_QUARTERS.name: (("left", "left_without_review"), ("left_without_review", "")),
    shapes.HOME_OUTCOMES_QUARTERS.name: (
        ("accommodated_within_90_days", ""),
        ("order_ended_within_90_days", ""),
        ("order_continued", ""),
    ),
    shapes.HOME_DECISIONS_QUARTERS.name: (
        ("latest_review_said_ends", ""),
        ("latest_review_said_continues", ""),
        ("latest_review_said_accommodate", ""),
    ),
}


def moved_rows(ledger: Ledger, earlier: Sequence[Ledger]) -> Iterator[Row]:
    """Yield the shown rows that may not be shown beside what an earlier release showed of them."""
    for before in earlier:
        for table, parts in _PARTS.items():
            moved = moved_counts(shown_counts(ledger, table), shown_counts(before, table))
            if len(moved):
                by_part = [moved[of] - (moved[less] if less else 0) for of, less in parts]
                in_one_outcome = sum((by != 0).astype(int) for by in by_part) == 1
                yield from ((table, *at) for at in moved.index[in_one_outcome])
