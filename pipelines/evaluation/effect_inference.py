"""How sure an estimate of the programme's effect is: three ways that do not lean on each other.

Authorities are few (about 32) and joined in small groups, so large-sample errors are too small. The
interval leaves one authority out at a time (jackknife, t with one degree of freedom less than there
are authorities); beside it stand a wild bootstrap with no effect imposed, and entry dates exchanged
among the authorities.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from pipelines.evaluation.effect_arrays import Estimator, two_way_effects
from pipelines.evaluation.effect_panel import Numbers, Panel

# Six points (Webb): with few clusters, two signs give too few different draws.
WEBB = np.array([-np.sqrt(1.5), -1.0, -np.sqrt(0.5), np.sqrt(0.5), 1.0, np.sqrt(1.5)])


@dataclass(frozen=True)
class Jackknife:
    """Standard error by leaving one authority out, and the authorities it rests on."""

    se: float
    replicates: int

    def quantile(self, level: float) -> float:
        """Return the t quantile of the error."""
        return float(stats.t.ppf(level, self.replicates - 1)) if self.replicates > 1 else np.nan

    def interval(self, estimate: float) -> tuple[float, float]:
        """Return the 95 % interval of an estimate; NaN where no error is known."""
        half = self.quantile(0.975) * self.se
        return estimate - half, estimate + half

    def smallest_detectable(self, power: float = 0.8) -> float:
        """Return the smallest effect that would be told from none at 5 % with this power."""
        return (self.quantile(0.975) + self.quantile(power)) * self.se


def leave_one_out(panel: Panel, estimator: Estimator, event_times: list[int]) -> Numbers:
    """Return the estimates less one authority each: a row per authority, ``overall`` first."""
    rows = []
    for unit in range(len(panel.units)):
        effects = estimator(panel.without(unit))
        rows.append([effects.overall(), *(effects.at(e) for e in event_times)])
    return np.array(rows)


def jackknife(replicates: Numbers) -> Jackknife:
    """Return the standard error of estimates that each leave one authority out."""
    known = replicates[~np.isnan(replicates)]
    if len(known) < 3:
        return Jackknife(float("nan"), len(known))
    spread = ((known - known.mean()) ** 2).sum()
    return Jackknife(float(np.sqrt((len(known) - 1) / len(known) * spread)), len(known))


def wild_bootstrap(panel: Panel, linear: Numbers, draws: int, seed: int) -> float:
    """Return how often an estimate as large would come from no effect: wild bootstrap by authority.

    No effect is imposed: what the outcomes differ from unit and period effects alone by, weighted
    as they weigh in the estimate (``linear``), is summed by authority; the sums are drawn Webb's
    signs for, and both the estimate and its error are made of them anew (a score bootstrap).
    """
    scores = (linear * _null_residuals(panel)).sum(axis=1)
    if not scores.any():
        return float("nan")
    observed = abs(scores.sum()) / np.sqrt((scores**2).sum())
    signs = np.random.default_rng(seed).choice(WEBB, size=(draws, len(scores)))
    drawn = signs * scores
    statistics = np.abs(drawn.sum(axis=1)) / np.sqrt((drawn**2).sum(axis=1))
    return float((1 + (statistics >= observed - 1e-12).sum()) / (draws + 1))


def _null_residuals(panel: Panel) -> Numbers:
    weight, outcome = panel.weight, np.nan_to_num(panel.outcome)
    effects = two_way_effects(panel, weight)
    units = len(panel.units)
    residuals = outcome - effects[:units, None] - effects[None, units:]
    return np.where(weight > 0, residuals, 0.0)


def randomisation(panel: Panel, estimator: Estimator, draws: int, seed: int) -> float:
    """Return how often entry dates exchanged among the authorities give an estimate as large."""
    observed = abs(estimator(panel).overall())
    chance = np.random.default_rng(seed)
    told = 0
    as_large = 0
    for _draw in range(draws):
        estimate = estimator(panel.treated_from(chance.permutation(panel.first))).overall()
        if not np.isnan(estimate):
            told += 1
            as_large += abs(estimate) >= observed - 1e-12
    return float((1 + as_large) / (told + 1)) if told else float("nan")
