"""The programme's effect and drawn-in shares as R gives them (reference/effects.R)."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipelines.evaluation.effect_inference import jackknife
from pipelines.evaluation.effect_panel import panel_of
from pipelines.evaluation.effect_regressions import two_way_fixed_effects
from pipelines.evaluation.funnel import funnel_limits, shrunken
from pipelines.evaluation.programme_effect import group_time_effects, imputation_effects

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
NAMES = ("panel", "group_time", "imputation", "two_way")
COLUMNS = {"unit": "unit", "period": "period", "outcome": "outcome", "first_treated": "first"}


def of_r(name: str) -> pd.DataFrame:
    return pd.read_csv(REFERENCE / f"{name}.csv", skipinitialspace=True)


def with_gaps() -> pd.DataFrame:
    """Return the panel less the five cells that the script takes out."""
    panel = of_r("effects_panel")
    gone = {(2, 7), (5, 1), (5, 8), (9, 3), (12, 5)}
    kept = [(u, p) not in gone for u, p in zip(panel["unit"], panel["period"], strict=True)]
    return panel[kept]


def test_the_reference_is_what_r_says_today(tmp_path: Path) -> None:
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed here")
    command = ["Rscript", REFERENCE / "effects.R", tmp_path]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "there is no package called" in done.stderr:
        pytest.skip("R has not sandwich, clubSandwich and lme4 here")
    assert done.returncode == 0, done.stderr
    written = sorted(f.name for f in tmp_path.glob("*.csv"))
    assert written == sorted([*(f"effects_{n}.csv" for n in NAMES), "mixed_model.csv"])
    for name in written:
        one, other = (pd.read_csv(folder / name) for folder in (tmp_path, REFERENCE))
        pd.testing.assert_frame_equal(one, other, rtol=1e-6)


@pytest.mark.parametrize("weight", [None, "weight"])
def test_effects_by_group_and_period_and_their_errors(weight: str | None) -> None:
    found = group_time_effects(of_r("effects_panel"), weight=weight, comparison="never", **COLUMNS)
    r = of_r("effects_group_time")
    beside = found.merge(r[r["weighted"] == (weight is not None)], on=["group", "period"])
    assert len(beside) == 14
    np.testing.assert_allclose(beside["estimate_x"], beside["estimate_y"], rtol=1e-9)
    np.testing.assert_allclose(beside["se_x"], beside["se_y"], rtol=1e-9)


def test_imputation_with_gaps_weighted_by_cell() -> None:
    found = imputation_effects(with_gaps(), weight="clocks", **COLUMNS)
    beside = found.merge(of_r("effects_imputation"), on=["group", "period"], how="outer")
    assert len(beside) == 8
    np.testing.assert_allclose(beside["estimate_x"], beside["estimate_y"], rtol=1e-9)


def test_leaving_one_authority_out_is_what_clubsandwich_calls_cr3() -> None:
    panel = panel_of(with_gaps(), weight="clocks", **COLUMNS)
    estimate = two_way_fixed_effects(panel)
    less_one = np.array([two_way_fixed_effects(panel.without(i)) for i in range(len(panel.units))])
    r = of_r("effects_two_way").iloc[0]
    assert estimate == pytest.approx(r["estimate"], rel=1e-9)
    assert np.sqrt(((less_one - estimate) ** 2).sum()) == pytest.approx(r["cr3"], rel=1e-9)
    assert jackknife(less_one).se == pytest.approx(r["jackknife"], rel=1e-9)


def test_shares_are_drawn_in_about_as_a_mixed_model_draws_them() -> None:
    """Another model (decision 0015): the same to half a point, of few children to four."""
    r = of_r("mixed_model")
    target = funnel_limits(r[["observed", "denominator"]]).iloc[0]
    observed, of = r["observed"].to_numpy(float), r["denominator"].to_numpy(float)
    found = shrunken(observed, of, float(target["target"]), float(target["tau_squared"]))
    apart = np.abs(found.estimate - r["shrunken"])
    assert (apart[of >= 10] < 0.006).all()
    assert (apart < 0.04).all()
