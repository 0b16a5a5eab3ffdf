"""Funnel limits: how far a small authority's share may lie from the whole by chance alone.

Belongs here: limits, over-dispersion, shrinkage of shares. Does not: ranks, which say nothing.

Sources: Spiegelhalter 2005 (funnels, exact limits with interpolation); Spiegelhalter et al. 2012
(over-dispersion on the arcsine scale, winsorised); Kass & Steffey 1989 (normal-normal shrinkage).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import binom, norm

Numbers = npt.NDArray[np.float64]

# The limits' names and how much lies below the lower one, and above the upper.
TAILS = {"95": 0.025, "998": 0.001}
WINSORISED = 0.1
FEWEST_UNITS = 2


class Dispersion(NamedTuple):
    """How much more units differ than chance: phi (1: no more) and the variance between them."""

    phi: float
    tau_squared: float


class Shrunken(NamedTuple):
    """Shares drawn towards the whole by how little each unit tells; fractions (0–1)."""

    estimate: Numbers
    low: Numbers
    high: Numbers


def funnel_limits(counts: pd.DataFrame, *, target: float | None = None) -> pd.DataFrame:
    """Return funnel limits beside counts of units, one row per unit in the order given.

    Args:
        counts: ``observed`` (whole numbers) and ``denominator`` (whole numbers, at least as great),
            a row per unit; other columns are kept.
        target: the share around which the funnel lies (0–1); None: that of all units together.

    Returns:
        The counts, and in fractions (0–1): ``share``, ``target``; the limits without
        over-dispersion ``funnel_low_95``, ``funnel_high_95``, ``funnel_low_998``,
        ``funnel_high_998`` (normal: p ± z√(p(1−p)/n), cut at 0 and 1), the same named ``exact_…``
        (binomial, interpolated: for small denominators) and ``overdispersed_…`` (arcsine, with the
        variance between units); ``phi`` and ``tau_squared``, the same in every row. A unit with a
        denominator of 0, or without one of its counts, has no share and no limits, and no part.

    Raises:
        ValueError: when a count is negative or no whole number, more is observed than there is, or
            the target is no share.
    """
    observed, n = _counts(counts)
    if target is not None and not 0 <= target <= 1:
        raise ValueError("The target must lie between 0 and 1.")
    if target is None:
        target = float(observed.sum() / n.sum()) if n.sum() > 0 else np.nan
    size = np.where(n > 0, n, np.nan)
    dispersion = overdispersion(observed, n, target)
    found = counts.assign(share=observed / size, target=target)
    for name, tail in TAILS.items():
        z = float(norm.isf(tail))
        deviation = z * np.sqrt(target * (1 - target) / size)
        between = z * np.sqrt(1 / (4 * size) + dispersion.tau_squared)
        found[f"funnel_low_{name}"] = np.maximum(target - deviation, 0)
        found[f"funnel_high_{name}"] = np.minimum(target + deviation, 1)
        found[f"exact_low_{name}"] = _exact(tail, size, target)
        found[f"exact_high_{name}"] = _exact(1 - tail, size, target)
        found[f"overdispersed_low_{name}"] = _share(_arcsine(target) - between)
        found[f"overdispersed_high_{name}"] = _share(_arcsine(target) + between)
    return found.assign(phi=dispersion.phi, tau_squared=dispersion.tau_squared)


def _counts(counts: pd.DataFrame) -> tuple[Numbers, Numbers]:
    """Return what was observed and of how many; 0 of 0 where either is missing."""
    both = counts[["observed", "denominator"]].to_numpy(float, na_value=np.nan)
    both = np.where(np.isnan(both).any(axis=1, keepdims=True), 0.0, both)
    observed, n = both[:, 0], both[:, 1]
    if (observed < 0).any() or (observed > n).any():
        raise ValueError("Observed must lie between 0 and the denominator.")
    if (both != np.floor(both)).any() or np.isinf(both).any():
        raise ValueError("Counts must be whole numbers.")
    return observed, n


def positions(found: pd.DataFrame) -> pd.Series[str]:
    """Return where each share lies by the over-dispersed limits of :func:`funnel_limits`.

    ``below_998``, ``above_998``, ``below_95``, ``above_95`` or ``within``; empty without a share.
    """
    share = found["share"]
    choices = {
        "below_998": share < found["overdispersed_low_998"],
        "above_998": share > found["overdispersed_high_998"],
        "below_95": share < found["overdispersed_low_95"],
        "above_95": share > found["overdispersed_high_95"],
    }
    return pd.Series(
        np.select(list(choices.values()), list(choices), default="within"), index=found.index
    ).where(share.notna())


def overdispersion(observed: Numbers, denominator: Numbers, target: float) -> Dispersion:
    """Return how much more the units differ than chance, their outermost tenths drawn in.

    z = 2√n (asin√p − asin√target), winsorised at 10 % a side (quantiles of type 7); phi is the mean
    of z²; tau² = max(0, (I·phi − (I − 1)) ÷ (Σw − Σw²/Σw)) with w = 4n. Units without a
    denominator have no part; with fewer than two nothing lies between.
    """
    there = denominator > 0
    n, share = denominator[there], observed[there] / denominator[there]
    if len(n) == 0:
        return Dispersion(np.nan, 0.0)
    z = 2 * np.sqrt(n) * (_arcsine(share) - _arcsine(target))
    low, high = np.quantile(z, [WINSORISED, 1 - WINSORISED])
    phi = float((np.clip(z, low, high) ** 2).mean())
    if len(n) < FEWEST_UNITS:
        return Dispersion(phi, 0.0)
    w = 4 * n
    between = (len(n) * phi - (len(n) - 1)) / (w.sum() - (w**2).sum() / w.sum())
    return Dispersion(phi, max(0.0, float(between)))


def shrunken(
    observed: Numbers, denominator: Numbers, target: float, tau_squared: float
) -> Shrunken:
    """Return shares shrunken towards the target, with 95 % limits (normal-normal, arcsine scale).

    The weight of a unit's own share is B = tau² ÷ (tau² + 1/4n). Where nothing lies between the
    units, all have the target and no width: chance alone explains them. NaN without a denominator.
    """
    size = np.where(denominator > 0, denominator, np.nan)
    variance = 1 / (4 * size)
    weight = tau_squared / (tau_squared + variance)
    centre = _arcsine(target) + weight * (_arcsine(observed / size) - _arcsine(target))
    half = float(norm.isf(TAILS["95"])) * np.sqrt(weight * variance)
    return Shrunken(_share(centre), _share(centre - half), _share(centre + half))


def exact_positions(observed: Numbers, denominator: Numbers, target: float) -> list[str | None]:
    """Return where counts lie by the binomial probability of so many or more, and so many or fewer.

    ``within``, or ``below_95``, ``above_95``, ``below_998``, ``above_998``: improbable by 2.5 % or
    0.1 % a side. (The interpolated limits are for drawing: of one child one lies above them.)
    """
    upwards = binom.sf(observed - 1, denominator, target)
    downwards = binom.cdf(observed, denominator, target)
    return [
        None if n <= 0 else _position(float(down), float(up))
        for n, down, up in zip(denominator, downwards, upwards, strict=True)
    ]


def _position(downwards: float, upwards: float) -> str:
    for name in reversed(TAILS):
        if downwards <= TAILS[name]:
            return f"below_{name}"
        if upwards <= TAILS[name]:
            return f"above_{name}"
    return "within"


def _exact(tail: float, size: Numbers, target: float) -> Numbers:
    """Return the binomial quantile as a share, interpolated between the two counts around it."""
    there = size > 0
    limit = np.full(len(size), np.nan)
    if not 0 < target < 1:
        limit[there] = target
        return limit
    n = size[there]
    count = binom.ppf(tail, n, target)
    upto, before = binom.cdf(count, n, target), binom.cdf(count - 1, n, target)
    limit[there] = (count - (upto - tail) / (upto - before)).clip(0, n) / n
    return limit


def _arcsine(share: Numbers | float) -> Numbers:
    return np.asarray(np.arcsin(np.sqrt(share)))


def _share(arcsine: Numbers) -> Numbers:
    """Return to the scale of shares; an angle beyond 0 or a right angle is 0 or 1."""
    return np.asarray(np.sin(np.clip(arcsine, 0, np.pi / 2)) ** 2)
