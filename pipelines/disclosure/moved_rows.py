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

# Table → its disjoint counts.
_PARTS = {
    shapes.COHORT_QUARTERS.name: grains.COHORT_ATOMS,
    shapes.COHORT_YEARS.name: grains.COHORT_ATOMS,
    shapes.COHORT_AUTHORITIES.name: grains.COHORT_ATOMS,
    shapes.COHORT_AUTHORITIES_THREE_YEARS.name: grains.COHORT_ATOMS,
    shapes.WAITING_QUARTERS.name: grains.WAITING_ATOMS,
    shapes.WAITING_AUTHORITIES.name: grains.WAITING_ATOMS,
    shapes.OVERDUE_QUARTERS.name: grains.OVERDUE_ATOMS,
}


def moved_rows(ledger: Ledger, earlier: Sequence[Ledger]) -> Iterator[Row]:
    """Yield the shown rows that may not be shown beside what an earlier release showed of them."""
    for before in earlier:
        for table, parts in _PARTS.items():
            moved = moved_counts(shown_counts(ledger, table), shown_counts(before, table))
            if len(moved):
                in_one_outcome = (moved[list(parts)] != 0).sum(axis=1) == 1
                yield from ((table, *at) for at in moved.index[in_one_outcome])
