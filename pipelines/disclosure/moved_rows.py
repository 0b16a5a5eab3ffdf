"""Rows that an earlier release showed, and that say something of a few children by having moved.

That no count moved by 1 to 4 is the attack's to prove. Two things it does not ask:

* *of one outcome*: a row's counts moved in one outcome alone. An authority that sent for the first
  time gave all its six children of a year to "not within": that says it of each of them;
* *times*: what lies between two rows of waiting times of the same starts is a row itself, of the
  clocks by which they differ. It needs as many as any other, else quantiles beside each other say
  by when the few between them had stopped.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from pipelines.disclosure import grains, shapes, shapes_programme
from pipelines.disclosure.ledger import Ledger
from pipelines.disclosure.policy import Policy
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
_TIMES = (
    shapes_programme.WAITING_TIMES_GROUPS.name,
    shapes_programme.WAITING_TIMES_AUTHORITIES.name,
)


def moved_rows(ledger: Ledger, earlier: Sequence[Ledger], policy: Policy) -> Iterator[Row]:
    """Yield the shown rows that may not be shown beside what an earlier release showed of them."""
    for before in earlier:
        for table, parts in _PARTS.items():
            moved = _moved(ledger, before, table)
            if len(moved):
                in_one_outcome = (moved[list(parts)] != 0).sum(axis=1) == 1
                yield from _named(table, moved.index[in_one_outcome])
        for table in _TIMES:
            moved = _moved(ledger, before, table)
            if len(moved):
                of_few = moved["clocks"].abs() < policy.least_clocks_for_times
                yield from _named(table, moved.index[of_few & (moved != 0).any(axis=1)])


def _moved(ledger: Ledger, before: Ledger, table: str) -> pd.DataFrame:
    return moved_counts(shown_counts(ledger, table), shown_counts(before, table))


def _named(table: str, index: pd.Index) -> Iterator[Row]:
    for area, aim, period in index:
        yield table, str(area), str(aim), str(period)
