"""Authorities beside one another: the mart ``cross_authority`` (contract section 5). No ranks.

Belongs here: which figure stands beside which. Does not: limits (``funnel``), the model of the case
mix (``case_mix``), what is fair to adjust for (decision 0015).
"""

from __future__ import annotations

from typing import Any

import pandas as pd

from pipelines.evaluation.case_mix import byar_limits, expected_counts
from pipelines.evaluation.chart_frames import sentences
from pipelines.evaluation.funnel import exact_positions, funnel_limits, positions, shrunken

PER_CENT = 100.0
COVARIATES = ("age_band", "legal_basis", "looked_after_before")
METHOD = (
    "Funnel with and without over-dispersion, normal-normal shrinkage (Spiegelhalter 2005; "
    "Spiegelhalter et al. 2012); expected by logistic model of the case mix, Byar's limits"
)
PARAMETERS = (
    "target: all authorities of the period together; winsorised at 10 % a side; case mix: age at "
    "the start, legal basis of the episode's first day, looked after before; no term for the "
    "authority"
)
FEW = 10
_LIMITS = [
    f"{kind}_{side}_{tail}"
    for kind in ("funnel", "exact", "overdispersed")
    for tail in ("95", "998")
    for side in ("low", "high")
]


def cross_authorities(case_mix_count: pd.DataFrame, authority: pd.DataFrame) -> pd.DataFrame:
    """Return one row per authority, aim and period; shares and limits in per cent.

    Args:
        case_mix_count: ``authority_code``, ``aim``, ``period``, the covariates, ``clocks_started``,
            ``within``: counts of starts by what was so before.
        authority: ``authority_code``, ``as_at``, ``received_on``.
    """
    compared = [
        _compared(cells, aim, period)
        for (aim, period), cells in case_mix_count.groupby(["aim", "period"], sort=True)
    ]
    if not compared:
        return pd.DataFrame(columns=_COLUMNS)
    known = authority.set_index("authority_code")
    frame = pd.concat(compared, ignore_index=True)
    frame["as_of"] = frame["authority_code"].map(known["as_at"])
    frame["vintage"] = known["received_on"].max()
    return frame[_COLUMNS]


def _compared(cells: pd.DataFrame, aim: Any, period: Any) -> pd.DataFrame:
    counts = (
        cells.groupby("authority_code")[["within", "clocks_started"]]
        .sum()
        .rename(columns={"within": "observed", "clocks_started": "denominator"})
    )
    columns: dict[str, Any] = {
        "unit": "authority_code",
        "observed": "within",
        "denominator": "clocks_started",
    }
    expected = expected_counts(cells, COVARIATES, **columns)
    by_others = expected_counts(cells, COVARIATES, without_own=True, **columns)
    found = _funnel(counts).assign(
        aim=aim, period=period, expected=expected, expected_by_others=by_others
    )
    found = _standardised(found)
    found["n"] = found["denominator"]
    found["method"], found["parameters"] = METHOD, PARAMETERS
    found["caution"] = [_caution(int(n), len(found), period) for n in found["denominator"]]
    return found.rename_axis("authority_code").reset_index()


def _funnel(counts: pd.DataFrame) -> pd.DataFrame:
    found = funnel_limits(counts)
    observed, n = counts["observed"].to_numpy(float), counts["denominator"].to_numpy(float)
    target, between = float(found["target"].iloc[0]), float(found["tau_squared"].iloc[0])
    drawn_in = shrunken(observed, n, target, between)
    found["position"] = positions(found)
    found["position_without_overdispersion"] = exact_positions(observed, n, target)
    for name in ("share", "target", *_LIMITS):
        found[name] = PER_CENT * found[name]
    return found.rename(columns={"share": "percent", "target": "funnel_centre"}).assign(
        shrunken_percent=PER_CENT * drawn_in.estimate,
        shrunken_low=PER_CENT * drawn_in.low,
        shrunken_high=PER_CENT * drawn_in.high,
    )


def _standardised(found: pd.DataFrame) -> pd.DataFrame:
    expected = found["expected"].where(found["expected"] > 0)
    by_others = found["expected_by_others"].where(found["expected_by_others"] > 0)
    limits = byar_limits(found["observed"].to_numpy(float))
    ratio = found["observed"] / expected
    return found.assign(
        standardised_ratio=ratio,
        ratio_low=limits.low / expected,
        ratio_high=limits.high / expected,
        ratio_by_others=found["observed"] / by_others,
        adjusted_percent=ratio * found["funnel_centre"],
    )


def _caution(starts: int, authorities: int, period: str) -> str | None:
    return sentences(
        "Authorities differ in what the case mix does not hold; this is no league table.",
        f"Of {authorities} authorities about {authorities * 0.05:.1f} lie outside the 95 % limits "
        "by chance alone.",
        f"Fewer than {FEW} starts: a share of so few says little." if starts < FEW else None,
        "Each authority's own year or years before it joined: not the same calendar years, and "
        "none of an authority that has not joined."
        if period == "baseline"
        else None,
    )


_COLUMNS = [
    "authority_code",
    "aim",
    "period",
    "observed",
    "denominator",
    "percent",
    "funnel_centre",
    "expected",
    "standardised_ratio",
    "ratio_low",
    "ratio_high",
    "adjusted_percent",
    "expected_by_others",
    "ratio_by_others",
    *_LIMITS,
    "phi",
    "tau_squared",
    "position",
    "position_without_overdispersion",
    "shrunken_percent",
    "shrunken_low",
    "shrunken_high",
    "method",
    "parameters",
    "n",
    "as_of",
    "vintage",
    "caution",
]
