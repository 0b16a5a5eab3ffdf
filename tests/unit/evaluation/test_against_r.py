"""Limits, dispersion, shrinkage, case mix as R gives them (reference/charts_and_funnels.R)."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipelines.evaluation.case_mix import byar_limits, expected_counts
from pipelines.evaluation.control_limits import p_limits, p_prime_limits, xmr_limits
from pipelines.evaluation.funnel import funnel_limits, shrunken
from pipelines.evaluation.run_rules import crossings_limit, longest_run_limit

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
CLOSE = {"rtol": 1e-9, "atol": 1e-9}


def of_r(name: str) -> pd.DataFrame:
    return pd.read_csv(REFERENCE / f"{name}.csv", skipinitialspace=True, na_values="NA")


@pytest.mark.skipif(shutil.which("Rscript") is None, reason="R is not installed here")
def test_the_reference_is_what_r_says_today(tmp_path: Path) -> None:
    script = REFERENCE / "charts_and_funnels.R"
    subprocess.run(["Rscript", script, tmp_path], check=True, capture_output=True)
    for file in sorted(tmp_path.glob("*.csv")):
        pd.testing.assert_frame_equal(
            pd.read_csv(file), pd.read_csv(REFERENCE / file.name), rtol=1e-9
        )


def test_longest_runs_and_crossings() -> None:
    r = of_r("anhoej_limits")
    assert [longest_run_limit(int(n)) for n in r["useful"]] == r["longest"].tolist()
    assert [crossings_limit(int(n)) for n in r["useful"]] == r["crossings"].tolist()


def test_control_limits() -> None:
    r = of_r("control_limits")
    x, n = r["numerator"].to_numpy(float), r["denominator"].to_numpy(float)
    baseline = (np.arange(len(r)) < 14) & ~np.isnan(n)
    p, prime = p_limits(x, n, baseline), p_prime_limits(x, n, baseline)
    for found, name in (
        (p.low, "p.low"),
        (p.high, "p.high"),
        (p.centre, "p.centre"),
        (prime.low, "pp.low"),
        (prime.high, "pp.high"),
    ):
        np.testing.assert_allclose(found, r[name], **CLOSE)


def test_individuals_with_and_without_screened_ranges() -> None:
    r = of_r("control_limits")
    wild, baseline = r["wild"].to_numpy(float), np.arange(len(r)) < 14
    baseline &= ~np.isnan(wild)
    screened, plain = xmr_limits(wild, baseline), xmr_limits(wild, baseline, screened=False)
    np.testing.assert_allclose(screened.centre, r["x.centre"], **CLOSE)
    np.testing.assert_allclose(screened.low, r["x.low"], **CLOSE)
    np.testing.assert_allclose(screened.high, r["x.high"], **CLOSE)
    np.testing.assert_allclose(plain.low, r["x.low.unscreened"], **CLOSE)


def test_funnels() -> None:
    r = of_r("funnel")
    found = funnel_limits(r[["observed", "denominator"]])
    drawn_in = shrunken(
        r["observed"].to_numpy(float),
        r["denominator"].to_numpy(float),
        r["observed"].sum() / r["denominator"].sum(),
        float(found["tau_squared"].iloc[0]),
    )
    found = found.assign(
        shrunken=drawn_in.estimate, shrunken_low=drawn_in.low, shrunken_high=drawn_in.high
    )
    for name in r.columns:
        np.testing.assert_allclose(found[name], r[name], **CLOSE)


def test_byar() -> None:
    r = of_r("byar")
    found = byar_limits(r["observed"].to_numpy(float))
    np.testing.assert_allclose(found.low, r["low"], **CLOSE)
    np.testing.assert_allclose(found.high, r["high"], **CLOSE)
    # An approximation: it lies near the exact limits where anything much is counted.
    many = r["observed"] >= 10
    np.testing.assert_allclose(found.low[many], r["exact_low"][many], rtol=0.01)


def test_case_mix() -> None:
    r = of_r("case_mix")
    names = {"unit": "unit", "observed": "within", "denominator": "clocks"}
    expected = expected_counts(r, ["band", "basis"], **names)
    by_others = expected_counts(r, ["band", "basis"], without_own=True, **names)
    sums = r.groupby("unit")[["expected", "by_others", "within"]].sum()
    np.testing.assert_allclose(expected, sums["expected"], rtol=1e-8)
    np.testing.assert_allclose(by_others, sums["by_others"], rtol=1e-8)
    assert expected.sum() == pytest.approx(sums["within"].sum())
