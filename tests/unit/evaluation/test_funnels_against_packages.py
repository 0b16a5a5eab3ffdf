"""Over-dispersed funnels as R's FunnelPlotR draws them (reference/funnelplotr.R).

To 1e-6, but for limits beyond a right angle on the arcsine scale: ours are cut there to 0 or 1, its
own are folded back (decision 0019).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipelines.evaluation.funnel import funnel_limits, positions
from tests.support.r_packages import assert_r_says_so_today, table

LIMITS = ("low_95", "high_95", "low_998", "high_998")


def test_the_table_is_what_funnelplotr_says_today(tmp_path: Path) -> None:
    assert_r_says_so_today("funnelplotr", tmp_path)


@pytest.fixture(scope="module")
def both() -> pd.DataFrame:
    """Return R's limits and ours of every unit, and whether they are cut."""
    funnels = []
    for _case, r in table("funnelplotr").groupby("case"):
        funnels.append(funnel_limits(r))
        funnels[-1]["position"] = positions(funnels[-1])
    return pd.concat(funnels)


def test_dispersion(both: pd.DataFrame) -> None:
    r = table("funnelplotr")
    np.testing.assert_allclose(both["phi"], r["phi"], rtol=1e-6)
    np.testing.assert_allclose(both["tau_squared"], r["tau_squared"], rtol=1e-6, atol=1e-9)
    assert (r["tau_squared"] > 0).any()
    assert (r["tau_squared"] == 0).any()


@pytest.mark.parametrize("limit", LIMITS)
def test_limits_with_overdispersion(both: pd.DataFrame, limit: str) -> None:
    ours, of_r = both[f"overdispersed_{limit}"], both[limit]
    is_cut = ours.isin([0.0, 1.0])
    assert (~is_cut).mean() > 0.5
    np.testing.assert_allclose(ours[~is_cut], of_r[~is_cut], atol=1e-6, rtol=0)


def test_which_lie_outside(both: pd.DataFrame) -> None:
    is_cut = both[["overdispersed_low_998", "overdispersed_high_998"]].isin([0.0, 1.0]).any(axis=1)
    told = both[~is_cut & (both["phi"] > 1)]
    ours = told["position"].isin(["below_998", "above_998"])
    assert (ours.astype(int) == told["outside_998"]).all()
    assert ours.any()
