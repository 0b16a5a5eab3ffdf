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
from pipelines.disclosure.cubes import records
from pipelines.disclosure.ledger import (
    IDENTITY,
    LINE,
    TERM,
    days_of,
    days_since_1970,
    digest_of,
)
from pipelines.disclosure.vetoes import AIM_AT_HOME
from pipelines.disclosure.world import World

Piece = tuple[pd.DataFrame, pd.DataFrame]
Stretch = tuple[int, int]
# What a shown row of waiting times is taken to say, and the counts of the mart that it sums.
TIMES = {"clocks": ("stopped", "exited", "censored"), "stopped": ("stopped",)}
REACHED = "reached"
EVERY_YEAR = "all"
_NONE = "none"
_YEAR = 365


class _Lines:
    """Lines and terms as they are written, one after the other."""

    def __init__(self) -> None:
        self._lines: list[tuple[object, ...]] = []
        self._terms: list[tuple[object, ...]] = []

    def add(self, row: tuple[str, str, str, str], column: str, value: int) -> int:
        """Add a line that is open once its row is shown; return its number."""
        self._lines.append((*row, column, value, row[0] == IDENTITY))
        return len(self._lines) - 1

    def term(self, line: int, count: str, who: str, when: Stretch, sign: int = 1) -> None:
        """Add a term of a line; an empty stretch has none."""
        if when[1] > when[0]:
            self._terms.append((line, count, who, *when, sign))

    def piece(self) -> Piece:
        """Return what was written."""
        return pd.DataFrame(self._lines, columns=LINE), pd.DataFrame(self._terms, columns=TERM)


def lines_of_others(
    frames: MartFrames, counted: Mapping[int, AimCounts], world: World
) -> Iterator[Piece]:
    """Yield the lines of local aims, coverage and waiting times."""
    yield _local_aims(frames, world)
    yield _coverage(frames, world)
    for aim, counts in counted.items():
        yield _Times(frames, counts, world, aim).piece()


def _local_aims(frames: MartFrames, world: World) -> Piece:
    out, who = _Lines(), _whose_starts(frames, world)
    shape = shapes_programme.LOCAL_AIMS
    for row in records(frames.local_aims):
        start = _start(row)
        if row.authority_code not in world.codes:
            continue
        own, when = who[row.authority_code, start], _window(row, world)
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


def _window(row: Any, world: World) -> Stretch:
    """Return the year of starts that a local aim counts, as days since 1970."""
    as_at = world.as_at[world.codes.index(row.authority_code)]
    until = as_at if pd.isna(row.achieve_by) else min(as_at, pd.Timestamp(row.achieve_by))
    last = _day(until) - int(row.within_days)
    since = getattr(row, "valid_from", None)
    first = last - _YEAR + 1
    return (first if pd.isna(since) else max(first, _day(pd.Timestamp(str(since))))), last + 1


def _coverage(frames: MartFrames, world: World) -> Piece:
    out = _Lines()
    for row in records(frames.coverage):
        if row.authority_code in world.codes:
            day = _day(pd.Timestamp(row.day))
            iso = pd.Timestamp(row.day).date().isoformat()
            named = (shapes_programme.COVERAGE.name, row.authority_code, AIM_AT_HOME, iso)
            line = out.add(named, "counted_here", int(row.counted_here))
            who = f"{row.authority_code} {digest_of(str(int(row.counted_here)))}"
            out.term(line, "looked after", who, (day, day + 1))
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
        self._out = _Lines()

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
    return _day(first), _day(after)


def _day(day: pd.Timestamp) -> int:
    return int(days_since_1970(pd.DatetimeIndex([day]))[0])


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
            told.setdefault(key, []).append(f"{counts} {_window(row, world)}")
    return {
        (code, start): f"{code} {digest_of(' '.join(sorted(rows)))}"
        for (code, start), rows in told.items()
    }


def _told(value: Any) -> str:
    return "any" if pd.isna(value) or value == "" else str(value)


def _ages(row: Any) -> str:
    return f"{getattr(row, 'min_age_years', '')} {getattr(row, 'max_age_years', '')}"
