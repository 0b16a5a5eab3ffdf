"""How many started between two days, from the shown pieces of time that lead from one to the other.

A year less three of its quarters is the fourth. So days at which shown pieces begin or end are
joined by them, and what lies between two days is known where a way of pieces leads from one to the
other, forwards or back.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from pipelines.disclosure.vetoes import Row

Piece = tuple[int, int, int, Row, bool]


@dataclass
class Cumulated:
    """Counts of stretches of time (days since 1970, the end exclusive), and the rows they are from.

    A piece: its first day, the day after it, its count, its row, and whether this release shows it.
    """

    _since: dict[int, tuple[int, int]] = field(default_factory=dict)
    _way: dict[int, tuple[int, Row, bool] | None] = field(default_factory=dict)
    _around: dict[tuple[int, int, int, int], tuple[int, int] | None] = field(default_factory=dict)

    @classmethod
    def of(cls, pieces: Iterable[Piece]) -> Cumulated:
        """Return what some pieces say."""
        beside: dict[int, list[tuple[int, int, Row, bool]]] = {}
        for start, end, count, row, is_mine in pieces:
            beside.setdefault(start, []).append((end, count, row, is_mine))
            beside.setdefault(end, []).append((start, -count, row, is_mine))
        found = cls()
        for root in sorted(beside):
            if root not in found._since:
                found._since[root], found._way[root] = (root, 0), None
                found._follow(root, beside)
        return found

    def _follow(self, root: int, beside: dict[int, list[tuple[int, int, Row, bool]]]) -> None:
        to_see = [root]
        while to_see:
            day = to_see.pop(0)
            for other, count, row, is_mine in beside[day]:
                if other not in self._since:
                    self._since[other] = root, self._since[day][1] + count
                    self._way[other] = day, row, is_mine
                    to_see.append(other)

    @cached_property
    def days(self) -> list[int]:
        """Return the days at which something begins or ends."""
        return sorted(self._since)

    def between(self, start: int, end: int) -> int | None:
        """Return how many started from one day to before another; None where nobody can know."""
        if start not in self._since or end not in self._since:
            return None
        (root, first), (other, last) = self._since[start], self._since[end]
        return last - first if root == other else None

    def around(self, start: int, end: int, over: int, by: int) -> tuple[int, int] | None:
        """Return the shortest known stretch that holds some days, but ``over`` at either end.

        It begins, and ends, at most ``by`` days beyond them.
        """
        key = (start, end, over, by)
        if key not in self._around:
            starts = [d for d in self.days if start - by <= d <= start + over]
            ends = [d for d in self.days if max(end - over, start) <= d <= end + by]
            known = ((a, b) for a in reversed(starts) for b in ends if self._is_known(a, b))
            self._around[key] = next(known, None)
        return self._around[key]

    def _is_known(self, start: int, end: int) -> bool:
        return start < end and self._since[start][0] == self._since[end][0]

    def rows(self, start: int, end: int) -> set[Row]:
        """Return the rows of this release among those that say it."""
        return self._to_root(start) ^ self._to_root(end)

    def _to_root(self, day: int) -> set[Row]:
        found: set[Row] = set()
        while (step := self._way[day]) is not None:
            day, row, is_mine = step
            found ^= {row} if is_mine else set()
        return found
