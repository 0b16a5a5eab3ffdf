"""Which comparisons of before and since the programme may be shown, beside the tables by time.

Of a named authority: both windows safe, neither with one outcome for all, and every stretch of time
that the windows and its shown years give back safe too. Of what a group's shown quarters and years
hold over any range of years or windows, the time that lies in no shown piece of an authority is
safe and comes from at least two authorities; else the smallest comparison is withheld, and so on.
The group's row comes last: what the shown authorities leave of it, and what its own quarters leave.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import combinations

import numpy as np

from pipelines.contract.release_tables import ALL_REPORTING, ENGAGED
from pipelines.disclosure.closure import safe
from pipelines.disclosure.cubes import Counts, Flags
from pipelines.disclosure.decisions import Part
from pipelines.disclosure.policy import Policy
from pipelines.disclosure.timeline import Pieces, given_back, pieces_of, uncovered
from pipelines.disclosure.windows import Compared, Window, counts_of, windows_of


@dataclass(frozen=True)
class Shown:
    """What may be shown of one aim: authorities by position, and the group's row."""

    authorities: frozenset[int]
    group: bool


def decide_comparisons(
    compared: Compared, part: Part, members: Mapping[str, Flags], named: Flags, policy: Policy
) -> Shown:
    """Return which comparisons of one aim may be shown beside its shown cohorts."""
    decider = _Decider(compared, part, members, policy)
    may = [a for a in compared.comparisons if named[a] and decider.stands_alone(a)]
    shown = frozenset(may)
    while (worst := decider.to_withhold(shown)) is not None:
        shown -= {worst}
    return Shown(shown, decider.group_fits(shown))


@dataclass(frozen=True)
class _Decider:
    compared: Compared
    part: Part
    members: Mapping[str, Flags]
    policy: Policy
    years: list[Window] = field(init=False)
    spans: list[Window] = field(init=False)
    span_pieces: Pieces = field(init=False)
    held: Flags = field(init=False)

    def __post_init__(self) -> None:
        timeline, cube = self.compared.timeline, self.part.cube
        spans = list(windows_of(timeline, cube, self.part.spans))
        shown = np.argwhere(self.part.visible.authorities)
        object.__setattr__(self, "years", list(windows_of(timeline, cube, cube.spans(1))))
        object.__setattr__(self, "spans", spans)
        pieces = pieces_of([(a, *spans[s]) for a, s in shown])
        object.__setattr__(self, "span_pieces", pieces)
        object.__setattr__(self, "held", _held(self.compared, self.part))

    def stands_alone(self, a: int) -> bool:
        """Return whether an authority's comparison is safe beside its own shown years."""
        comparison = self.compared.comparisons[a]
        counts = comparison.counts()
        if not safe(counts, self.policy).all() or self._is_uniform(counts):
            return False
        spans = [self.spans[s] for s in np.flatnonzero(self.part.visible.authorities[a])]
        own = self.compared.timeline.counts[a]
        parts = given_back(comparison.windows, spans, len(own))
        return all(bool(safe(own[p].sum(axis=0), self.policy)) for p in parts)

    def _is_uniform(self, counts: Counts) -> bool:
        one_outcome = (counts[:, 0] == 0) != (counts[:, 1] == 0)
        return self.policy.withhold_uniform_authorities and bool(one_outcome.any())

    def to_withhold(self, shown: frozenset[int]) -> int | None:
        """Return the smallest comparison of a range in which too little is left; None if none."""
        pieces = self.span_pieces.joined(self._windows(shown))
        for start, end in self._ranges(shown):
            free = uncovered(self.compared.timeline, pieces, start, end)
            left = self._left(free, start, end)
            for group, members in self.members.items():
                inside = [a for a in shown if members[a] and self._reaches_in(a, start, end)]
                if inside and not self._leaves_enough(group, left[members], start, end):
                    return min(inside, key=lambda a: (self._size(a), a))
        return None

    def _windows(self, shown: frozenset[int]) -> Pieces:
        rows = [(a, *w) for a in sorted(shown) for w in self.compared.comparisons[a].windows]
        return pieces_of([row for row in rows if row[2] > row[1]])

    def _ranges(self, shown: frozenset[int]) -> Iterator[Window]:
        """Return every range of whole quarters from and to a year's or a current window's end."""
        current = [self.compared.comparisons[a].current for a in shown]
        ends = sorted({end for window in (*self.years, *current) for end in window})
        return combinations(ends, 2)

    def _reaches_in(self, a: int, start: int, end: int) -> bool:
        windows = self.compared.comparisons[a].windows
        return any(start <= w[0] < w[1] <= end for w in windows)

    def _left(self, free: Flags, start: int, end: int) -> Counts:
        """Return the counts (authority, atom) of a range that lie in no shown piece."""
        inside = self.held[:, start:end] & free
        counts = self.compared.timeline.counts[:, start:end]
        return np.asarray((counts * inside[:, :, None]).sum(axis=1), dtype=np.int64)

    def _leaves_enough(self, group: str, left: Counts, start: int, end: int) -> bool:
        shown, known = self._known(group, start, end)
        if not shown:
            return True
        few = int((left != 0).any(axis=1).sum())
        if few == 0:
            # Nothing is left over: the pieces give the range itself, which must be known anyway.
            return known or not self._held_by(group, start, end).any()
        enough = few >= self.policy.least_withheld_authorities
        return enough and bool(safe(left.sum(axis=0), self.policy))

    def _held_by(self, group: str, start: int, end: int) -> Counts:
        inside = self.held[:, start:end] & self.members[group][:, None]
        counts = self.compared.timeline.counts[:, start:end]
        return np.asarray((counts * inside[:, :, None]).sum(axis=(0, 1)), dtype=np.int64)

    def _known(self, group: str, start: int, end: int) -> tuple[bool, bool]:
        """Return whether any quarter of a range is shown for a group, and whether all are known."""
        inside = self._quarters(start, end)
        shown = self._quarters_known(group, 0, len(self.compared.timeline.cuts))
        known = self._quarters_known(group, start, end)
        return bool(shown[inside].any()), bool(known[inside].all())

    def _quarters_known(self, group: str, start: int, end: int) -> Flags:
        """Return the quarters shown for a group, or part of a shown year that lies in a range."""
        known = np.array(self.part.visible.quarters[group])
        for y, window in enumerate(self.years):
            if self.part.visible.years[group][y] and start <= window[0] and window[1] <= end:
                known[self.part.cube.quarters_of(self.part.cube.years[y])] = True
        return known

    def _quarters(self, start: int, end: int) -> Counts:
        """Return the positions of the quarters that lie in a range of cells."""
        cuts = self.compared.timeline.cuts
        first = self.part.cube.quarters.to_timestamp()
        return np.flatnonzero((first >= cuts[start]) & (first < cuts[end]))

    def _size(self, a: int) -> int:
        return int(self.compared.comparisons[a].counts().sum())

    def group_fits(self, shown: frozenset[int]) -> bool:
        """Return whether the group's row may stand beside the shown authorities and quarters."""
        row, comparisons = self.compared.group, self.compared.comparisons
        engaged = {a for a in comparisons if self.members[ENGAGED][a]}
        if row is None or not engaged or self.compared.doubtful:
            return False
        by_member = {a: comparisons[a].counts() for a in engaged}
        total = sum(by_member.values(), np.zeros((2, 2), dtype=np.int64))
        if not np.array_equal(total, counts_of(row)):
            return False
        few = sum((c != 0).any(axis=1).astype(int) for c in by_member.values())
        enough = bool((few >= self.policy.least_group_authorities).all())
        fine = enough and bool(safe(total, self.policy).all())
        return fine and self._rest_is_hidden(engaged, shown) and self._now_fits(engaged)

    def _rest_is_hidden(self, engaged: set[int], shown: frozenset[int]) -> bool:
        """Return whether what the shown authorities leave of each window comes from enough."""
        pieces = self.span_pieces.joined(self._windows(shown))
        left = np.array([self._left_of_own(pieces, a) for a in sorted(engaged)])
        few = (left != 0).any(axis=2).sum(axis=0)
        enough = (few == 0) | (few >= self.policy.least_hidden_behind_difference)
        return bool(enough.all()) and bool(safe(left.sum(axis=0), self.policy).all())

    def _left_of_own(self, pieces: Pieces, a: int) -> Counts:
        """Return the counts (window, atom) of an authority's windows that lie in no shown piece."""
        out = []
        for start, end in self.compared.comparisons[a].windows:
            free = uncovered(self.compared.timeline, pieces, start, end)[a]
            out.append(self.compared.timeline.counts[a, start:end][free].sum(axis=0))
        return np.array(out)

    def _now_fits(self, engaged: set[int]) -> bool:
        """Return whether the current windows beside the groups' quarters give nothing back."""
        windows = [self.compared.comparisons[a].current for a in engaged]
        start, end = min(s for s, _ in windows), max(e for _, e in windows)
        mine = np.zeros_like(self.held[:, start:end])
        for a in engaged:
            s, e = self.compared.comparisons[a].current
            mine[a, s - start : e - start] = True
        mine &= self.held[:, start:end]
        return all(self._is_safe(c, start) for c in self._differences(mine, start, end))

    def _differences(self, mine: Flags, start: int, end: int) -> Iterator[Flags]:
        """Return the cells (authority, cell) by which the windows and the groups' rows differ."""
        first = self.part.cube.quarters.to_timestamp()
        quarter = first.searchsorted(self.compared.timeline.cuts[start:end], side="right") - 1
        held = self.held[:, start:end]
        engaged = held & self.members[ENGAGED][:, None]
        whole = [q for q in np.unique(quarter) if not (engaged & ~mine)[:, quarter == q].any()]
        taken = [q for q in whole if self.part.visible.quarters[ENGAGED][q]]
        left_over = ~np.isin(quarter, taken)
        yield mine & left_over
        for group in (ALL_REPORTING, ENGAGED):
            known = self._quarters_known(group, start, end)
            for cells in (np.ones_like(left_over), left_over):
                if known[quarter[cells]].all():
                    yield held & self.members[group][:, None] & cells & ~mine

    def _is_safe(self, cells: Flags, start: int) -> bool:
        counts = self.compared.timeline.counts[:, start : start + cells.shape[1]]
        left = (counts * cells[:, :, None]).sum(axis=1)
        few = int((left != 0).any(axis=1).sum())
        enough = few == 0 or few >= self.policy.least_group_authorities
        return enough and bool(safe(left.sum(axis=0), self.policy))


def _held(compared: Compared, part: Part) -> Flags:
    """Return (authority, cell): the cell lies in a quarter that counts the authority."""
    at = part.cube.quarters.to_timestamp().searchsorted(compared.timeline.cuts[:-1], side="right")
    after = (part.cube.quarters[-1] + 1).start_time
    inside = (at > 0) & (compared.timeline.cuts[:-1] < after)
    held = part.cube.included[:, np.clip(at - 1, 0, None)]
    return np.asarray(held & inside[None, :])
