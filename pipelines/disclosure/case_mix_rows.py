"""What would be expected of named authorities' children elsewhere, given who they are.

The marts' model is fitted again, on authorities that are shown alone, so that nothing here rests on
the children of another. An expected number is a weighted sum over an authority's categories: who
could take it apart would know how many of its children are in each. So every category of every
covariate holds nobody or enough; one that is small in many authorities joins the commonest.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from pipelines.contract.release_tables import (
    SYMBOL_COLUMN,
    WITHHELD,
    MartFrames,
    ProtectedTable,
)
from pipelines.disclosure import shapes_evaluation
from pipelines.disclosure.assemble import table
from pipelines.disclosure.closure import safe
from pipelines.disclosure.funnel_rows import PER_CENT, compared_windows
from pipelines.disclosure.policy import Policy
from pipelines.evaluation.case_mix import byar_limits, expected_counts
from pipelines.evaluation.cross_authority import COVARIATES

_UNIT, _OF, _WITHIN = "authority_code", "clocks_started", "within"


def case_mix_table(
    frames: MartFrames, improvement: ProtectedTable, policy: Policy
) -> ProtectedTable:
    """Return both windows of named authorities beside what their case mix leads to expect."""
    parts = []
    if len(frames.case_mix):
        for rows in compared_windows(improvement):
            aim, period = rows[["aim", "period"]].iloc[0]
            cells = frames.case_mix
            own = cells[(cells["aim"] == int(aim)) & (cells["period"] == period)]
            parts.append(_of_one(rows, own, policy))
    return table(shapes_evaluation.CASE_MIX, parts, "period", frames.build["data_status"])


def _of_one(rows: pd.DataFrame, cells: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    shown = rows[(rows[SYMBOL_COLUMN] == "") & _same_children(rows, cells)]
    known = cells[cells[_UNIT].isin(shown["area"])]
    known = _coarsened(known, policy) if len(known) else known
    fit = _safe_units(known, policy)
    known = known[known[_UNIT].isin(fit)]
    out = rows.set_index("area")
    counts = out[["observed", "denominator"]].astype(float)
    if len(known):
        expected = expected_counts(
            known, COVARIATES, unit=_UNIT, observed=_WITHIN, denominator=_OF
        ).reindex(out.index)
        centre = float(known[_WITHIN].sum() / known[_OF].sum())
    else:
        expected, centre = pd.Series(np.nan, index=out.index), np.nan
    ratio = PER_CENT * centre / expected.where(expected > 0)
    limits = byar_limits(counts["observed"].to_numpy())
    symbols = out[SYMBOL_COLUMN].where(out.index.isin(fit) | (out[SYMBOL_COLUMN] != ""), WITHHELD)
    found: dict[str, Any] = {
        "percent": PER_CENT * counts["observed"] / counts["denominator"].where(lambda n: n > 0),
        "centre_percent": PER_CENT * centre,
        "expected_percent": PER_CENT * expected / counts["denominator"].where(lambda n: n > 0),
        "standardised_percent": (ratio * counts["observed"]).clip(upper=PER_CENT),
        "standardised_low": (ratio * limits.low).clip(upper=PER_CENT),
        "standardised_high": (ratio * limits.high).clip(upper=PER_CENT),
    }
    return out.assign(**found, **{SYMBOL_COLUMN: symbols}).reset_index()


def _same_children(rows: pd.DataFrame, cells: pd.DataFrame) -> pd.Series:
    """Return whether the cells of each authority are the starts and outcomes that are shown."""
    total = cells.groupby(_UNIT)[[_OF, _WITHIN]].sum().reindex(rows["area"]).fillna(0)
    told = rows[["denominator", "observed"]].to_numpy(dtype=np.int64)
    same = (total.to_numpy(dtype=np.int64) == told).all(axis=1) & (told[:, 0] > 0)
    return pd.Series(same, index=rows.index)


def _coarsened(cells: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Let each category that is small in many authorities join the commonest."""
    for name in COVARIATES:
        by = _margins(cells, name)
        few = (~safe(by.to_numpy()[:, :, None], policy)).mean(axis=0)
        small = by.columns[few > policy.case_mix_small_in_at_most]
        commonest = by.sum().idxmax()
        cells = cells.assign(**{name: cells[name].where(~cells[name].isin(small), commonest)})
    return cells


def _safe_units(cells: pd.DataFrame, policy: Policy) -> list[str]:
    """Return the authorities of which every category holds nobody or enough."""
    fit = pd.Series(True, index=sorted(cells[_UNIT].unique()))
    for name in COVARIATES:
        by = _margins(cells, name)
        fit &= pd.Series(safe(by.to_numpy(), policy), index=by.index)
    return [str(code) for code in fit.index[fit]]


def _margins(cells: pd.DataFrame, name: str) -> pd.DataFrame:
    """Return (authority, category) how many started."""
    by = cells.groupby([_UNIT, name])[_OF].sum().unstack(fill_value=0)
    return by.astype("int64")
