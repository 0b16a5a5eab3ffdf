"""The lines of waiting curves in the attack: what each row adds up, and what it shares with others.

The unknowns are steps: of one side of the programme, one year of start and the days between two
cuts, who reached the milestone and who left. At the time limit they add up to the outcomes that
``aim_timeliness`` counts by authority; that is an identity of the attack.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from pipelines.contract.release_tables import ALL_REPORTING, MartFrames
from pipelines.disclosure.base_counts import AimCounts, terms_of
from pipelines.disclosure.curve_counts import (
    LEFT,
    OUTCOMES,
    REACHED,
    SIDES,
    CurveYear,
    curve_years,
    sides_of,
)
from pipelines.disclosure.curve_rows import CURVES
from pipelines.disclosure.decisions import Decisions
from pipelines.disclosure.grains import Areas
from pipelines.disclosure.ledger import IDENTITY, LINE, TERM, days_since_1970, digest_of
from pipelines.disclosure.policy import Policy
from pipelines.disclosure.world import World

Piece = tuple[pd.DataFrame, pd.DataFrame]
# What ``aim_timeliness`` calls it, and how many of the waits still open at the limit end later.
_AT_LIMIT = {REACHED: "within", LEFT: "exited_before_threshold"}
_STILL, _REST = "not_within", "still waiting at the end of the curve"


def curve_pieces(
    frames: MartFrames,
    decided: Decisions,
    counted: Mapping[int, AimCounts],
    world: World,
    policy: Policy,
) -> Iterator[Piece]:
    """Yield the lines of all curves, nothing open yet, and the identities that tie them."""
    for curve in curve_years(frames, decided, world, policy):
        whole_only = curve.part.block.areas is Areas.WHOLE
        for area in (ALL_REPORTING,) if whole_only else (ALL_REPORTING, *SIDES):
            yield _rows(curve, area)
            yield _small_steps(curve, area, policy)
        for side in SIDES:
            yield from _at_the_limit(curve, counted[curve.aim], side, world)


def _rows(curve: CurveYear, area: str) -> Piece:
    """Return a line for each day of the grid: how many had reached it, or left, by then."""
    by = curve.of(area)
    lines: list[_Line] = []
    terms: list[_Term] = []
    for cut in np.flatnonzero(curve.on_grid):
        for o, outcome in enumerate(OUTCOMES):
            terms += _steps(curve, area, outcome, (0, int(cut)), len(lines))
            period = f"{curve.year} {curve.cuts[cut]}"
            lines.append(_line(curve, area, (period, outcome), int(by[cut, o])))
    return _piece(lines, terms)


def _small_steps(curve: CurveYear, area: str, policy: Policy) -> Piece:
    """Return a line, which no row shows, for each stretch of steps in which 1 to 4 did something.

    They are what the attack is to look for: what stands at a day is said by the days around it.
    """
    by = curve.of(area)
    lines: list[_Line] = []
    terms: list[_Term] = []
    steps = np.diff(by, axis=0, prepend=0)
    for o, outcome in enumerate(OUTCOMES):
        some = np.flatnonzero(steps[:, o])
        for i, start in enumerate(some):
            for end in some[i:]:
                count = int(steps[start : end + 1, o].sum())
                if count >= policy.smallest_shown:
                    break
                terms += _steps(curve, area, outcome, (int(start), int(end)), len(lines))
                period = f"{curve.year} steps {start} to {end}"
                lines.append(_line(curve, area, (period, outcome), count))
    return _piece(lines, terms)


def _at_the_limit(curve: CurveYear, counted: AimCounts, side: str, world: World) -> Iterator[Piece]:
    """Yield what ties a side's steps to its authorities' outcomes at the time limit."""
    at, limit = curve.part.cube.quarters_of(curve.year), curve.cuts.index(curve.limit)
    who, quarter = np.nonzero(curve.part.cube.included[:, at] & world.members[side][:, None])
    if not len(who):
        return
    line = np.zeros(len(who), dtype=np.int64)

    def of_authorities(kind: str) -> pd.DataFrame:
        """Return an outcome of the side's authorities, summed over the year."""
        return terms_of(counted, kind, line, who, curve.part.cube.quarters[at[quarter]])

    for outcome, kind in _AT_LIMIT.items():
        steps = _steps(curve, side, outcome, (0, limit), 0, sign=-1)
        yield _identity(curve, kind, of_authorities(kind), steps)
    later = (limit + 1, len(curve.cuts) - 1)
    steps = [s for o in OUTCOMES for s in _steps(curve, side, o, later, 0, sign=-1)]
    still = curve.starts[side] - int(curve.by[side][-1].sum())
    whose = f"{side} {digest_of(f'{curve.cuts[-1]} {still}')}"
    rest = (0, f"{curve.aim} {_REST}", whose, *_year(curve), -1)
    yield _identity(curve, _STILL, of_authorities(_STILL), [*steps, rest])


def _identity(curve: CurveYear, kind: str, ours: pd.DataFrame, steps: list[_Term]) -> Piece:
    lines = [(IDENTITY, "", str(curve.aim), "", f"{kind}, step by step", 0, True)]
    both = pd.concat([ours, pd.DataFrame(steps, columns=TERM)])
    return pd.DataFrame(lines, columns=LINE), both


_Line = tuple[str, str, str, str, str, int, bool]
_Term = tuple[int, str, str, int, int, int]


def _steps(
    curve: CurveYear, area: str, outcome: str, cuts: tuple[int, int], line: int, sign: int = 1
) -> list[_Term]:
    """Return the steps from one cut to another (both included) as terms of a line."""
    first, last = cuts
    start, end = _year(curve)
    return [
        (
            line,
            f"{curve.aim} {outcome} by {curve.cuts[cut]}",
            _whose(curve, side, outcome, cut),
            start,
            end,
            sign,
        )
        for side in sides_of(area)
        for cut in range(first, last + 1)
    ]


def _whose(curve: CurveYear, side: str, outcome: str, cut: int) -> str:
    """Return a side and a digest of its step: two releases share a step that is the same."""
    since = cut - 1 if cut else None
    by = curve.by[side][:, OUTCOMES.index(outcome)]
    count = int(by[cut]) - (int(by[since]) if since is not None else 0)
    first = curve.cuts[since] if since is not None else -1
    return f"{side} {digest_of(f'{first} {count}')}"


def _year(curve: CurveYear) -> tuple[int, int]:
    days = pd.DatetimeIndex([f"{curve.year}-01-01", f"{curve.year + 1}-01-01"])
    start, end = days_since_1970(days).tolist()
    return start, end


def _line(curve: CurveYear, area: str, told: tuple[str, str], value: int) -> _Line:
    period, column = told
    return CURVES.name, area, str(curve.aim), period, column, value, False


def _piece(lines: list[_Line], terms: list[_Term]) -> Piece:
    return pd.DataFrame(lines, columns=LINE), pd.DataFrame(terms, columns=TERM)
