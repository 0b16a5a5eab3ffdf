"""Which rows of a block may be shown, so that no difference between shown rows is small.

All counts here are vectors of disjoint atoms; a vector is *safe* when each atom is 0 or at least
the policy's smallest count. Lines of a table whose margins are all safe give back only cells that
are themselves safe: that is why every margin an attacker can form is checked.

Groups by quarter: all reporting where safe; engaged and not engaged as a pair, where both are and
the whole is shown (engaged + not engaged = all). Groups by year: where all four quarters are shown,
or the sum over at least two withheld ones is safe, of those withheld now and of those that would be
withheld had no release gone before. Authorities by span of years: named, safe, and what they leave
of every group that is shown is safe and comes from at least two authorities; otherwise the smallest
shown authority is withheld too, and so on until that holds or none is shown.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from pipelines.contract.release_tables import ALL_REPORTING, ENGAGED, NOT_ENGAGED
from pipelines.disclosure.cubes import Counts, Cube, Flags, Span
from pipelines.disclosure.grains import Areas, Block, Year
from pipelines.disclosure.policy import Policy


@dataclass(frozen=True)
class Allowed:
    """Where a block may be shown at most: groups (quarter,), authority spans, groups (year,)."""

    quarters: Mapping[str, Flags]
    authorities: Flags | None = None
    years: Mapping[str, Flags] = field(default_factory=dict)


@dataclass(frozen=True)
class Visibility:
    """What is shown: ``quarters`` and ``years`` of groups, ``authorities`` (authority, span)."""

    quarters: Mapping[str, Flags]
    years: Mapping[str, Flags]
    authorities: Flags


def safe(counts: Counts, policy: Policy) -> Flags:
    """Return over the last axis whether each count, or difference, is 0 or large enough."""
    size = np.abs(counts)
    return np.asarray(((size == 0) | (size >= policy.smallest_shown)).all(axis=-1))


def decide(
    cube: Cube,
    block: Block,
    members: Mapping[str, Flags],
    named: Flags,
    policy: Policy,
    allowed: Allowed | None = None,
) -> Visibility:
    """Return what may be shown of one block; ``allowed`` is where the blocks it rests on are."""
    rests_on = allowed or Allowed({})
    quarters = _quarters(cube, block, members, policy, rests_on.quarters)
    years = _years(cube, block, members, policy, quarters, rests_on.years)
    spans = cube.spans(block.span_years)
    authorities = np.zeros((len(cube.authorities), len(spans)), dtype=bool)
    if block.areas is Areas.AUTHORITIES:
        closure = _AuthoritySpans(cube, block, members, policy, quarters, years)
        own = rests_on.authorities
        for s, span in enumerate(spans):
            may = named if own is None else named & own[:, s]
            authorities[:, s] = closure.shown(span, may)
    return Visibility(quarters, years, authorities)


def _quarters(
    cube: Cube,
    block: Block,
    members: Mapping[str, Flags],
    policy: Policy,
    allowed: Mapping[str, Flags],
) -> dict[str, Flags]:
    def own(group: str) -> Flags:
        """Return which quarters of a group are safe, and of enough authorities, by themselves."""
        few = cube.contributors(members[group])
        enough = (few == 0) | (few >= policy.least_group_authorities)
        fine = safe(cube.group(members[group]), policy) & enough
        return np.asarray(fine & allowed.get(group, np.True_))

    whole = own(ALL_REPORTING)
    pair = whole & own(ENGAGED) & own(NOT_ENGAGED)
    if block.areas is Areas.WHOLE:
        pair = np.zeros_like(whole)
    return {ALL_REPORTING: whole, ENGAGED: pair, NOT_ENGAGED: pair}


def _years(
    cube: Cube,
    block: Block,
    members: Mapping[str, Flags],
    policy: Policy,
    quarters: Mapping[str, Flags],
    allowed: Mapping[str, Flags],
) -> dict[str, Flags]:
    none = np.zeros(len(cube.years), dtype=bool)
    if not block.group_years:
        return {ALL_REPORTING: none, ENGAGED: none, NOT_ENGAGED: none}
    # A quarter that is withheld for what an earlier release showed of it is known in all but name:
    # the year must be fit beside it as well.
    at_most = _quarters(cube, block, members, policy, {})
    own = {
        g: _year_is_safe(cube, members[g], shown, policy)
        & _year_is_safe(cube, members[g], at_most[g], policy)
        & allowed.get(g, np.True_)
        for g, shown in quarters.items()
    }
    whole = own[ALL_REPORTING]
    pair = whole & own[ENGAGED] & own[NOT_ENGAGED]
    return {ALL_REPORTING: whole, ENGAGED: pair, NOT_ENGAGED: pair}


def _year_is_safe(cube: Cube, members: Flags, shown: Flags, policy: Policy) -> Flags:
    out = np.zeros(len(cube.years), dtype=bool)
    for y, year in enumerate(cube.years):
        at = cube.quarters_of(year)
        hidden = at[~shown[at]]
        rest = cube.counts[members][:, hidden].sum(axis=1)
        few = int((rest != 0).any(axis=1).sum())
        enough = few == 0 or few >= policy.least_group_authorities
        complete = len(at) == 4 and (len(hidden) == 0 or len(hidden) >= 2)
        out[y] = complete and enough and bool(safe(rest.sum(axis=0), policy))
    return out


@dataclass(frozen=True)
class _AuthoritySpans:
    """The closure over authorities within one span of calendar years."""

    cube: Cube
    block: Block
    members: Mapping[str, Flags]
    policy: Policy
    quarters: Mapping[str, Flags]
    years: Mapping[str, Flags]

    def shown(self, span: Span, may: Flags) -> Flags:
        """Return which authorities, of those that may be, are shown in a span."""
        complete = span_is_complete(self.cube, self.block, span)
        if not complete.any():
            return np.zeros_like(may)
        counts = span_counts(self.cube, self.block, span)
        shown = may & complete & safe(counts, self.policy)
        if self.policy.withhold_uniform_authorities:
            shown &= ~is_uniform(counts, self.cube, self.block)
        while (worst := self._to_withhold(span, counts, shown)) is not None:
            shown[worst] = False
        return shown

    def _to_withhold(self, span: Span, counts: Counts, shown: Flags) -> int | None:
        for group, members in self.members.items():
            inside = np.flatnonzero(shown & members)
            if len(inside) and self._is_exposed(group, span):
                rest = members & ~shown
                if not self._rest_is_safe(group, span, counts, rest):
                    # Ties fall to the first code, so that the choice is the same every time.
                    return int(inside[np.argmin(np.abs(counts[inside]).sum(axis=1))])
        return None

    def _is_exposed(self, group: str, span: Span) -> bool:
        at = self.cube.quarters_in(span)
        looked_at = at[-1:] if self.block.year is Year.END else at
        by_year = any(self.years[group][y] for y in self._positions(span))
        return bool(self.quarters[group][looked_at].any()) or by_year

    def _rest_is_safe(self, group: str, span: Span, counts: Counts, rest: Flags) -> bool:
        few = int((counts[rest] != 0).any(axis=1).sum())
        if few == 0:
            # All of the group is shown: its years are known, and must be fit to be known.
            return self.block.year is Year.END or all(
                self._year_is_known(group, y) for y in self._positions(span)
            )
        enough = few >= self.policy.least_withheld_authorities
        return enough and bool(safe(counts[rest].sum(axis=0), self.policy))

    def _positions(self, span: Span) -> list[int]:
        return [y for y, year in enumerate(self.cube.years) if year in span]

    def _year_is_known(self, group: str, y: int) -> bool:
        at = self.cube.quarters_of(self.cube.years[y])
        return bool(self.quarters[group][at].all() or self.years[group][y])


def span_counts(cube: Cube, block: Block, span: Span) -> Counts:
    """Return (authority, atom) of a span of years: the sum of its quarters, or its end."""
    at = cube.quarters_in(span)
    if block.year is Year.END:
        return cube.counts[:, at[-1]]
    return np.asarray(cube.counts[:, at].sum(axis=1), dtype=np.int64)


def span_is_complete(cube: Cube, block: Block, span: Span) -> Flags:
    """Return whether each authority's span of years holds all it should."""
    at = cube.quarters_in(span)
    if len(at) < 4 * len(span):
        return np.zeros(len(cube.authorities), dtype=bool)
    held = cube.included[:, at[-1:]] if block.year is Year.END else cube.included[:, at]
    return np.asarray(held.all(axis=1))


def is_uniform(counts: Counts, cube: Cube, block: Block) -> Flags:
    """Return whether all children of a row share one outcome (0 % or 100 %)."""
    if block.uniform is None:
        return np.zeros(counts.shape[:-1], dtype=bool)
    one, other = (counts[..., cube.atoms.index(name)] for name in block.uniform)
    return np.asarray((one == 0) != (other == 0))
