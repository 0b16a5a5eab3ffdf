"""The lines of tables that are not cut by aim and quarter: local aims, coverage, waiting times.

A local aim counts occurrences in a year of its own, coverage a stock of another day: both are sums
of base counts of their own. The counts behind waiting times do not leave, but a share to one
decimal beside its interval gives back how many there were: a shown row is taken to say how many
started, how many had stopped, and how many within the limit. So a row is withheld where one of
these moved by 1 to 4 since an earlier release, or gives back what another table withholds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from pipelines.contract.release_tables import ALL_REPORTING, ENGAGED, NOT_ENGAGED, MartFrames
from pipelines.disclosure import grains, shapes_programme
from pipelines.disclosure.base_counts import AimCounts
from pipelines.disclosure.coverage_lines import coverage_lines
from pipelines.disclosure.cubes import records
from pipelines.disclosure.ledger import IDENTITY, days_of, digest_of
from pipelines.disclosure.line_writer import LineWriter, Piece, Stretch, day_number
from pipelines.disclosure.local_aim_rows import window_of
from pipelines.disclosure.policy import Policy
from pipelines.disclosure.world import World

# What a shown row of waiting times is taken to say, and the counts of the mart that it sums.
TIMES = {"clocks": ("stopped", "exited", "censored"), "stopped": ("stopped",)}
REACHED = "reached"
EVERY_YEAR = "all"
_NONE = "none"


def lines_of_others(
    frames: MartFrames, counted: Mapping[int, AimCounts], world: World, policy: Policy
) -> Iterator[Piece]:
    """Yield the lines of local aims, coverage and waiting times."""
    yield _local_aims(frames, world)
    yield coverage_lines(frames, counted[1], world, policy)
    for aim, counts in counted.items():
        yield _Times(frames, counts, world, aim).piece()


def _local_aims(frames: MartFrames, world: World) -> Piece:
    out, who = LineWriter(), _whose_starts(frames, world)
    shape = shapes_programme.LOCAL_AIMS
    for row in records(frames.local_aims):
        start = _start(row)
        if row.authority_code not in world.codes:
            continue
        own, when = who[row.authority_code, start], window_of(row, world)
        aim = _NONE if pd.isna(row.aim) else str(int(row.aim))
        named = (shape.name, row.authority_code, aim, row.local_aim_id)
        parts = [f"{start} {row.stop_milestone} {int(row.within_days)} {x}" for x in ("in", "late")]
        late = int(row.denominator) - int(row.numerator)
        for column, value, kinds in (
            ("numerator", int(row.numerator), parts[:1]),
            ("denominator", int(row.numerator) + late, parts),
        ):
            line = out.add(named, column, value)
            for kind in kinds:
                out.term(line, kind, own, when)
        # The same starts, whatever stops them: two aims of an authority are about one another.
        line = out.add((IDENTITY, "", aim, ""), "starts of a local aim are in time or late", 0)
        for kind, sign in ((parts[0], 1), (parts[1], 1), (start, -1)):
            out.term(line, kind, own, when, sign)
    return out.piece()


class _Times:
    """Waiting times of one aim."""

    def __init__(self, frames: MartFrames, counts: AimCounts, world: World, aim: int) -> None:
        rows = frames.waiting_times
        if len(rows):
            mine = (rows["aim"] == aim) & (rows["variant"] == grains.HEADLINE_VARIANT[aim])
            rows = rows[mine]
        self._rows = {(str(r.area), str(r.cohort_year)): r for r in records(rows)}
        self._counts, self._world, self._aim = counts, world, aim
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
        return self._out.piece()

    def _of_group(self, group: str, year: str) -> None:
        members = [int(a) for a in np.flatnonzero(self._world.mask_of(group))]
        codes = [self._world.codes[a] for a in members]
        named = (shapes_programme.WAITING_TIMES_GROUPS.name, group, str(self._aim), year)
        self._say(named, self._rows[group, year], codes, (year, year))
        self._reached(named, members, (year, year))

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
            for part, when in [(r, _only(r)) for r in held] if is_sum else [(row, years)]:
                for kind in kinds:
                    who = f"{part.area} {digest_of(str(int(getattr(part, kind))))}"
                    self._out.term(line, f"{self._aim} times {kind}", who, _stretch(when))

    def _reached(
        self, named: tuple[str, str, str, str], members: Sequence[int], years: tuple[str, str]
    ) -> None:
        """Say how many reached the milestone within the limit: the cohorts' own count."""
        base = self._counts.kinds["within"]
        inside = base.quarters.year.isin([int(y) for y in _years(years)])
        value = int(base.counts[members][:, inside].sum())
        line = self._out.add(named, REACHED, value)
        first, after = days_of(base.quarters), days_of(base.quarters + 1)
        for a in members:
            for q in np.flatnonzero(inside & base.included[a]):
                when, who = (int(first[q]), int(after[q])), self._counts.keys["within"][a, q]
                self._out.term(line, f"{self._aim} within", who, when)


def _years(years: tuple[str, str]) -> list[str]:
    return [str(y) for y in range(int(years[0]), int(years[1]) + 1)]


@cache
def _stretch(years: tuple[str, str]) -> Stretch:
    first, after = pd.Timestamp(f"{years[0]}-01-01"), pd.Timestamp(f"{int(years[1]) + 1}-01-01")
    return day_number(first), day_number(after)


def _only(row: Any) -> tuple[str, str]:
    return str(row.cohort_year), str(row.cohort_year)


def _start(row: Any) -> str:
    """Return what a local aim counts from, as one says it: two aims may count the same starts."""
    return f"{row.start_milestone} {_told(row.routes)} {_ages(row)}"


def _whose_starts(frames: MartFrames, world: World) -> dict[tuple[str, str], str]:
    """Return (authority, start) → whose, and a digest of all that was counted from such starts.

    Windows of local aims overlap, and a part of one is a count that no row holds: so two releases
    share these counts while all of an authority's aims with the same start are the same.
    """
    told: dict[tuple[str, str], list[str]] = {}
    for row in records(frames.local_aims):
        if row.authority_code in world.codes:
            counts = f"{row.local_aim_id} {int(row.numerator)} {int(row.denominator)}"
            key = row.authority_code, _start(row)
            told.setdefault(key, []).append(f"{counts} {window_of(row, world)}")
    return {
        (code, start): f"{code} {digest_of(' '.join(sorted(rows)))}"
        for (code, start), rows in told.items()
    }


def _told(value: Any) -> str:
    return "any" if pd.isna(value) or value == "" else str(value)


def _ages(row: Any) -> str:
    return f"{getattr(row, 'min_age_years', '')} {getattr(row, 'max_age_years', '')}"
