"""The same estimates as tables of group by period, fast enough to be worked out thousands of times.

Belongs here: estimates alone, for leaving one authority out and for exchanging entry dates. Errors
from single units' contributions are ``group_time`` and ``imputation``; a test holds both together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.evaluation.effect_panel import NEVER, Numbers, Panel
from pipelines.evaluation.group_time import sizes
from pipelines.evaluation.imputation import untreated_cells

Mask = npt.NDArray[np.bool_]
Estimator = Callable[[Panel], "Effects"]


@dataclass(frozen=True)
class Effects:
    """Estimates by group (rows) and period (columns), NaN where there is none; group sizes."""

    groups: Sequence[int]
    estimates: Numbers
    size: Numbers

    @property
    def event_times(self) -> Numbers:
        """Return, for each cell, periods since the group's start."""
        periods = np.arange(self.estimates.shape[1])
        since: Numbers = periods[None, :] - np.array(self.groups, dtype=float).reshape(-1, 1)
        return since

    def overall(self) -> float:
        """Return the mean from each group's start on, groups weighing by size; NaN where none."""
        return self._mean(self.event_times >= 0)

    def at(self, event_time: int) -> float:
        """Return the mean so many periods after the start."""
        return self._mean(self.event_times == event_time)

    def _mean(self, chosen: Mask) -> float:
        cells = chosen & ~np.isnan(self.estimates)
        weight = np.where(cells, self.size[:, None], 0.0)
        total = weight.sum()
        if total <= 0:
            return float("nan")
        return float((weight * np.nan_to_num(self.estimates)).sum() / total)


def callaway_santanna(panel: Panel, comparison: str, anticipation: int) -> Effects:
    """Return group-time effects (``group_time.group_times``, universal base)."""
    groups = panel.groups
    periods = len(panel.periods)
    weighted = panel.weight * np.nan_to_num(panel.outcome)
    own = np.array([panel.first == group for group in groups], dtype=float)
    means = _ratio(own @ weighted, own @ panel.weight)
    never = panel.first == NEVER
    found = np.full((len(groups), periods), np.nan)
    # Who is not treated, nor about to be, in a period, and what their means are in any other.
    latest = np.arange(periods)[:, None]
    later = never | ((panel.first != NEVER) & (panel.first - anticipation > latest))
    others = (np.broadcast_to(never, later.shape) if comparison == "never" else later).astype(float)
    other_means = _ratio(others @ weighted, others @ panel.weight)
    for row, group in enumerate(groups):
        base = group - 1 - anticipation
        if base < 0:
            continue
        at = np.maximum(np.arange(periods), base)
        now = other_means[at, np.arange(periods)] - other_means[at, base]
        if comparison != "never":
            now = _less_own(panel, group, base, at, others, weighted, now)
        found[row] = means[row] - means[row, base] - now
    return Effects(groups, found, _sizes(panel, groups))


def _less_own(
    panel: Panel,
    group: int,
    base: int,
    at: Numbers,
    others: Numbers,
    weighted: Numbers,
    now: Numbers,
) -> Numbers:
    """Take a group out of those it is compared with: before its start it would be among them."""
    early = np.flatnonzero(group > at)
    if not len(early):
        return now
    now = now.copy()
    without = others[at[early].astype(int)] * (panel.first != group)
    top, weight = without @ weighted, without @ panel.weight
    means = _ratio(top, weight)
    now[early] = means[np.arange(len(early)), early] - means[:, base]
    return now


def imputation(panel: Panel, anticipation: int) -> Effects:
    """Return effects by imputation (``imputation.imputed``)."""
    cells = untreated_cells(panel, anticipation)
    weight = np.where(cells, panel.weight, 0.0)
    fitted, is_known = _two_way(panel, weight)
    effect = np.where((panel.weight > 0) & is_known, panel.outcome - fitted, np.nan)
    there = np.where(np.isnan(effect), 0.0, panel.weight)
    groups = panel.groups
    own = np.array([panel.first == group for group in groups], dtype=float)
    means = _ratio(own @ (there * np.nan_to_num(effect)), own @ there)
    early = np.arange(len(panel.periods))[None, :] < np.array(groups).reshape(-1, 1) - anticipation
    return Effects(groups, np.where(early, np.nan, means), _sizes(panel, groups))


def two_way_effects(panel: Panel, weight: Numbers) -> Numbers:
    """Return the effects of units, then of periods, by weighted least squares on some cells."""
    by_unit, by_period = weight.sum(axis=1), weight.sum(axis=0)
    gram = np.block([[np.diag(by_unit), weight], [weight.T, np.diag(by_period)]])
    outcome = weight * np.nan_to_num(panel.outcome)
    right = np.concatenate([outcome.sum(axis=1), outcome.sum(axis=0)])
    effects: Numbers = np.linalg.lstsq(gram, right, rcond=None)[0]
    return effects


def _two_way(panel: Panel, weight: Numbers) -> tuple[Numbers, Mask]:
    """Fit unit and period effects by weighted least squares; say which cells they reach."""
    effects = two_way_effects(panel, weight)
    by_unit, by_period = weight.sum(axis=1), weight.sum(axis=0)
    units = len(panel.units)
    fitted = effects[:units, None] + effects[None, units:]
    # Units and periods that are linked by untreated cells share one constant; others are not known.
    is_known = (by_unit > 0)[:, None] & (by_period > 0)[None, :]
    return fitted, is_known & _one_piece(weight > 0)


def _one_piece(
    cells: Mask,
) -> Mask:
    """Return which cells lie in a unit and a period that untreated cells link to each other."""
    units, periods = cells.shape
    piece = np.arange(units + periods)
    for _round in range(units + periods):
        before = piece.copy()
        linked = np.where(cells, np.minimum(piece[:units, None], piece[None, units:]), 10**9)
        piece[:units] = np.minimum(piece[:units], linked.min(axis=1))
        piece[units:] = np.minimum(piece[units:], linked.min(axis=0))
        if (before == piece).all():
            break
    linked_up: Mask = piece[:units, None] == piece[None, units:]
    return linked_up


def _ratio(top: Numbers, weight: Numbers) -> Numbers:
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.where(weight > 0, top / weight, np.nan)


def _sizes(panel: Panel, groups: Sequence[int]) -> Numbers:
    by_group = sizes(panel)
    return np.array([by_group[group] for group in groups])
