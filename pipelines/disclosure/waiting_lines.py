"""The lines of waiting times: the counts behind them, which do not leave by themselves.

A share to one decimal beside its interval gives back how many there were: a shown row is taken to
say how many started, how many had stopped, and how many within the limit. So a row is withheld
where one of these moved by 1 to 4 since an earlier release, or gives back what another table
withholds. Times are of all clocks, also of those in cohorts that are not mature yet: who of these
has reached the milestone is a base count of its own, and the attack asks whether a few of an
authority's can be had.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from pipelines.contract.release_tables import ALL_REPORTING, ENGAGED, NOT_ENGAGED, MartFrames
from pipelines.disclosure import blocks, grains, shapes_programme
from pipelines.disclosure.base_counts import AimCounts
from pipelines.disclosure.cubes import Flags, records
from pipelines.disclosure.ledger import FEW_OF_AUTHORITY, days_of, digest_of
from pipelines.disclosure.line_writer import LineWriter, Piece, Stretch, day_number
from pipelines.disclosure.policy import Policy
from pipelines.disclosure.world import World

# What a shown row is taken to say, and the counts of the mart that it sums.
LEFT = "exited"
TIMES = {"clocks": ("stopped", LEFT, "censored"), "stopped": ("stopped",), LEFT: (LEFT,)}
REACHED, SO_FAR = "reached", "within so far"
# The clocks once more, as those that cohorts count, and all others together.
COUNTED, UNCOUNTED = "clocks by cohort", "clocks that no cohort counts"
EVERY_YEAR = "all"


def waiting_lines(
    frames: MartFrames, counts: AimCounts, world: World, aim: int, policy: Policy
) -> Iterator[Piece]:
    """Yield the lines of one aim's waiting times, and of what no table holds beside them."""
    if len(frames.waiting_times):
        times = _Times(frames, counts, world, aim)
        yield times.piece()
        yield times.of_authorities(policy)


class _Times:
    """Waiting times of one aim."""

    def __init__(self, frames: MartFrames, counts: AimCounts, world: World, aim: int) -> None:
        rows = frames.waiting_times
        rows = rows[(rows["aim"] == aim) & (rows["variant"] == grains.HEADLINE_VARIANT[aim])]
        self._rows = {(str(r.area), str(r.cohort_year)): r for r in records(rows)}
        self._counts, self._world, self._aim = counts, world, aim
        self._within = counts.kinds["within"]
        quarters, mature = self._within.quarters, self._within.included
        self._so_far = blocks.within_so_far(frames, world, aim, quarters, mature)
        self._out = LineWriter()

    def piece(self) -> Piece:
        """Return the lines of groups by year, and of authorities for all years together."""
        years = sorted({y for _, y in self._rows if y != EVERY_YEAR})
        for year in years:
            for group in (ALL_REPORTING, ENGAGED, NOT_ENGAGED):
                if (group, year) in self._rows:
                    self._of_group(group, year)
        for a, code in enumerate(self._world.codes):
            if years and self._aim != 1 and (code, EVERY_YEAR) in self._rows:
                table = shapes_programme.WAITING_TIMES_AUTHORITIES.name
                named = (table, code, str(self._aim), "")
                self._say(named, self._rows[code, EVERY_YEAR], [code], (years[0], years[-1]))
                self._reached(named, [a], (years[0], years[-1]))
                self._by_cohort(named, [a], (years[0], years[-1]))
        return self._out.piece()

    def _of_group(self, group: str, year: str) -> None:
        members = [int(a) for a in np.flatnonzero(self._world.mask_of(group))]
        codes = [self._world.codes[a] for a in members]
        named = (shapes_programme.WAITING_TIMES_GROUPS.name, group, str(self._aim), year)
        self._say(named, self._rows[group, year], codes, (year, year))
        self._reached(named, members, (year, year))
        self._by_cohort(named, members, (year, year))

    def _say(
        self,
        named: tuple[str, str, str, str],
        row: Any,
        codes: Sequence[str],
        years: tuple[str, str],
    ) -> None:
        held = [self._rows[c, y] for c in codes for y in _years(years) if (c, y) in self._rows]
        for column, kinds in TIMES.items():
            value = int(sum(getattr(row, k) for k in kinds))
            line = self._out.add(named, column, value)
            is_sum = all(sum(getattr(r, k) for r in held) == getattr(row, k) for k in kinds)
            # A group whose times are not the sum of its members' is an unknown by itself.
            own = [(r, _only(str(r.cohort_year))) for r in held]
            for part, when in own if is_sum else [(row, years)]:
                for kind in kinds:
                    who = f"{part.area} {digest_of(str(int(getattr(part, kind))))}"
                    self._out.term(line, f"{self._aim} times {kind}", who, _stretch(when))

    def _reached(
        self, named: tuple[str, str, str, str], members: Sequence[int], years: tuple[str, str]
    ) -> None:
        """Say how many reached the milestone within the limit, in mature cohorts and in others."""
        inside = self._quarters_of(years)
        counted = self._within.counts + self._so_far
        line = self._out.add(named, REACHED, int(counted[members][:, inside].sum()))
        for a in members:
            self._terms_of_cohorts(line, a, inside, ["within"])
            self._terms_so_far(self._out, line, a, inside)

    def _by_cohort(
        self, named: tuple[str, str, str, str], members: Sequence[int], years: tuple[str, str]
    ) -> None:
        """Say how many clocks there are, in the cohorts of other tables and in none."""
        inside, row = self._quarters_of(years), self._rows[named[1], named[3] or EVERY_YEAR]
        clocks = int(sum(getattr(row, k) for k in TIMES["clocks"]))
        counted = sum(
            int(self._counts.kinds[k].counts[members][:, inside].sum()) for k in grains.COHORT_ATOMS
        )
        # Times that hold fewer than the cohorts are of other clocks: an unknown of their own.
        counted = counted if counted <= clocks else 0
        line = self._out.add(named, COUNTED, clocks)
        for a in members if counted else ():
            self._terms_of_cohorts(line, a, inside, grains.COHORT_ATOMS)
        if clocks > counted:
            who = f"{named[1]} {years[0]} {digest_of(str(clocks - counted))}"
            self._out.term(line, f"{self._aim} {UNCOUNTED}", who, _stretch(years))

    def _terms_of_cohorts(
        self, line: int, authority: int, inside: Flags, kinds: Sequence[str]
    ) -> None:
        for q in np.flatnonzero(inside & self._within.included[authority]).tolist():
            for kind in kinds:
                key = self._counts.keys[kind][authority, q]
                self._out.term(line, f"{self._aim} {kind}", key, self._when(q))

    def of_authorities(self, policy: Policy) -> Piece:
        """Return what no table holds: a few within the limit in cohorts that are not mature."""
        out, few = LineWriter(), range(1, policy.smallest_shown)
        years = sorted({str(y) for y in self._within.quarters.year})
        spans = {y: _only(y) for y in years} | (
            {EVERY_YEAR: (years[0], years[-1])} if years else {}
        )
        for period, span in spans.items():
            inside = self._quarters_of(span)
            for a, count in enumerate(self._so_far[:, inside].sum(axis=1).tolist()):
                if count in few:
                    named = (FEW_OF_AUTHORITY, self._world.codes[a], str(self._aim), period)
                    self._terms_so_far(out, out.add(named, SO_FAR, count), a, inside)
        return out.piece()

    def _terms_so_far(self, out: LineWriter, line: int, authority: int, inside: Flags) -> None:
        """Add an authority's cohorts that are not mature but have begun, nobody's or somebody's."""
        code, quarters = self._world.codes[authority], self._within.quarters
        begun = quarters.to_timestamp() <= self._world.as_at[authority]
        for q in np.flatnonzero(inside & begun & ~self._within.included[authority]).tolist():
            who = f"{code} {digest_of(str(self._so_far[authority, q]))}"
            out.term(line, f"{self._aim} {SO_FAR}", who, self._when(q))

    def _quarters_of(self, years: tuple[str, str]) -> Flags:
        return np.asarray(self._within.quarters.year.isin([int(y) for y in _years(years)]))

    def _when(self, quarter: int) -> Stretch:
        at = self._within.quarters[quarter : quarter + 1]
        return int(days_of(at)[0]), int(days_of(at + 1)[0])


def _years(years: tuple[str, str]) -> list[str]:
    return [str(y) for y in range(int(years[0]), int(years[1]) + 1)]


@cache
def _stretch(years: tuple[str, str]) -> Stretch:
    first, after = pd.Timestamp(f"{years[0]}-01-01"), pd.Timestamp(f"{int(years[1]) + 1}-01-01")
    return day_number(first), day_number(after)


def _only(year: str) -> tuple[str, str]:
    return year, year
