"""The counts that nobody publishes by themselves, of which every published count is a sum.

One authority's, of one quarter, with one outcome. Whoever reads two releases may know that such a
count is the same in both, also where the authority sent all its data anew: most quarters are never
corrected. So two releases share a count for as long as what was counted is the same, whatever
submission it was counted in.
"""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.contract.release_tables import MartFrames
from pipelines.disclosure.cubes import Counts, Flags
from pipelines.disclosure.decisions import Decisions, Part
from pipelines.disclosure.ledger import days_of, digest_of
from pipelines.disclosure.windows import starts_of
from pipelines.disclosure.world import World

Keys = npt.NDArray[np.object_]
Stretch = tuple[str, int, int]
# Of a stock that waits, who is overdue is the sum of the two parts of another table.
_SUMS = ("overdue",)
# Windows cut quarters by the day of start; these are the starts they count, by the mart's column.
_BY_DAY = {
    "within": "within",
    "not_within": "otherwise",
    "exited_before_threshold": "otherwise",
}


@dataclass(frozen=True)
class BaseCount:
    """One kind of count: (authority, quarter), and where it is counted."""

    quarters: pd.PeriodIndex
    counts: Counts
    included: Flags


@dataclass(frozen=True)
class AimCounts:
    """All base counts of one aim.

    ``keys``: kind → (authority, quarter), whose count it is and a digest of what was counted.
    """

    aim: int
    kinds: Mapping[str, BaseCount]
    authorities: tuple[str, ...]
    keys: Mapping[str, Keys]

    def total(self, kinds: Sequence[str], authority: int, quarter: pd.Period) -> int | None:
        """Return the sum of some kinds; None where one of them is not counted in the quarter."""
        counted = 0
        for base in (self.kinds[k] for k in kinds):
            at = base.quarters.get_indexer(pd.PeriodIndex([quarter]))[0]
            if at < 0 or not base.included[authority, at]:
                return None
            counted += int(base.counts[authority, at])
        return counted

    @cached_property
    def _ends(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """Return each kind's quarters as days: their first days, and the days after them."""
        return {k: (days_of(b.quarters), days_of(b.quarters + 1)) for k, b in self.kinds.items()}

    def stretches(self, authority: int, kind: str, days: tuple[int, int]) -> list[Stretch]:
        """Return some days (since 1970, the end exclusive) as stretches of quarters, with keys.

        Outside the quarters counted there is nobody, and nothing is returned.
        """
        begin, end = self._ends[kind]
        first, after = np.maximum(begin, days[0]).tolist(), np.minimum(end, days[1]).tolist()
        return [
            (str(self.keys[kind][authority, q]), start, end)
            for q, (start, end) in enumerate(zip(first, after, strict=True))
            if start < end
        ]


def counts_by_aim(decided: Decisions, frames: MartFrames, world: World) -> dict[int, AimCounts]:
    """Return the base counts of Aims 1 to 4; the tables about children at home belong to Aim 1."""
    kinds: dict[int, dict[str, BaseCount]] = {aim: {} for aim in (1, 2, 3, 4)}
    for parts in decided.by_table():
        for part in parts:
            kinds[part.aim or 1] |= _kinds_of(part)
    return {
        aim: AimCounts(aim, own, world.codes, _keys(aim, own, frames, world.codes))
        for aim, own in kinds.items()
    }


def _kinds_of(part: Part) -> dict[str, BaseCount]:
    cube = part.cube
    return {
        name: BaseCount(cube.quarters, cube.atom(name), cube.included)
        for name in cube.atoms
        if name not in _SUMS
    }


def _keys(
    aim: int, kinds: Mapping[str, BaseCount], frames: MartFrames, codes: Sequence[str]
) -> dict[str, Keys]:
    starts = starts_of(frames.starts, aim) if len(frames.starts) else frames.starts
    by_day = {name: _by_day(starts, column) for name, column in _BY_DAY.items()}
    return {
        name: _keys_of(base, f"{aim} {name}", by_day.get(name, {}), codes)
        for name, base in kinds.items()
    }


def _keys_of(
    base: BaseCount, name: str, by_day: Mapping[Hashable, str], codes: Sequence[str]
) -> Keys:
    keys = np.empty(base.counts.shape, dtype=object)
    for a, code in enumerate(codes):
        for q, quarter in enumerate(base.quarters):
            counted = f"{name} {quarter} {base.counts[a, q]} {by_day.get((code, quarter), '')}"
            keys[a, q] = f"{code} {digest_of(counted)}"
    return keys


def _by_day(starts: pd.DataFrame, column: str) -> dict[Hashable, str]:
    """Return (authority, quarter) → the days of its starts, where windows cut quarters."""
    if not len(starts):
        return {}
    some = starts[starts[column] > 0]
    days = pd.to_datetime(some["clock_start"])
    told = days.dt.strftime("%m%d") + " " + some[column].astype(str)
    quarters = pd.PeriodIndex(days, freq="Q")
    grouped = told.groupby([some["authority_code"].to_numpy(), quarters])
    return {key: " ".join(sorted(own)) for key, own in grouped}


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
            "who": counted.keys[kind][who, counted.kinds[kind].quarters.get_indexer(quarters)],
            "start": days_of(quarters),
            "end": days_of(quarters + 1),
            "sign": sign,
        }
    )
