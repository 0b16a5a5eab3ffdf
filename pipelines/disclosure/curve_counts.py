"""The counts behind waiting curves: of a year's counted starts, who had reached it or left by when.

A curve follows the starts that ``aim_timeliness`` counts, so that at the time limit it says what
that table says, and as far as every authority of the year was followed: there nobody is censored
but the few transferred later, and Aalen and Johansen's incidence is the share itself (decision
0020).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.contract.release_tables import ALL_REPORTING, ENGAGED, NOT_ENGAGED, MartFrames
from pipelines.disclosure.closure import safe
from pipelines.disclosure.cubes import Counts, Flags, check_margins
from pipelines.disclosure.decisions import Decisions, Part
from pipelines.disclosure.policy import Policy
from pipelines.disclosure.world import World

REACHED, LEFT = "reached", "left"
OUTCOMES = (REACHED, LEFT)
SIDES = (ENGAGED, NOT_ENGAGED)


@dataclass(frozen=True)
class CurveYear:
    """One aim's starts of one calendar year.

    ``cuts``: days after the start, those of the grid and the time limit, in order. ``by``: side of
    the programme → (cut, outcome), how many had reached it or left by then. ``starts`` by side.
    """

    part: Part
    year: int
    limit: int
    cuts: tuple[int, ...]
    by: Mapping[str, Counts]
    starts: Mapping[str, int]
    step_days: int

    @property
    def aim(self) -> int:
        """Return the aim."""
        return self.part.aim or 0

    @property
    def on_grid(self) -> Flags:
        """Return which cuts are days of the grid."""
        return np.array([cut % self.step_days == 0 for cut in self.cuts], dtype=bool)

    def of(self, group: str) -> Counts:
        """Return (cut, outcome) of a group: the two sides together are all that report."""
        return np.asarray(sum(self.by[side] for side in sides_of(group)), dtype=np.int64)

    def starts_of(self, group: str) -> int:
        """Return the counted starts of a group."""
        return sum(self.starts[side] for side in sides_of(group))


def sides_of(group: str) -> tuple[str, ...]:
    """Return the sides of the programme that a group holds."""
    return (group,) if group in SIDES else SIDES


def curve_years(
    frames: MartFrames, decided: Decisions, world: World, policy: Policy
) -> list[CurveYear]:
    """Return every year of every aim that is complete for all that report.

    Raises ``ValueError`` where the waits are not those that ``aim_timeliness`` counts.
    """
    if not len(frames.waits):
        return []
    found = []
    for part in decided.cohorts:
        laid = _Laid(frames.waits[frames.waits["aim"] == part.aim], part)
        for year in part.cube.years:
            at = part.cube.quarters_of(year)
            if len(at) == 4 and part.leaves[ALL_REPORTING][at].all():
                found.append(laid.year(year, world, policy))
    return found


class _Laid:
    """One aim's waits by authority and quarter of start."""

    def __init__(self, waits: pd.DataFrame, part: Part) -> None:
        cube = part.cube
        quarters = pd.PeriodIndex(pd.to_datetime(waits["cohort_quarter"]), freq="Q")
        who = pd.Index(cube.authorities).get_indexer(pd.Index(waits["authority_code"]))
        when = cube.quarters.get_indexer(quarters)
        known = (who >= 0) & (when >= 0)
        known[known] = cube.included[who[known], when[known]]
        self.part, self.rows = part, waits[known]
        self.who, self.when = who[known], when[known]
        self.limit = int(waits["threshold_days"].max()) if len(waits) else 0
        _check(self)

    def counts(self, within: Flags, cuts: tuple[int, ...]) -> Counts:
        """Return (authority, cut, outcome): how many had reached it, or left, by each cut."""
        rows = self.rows[within]
        step = np.searchsorted(cuts, rows["days"].to_numpy())
        seen = step < len(cuts)
        out = np.zeros((len(self.part.cube.authorities), len(cuts), len(OUTCOMES)), dtype=np.int64)
        own = rows[list(OUTCOMES)].to_numpy(dtype=np.int64)
        np.add.at(out, (self.who[within][seen], step[seen]), own[seen])
        return np.asarray(out.cumsum(axis=1), dtype=np.int64)

    def year(self, year: int, world: World, policy: Policy) -> CurveYear:
        """Return one calendar year, as far as all its authorities were followed."""
        cube, at = self.part.cube, self.part.cube.quarters_of(year)
        last = min(policy.curve_until_limits * self.limit, _followed(self.part, at, world))
        cuts = tuple(sorted({*range(0, last + 1, policy.curve_step_days), self.limit}))
        counted = self.counts(np.isin(self.when, at), cuts)
        starts = cube.counts[:, at].sum(axis=(1, 2))
        masks = {side: world.members[side] for side in SIDES}
        return CurveYear(
            part=self.part,
            year=year,
            limit=self.limit,
            cuts=cuts,
            by={s: np.asarray(counted[m].sum(axis=0), dtype=np.int64) for s, m in masks.items()},
            starts={s: int(starts[m].sum()) for s, m in masks.items()},
            step_days=policy.curve_step_days,
        )


def _check(laid: _Laid) -> None:
    """Raise where the waits are not the cohorts': reached by the limit, left by it, all starts."""
    cube = laid.part.cube
    by_limit = np.where((laid.rows["days"] <= laid.limit).to_numpy()[:, None], 1, 0)
    told = laid.rows[[*OUTCOMES, "clocks"]].to_numpy(dtype=np.int64, copy=True)
    told[:, : len(OUTCOMES)] *= by_limit
    found = np.zeros((*cube.included.shape, told.shape[1]), dtype=np.int64)
    np.add.at(found, (laid.who, laid.when), told)
    within, out = cube.atom("within"), cube.atom("exited_before_threshold")
    expected = np.stack([within, out, cube.counts.sum(axis=2)], axis=2)
    check_margins(f"waits of Aim {laid.part.aim}", found, expected)


def _followed(part: Part, at: Counts, world: World) -> int:
    """Return how many days after its last start every authority of a year was followed."""
    ends = part.cube.quarters[at].to_timestamp(how="end").normalize()
    days = (world.as_at.to_numpy()[:, None] - ends.to_numpy()[None, :]).astype("timedelta64[D]")
    own = days.astype(np.int64)[part.cube.included[:, at]]
    return int(own.min()) if len(own) else 0


def cuts_shown(curve: CurveYear, group: str, allowed: Flags, policy: Policy) -> Flags:
    """Return by cut whether a group's curve may be shown there.

    ``allowed``: at which cuts at most. Between two cuts that are known (shown, or the time limit,
    which other tables tell) nobody or at least the policy's smallest count reached the milestone,
    and so of those who left; enough still wait at each that is shown.
    """
    by = curve.of(group)
    waiting = curve.starts_of(group) - by.sum(axis=1)
    allowed = allowed & curve.on_grid & (waiting >= policy.curve_least_at_risk)
    known = [-1]
    for cut, day in enumerate(curve.cuts):
        if day == curve.limit:
            while len(known) > 1 and not _is_safe_step(by, known[-1], cut, policy):
                known.pop()
            known.append(cut)
        elif allowed[cut] and _is_safe_step(by, known[-1], cut, policy):
            known.append(cut)
    shown = np.zeros(len(curve.cuts), dtype=bool)
    shown[known[1:]] = True
    return np.asarray(shown & allowed)


def _is_safe_step(by: Counts, start: int, end: int, policy: Policy) -> bool:
    return bool(safe(by[end] - (by[start] if start >= 0 else 0), policy))
