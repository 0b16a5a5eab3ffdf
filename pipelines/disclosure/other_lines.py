"""The lines of tables that are not cut by aim and quarter: local aims, coverage, waiting times.

A local aim counts occurrences in a year of its own, coverage a stock of another day: both are sums
of base counts of their own. The counts behind waiting times do not leave, but a share to one
decimal beside its interval gives back how many there were: a shown row is taken to say how many
started, how many had stopped, and how many within the limit. So a row is withheld where one of
these moved by 1 to 4 since an earlier release, or gives back what another table withholds.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from pipelines.contract.release_tables import ALL_REPORTING, ENGAGED, NOT_ENGAGED, MartFrames
from pipelines.disclosure import grains, shapes_programme
from pipelines.disclosure.base_counts import AimCounts
from pipelines.disclosure.cubes import records
from pipelines.disclosure.ledger import IDENTITY, LINE, TERM, days_since_1970
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
    out, who = _Lines(), _whose(frames, world, frames.local_aims)
    shape = shapes_programme.LOCAL_AIMS
    for row in records(frames.local_aims):
        if row.authority_code not in who:
            continue
        own, when = who[row.authority_code], _window(row, world)
        aim = _NONE if pd.isna(row.aim) else str(int(row.aim))
        named = (shape.name, row.authority_code, aim, row.local_aim_id)
        start = f"{row.start_milestone} {_told(row.routes)} {_ages(row)}"
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
    out, who = _Lines(), _whose(frames, world, frames.coverage)
    for row in records(frames.coverage):
        if row.authority_code in who:
            day = _day(pd.Timestamp(row.day))
            iso = pd.Timestamp(row.day).date().isoformat()
            named = (shapes_programme.COVERAGE.name, row.authority_code, AIM_AT_HOME, iso)
            line = out.add(named, "counted_here", int(row.counted_here))
            out.term(line, "looked after", who[row.authority_code], (day, day + 1))
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
        # A group whose times are not the sum of its members' is an unknown by itself.
        self._who = _whose(frames, world, rows.rename(columns={"area": "authority_code"}))
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
            # An authority without any waits has no times.
            members = [self._who[c] for c in codes if c in self._who]
            whose = members if is_sum else [f"{named[1]} {value}"]
            for who in whose:
                for kind in kinds:
                    self._out.term(line, f"{self._aim} times {kind}", who, _stretch(years))

    def _reached(
        self, named: tuple[str, str, str, str], members: Sequence[int], years: tuple[str, str]
    ) -> None:
        """Say how many reached the milestone within the limit: the cohorts' own count."""
        base = self._counts.kinds["within"]
        inside = base.quarters.year.isin([int(y) for y in _years(years)])
        value = int(base.counts[members][:, inside].sum())
        line = self._out.add(named, REACHED, value)
        first = days_since_1970(base.quarters.to_timestamp())
        after = days_since_1970((base.quarters + 1).to_timestamp())
        for a in members:
            for q in np.flatnonzero(inside & base.included[a]):
                when = int(first[q]), int(after[q])
                self._out.term(line, f"{self._aim} within", self._counts.who[a], when)


def _years(years: tuple[str, str]) -> list[str]:
    return [str(y) for y in range(int(years[0]), int(years[1]) + 1)]


def _stretch(years: tuple[str, str]) -> Stretch:
    first, after = pd.Timestamp(f"{years[0]}-01-01"), pd.Timestamp(f"{int(years[1]) + 1}-01-01")
    return _day(first), _day(after)


def _day(day: pd.Timestamp) -> int:
    return int(days_since_1970(pd.DatetimeIndex([day]))[0])


def _whose(frames: MartFrames, world: World, rows: pd.DataFrame) -> dict[str, str]:
    """Return authority → its submission and a digest of its rows; of whom there are rows."""
    listed = frames.authorities.set_index("authority_code")["submission_id"]
    if not len(rows):
        return {}
    return {
        str(code): f"{code} {listed[code]} {_digest(own)}"
        for code, own in rows.groupby("authority_code", sort=True)
        if code in world.codes
    }


def _digest(rows: pd.DataFrame) -> str:
    text = "\n".join(sorted(rows.to_csv(index=False, header=False).splitlines()))
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _told(value: Any) -> str:
    return "any" if pd.isna(value) or value == "" else str(value)


def _ages(row: Any) -> str:
    return f"{getattr(row, 'min_age_years', '')} {getattr(row, 'max_age_years', '')}"
