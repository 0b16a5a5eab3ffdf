"""What would be expected of a unit's children elsewhere: indirect standardisation.

Belongs here: the model of the case mix, observed against expected. Does not: which covariates are
fair to adjust for (decision 0015).

Sources: Spiegelhalter et al. 2012 (expected from a model without the unit); Breslow & Day 1987
(Byar's limits).
"""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import norm
from statsmodels.genmod.families import Binomial
from statsmodels.genmod.generalized_linear_model import GLM

Numbers = npt.NDArray[np.float64]
Z = float(norm.isf(0.025))
# A category with fewer children joins the commonest: its own coefficient would be noise.
FEWEST_OF_A_CATEGORY = 10


class ByarLimits(NamedTuple):
    """95 % limits of a count that varies like a Poisson one."""

    low: Numbers
    high: Numbers


def expected_counts(
    cells: pd.DataFrame,
    covariates: Sequence[str],
    *,
    unit: str,
    observed: str,
    denominator: str,
    without_own: bool = False,
) -> pd.Series:
    """Return how many would be expected of each unit, given its case mix.

    A logistic model of the covariates alone, no term for the unit; its fitted probabilities are
    summed over the unit's children.

    Args:
        cells: counts by unit and covariates, a row per combination (a row per child will do).
        covariates: names of categorical columns.
        unit: the column that names the unit.
        observed: the column of counts with the outcome.
        denominator: the column of counts of all.
        without_own: fit a unit's model on the children of all others (slower; leave one out).

    Returns:
        Expected counts by unit. Without ``without_own`` they sum to what was observed; with it a
        unit beside which there is nobody has none (NaN).
    """
    design = _design(cells, covariates, denominator)
    x, n = cells[observed].to_numpy(float), cells[denominator].to_numpy(float)
    units = cells[unit].to_numpy()
    if without_own:
        chance = np.zeros(len(cells))
        for name in np.unique(units):
            own = units == name
            chance[own] = _fitted(design[~own], x[~own], n[~own], design[own])
    else:
        chance = _fitted(design, x, n, design)
    return pd.Series(chance * n, index=cells[unit]).groupby(level=0).sum(min_count=1)


def byar_limits(observed: Numbers) -> ByarLimits:
    """Return Byar's approximation to the exact Poisson limits of counts."""
    o, above = np.asarray(observed, dtype=float), np.asarray(observed, dtype=float) + 1
    with np.errstate(divide="ignore", invalid="ignore"):
        low = o * (1 - 1 / (9 * o) - Z / (3 * np.sqrt(o))) ** 3
    high = above * (1 - 1 / (9 * above) + Z / (3 * np.sqrt(above))) ** 3
    return ByarLimits(np.where(o == 0, 0.0, np.maximum(low, 0)), high)


def _design(cells: pd.DataFrame, covariates: Sequence[str], denominator: str) -> Numbers:
    """Return an intercept and an indicator of every category but the commonest."""
    columns: list[Numbers] = [np.ones(len(cells))]
    for name in covariates:
        sizes = cells.groupby(name)[denominator].sum().sort_index()
        commonest = sizes.idxmax() if len(sizes) else None
        columns += [
            np.asarray(cells[name] == category, dtype=float)
            for category, size in sizes.items()
            if category != commonest and size >= FEWEST_OF_A_CATEGORY
        ]
    return np.column_stack(columns)


def _fitted(design: Numbers, x: Numbers, n: Numbers, asked: Numbers) -> Numbers:
    """Return fitted probabilities; where all or none have the outcome, that."""
    if n.sum() == 0:
        return np.full(len(asked), np.nan)
    if x.sum() in (0, n.sum()):
        return np.full(len(asked), x.sum() / n.sum())
    told = n > 0  # a row of nobody tells nothing
    design, x, n = design[told], x[told], n[told]
    with warnings.catch_warnings():
        # A category in which all, or none, have the outcome: its fitted share is 1 or 0, as it was.
        warnings.simplefilter("ignore")
        model = GLM(np.column_stack([x, n - x]), design, family=Binomial())
        return np.asarray(model.fit(tol=1e-12, maxiter=50).predict(asked), dtype=float)
