"""Imputation after Borusyak, Jaravel and Spiess (2024): what would have been, untreated.

Effects of units and periods are fitted (weighted least squares) on the untreated cells alone; what
treated cells differ from that fit by is the effect. A cell whose unit or period has no untreated
cell connected to the others cannot be imputed and is left out.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import numpy.typing as npt

from pipelines.evaluation.effect_panel import NEVER, Numbers, Panel
from pipelines.evaluation.group_time import GroupTime

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class TwoWayFit:
    """Unit and period effects on some cells, as a map from their outcomes to fitted values."""

    fitted: Numbers
    weights_of: Numbers
    can_be_fitted: Mask


def untreated_cells(panel: Panel, anticipation: int) -> Mask:
    """Return the cells of units not treated, nor about to be, in the period."""
    periods = np.arange(len(panel.periods))[None, :]
    first = np.where(panel.first == NEVER, np.iinfo(np.int64).max // 2, panel.first)[:, None]
    return (panel.weight > 0) & (periods < first - anticipation)


def fit_two_way(panel: Panel, cells: Mask) -> TwoWayFit:
    """Fit unit and period effects on some cells; return fitted values of every cell.

    ``weights_of[u, t]`` (flattened) is the row of outcomes' weights that gives the fitted value.
    """
    units, periods = panel.outcome.shape
    design = _design(units, periods)
    weight = np.where(cells, panel.weight, 0.0).ravel()
    gram = design.T @ (weight[:, None] * design)
    solved = np.linalg.pinv(gram, hermitian=True)
    to_effects = solved @ (design * weight[:, None]).T
    hat = design @ to_effects
    # A cell is estimable where its row lies in the space of the rows that were fitted.
    projector = solved @ gram
    is_known = np.abs(design - design @ projector).max(axis=1) < 1e-8
    outcome = np.nan_to_num(panel.outcome).ravel()
    fitted = (hat @ outcome).reshape(units, periods)
    return TwoWayFit(fitted, hat, is_known.reshape(units, periods))


def _design(units: int, periods: int) -> Numbers:
    rows = np.arange(units * periods)
    design = np.zeros((units * periods, units + periods))
    design[rows, rows // periods] = 1.0
    design[rows, units + rows % periods] = 1.0
    return design


def imputed(panel: Panel, anticipation: int = 0) -> list[GroupTime]:
    """Return the effect of each group in each of its periods that can be imputed.

    From the first period that may already differ (the start less the anticipation) on. The error of
    an effect is what each unit's outcomes differ from their fit by, weighted as they weigh in it;
    of treated cells from the mean effect of their group and period (conservative).
    """
    if not panel.groups:
        return []
    cells = untreated_cells(panel, anticipation)
    fit = fit_two_way(panel, cells)
    effect = np.where(panel.weight > 0, panel.outcome - fit.fitted, np.nan)
    residual = np.where(cells, effect, 0.0)
    found = []
    for group in panel.groups:
        own = panel.first == group
        for period in range(max(group - anticipation, 0), len(panel.periods)):
            there = own & (panel.weight[:, period] > 0) & fit.can_be_fitted[:, period]
            if there.any():
                one = _one(panel, fit, effect, residual, group, period, there)
                # Beside one unit alone the period's own effect fits it, and it tells no error.
                found.append(replace(one, is_error_known=bool(cells[:, period].sum() > 1)))
    return found


def _one(
    panel: Panel,
    fit: TwoWayFit,
    effect: Numbers,
    residual: Numbers,
    group: int,
    period: int,
    there: Mask,
) -> GroupTime:
    units, periods = panel.outcome.shape
    share = np.where(there, panel.weight[:, period], 0.0)
    share = share / share.sum()
    estimate = float((share[there] * effect[there, period]).sum())
    own_cells = np.arange(units) * periods + period
    linear = -(share @ fit.weights_of[own_cells]).reshape(units, periods)
    contributions = (linear * residual).sum(axis=1)
    contributions += np.where(there, share * np.nan_to_num(effect[:, period] - estimate), 0.0)
    linear[:, period] += share
    return GroupTime(group, period, estimate, contributions, linear)
