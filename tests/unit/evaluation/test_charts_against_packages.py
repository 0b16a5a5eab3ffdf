"""Run and control charts as R's packages draw them (reference/qicharts2.R, runchart.R).

Limits and rules to 1e-6 and exactly; where ours differ on purpose the test says in what
(decision 0019).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipelines.evaluation.control_chart import control_charts
from pipelines.evaluation.run_chart import run_charts
from pipelines.evaluation.run_rules import run_lengths, sides, trend_lengths
from tests.support.r_packages import assert_r_says_so_today, table
from tests.unit.evaluation.chart_frames_by_hand import (
    QUARTERS,
    note_rows,
    point_rows,
    rebase_rows,
    series_row,
)

CLOSE = {"rtol": 1e-9, "atol": 1e-6}
FEWEST_FOR_ANHOEJ = 10
LIMITS = {
    "lower_limit": "lcl",
    "upper_limit": "ucl",
    "lower_two_deviations": "lcl2",
    "upper_two_deviations": "ucl2",
}


@pytest.mark.parametrize("script", ["qicharts2", "runchart"])
def test_the_tables_are_what_the_packages_say_today(script: str, tmp_path: Path) -> None:
    assert_r_says_so_today(script, tmp_path)


# --- the same series as the pipeline's tables ---


def as_points(r: pd.DataFrame) -> pd.DataFrame:
    """Return R's series as ``steps.chart_point``: shares in per cent, missing ones empty."""
    is_there = r["denominator"] > 0
    share = 100 * r["numerator"] / r["denominator"].where(is_there)
    value = r["value"].where(r["denominator"].isna(), share)
    return pd.DataFrame(
        {
            "area": "X",
            "measure": r["case"].astype(str),
            "period": QUARTERS[r["period"] - 1],
            "numerator": r["numerator"].where(is_there),
            "denominator": r["denominator"].where(is_there),
            "value": value,
        }
    )


def as_series(phases: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Return R's series as ``steps.chart_series``."""
    shares = points.groupby("measure")["denominator"].count() > 0
    first = phases.drop_duplicates("case")
    return pd.DataFrame(
        {
            "area": "X",
            "measure": first["case"].astype(str),
            "area_kind": "authority",
            "improves_when": "higher",
            "is_share": [bool(shares[str(case)]) for case in first["case"]],
            "members_recording_not_known": 0,
            "engaged_on": [quarter(at) for at in first["engaged"]],
            "testing_from": None,
            "as_of": QUARTERS[-1],
            "known_to": QUARTERS[-1],
        }
    )


def as_decisions(phases: pd.DataFrame) -> pd.DataFrame:
    """Return R's phases as ``steps.chart_rebase``."""
    decided = phases.drop_duplicates("case").query("decision < inf")
    return pd.DataFrame(
        {
            "area": "X",
            "measure": decided["case"].astype(str),
            "from_period": pd.to_datetime([quarter(at) for at in decided["decision"]]),
        }
    )


def quarter(position: float) -> pd.Timestamp | None:
    return None if np.isinf(position) else QUARTERS[int(position) - 1]


@pytest.fixture(scope="module")
def r() -> tuple[pd.DataFrame, pd.DataFrame]:
    return table("qicharts2_points"), table("qicharts2_phases")


@pytest.fixture(scope="module")
def frames(r: tuple[pd.DataFrame, pd.DataFrame]) -> tuple[pd.DataFrame, ...]:
    points = as_points(r[0])
    return points, as_series(r[1], points), as_decisions(r[1])


def beside(ours: pd.DataFrame, points: pd.DataFrame) -> pd.DataFrame:
    """Return our rows and R's of the same point side by side."""
    position = {day: at + 1 for at, day in enumerate(QUARTERS)}
    keyed = ours.assign(case=ours["measure"].astype(int), period=ours["period"].map(position))
    return keyed.merge(points, on=["case", "period"], suffixes=("", "_r"), validate="one_to_one")


def test_medians_runs_crossings_and_anhoejs_signal(
    r: tuple[pd.DataFrame, pd.DataFrame], frames: tuple[pd.DataFrame, ...]
) -> None:
    ours = run_charts(*frames, note_rows())
    by_phase = ours.drop_duplicates(["measure", "phase"]).assign(
        case=lambda frame: frame["measure"].astype(int)
    )
    both = r[1].merge(by_phase, on=["case", "phase"], suffixes=("_r", ""), validate="one_to_one")
    assert len(both) == len(r[1]) > len(r[0]["case"].unique())
    np.testing.assert_allclose(both["median"], both["median_r"], **CLOSE)
    assert (both["useful_points"] == both["useful"]).all()
    assert (both["longest_run"] == both["longest"].fillna(0)).all()
    assert (both["crossings"] == both["crossings_r"].fillna(0)).all()
    # qicharts2 tells a signal of fewer than ten points too; ours does not (methods.md 2).
    is_told = both["useful"] >= FEWEST_FOR_ANHOEJ
    assert (both["anhoej_signal"].astype(int) == both["signal"].where(is_told, 0)).all()
    assert both.loc[is_told, "signal"].nunique() == 2


@pytest.mark.parametrize(("chart", "r_chart"), [("p", "p"), ("p_prime", "pp"), ("xmr", "i")])
def test_limits_and_what_lies_outside(
    r: tuple[pd.DataFrame, pd.DataFrame],
    frames: tuple[pd.DataFrame, ...],
    chart: str,
    r_chart: str,
) -> None:
    ours = control_charts(*frames)
    both = beside(ours[ours["chart"] == chart], r[0])
    told = both[both[f"{r_chart}.cl"].notna()]
    assert len(told) > 300
    np.testing.assert_allclose(told["centre"], told[f"{r_chart}.cl"], **CLOSE)
    # A series that never varies has limits of 0 width here, and none in qicharts2.
    varies = told[told[f"{r_chart}.ucl"].notna()]
    for name, limit in LIMITS.items():
        expected = possible(varies[f"{r_chart}.{limit}"], varies)
        np.testing.assert_allclose(varies[name], expected, **CLOSE)
    there = varies[varies["outside_limits"].notna()]
    assert (there["outside_limits"].astype(int) == there[f"{r_chart}.out"]).all()
    assert there[f"{r_chart}.out"].nunique() == 2


def possible(limit: pd.Series, rows: pd.DataFrame) -> pd.Series:
    """Return R's limit cut to what is possible (methods.md 3); R cuts those of P and P' alone."""
    is_value = rows["kind"].isin(["value", "whole", "stuck"])
    lowest = np.where(is_value, -np.inf, 0.0)
    return limit.clip(lowest, np.where(is_value | (rows["kind"] == "ratio"), np.inf, 100.0))


# --- the Scottish rules: runchart and runcharter ---


def test_shifts_of_six_and_trends_of_five() -> None:
    told = table("runchart")
    for case, r in told[told["value"].notna()].groupby("case"):
        value = r["value"].to_numpy()
        side = sides(value, r["median"].iloc[0])
        # runchart marks points on the median, or equal to the one before, inside a signal too.
        is_shift, is_useful = run_lengths(side) >= 6, side != 0
        assert (is_shift[is_useful] == r["shift"][is_useful]).all(), case
        length = trend_lengths(value)
        assert ((length >= 5)[length > 0] == r["trend"][length > 0]).all(), case
    assert told["shift"].any()
    assert told["trend"].any()


def test_frozen_medians_and_where_moving_them_is_proposed() -> None:
    for case, r in table("runchart").groupby("case"):
        points, about = point_rows(list(r["value"])), series_row()
        ours = run_charts(points, about, rebase_rows(), note_rows())
        assert ours["median"].iloc[0] == pytest.approx(r["first_median"].iloc[0]), case
        proposed = np.flatnonzero(ours["rebase_proposed"].fillna(False))
        first = proposed[0] + 1 if len(proposed) else np.nan
        assert (
            first == r["rephased_at"].iloc[0] or np.isnan([first, r["rephased_at"].iloc[0]]).all()
        )
        if r["runcharter_at"].notna().all():  # 0 where it proposes none
            assert np.nan_to_num(first) == r["runcharter_at"].iloc[0], case
        before = ((r["period"] < first) | np.isnan(first)).to_numpy()
        is_useful = (ours["side"].isin(["above", "below"])).to_numpy() & before
        is_shift = ours["shift_signal"].fillna(False).to_numpy(bool)
        assert (is_shift[is_useful] == r["later_shift"].to_numpy(bool)[is_useful]).all(), case
        if len(proposed):  # decided there, the new centre is that of the first eight of the run
            decided = run_charts(points, about, rebase_rows([proposed[0]]), note_rows())
            own = decided[decided["phase"] == 2]
            # runchart's is of the first eight off the old median.
            if not ours["on_median"].fillna(False).iloc[proposed[0] : proposed[8]].any():
                assert own["median"].iloc[0] == pytest.approx(r["second_median"].iloc[0]), case
