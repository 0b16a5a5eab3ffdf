"""Estimates by weighted regression on a panel: Sun and Abraham's, and plain two-way fixed effects.

Sun and Abraham (2021): unit and period effects, and one effect for each group and period since its
start, which are then averaged by size. Compared with are the never treated, or where there are none
the last to be treated, until they are about to be. Plain two-way fixed effects compare those
treated late with those treated before, and are no estimate of the effect here: they stand as a
warning.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from pipelines.evaluation.effect_arrays import Effects, Mask, two_way_effects
from pipelines.evaluation.effect_panel import NEVER, Numbers, Panel
from pipelines.evaluation.group_time import sizes

# What unit and period effects leave of having started, where they leave nothing but rounding.
COLLINEAR = 1e-8


def sun_abraham(panel: Panel, anticipation: int) -> Effects:
    """Return effects by group and period: 0 at the base, NaN where nothing is told.

    With one effect for each group and period but the base, the regression falls apart: each group's
    periods are fitted with its own units alone, and so are those of whom it is compared with. What
    is left of the difference, from the base on, is the effect.
    """
    last = _last(panel)
    periods = len(panel.periods)
    until = periods if last is None else min(max(last - anticipation, 0), periods)
    compared = _periods_of(panel, NEVER if last is None else last, until)
    found = np.full((len(panel.groups), periods), np.nan)
    for row, group in enumerate(panel.groups):
        base = group - 1 - anticipation
        if group == last or not 0 <= base < until:
            continue
        own = _periods_of(panel, group, until)
        found[row] = (own - own[base]) - (compared - compared[base])
    by_group = sizes(panel)
    return Effects(panel.groups, found, np.array([by_group[g] for g in panel.groups]))


def _periods_of(panel: Panel, group: int, until: int) -> Numbers:
    """Return the period effects of one group's units, fitted by themselves; NaN where none is."""
    own = panel.of(panel.first == group)
    there = (own.weight > 0) & (np.arange(len(panel.periods)) < until)[None, :]
    effects = np.full(len(panel.periods), np.nan)
    if there.any():
        weight = np.where(there, own.weight, 0.0)
        fitted = two_way_effects(own, weight)[len(own.units) :]
        effects = np.where(weight.sum(axis=0) > 0, fitted, np.nan)
    return effects


def two_way_fixed_effects(panel: Panel) -> float:
    """Return the coefficient of having started, beside unit and period effects.

    NaN where it cannot be told from them: nobody has started, or all have in the same period.
    """
    periods = np.arange(len(panel.periods))[None, :]
    treated = ((panel.first != NEVER)[:, None] & (periods >= panel.first[:, None])).astype(float)
    usable = panel.weight > 0
    effects = two_way_effects(replace(panel, outcome=treated), panel.weight)
    units = len(panel.units)
    own = treated - effects[:units, None] - effects[None, units:]
    if not usable.any() or np.abs(own[usable]).max() < COLLINEAR:
        return float("nan")
    return float(_fit(panel, usable, treated[None])[0])


def _last(panel: Panel) -> int | None:
    """Return the group to compare with where nobody is never treated: the last, or a later one."""
    if (panel.first == NEVER).any() or not panel.groups:
        return None
    return int(panel.first.max())


def _fit(panel: Panel, usable: Mask, columns: Numbers) -> Numbers:
    """Return the coefficients of some columns (cells of the panel) beside two-way effects."""
    units, periods = panel.outcome.shape
    at = np.flatnonzero(usable.ravel())
    design = np.zeros((len(at), units + periods))
    design[np.arange(len(at)), at // periods] = 1.0
    design[np.arange(len(at)), units + at % periods] = 1.0
    root = np.sqrt(panel.weight.ravel()[at])[:, None]
    design = np.hstack([columns.reshape(len(columns), -1).T[at], design]) * root
    outcome = np.nan_to_num(panel.outcome).ravel()[at] * root[:, 0]
    solved = np.linalg.lstsq(design, outcome, rcond=None)[0][: len(columns)]
    # A cell without an observation of its own tells nothing.
    told = (columns.reshape(len(columns), -1)[:, at] != 0).any(axis=1)
    coefficients: Numbers = np.where(told, solved, np.nan)
    return coefficients
