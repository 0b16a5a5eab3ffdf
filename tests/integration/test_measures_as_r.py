"""Series sent in ``programme/measures.csv`` come out of the warehouse's tables as R draws them.

The series of ``tests/reference/qicharts2_points.csv``, an authority per day on which the programme
came, through the models that make points, series and decisions, to the two marts of charts.
"""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from pipelines.evaluation.control_chart import control_charts
from pipelines.evaluation.run_chart import run_charts
from tests.support.inputs import BuildInputs, Value
from tests.support.r_packages import table
from tests.support.warehouse import build, connect
from tests.unit.evaluation.chart_frames_by_hand import QUARTERS

pytestmark = pytest.mark.slow

TABLES = ("chart_point", "chart_series", "chart_rebase", "chart_note")


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> dict[str, pd.DataFrame]:
    """Return what the marts of charts are worked out from, for R's series as they would be sent."""
    folder = tmp_path_factory.mktemp("measures")
    inputs = as_sent(table("qicharts2_points"), table("qicharts2_phases"))
    options = ("--select", "+path:models/marts/steps/charts", "--exclude-resource-type", "test")
    options = (*options, "--exclude-resource-type", "unit_test")
    candidate = build(inputs.write(folder / "inputs"), folder / "candidate.duckdb", options=options)
    with connect(candidate) as warehouse:
        return {name: warehouse.table(f"steps.{name}").df() for name in TABLES}


def as_sent(points: pd.DataFrame, phases: pd.DataFrame) -> BuildInputs:
    """Return the series as records of a programme, one authority per day it came."""
    inputs, about = BuildInputs(), phases.drop_duplicates("case").set_index("case")
    for engaged in about["engaged"].unique():
        code = code_of(engaged)
        inputs.authority(code, code.lower(), as_at=date(2041, 12, 31))
        if np.isfinite(engaged):
            inputs.add("programme_engagement", authority_code=code, engaged_on=quarter(engaged))
    for case, row in about.iterrows():
        if np.isfinite(row["decision"]):
            inputs.add(
                "programme_rebase_decisions",
                authority_code=code_of(row["engaged"]),
                measure=f"m{case}",
                from_period=quarter(row["decision"]),
            )
    # A row of the latest first: the order of a file means nothing.
    for row in points.iloc[::-1].to_dict("records"):
        inputs.add(
            "programme_measures",
            authority_code=code_of(about.loc[row["case"], "engaged"]),
            measure=f"m{row['case']}",
            kind="process",
            improves_when="higher",
            measured_on=quarter(row["period"]),
            **{name: number(row[name]) for name in ("numerator", "denominator", "value")},
        )
    return inputs


def code_of(engaged: float) -> str:
    return f"X990000{int(engaged):02d}" if np.isfinite(engaged) else "X99000099"


def quarter(position: float) -> date:
    return QUARTERS[int(position) - 1].date()


def number(value: float) -> Value:
    return None if np.isnan(value) else float(value)


def beside_r(ours: pd.DataFrame) -> pd.DataFrame:
    ours = ours[ours["measure"].str.startswith("m")]
    return ours.assign(case=ours["measure"].str[1:].astype(int))


def test_medians_and_signals_of_what_was_sent(frames: dict[str, pd.DataFrame]) -> None:
    ours = beside_r(run_charts(**frames)).drop_duplicates(["case", "phase"])
    r = table("qicharts2_phases")
    both = r.merge(ours, on=["case", "phase"], suffixes=("_r", ""), validate="one_to_one")
    assert len(both) == len(r)
    np.testing.assert_allclose(both["median"], both["median_r"], rtol=1e-9, atol=1e-6)
    assert (both["useful_points"] == both["useful"]).all()
    assert (both["longest_run"] == both["longest"].fillna(0)).all()
    assert (both["crossings"] == both["crossings_r"].fillna(0)).all()
    told = both["useful"] >= 10
    assert (both["anhoej_signal"].astype(int) == both["signal"].where(told, 0)).all()


@pytest.mark.parametrize(("chart", "r_chart"), [("p", "p"), ("p_prime", "pp"), ("xmr", "i")])
def test_limits_of_what_was_sent(frames: dict[str, pd.DataFrame], chart: str, r_chart: str) -> None:
    ours = beside_r(control_charts(**{name: frames[name] for name in TABLES[:3]}))
    position = {day: at + 1 for at, day in enumerate(QUARTERS)}
    ours = ours[ours["chart"] == chart].assign(period=lambda f: f["period"].map(position))
    r = table("qicharts2_points").rename(columns={"value": "value_r", "denominator": "of"})
    both = r[r[f"{r_chart}.ucl"].notna()].merge(ours, on=["case", "period"])
    assert len(both) > 300
    np.testing.assert_allclose(both["centre"], both[f"{r_chart}.cl"], rtol=1e-9, atol=1e-6)
    is_value = both["kind"].isin(["value", "whole", "stuck"])
    highest = np.where(is_value | (both["kind"] == "ratio"), np.inf, 100.0)
    for name, limit in (("lower_limit", "lcl"), ("upper_limit", "ucl")):
        expected = both[f"{r_chart}.{limit}"].clip(np.where(is_value, -np.inf, 0.0), highest)
        np.testing.assert_allclose(both[name], expected, rtol=1e-9, atol=1e-6)
