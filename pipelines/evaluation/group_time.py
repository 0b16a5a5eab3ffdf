"""Group-time effects after Callaway and Sant'Anna (2021), without covariates, on a panel.

ATT(g, t) = (mean of g at t - mean of g at its base) - (the same of those to compare with). The base
is the last period before g less the anticipation; a period before it is a placebo. Means are
weighted by cell (children), so that a unit counts as it is in that period.

Every effect is a sum over units: what each unit contributes is kept, and gives standard errors of
it and of whatever is averaged of several, clustered on the unit.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from pipelines.evaluation.effect_panel import NEVER, Numbers, Panel

Mask = npt.NDArray[np.bool_]
COMPARISONS = ("not_yet", "never")
BASES = ("universal", "varying")


@dataclass(frozen=True)
class GroupTime:
    """The effect on one group in one period, and what each unit contributes to its error.

    ``linear``: by unit and period, the weight of the outcome in the estimate (0 of most).
    ``is_error_known``: whether those it is compared with are more than one, so that their scatter
    can be told.
    """

    group: int
    period: int
    estimate: float
    contributions: Numbers
    linear: Numbers
    is_error_known: bool = True

    @property
    def event_time(self) -> int:
        """Return periods since the first treated one (below 0: before it)."""
        return self.period - self.group


def group_times(
    panel: Panel,
    comparison: str = "not_yet",
    anticipation: int = 0,
    base_period: str = "universal",
) -> list[GroupTime]:
    """Return the effects of all groups and periods that have somebody to be compared with.

    Args:
        panel: outcomes of units by periods.
        comparison: ``not_yet``: those not treated, nor about to be, in either period; ``never``.
        anticipation: for how many periods before its start a unit may already differ.
        base_period: of periods before the start: ``universal`` (the base of the later ones) or
            ``varying`` (the period before).

    A group without a period before its start has no base, and no row; nor has the last to start
    where nobody is left to compare it with.
    """
    if comparison not in COMPARISONS or base_period not in BASES:
        raise ValueError(f"comparison is one of {COMPARISONS}, base_period of {BASES}")
    if anticipation < 0 or anticipation != int(anticipation):
        raise ValueError("anticipation is a whole number of periods, not below 0")
    anticipation = int(anticipation)
    found = []
    for group in panel.groups:
        start = group - 1 - anticipation
        if start < 0 or not (panel.first > group).any():
            continue
        own = panel.first == group
        for period in range(len(panel.periods)):
            is_varying = base_period == "varying" and period <= start
            base = period - 1 if is_varying else start
            if base < 0:
                continue
            others = _others(panel, group, max(period, base), comparison, anticipation)
            effect = _effect(panel, group, period, base, own, others)
            if effect is not None:
                found.append(effect)
    return found


def _others(panel: Panel, group: int, latest: int, comparison: str, anticipation: int) -> Mask:
    never: Mask = panel.first == NEVER
    if comparison == "never":
        return never
    later = (panel.first != NEVER) & (panel.first - anticipation > latest)
    others: Mask = never | (later & (panel.first != group))
    return others


def _effect(
    panel: Panel, group: int, period: int, base: int, own: Mask, others: Mask
) -> GroupTime | None:
    linear = np.zeros_like(panel.weight)
    contributions = np.zeros(len(panel.units))
    estimate = 0.0
    fewest = len(panel.units)
    for members, sign in ((own, 1.0), (others, -1.0)):
        for at, time_sign in ((period, 1.0), (base, -1.0)):
            weight = np.where(members, panel.weight[:, at], 0.0)
            total = weight.sum()
            if total <= 0:
                return None
            fewest = min(fewest, int((weight > 0).sum()))
            share = sign * time_sign * weight / total
            outcome = np.nan_to_num(panel.outcome[:, at])
            mean = float((weight * outcome).sum() / total)
            estimate += sign * time_sign * mean
            linear[:, at] += share
            contributions += share * np.where(members, outcome - mean, 0.0)
    if period == base:
        linear[:], contributions[:], estimate = 0.0, 0.0, 0.0
    return GroupTime(group, period, estimate, contributions, linear, fewest > 1)


def sizes(panel: Panel) -> dict[int, float]:
    """Return how much each group weighs: its units' mean weight over the periods they have."""
    by_unit = unit_weights(panel)
    return {group: float(by_unit[panel.first == group].sum()) for group in panel.groups}


def unit_weights(panel: Panel) -> Numbers:
    """Return the mean weight of each unit over the periods in which it has a cell."""
    there = (panel.weight > 0).sum(axis=1)
    means: Numbers = panel.weight.sum(axis=1) / np.maximum(there, 1)
    return means


def standard_error(contributions: Numbers, panel: Panel, parts: Sequence[GroupTime]) -> float:
    """Return the clustered standard error of an average of some effects; NaN where none is known.

    One authority's own scatter cannot be told from a change: of a group of one unit, or compared
    with one alone, no error is known; nor where nothing varies.
    """
    alone = any((panel.first == group).sum() < 2 for group in {part.group for part in parts})
    is_known = all(part.is_error_known for part in parts)
    if alone or not is_known or not contributions.any():
        return float("nan")
    return float(np.sqrt((contributions**2).sum()))


def post(effects: list[GroupTime]) -> Iterator[GroupTime]:
    """Yield the effects from each group's first treated period on."""
    return (effect for effect in effects if effect.period >= effect.group)
