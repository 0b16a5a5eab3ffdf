"""Two shown counts of which one is part of the other: who lies between them may be a few.

Who is overdue on a day was already waiting one time limit before, and who left in between is the
difference: 6 who wait on 31 December and 5 who are overdue half a year later say that one child
went. Who was not within the limit was still waiting at the end of the quarter of the start: the
rest that waits there is of other quarters. No table holds these counts, and no identity of the
attack ties stocks of two days, so the part is withheld where between it and its whole lie 1 to 4.
The same is asked of what moved since an earlier release: that may be one authority's.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import pandas as pd

from pipelines.disclosure import grains, shapes
from pipelines.disclosure.ledger import Ledger
from pipelines.disclosure.policy import Policy
from pipelines.disclosure.shown_counts import KEY, moved_counts, shown_counts
from pipelines.disclosure.vetoes import Row

# Quarters end up to so many days more than a time limit apart: those who started on them are few.
_DAYS_OVER = 2


@dataclass(frozen=True)
class _Nested:
    """A part that was in a whole so many time limits before: table and counts of both."""

    part: tuple[str, str]
    whole: tuple[str, Sequence[str]]
    limits: int


_ALL_WHO_WAIT = grains.WAITING_ATOMS
_OF_TWO_DAYS = tuple(
    nested
    for stock in (shapes.WAITING_QUARTERS.name, shapes.WAITING_AUTHORITIES.name)
    for nested in (
        _Nested((stock, "overdue"), (stock, _ALL_WHO_WAIT), 1),
        _Nested((shapes.OVERDUE_QUARTERS.name, "overdue_twice"), (stock, ("overdue",)), 1),
        _Nested((shapes.OVERDUE_QUARTERS.name, "overdue_twice"), (stock, _ALL_WHO_WAIT), 2),
    )
)


def nested_rows(ledger: Ledger, earlier: Sequence[Ledger], policy: Policy) -> Iterator[Row]:
    """Yield the shown rows that are part of a whole, beside which they leave 1 to 4."""
    tables = {n.part[0] for n in _OF_TWO_DAYS} | {n.whole[0] for n in _OF_TWO_DAYS}
    now = {t: shown_counts(ledger, t) for t in (*tables, shapes.COHORT_QUARTERS.name)}
    for counts in (now, *(_moved(now, before) for before in earlier)):
        for nested in _OF_TWO_DAYS:
            yield from _between_days(counts, nested, policy)
        yield from _late_starts_in_stock(counts, policy)


def _moved(now: dict[str, pd.DataFrame], before: Ledger) -> dict[str, pd.DataFrame]:
    return {t: moved_counts(rows, shown_counts(before, t)) for t, rows in now.items()}


def _between_days(
    counts: dict[str, pd.DataFrame], nested: _Nested, policy: Policy
) -> Iterator[Row]:
    (table, column), (of, columns) = nested.part, nested.whole
    part, whole = _by_day(counts[table], [column]), _by_day(counts[of], columns)
    both = part.merge(whole, on=["area", "aim"], suffixes=("", "_before"))
    apart = (both["day"] - both["day_before"]).dt.days
    limit = both["aim"].astype(int).map(grains.LIMIT_DAYS) * nested.limits + _DAYS_OVER
    yield from _with_few(table, both[(apart > 0) & (apart <= limit)], policy)


def _late_starts_in_stock(counts: dict[str, pd.DataFrame], policy: Policy) -> Iterator[Row]:
    late = _by_day(counts[shapes.COHORT_QUARTERS.name], ["not_within"])
    late["day"] = pd.PeriodIndex(late["day"], freq="Q").to_timestamp(how="end").normalize()
    stock = _by_day(counts[shapes.WAITING_QUARTERS.name], _ALL_WHO_WAIT)
    both = stock.merge(late, on=["area", "aim", "day"], suffixes=("_before", ""))
    both["period"] = both["period_before"]
    yield from _with_few(shapes.WAITING_QUARTERS.name, both, policy)


def _by_day(counts: pd.DataFrame, columns: Sequence[str]) -> pd.DataFrame:
    """Return area, aim, period, day and the sum of some counts of each row."""
    if not len(counts):
        return pd.DataFrame(columns=[*KEY, "day", "count"]).astype(
            {"day": "datetime64[ns]", "count": "int64"}
        )
    rows = counts[list(columns)].sum(axis=1).rename("count").reset_index()
    return rows.assign(day=pd.to_datetime(rows["period"]))


def _with_few(table: str, both: pd.DataFrame, policy: Policy) -> Iterator[Row]:
    between = both["count_before"] - both["count"]
    few = (both["count_before"] > 0) & between.between(1, policy.smallest_shown - 1)
    for row in both[few].itertuples():
        yield table, str(row.area), str(row.aim), str(row.period)
