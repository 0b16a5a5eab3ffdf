"""Waiting times that moved since an earlier release by a few clocks, or by none.

What lies between two shown rows of the same starts is a row itself, of the clocks by which they
differ. It needs as many as any other, else quantiles beside each other say by when the few between
them had stopped. So a row of which a figure moved leaves again once so many clocks lie between:
also where all counts stood still, and one child was followed for longer.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pandas as pd

from pipelines.contract.published import Published
from pipelines.contract.release_tables import ProtectedTable
from pipelines.disclosure import shapes_programme
from pipelines.disclosure.ledger import Ledger
from pipelines.disclosure.policy import Policy
from pipelines.disclosure.shown_counts import moved_counts, shown_counts
from pipelines.disclosure.vetoes import Row, rows_of

_TIMES = (
    shapes_programme.WAITING_TIMES_GROUPS.name,
    shapes_programme.WAITING_TIMES_AUTHORITIES.name,
)
_BEFORE = "_before"


def moved_times(
    tables: Sequence[ProtectedTable],
    ledger: Ledger,
    earlier: Sequence[tuple[Ledger, Published | None]],
    policy: Policy,
) -> Iterator[Row]:
    """Yield the shown rows of waiting times that may not be shown beside an earlier release's."""
    for table in (t for t in tables if t.shape.name in _TIMES):
        name = table.shape.name
        now = shown_counts(ledger, name)
        for before, published in earlier:
            between = moved_counts(now, shown_counts(before, name))
            if not len(between):
                continue
            moved = set(between.index[(between != 0).any(axis=1)])
            moved |= _of_another_figure(table, published)
            few = between.index[between["clocks"].abs() < policy.least_clocks_for_times]
            yield from ((name, *at) for at in few if at in moved)


def _of_another_figure(
    table: ProtectedTable, published: Published | None
) -> set[tuple[str, str, str]]:
    """Return area, aim and period of the rows of which a release says another figure."""
    name = table.shape.name
    if published is None or name not in published.cells or not len(table.frame):
        return set()
    figures = [c.name for c in table.shape.figures]
    key = [c for c in table.shape.key if c in published.cells[name]]
    now = table.cells().assign(row=pd.Series(rows_of(table), index=table.frame.index))
    both = now.merge(published.cells[name], on=key, suffixes=("", _BEFORE))
    before = both[[f"{c}{_BEFORE}" for c in figures]].to_numpy()
    is_other = (both[figures].to_numpy() != before).any(axis=1)
    return {(area, aim, period) for _, area, aim, period in both.loc[is_other, "row"]}
