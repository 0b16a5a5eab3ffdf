"""The lines of tables that are not cut by aim and quarter: local aims, coverage, waiting times.

A local aim counts occurrences in a year of its own, coverage a stock of another day: both are sums
of base counts of their own. Waiting times are in ``waiting_lines``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pandas as pd

from pipelines.contract.release_tables import MartFrames
from pipelines.disclosure import shapes_programme
from pipelines.disclosure.base_counts import AimCounts
from pipelines.disclosure.coverage_lines import coverage_lines
from pipelines.disclosure.cubes import records
from pipelines.disclosure.ledger import IDENTITY, digest_of
from pipelines.disclosure.line_writer import LineWriter, Piece
from pipelines.disclosure.local_aim_rows import window_of
from pipelines.disclosure.policy import Policy
from pipelines.disclosure.waiting_lines import waiting_lines
from pipelines.disclosure.world import World

_NONE = "none"


def lines_of_others(
    frames: MartFrames, counted: Mapping[int, AimCounts], world: World, policy: Policy
) -> Iterator[Piece]:
    """Yield the lines of local aims, coverage and waiting times."""
    yield _local_aims(frames, world)
    yield coverage_lines(frames, counted[1], world, policy)
    for aim, counts in counted.items():
        yield from waiting_lines(frames, counts, world, aim, policy)


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
