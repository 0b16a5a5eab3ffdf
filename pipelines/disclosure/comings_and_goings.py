"""Who came or went between two days, as shown stocks and cohorts add up to it: no table holds it.

Of 22 who were overdue on 30 June, and 10 who passed their time limit since, 31 were overdue on 30
September: one had gone. So of each way in which shown counts say that some children are among
others, the rest must be nobody, or no few. Every such way is a line of this table (t before u, all
in days; "started" counts the cohorts' starts, "late" those not within the limit L):

=========================  ========================================  ==============================
who                        are among                                 the others
=========================  ========================================  ==============================
open on u                  open on t, and started in (t, u]          ended in (t, u]
waiting on u               waiting on t, and started in (t, u]       ended, or passed L, in (t, u]
overdue on u               overdue on t, and late of (t-L, u-L]      overdue ones who ended
overdue once on u          overdue once on t, and those late         ended, or passed 2 L, in (t, u]
overdue on u <= t + L      open on t                                 ended in (t, u]
overdue twice on u         overdue on t                              ended, or once only
overdue once on t + L      waiting on t                              ended in (t, t + L]
late of (t-L, t]           waiting on t                              ended in time after t
waiting on t               started in (t-L, t]                       ended in time before t
overdue once on t          late of (t-2L, t-L]                       late ones who ended before t
=========================  ========================================  ==============================

Stretches of quarters meet time limits to two days at best; where they do not meet, the next longer
stretch holds the children, or the next shorter one is held. The same is asked of what moved since
an earlier release, and of a group less the members of which the same is known.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import pandas as pd

from pipelines.disclosure import grains, shapes
from pipelines.disclosure.cumulated import Cumulated, Piece
from pipelines.disclosure.ledger import Ledger
from pipelines.disclosure.line_writer import day_number
from pipelines.disclosure.policy import Policy
from pipelines.disclosure.shown_counts import known_lines
from pipelines.disclosure.vetoes import Row

# Quarters end up to so many days more, or fewer, than a limit apart; else the next is taken.
_DAYS_OVER, _QUARTER = 2, 92


def _days_of_quarter(period: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    quarter = pd.Period(period, freq="Q")
    return quarter.start_time, quarter.end_time.normalize()


def _days_of_years(period: str) -> tuple[pd.Timestamp, pd.Timestamp]:
    first, _, last = period.partition("/")
    return pd.Timestamp(f"{first}-01-01"), pd.Timestamp(f"{last or first}-12-31")


_COHORTS = {
    shapes.COHORT_QUARTERS.name: _days_of_quarter,
    shapes.COHORT_YEARS.name: _days_of_years,
    shapes.COHORT_AUTHORITIES.name: _days_of_years,
    shapes.COHORT_AUTHORITIES_THREE_YEARS.name: _days_of_years,
}
_STOCKS = (
    shapes.WAITING_QUARTERS.name,
    shapes.WAITING_AUTHORITIES.name,
    shapes.OVERDUE_QUARTERS.name,
)
_STARTED, _LATE = "counted_starts", "not_within"
_OPEN, _WAITING = "open", "waiting"
_OVERDUE, _ONCE, _TWICE = "overdue", "overdue_once", "overdue_twice"
_EVER = 100_000


@dataclass(frozen=True)
class Others:
    """How many are left, and the rows of this release that say so: ``stocks``, and ``cohorts``."""

    count: int
    stocks: frozenset[Row]
    cohorts: frozenset[Row]


# Which rest it is (of the table above), and its days.
What = tuple[str, int, int]


@dataclass(frozen=True)
class _Known:
    count: int
    rows: frozenset[Row]


class _AreaAim:
    """What is known of one area and aim: its stocks by kind and day, and its cohorts."""

    def __init__(self, aim: str, known: pd.DataFrame) -> None:
        self._limit = grains.LIMIT_DAYS[int(aim)]
        self._stock = _stocks(known)
        self._started = Cumulated.of(_pieces(known, _STARTED))
        self._late = Cumulated.of(_pieces(known, _LATE))

    def others(self) -> Iterator[tuple[What, Others]]:
        """Yield every rest that is known."""
        yield from self._beside_an_earlier_day()
        yield from self._of_an_earlier_stock()
        yield from self._of_cohorts()

    def _beside_an_earlier_day(self) -> Iterator[tuple[What, Others]]:
        limit = self._limit
        for name, flow, lag, reach in (
            (_OPEN, self._started, 0, _EVER),
            (_WAITING, self._started, 0, limit),
            (_OVERDUE, self._late, limit, _EVER),
            (_ONCE, self._late, limit, limit),
        ):
            beyond = _QUARTER if lag else 0
            for t, u in self._days(name, name, (1, reach)):
                came = _over(flow, (t - lag, u - lag), beyond)
                if came:
                    whole = [self._stock[name][t], came]
                    yield (f"{name}, and come", t, u), self._less(whole, name, u)

    def _of_an_earlier_stock(self) -> Iterator[tuple[What, Others]]:
        limit = self._limit
        for part, name, apart in (
            (_OVERDUE, _OPEN, (1, limit)),
            (_TWICE, _OVERDUE, (1, limit)),
            (_TWICE, _OPEN, (1, 2 * limit)),
            (_ONCE, _WAITING, (limit - _DAYS_OVER, limit)),
        ):
            for t, u in self._days(name, part, (apart[0], apart[1] + _DAYS_OVER)):
                yield (f"{part} of {name}", t, u), self._less([self._stock[name][t]], part, u)

    def _of_cohorts(self) -> Iterator[tuple[What, Others]]:
        limit = self._limit
        for name, flow, lag in ((_WAITING, self._started, 0), (_ONCE, self._late, limit)):
            for t in self._stock[name]:
                began = _over(flow, (t - lag - limit, t - lag), _QUARTER)
                if began:
                    yield (f"{name} of cohorts", t, t), self._less([began], name, t)
        for name in (_WAITING, _OPEN):
            for t, stock in self._stock[name].items():
                inside = [d for d in self._late.days if t - limit - _DAYS_OVER < d <= t + 1]
                for start, end in combinations(inside, 2):
                    late = self._late.between(start, end)
                    if late is not None:
                        rows = frozenset(self._late.rows(start, end))
                        left = Others(stock.count - late, stock.rows, rows)
                        yield (f"late of {name} on {t}", start, end), left

    def _days(self, whole: str, part: str, apart: tuple[int, int]) -> Iterator[tuple[int, int]]:
        """Yield a day of a whole, and one of a part that lies so many days later."""
        for t in self._stock[whole]:
            for u in self._stock[part]:
                if apart[0] <= u - t <= apart[1]:
                    yield t, u

    def _less(self, whole: Sequence[_Known], part: str, day: int) -> Others:
        mine = self._stock[part][day]
        count = sum(k.count for k in whole) - mine.count
        rows = mine.rows.union(*(k.rows for k in whole))
        stocks = frozenset(r for r in rows if r[0] in _STOCKS)
        return Others(count, stocks, rows - stocks)


def _over(flow: Cumulated, days: tuple[int, int], beyond: int) -> _Known | None:
    """Return who started after one day and by another, if known, or a little beyond them."""
    held = flow.around(days[0] + 1, days[1] + 1, _DAYS_OVER, beyond)
    if held is None:
        return None
    return _Known(flow.between(*held) or 0, frozenset(flow.rows(*held)))


def _stocks(known: pd.DataFrame) -> dict[str, dict[int, _Known]]:
    """Return kind → day → how many were there."""
    found: dict[str, dict[int, _Known]] = defaultdict(dict)
    for r in known[known["table"].isin(_STOCKS)].itertuples():
        row = (str(r.table), str(r.area), str(r.aim), str(r.period))
        rows = frozenset({row} if r.is_mine else ())
        found[str(r.column)][day_number(pd.Timestamp(str(r.period)))] = _Known(
            int(str(r.value)), rows
        )
    for whole, parts in ((_OVERDUE, (_ONCE, _TWICE)), (_OPEN, (_WAITING, _OVERDUE))):
        for day in set(found[parts[0]]) & set(found[parts[1]]):
            both = [found[p][day] for p in parts]
            summed = _Known(sum(k.count for k in both), frozenset().union(*(k.rows for k in both)))
            found[whole].setdefault(day, summed)
    return found


def _pieces(known: pd.DataFrame, column: str) -> Iterator[Piece]:
    for r in known[(known["column"] == column) & known["table"].isin(_COHORTS)].itertuples():
        first, last = _COHORTS[str(r.table)](str(r.period))
        row = (str(r.table), str(r.area), str(r.aim), str(r.period))
        yield day_number(first), day_number(last) + 1, int(str(r.value)), row, bool(r.is_mine)


_Found = Mapping[tuple[str, str], Mapping[What, Others]]


class ComingsAndGoings:
    """The question, of one release after the other beside the same earlier ones.

    ``members``: group → the authorities in it.
    """

    def __init__(
        self, earlier: Sequence[Ledger], members: Mapping[str, Sequence[str]], policy: Policy
    ) -> None:
        self._earlier, self._members = earlier, members
        self._then = [_all_others(before, ()) for before in earlier]
        self._few = range(1, policy.smallest_shown)

    def rows(self, ledger: Ledger) -> Iterator[Row]:
        """Yield the rows that may not be shown, as they say of few that they came or went."""
        now = _all_others(ledger, self._earlier)
        for found in now.values():
            yield from self._withheld((o, o.count) for o in found.values())
        for group, codes in self._members.items():
            yield from self._withheld((o, o.count) for o in _less_members(now, group, codes))
        for then in self._then:
            for key in now.keys() & then.keys():
                both = [(now[key][w], then[key][w]) for w in now[key].keys() & then[key].keys()]
                yield from self._withheld((new, abs(new.count - old.count)) for new, old in both)

    def _withheld(self, rests: Iterable[tuple[Others, int]]) -> Iterator[Row]:
        """Yield of each rest of few the row to withhold: the latest stock, else a cohort."""
        for rest, count in rests:
            rows = rest.stocks or rest.cohorts
            if rows and count in self._few:
                yield max(rows, key=lambda row: (row[3], row))


def _all_others(ledger: Ledger, earlier: Sequence[Ledger]) -> _Found:
    known = known_lines(ledger, earlier, (*_STOCKS, *_COHORTS))
    return {
        (str(area), str(aim)): dict(_AreaAim(str(aim), rows).others())
        for (area, aim), rows in known.groupby(["area", "aim"], sort=True)
    }


def _less_members(found: _Found, group: str, codes: Sequence[str]) -> Iterator[Others]:
    """Yield a group's rests less those of its members of which the same is known."""
    for (area, aim), rests in found.items():
        own = [found[c, aim] for c in codes if (c, aim) in found] if area == group else []
        for what, whole in rests.items():
            parts = [o[what] for o in own if what in o]
            if parts:
                count = whole.count - sum(p.count for p in parts)
                rows = [whole, *parts]
                yield Others(
                    count,
                    frozenset().union(*(p.stocks for p in rows)),
                    frozenset().union(*(p.cohorts for p in rows)),
                )
