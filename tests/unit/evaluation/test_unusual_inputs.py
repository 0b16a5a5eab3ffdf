"""What a researcher may hand the functions by mistake: a right answer, or an error in words."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest

from pipelines.evaluation.case_mix import byar_limits, expected_counts
from pipelines.evaluation.control_chart import control_charts
from pipelines.evaluation.funnel import funnel_limits
from pipelines.evaluation.programme_effect import (
    aggregate_effects,
    group_time_effects,
    imputation_effects,
)
from pipelines.evaluation.run_chart import run_charts
from tests.unit.evaluation.chart_frames_by_hand import (
    note_rows,
    point_rows,
    rebase_rows,
    series_row,
)

NAMES = {"unit": "who", "period": "when", "outcome": "share", "first_treated": "joined"}
BOTH = pytest.mark.parametrize("function", [group_time_effects, imputation_effects])


def panel(*joined: float) -> pd.DataFrame:
    """Six half-years of a unit for every start given."""
    chance = np.random.default_rng(3)
    rows = [
        (f"A{n}", when, chance.normal(50, 5), first, 10.0 + n)
        for n, first in enumerate(joined)
        for when in range(1, 7)
    ]
    return pd.DataFrame(rows, columns=["who", "when", "share", "joined", "clocks"])


USUAL = panel(3, 3, 4, 4, np.nan, np.nan)


def one(frame: pd.DataFrame, column: str, value: Any) -> pd.DataFrame:
    changed = frame.copy()
    changed[column] = changed[column].astype(object if isinstance(value, str) else float)
    changed.loc[7, column] = value
    return changed


@BOTH
@pytest.mark.parametrize(
    "frame",
    [
        USUAL.head(0),
        USUAL.head(1),
        USUAL[USUAL["who"] == "A0"],
        USUAL[USUAL["when"] == 1],
        USUAL.assign(joined=np.nan),
        USUAL.assign(joined=3.0),
        USUAL.assign(share=np.nan),
        USUAL.assign(clocks=0.0),
    ],
    ids=["empty", "a row", "a unit", "a period", "never", "all at once", "untold", "weightless"],
)
def test_where_nothing_can_be_compared_there_is_no_row(function: Any, frame: pd.DataFrame) -> None:
    found = function(frame, **NAMES, weight="clocks")
    assert list(found.columns) == ["group", "period", "estimate", "se"]
    assert found.empty
    assert aggregate_effects(found, "simple").empty


@BOTH
@pytest.mark.parametrize(
    ("frame", "why"),
    [
        (one(USUAL, "share", np.inf), "infinite"),
        (one(USUAL, "clocks", -1.0), "below 0"),
        (one(USUAL, "clocks", np.inf), "infinite"),
        (one(USUAL, "when", np.nan), "no period"),
        (USUAL.assign(who=USUAL["who"].where(USUAL["who"] != "A5")), "no unit"),
        (pd.concat([USUAL, USUAL.head(1)]), "two rows"),
        (one(USUAL, "joined", 5.0), "two first treated"),
    ],
)
def test_what_cannot_be_is_refused(function: Any, frame: pd.DataFrame, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        function(frame, **NAMES, weight="clocks")


@BOTH
def test_starts_of_another_kind_than_the_periods_are_refused(function: Any) -> None:
    with pytest.raises(TypeError, match="cannot be compared"):
        function(USUAL.assign(joined=USUAL["joined"].map({3.0: "2010H1", 4.0: "2010H2"})), **NAMES)


@BOTH
def test_an_empty_text_is_never(function: Any) -> None:
    texts = USUAL.assign(when=USUAL["when"].astype(str))
    texts["joined"] = USUAL["joined"].map({3.0: "3", 4.0: "4"}).fillna("")
    told = function(USUAL, **NAMES)
    np.testing.assert_allclose(function(texts, **NAMES)["estimate"], told["estimate"])


@BOTH
def test_order_numbering_and_kind_of_numbers_change_nothing(function: Any) -> None:
    other = USUAL.sample(frac=1, random_state=1).set_axis([7] * len(USUAL))
    other = other.astype({"joined": "Int64", "when": "Int64", "share": "Float64"})
    told, again = function(USUAL, **NAMES), function(other, **NAMES)
    pd.testing.assert_frame_equal(told, again, check_dtype=False)


@pytest.mark.parametrize("anticipation", [-1, 0.5])
def test_anticipation_is_whole_periods(anticipation: Any) -> None:
    with pytest.raises(ValueError, match="whole number"):
        group_time_effects(USUAL, **NAMES, anticipation=anticipation)


def test_imputed_beside_one_unit_alone_has_no_error() -> None:
    found = imputation_effects(USUAL[USUAL["who"] != "A5"], **NAMES).set_index(["group", "period"])
    assert found["se"].isna().to_dict() == {
        key: key[1] >= 4
        for key in found.index  # from the fourth on one is untreated
    }


def test_some_effects_are_averaged_by_what_they_say_and_not_by_where_they_stand() -> None:
    effects = group_time_effects(USUAL, **NAMES)
    some = effects[effects["group"] == 4]
    told, again = (aggregate_effects(f, "simple") for f in (some, some.reset_index(drop=True)))
    pd.testing.assert_frame_equal(told, again)
    assert told["estimate"].item() != aggregate_effects(effects, "simple")["estimate"].item()


# --- funnels ---


def funnel(observed: list[Any], denominator: list[Any], **more: Any) -> pd.DataFrame:
    return funnel_limits(pd.DataFrame({"observed": observed, "denominator": denominator}), **more)


def test_a_unit_without_a_count_has_no_part() -> None:
    whole = funnel([3, 8, 20], [10, 20, 30])
    for observed, denominator in (
        ([3, 8, 20, None], [10, 20, 30, 40]),
        ([3, 8, 20, 1], [10, 20, 30, None]),
    ):
        found = funnel(observed, denominator)
        pd.testing.assert_frame_equal(
            found.iloc[:3].drop(columns=["observed", "denominator"]),
            whole.drop(columns=["observed", "denominator"]),
        )
        assert found.iloc[3][["share", "funnel_low_95", "overdispersed_high_998"]].isna().all()


@pytest.mark.parametrize(
    ("observed", "denominator", "more", "why"),
    [
        ([5], [3], {}, "between"),
        ([-1], [3], {}, "between"),
        ([1.5], [3], {}, "whole"),
        ([1], [3], {"target": 20.0}, "target"),
        ([1], [3], {"target": np.nan}, "target"),
    ],
)
def test_counts_and_targets_that_cannot_be_are_refused(
    observed: list[Any], denominator: list[Any], more: dict[str, float], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        funnel(observed, denominator, **more)


def test_all_of_it_in_one_authority() -> None:
    found = funnel([0, 30, 0], [0, 60, 0])
    assert found["funnel_low_95"].notna().tolist() == [False, True, False]
    assert (found["phi"].iloc[0], found["tau_squared"].iloc[0]) == (0, 0)
    assert len(funnel([], [])) == 0


# --- case mix ---

MIX = {"unit": "who", "observed": "within", "denominator": "starts"}


def mix(*rows: tuple[str, str, int, int]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["who", "band", "within", "starts"])


def test_an_authority_without_children_does_not_stop_the_others() -> None:
    cells = mix(("a", "0-4", 0, 0), ("b", "0-4", 6, 10), ("b", "5-11", 3, 12))
    expected = expected_counts(cells, ["band"], **MIX)
    assert expected.to_dict() == pytest.approx({"a": 0.0, "b": 9.0})


def test_beside_nobody_nothing_is_expected() -> None:
    cells = mix(("a", "0-4", 5, 10), ("a", "5-11", 1, 10))
    assert expected_counts(cells, ["band"], without_own=True, **MIX).isna().all()
    assert expected_counts(cells, ["band"], **MIX)["a"] == pytest.approx(6)


def test_of_a_count_that_is_missing_there_are_no_limits() -> None:
    found = byar_limits(np.array([np.nan, 0.0]))
    assert np.isnan([found.low[0], found.high[0]]).all()
    assert found.low[1] == 0


# --- charts ---


def charted(points: pd.DataFrame, **series: Any) -> tuple[pd.DataFrame, pd.DataFrame]:
    about = (series_row(**series), rebase_rows())
    return run_charts(points, *about, note_rows()), control_charts(points, *about)


def test_a_single_point_is_charted_without_limits_or_signals() -> None:
    run, control = charted(point_rows([5]))
    assert run[["shift_signal", "runs_signal", "anhoej_signal"]].eq(False).all(axis=None)
    assert control[["lower_limit", "upper_limit"]].isna().all(axis=None)


def test_days_with_a_time_zone_stay_the_days_they_are() -> None:
    points = point_rows(list(range(20)))
    in_london = points.assign(period=points["period"].dt.tz_localize("Europe/London"))
    for told, again in zip(charted(points), charted(in_london), strict=True):
        pd.testing.assert_frame_equal(told, again)


def test_points_in_any_order_are_one_series() -> None:
    points = point_rows(list(range(20)))
    for told, again in zip(
        charted(points), charted(points.sample(frac=1, random_state=2)), strict=True
    ):
        pd.testing.assert_frame_equal(told, again)


def test_points_that_cannot_be_are_refused() -> None:
    points = point_rows(list(range(20)))
    with pytest.raises(ValueError, match="two points"):
        charted(pd.concat([points, points.head(1)]))
    with pytest.raises(ValueError, match="no period"):
        charted(points.assign(period=points["period"].where(points.index != 3)))
    with pytest.raises(ValueError, match="infinite"):
        charted(points.assign(value=points["value"].where(points.index != 3, np.inf)))
