"""The counts that nobody publishes by themselves, of which every published count is a sum.

One authority's, of one quarter, with one outcome. What is known of an authority stays the same
count from release to release while the submission and what was counted in it stay the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.contract.release_tables import MartFrames
from pipelines.disclosure.cubes import Counts, Flags
from pipelines.disclosure.decisions import Decisions, Part
from pipelines.disclosure.ledger import days_of
from pipelines.disclosure.windows import starts_of
from pipelines.disclosure.world import World

# Of a stock that waits, who is overdue is the sum of the two parts of another table.
_SUMS = ("overdue",)


@dataclass(frozen=True)
class BaseCount:
    """One kind of count: (authority, quarter), and where it is counted."""

    quarters: pd.PeriodIndex
    counts: Counts
    included: Flags


@dataclass(frozen=True)
class AimCounts:
    """All base counts of one aim, and who they are of: a key per authority."""

    aim: int
    kinds: Mapping[str, BaseCount]
    who: tuple[str, ...]


def counts_by_aim(decided: Decisions, frames: MartFrames, world: World) -> dict[int, AimCounts]:
    """Return the base counts of Aims 1 to 4; the tables about children at home belong to Aim 1."""
    kinds: dict[int, dict[str, BaseCount]] = {aim: {} for aim in (1, 2, 3, 4)}
    for parts in decided.by_table():
        for part in parts:
            kinds[part.aim or 1] |= _kinds_of(part)
    return {aim: AimCounts(aim, own, _who(aim, own, frames, world)) for aim, own in kinds.items()}


def _kinds_of(part: Part) -> dict[str, BaseCount]:
    cube = part.cube
    return {
        name: BaseCount(cube.quarters, cube.atom(name), cube.included)
        for name in cube.atoms
        if name not in _SUMS
    }


def _who(
    aim: int, kinds: Mapping[str, BaseCount], frames: MartFrames, world: World
) -> tuple[str, ...]:
    listed = frames.authorities.set_index("authority_code")["submission_id"]
    starts = starts_of(frames.starts, aim) if len(frames.starts) else frames.starts
    by_authority = dict(list(starts.groupby("authority_code"))) if len(starts) else {}
    return tuple(
        f"{code} {listed[code]} {_digest(a, kinds, by_authority.get(code))}"
        for a, code in enumerate(world.codes)
    )


def terms_of(
    counted: AimCounts,
    kind: str,
    line: np.ndarray,
    who: np.ndarray,
    quarters: pd.PeriodIndex,
    sign: int = 1,
) -> pd.DataFrame:
    """Return a term of one kind for each line: whose, and of which quarter."""
    return pd.DataFrame(
        {
            "line": line,
            "count": f"{counted.aim} {kind}",
            "who": np.array(counted.who, dtype=object)[who],
            "start": days_of(quarters),
            "end": days_of(quarters + 1),
            "sign": sign,
        }
    )


def _digest(a: int, kinds: Mapping[str, BaseCount], starts: pd.DataFrame | None) -> str:
    """Return a digest of all that is counted of an authority; its noughts say nothing."""
    told = hashlib.sha256()
    for name in sorted(kinds):
        base = kinds[name]
        for q in np.flatnonzero(base.counts[a]):
            told.update(f"{name} {base.quarters[int(q)]} {base.counts[a, q]}\n".encode())
    if starts is not None:
        told.update(starts.drop(columns="authority_code").to_csv(index=False).encode())
    return told.hexdigest()[:16]
