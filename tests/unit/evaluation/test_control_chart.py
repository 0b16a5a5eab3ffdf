"""Control charts on small series a person can check; their limits are compared with R elsewhere."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pytest

from pipelines.evaluation.control_chart import control_charts
from tests.unit.evaluation.chart_frames_by_hand import point_rows, rebase_rows, series_row

CALM = [50.0, 60.0, 50.0, 60.0, 50.0, 60.0, 50.0, 60.0]


def charts(values: list[Any], denominators: list[Any] | None = None, **more: Any) -> pd.DataFrame:
    decisions = more.pop("decisions", ())
    return control_charts(
        point_rows(values, denominators),
        series_row(is_share=denominators is not None, **more),
        rebase_rows(decisions),
    )


def test_a_share_has_three_charts_and_a_plain_value_one() -> None:
    assert set(charts(CALM, [20] * 8)["chart"]) == {"p", "p_prime", "xmr"}
    assert set(charts(CALM)["chart"]) == {"xmr"}


def test_the_limits_of_individuals_are_three_mean_ranges_by_the_constant() -> None:
    found = charts([*CALM, 90.0]).iloc[-1]
    assert found["centre"] == 55
    assert found["upper_limit"] == pytest.approx(55 + 3 * 10 / 1.128)
    assert (found["constant"], found["moving_ranges_screened"]) == (1.128, True)
    assert bool(found["outside_limits"])


def test_limits_are_frozen_and_carried_on() -> None:
    short, long = charts(CALM), charts(CALM + [90.0] * 20)
    assert set(short["upper_limit"]) == set(long["upper_limit"])


def test_a_decision_starts_new_limits() -> None:
    found = charts(CALM + [90.0, 92.0] * 5, decisions=(8,))
    assert found.groupby("phase")["centre"].first().to_dict() == {1: 55.0, 2: 91.0}


def test_a_moving_range_never_spans_a_missing_period() -> None:
    # Without the gap the step from 50 to 90 would be a range of 40.
    found = charts([50.0, 51.0, 50.0, 51.0, None, 90.0, 91.0, 90.0, 91.0])
    assert found["upper_limit"].iloc[0] == pytest.approx(70.5 + 3 * 1 / 1.128)
    assert pd.isna(found["outside_limits"].iloc[4])


def test_limits_of_a_share_are_not_beyond_what_is_possible() -> None:
    found = charts([0.0, 100.0] * 6, [2] * 12)
    assert found["lower_limit"].min() >= 0
    assert found["upper_limit"].max() <= 100
    p = found[found["chart"] == "p"]
    assert p["caution"].str.contains("Few children").all()


def test_a_ratio_over_one_is_no_share_of_children_and_may_exceed_100() -> None:
    found = charts([150.0, 250.0] * 5, [10] * 10)
    assert set(found["chart"]) == {"xmr"}
    assert set(found["centre"]) == {200.0}
    assert found["upper_limit"].to_numpy() == pytest.approx(200 + 3 * 100 / 1.128)
    assert set(found["lower_limit"]) == {0.0}
    assert not found["outside_limits"].any()


def test_a_share_of_all_that_is_not_exact_in_binary_is_still_a_share() -> None:
    points = point_rows([0.0, 100.0] * 5, [0.69] * 10).assign(numerator=[0.0, 0.69] * 5)
    points["value"] = 100 * points["numerator"] / points["denominator"]  # 100.00000000000001
    found = control_charts(points, series_row(is_share=True), rebase_rows())
    assert found["upper_limit"].max() <= 100


def test_a_share_with_single_values_among_it_is_charted_by_what_was_counted() -> None:
    points = point_rows([50.0, 60.0] * 5, [None, None, *[20] * 8])
    found = control_charts(points, series_row(is_share=True), rebase_rows())
    p = found[found["chart"] == "p"]
    assert list(p["period"]) == list(points["period"][2:])
    assert p["centre"].to_numpy() == pytest.approx(55)
    assert p["lower_limit"].notna().all()
    assert set(p["n"]) == {6}  # of the first eight points
    assert set(found[found["chart"] == "xmr"]["n"]) == {8}


def test_a_phase_of_single_values_has_no_chart_of_shares() -> None:
    points = point_rows([50.0, 60.0] * 9, [*[20] * 9, *[None] * 9])
    found = control_charts(points, series_row(is_share=True), rebase_rows([9]))
    drawn = found.groupby("phase")["chart"].unique().map(set).to_dict()
    assert drawn == {1: {"p", "p_prime", "xmr"}, 2: {"xmr"}}


def test_of_a_series_that_never_moves_the_limits_are_the_centre() -> None:
    found = charts([40.0] * 9, [20] * 9)
    assert set(found[found["chart"] == "xmr"]["upper_limit"]) == {40.0}
    none = charts([0.0] * 9, [20] * 9)
    assert set(none[none["chart"] == "p_prime"]["upper_limit"]) == {0.0}


def test_few_points_give_trial_limits() -> None:
    assert charts(CALM)["caution"].str.contains("Trial limits").all()
    enough = charts(CALM * 2, engaged=14)
    assert not enough["caution"].fillna("").str.contains("Trial").any()
