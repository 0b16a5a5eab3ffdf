"""Every block of one build, decided once, in the order in which they rest on each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from pipelines.contract.release_tables import ALL_REPORTING, SCOTLAND, MartFrames
from pipelines.disclosure import blocks, grains
from pipelines.disclosure.closure import Allowed, Visibility, decide, safe
from pipelines.disclosure.cubes import Cube, Flags, Span, mature_by
from pipelines.disclosure.grains import Areas, Block
from pipelines.disclosure.policy import Policy
from pipelines.disclosure.vetoes import Vetoes
from pipelines.disclosure.world import World

Where = dict[str, Flags]


@dataclass(frozen=True)
class Part:
    """One block of one aim, decided: what the tables are written from.

    ``leaves``: group → (quarter,), where the row is complete enough to be looked at.
    """

    cube: Cube
    block: Block
    visible: Visibility
    leaves: Mapping[str, Flags]
    aim: int | None = None

    @property
    def variant(self) -> str:
        """Return the variant of the aim that leaves."""
        return grains.HEADLINE_VARIANT[self.aim] if self.aim else ""

    @property
    def spans(self) -> tuple[Span, ...]:
        """Return the spans of years by which named authorities leave."""
        return self.cube.spans(self.block.span_years)

    def published(self, group: str) -> Flags:
        """Return the quarters (quarter,) whose figures leave for a group."""
        own = ALL_REPORTING if group == SCOTLAND else group
        return np.asarray(self.visible.quarters[own] & self.leaves[group])

    def where(self) -> Where:
        """Return ``published`` for each group."""
        return {g: self.published(g) for g in self.visible.quarters}

    def groups(self, world: World) -> tuple[str, ...]:
        """Return the groups the block leaves for."""
        if self.block.areas is Areas.WHOLE:
            return tuple(g for g in world.groups if g in (SCOTLAND, ALL_REPORTING))
        return world.groups


@dataclass(frozen=True)
class Decisions:
    """All parts of one build. ``cohorts``, ``waiting``, ``overdue``: Aims 1 to 4, in order."""

    cohorts: tuple[Part, ...]
    waiting: tuple[Part, ...]
    overdue: tuple[Part, ...]
    stock: Part
    decisions: Part
    flow: Part
    outcomes: Part

    def by_table(self) -> list[tuple[Part, ...]]:
        """Return the parts that are written to the same tables, in the order of the tables."""
        single = (self.stock, self.decisions, self.flow, self.outcomes)
        return [self.cohorts, self.waiting, self.overdue, *((part,) for part in single)]


@dataclass(frozen=True)
class _Decider:
    frames: MartFrames
    world: World
    named: Flags
    policy: Policy
    vetoes: Vetoes

    def cohort(self, aim: int, block: Block, allowed: Allowed | None = None) -> Part:
        """Return what may be shown of an aim's cohorts: quarters leave once they are mature."""
        cube = blocks.cohort(self.frames, self.world, aim)
        rows = blocks.cohort_rows(self.frames, aim)
        mature = mature_by(rows, self.world.groups, cube.quarters)
        leaves = dict(zip(self.world.groups, mature, strict=True))
        return Part(cube, block, self._decide(cube, block, allowed, aim), leaves, aim)

    def stock_or_flow(
        self, cube: Cube, block: Block, allowed: Allowed | None = None, aim: int | None = None
    ) -> Part:
        """Return what may be shown of a stock or a flow: days leave that enough members reach."""
        visible = self._decide(cube, block, allowed, aim)
        return Part(cube, block, visible, self._complete(cube), aim)

    def _decide(
        self, cube: Cube, block: Block, allowed: Allowed | None, aim: int | None
    ) -> Visibility:
        at_most = self.vetoes.allowed(cube, block, aim, allowed or Allowed({}))
        return decide(cube, block, self.world.members, self.named, self.policy, at_most)

    def _complete(self, cube: Cube) -> Where:
        out = {}
        for group in self.world.groups:
            members = self.world.mask_of(group)
            held = cube.included[members].sum(axis=0)
            least = self.policy.least_member_share * members.sum()
            out[group] = np.asarray((held >= least) & (held > 0))
        return out


def decide_all(
    frames: MartFrames, world: World, named: Flags, policy: Policy, vetoes: Vetoes | None = None
) -> Decisions:
    """Return every block of the build, decided; no row that is vetoed is shown."""
    decider = _Decider(frames, world, named, policy, vetoes or Vetoes())
    home = (frames, world)
    stock = decider.stock_or_flow(blocks.home_stock(*home), grains.HOME_STOCK)
    where_stock = Allowed(stock.where(), stock.visible.authorities)
    home_waiting = decider.stock_or_flow(
        blocks.home_waiting(*home), grains.HOME_WAITING, where_stock, aim=1
    )
    decisions = decider.stock_or_flow(
        blocks.home_decisions(*home), grains.HOME_DECISIONS, where_stock
    )
    both_ends = Allowed(_twice(where_stock.quarters))
    could_flow = decider.stock_or_flow(blocks.home_flow(*home), grains.HOME_FLOW, both_ends)
    home_cohort = _home_cohort(decider, could_flow)
    flow = _without_small_difference(could_flow, home_cohort, policy)
    outcomes = decider.stock_or_flow(
        blocks.home_outcomes(*home), grains.HOME_OUTCOMES, Allowed(flow.where())
    )
    cohorts = (home_cohort, *(decider.cohort(aim, own) for aim, own in grains.COHORTS.items()))
    waiting = (home_waiting, *(_waiting(decider, aim) for aim in (2, 3, 4)))
    overdue = tuple(_overdue(decider, part) for part in waiting)
    return Decisions(cohorts, waiting, overdue, stock, decisions, flow, outcomes)


def _waiting(decider: _Decider, aim: int) -> Part:
    cube = blocks.waiting(decider.frames, decider.world, aim)
    return decider.stock_or_flow(cube, grains.WAITING, aim=aim)


def _overdue(decider: _Decider, waiting: Part) -> Part:
    aim = waiting.aim or 1
    cube = blocks.overdue(decider.frames, decider.world, aim)
    return decider.stock_or_flow(cube, grains.OVERDUE, Allowed(waiting.where()), aim=aim)


def _home_cohort(decider: _Decider, flow: Part) -> Part:
    quarters = blocks.cohort(decider.frames, decider.world, 1).quarters
    allowed = {g: _on(flow.cube.quarters, at, quarters) for g, at in flow.where().items()}
    return decider.cohort(1, grains.HOME_COHORT, Allowed(allowed))


def _without_small_difference(flow: Part, cohort: Part, policy: Policy) -> Part:
    """Withhold the flow where beside its cohort it would give back a few not counted."""
    shown = cohort.published(ALL_REPORTING)
    beside = _on(cohort.cube.quarters, shown, flow.cube.quarters)
    difference = blocks.reached_but_not_counted(flow.cube, cohort.cube)
    keep = ~beside | safe(difference[:, None], policy)
    quarters = {g: np.asarray(at & keep) for g, at in flow.visible.quarters.items()}
    return replace(flow, visible=replace(flow.visible, quarters=quarters))


def _twice(where: Mapping[str, Flags]) -> Where:
    """Return where a quarter and the one before it are shown."""
    out = {}
    for group, now in where.items():
        before = np.concatenate([[False], now])[: len(now)].astype(bool)
        out[group] = np.asarray(now & before)
    return out


def _on(quarters: pd.PeriodIndex, flags: Flags, wanted: pd.PeriodIndex) -> Flags:
    """Return flags of some quarters on other quarters; False where there is none."""
    position = quarters.get_indexer(wanted)
    padded = np.append(flags, False)
    return np.asarray(padded[np.where(position >= 0, position, len(flags))], dtype=bool)
