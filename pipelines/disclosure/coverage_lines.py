"""The lines of coverage: who is looked after on a day, at home or away from it.

Where the day is one on which children at home are counted, what the two tables differ by is the
children away from home: a count that no table holds. If they are 1 to 4 nobody is to work it out.
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.contract.release_tables import MartFrames
from pipelines.disclosure import grains, shapes_programme
from pipelines.disclosure.base_counts import AimCounts
from pipelines.disclosure.cubes import records
from pipelines.disclosure.ledger import digest_of
from pipelines.disclosure.line_writer import LineWriter, Piece, day_number
from pipelines.disclosure.policy import Policy
from pipelines.disclosure.vetoes import AIM_AT_HOME
from pipelines.disclosure.world import World

_ALL, _AWAY = "looked after", "looked after away from home"


def coverage_lines(frames: MartFrames, at_home: AimCounts, world: World, policy: Policy) -> Piece:
    """Return a line of each authority and day, and one of who is away where they are a few."""
    out = LineWriter()
    for row in records(frames.coverage):
        if row.authority_code in world.codes:
            _add(out, row, at_home, world.codes.index(row.authority_code), policy)
    return out.piece()


def _add(out: LineWriter, row: Any, at_home: AimCounts, authority: int, policy: Policy) -> None:
    code, day, count = str(row.authority_code), pd.Timestamp(row.day), int(row.counted_here)
    table, when = shapes_programme.COVERAGE.name, (day_number(day), day_number(day) + 1)
    line = out.add((table, code, AIM_AT_HOME, day.date().isoformat()), "counted_here", count)
    quarter = pd.Period(day, freq="Q")
    home = at_home.total(grains.HOME_STOCK.atoms, authority, quarter)
    if home is None or day != quarter.end_time.normalize() or home > count:
        out.term(line, _ALL, f"{code} {digest_of(str(count))}", when)
        return
    away = count - home
    terms = [(_AWAY, f"{code} {digest_of(str(away))}", when)]
    out.term(line, *terms[0])
    for kind in grains.HOME_STOCK.atoms:
        for who, start, end in at_home.stretches(authority, kind, _days(quarter)):
            out.term(line, f"{at_home.aim} {kind}", who, (start, end))
    if away < policy.smallest_shown:
        # No row shows it: what the attack is to look for.
        place = f"{day.date().isoformat()} away from home"
        few = out.add((table, code, AIM_AT_HOME, place), "away", away)
        out.term(few, *terms[0])


def _days(quarter: pd.Period) -> tuple[int, int]:
    return day_number(quarter.start_time), day_number((quarter + 1).start_time)
