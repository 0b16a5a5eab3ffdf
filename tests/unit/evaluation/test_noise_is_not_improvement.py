"""Series of nothing but noise: verdicts for the better come as seldom as the chart says."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
import pytest

from pipelines.evaluation.false_alarms import false_alarms
from pipelines.evaluation.programme_summary import programme_summaries
from pipelines.evaluation.run_chart import run_charts
from tests.unit.evaluation.chart_frames_by_hand import point_rows, rebase_rows, series_row

CHARTS, BEFORE, AFTER = 250, 12, 16
# So far may a count of independent charts lie from its mean: less often than once in 10,000.
ERRORS = 4.0


def _noise(*, drift: float = 0.0) -> dict[str, pd.DataFrame]:
    """Return charts of 60 children a quarter, one share for all; after the start it may drift."""
    dice = np.random.default_rng(2014)
    share = np.concatenate([np.full(BEFORE, 0.4), np.full(AFTER, 0.4 + drift)])
    points, series = [], []
    for i in range(CHARTS):
        # A little is added to each count, as ties would make runs longer than the chance reckons.
        values = 100 * (dice.binomial(60, share) + dice.random(len(share))) / 61
        points.append(point_rows(list(values), area=f"A{i:03d}"))
        series.append(series_row(area=f"A{i:03d}", engaged=BEFORE, testing=BEFORE))
    return {
        "chart_point": pd.concat(points),
        "chart_series": pd.concat(series),
        "chart_rebase": rebase_rows(),
    }


@pytest.fixture(scope="module")
def noise() -> dict[str, pd.DataFrame]:
    return _noise()


def _improved(charts: pd.DataFrame) -> pd.Series:
    """Return per area whether a shift for the better is anywhere to be seen."""
    shift = charts["shift_signal"].astype("boolean").fillna(False)
    better = charts["favourable"].astype("boolean").fillna(False)
    return (shift & better).groupby(charts["area"]).any()


def test_noise_is_called_improvement_as_seldom_as_the_chart_says(
    noise: dict[str, pd.DataFrame],
) -> None:
    nothing = pd.DataFrame(columns=["area", "measure", "happened_on", "what", "subject"])
    charts = run_charts(**noise, chart_note=nothing)
    expected = false_alarms(0, BEFORE, AFTER).shift_one_way
    assert set(charts["shift_false_alarm_probability"]) == {false_alarms(0, BEFORE, AFTER).shift}
    error = math.sqrt(expected * (1 - expected) / CHARTS)
    assert abs(_improved(charts).mean() - expected) < ERRORS * error


def test_a_programme_of_noise_shows_as_many_shifts_as_are_expected_by_chance(
    noise: dict[str, pd.DataFrame],
) -> None:
    last = programme_summaries(**noise).sort_values("quarter").iloc[-1]
    assert last["areas_fit"] == CHARTS
    expected = last["expected_by_chance"]
    error = math.sqrt(expected * (1 - expected / CHARTS))
    for shifts in ("favourable_shifts", "unfavourable_shifts"):
        assert abs(last[shifts] - expected) < ERRORS * error
    assert last["probability_of_so_many"] > 1e-4


def test_and_a_change_of_ten_points_is_seen() -> None:
    last = programme_summaries(**_noise(drift=0.1)).sort_values("quarter").iloc[-1]
    assert last["favourable_shifts"] > 0.9 * CHARTS
    assert last["unfavourable_shifts"] == 0
    assert last["probability_of_so_many"] < 1e-6
