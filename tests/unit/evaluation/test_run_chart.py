"""Run charts by the contract's sentences: series a person can check, noise against an oracle."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.evaluation.run_chart import run_charts
from tests.oracle.run_charts import Told, told
from tests.unit.evaluation.chart_frames_by_hand import (
    QUARTERS,
    note_rows,
    point_rows,
    rebase_rows,
    series_row,
)

BASE = [10, 20, 10, 20, 10, 20, 10, 20]  # a median of 15
Values = list[float | None]


def chart(
    values: list[Any],
    denominators: list[Any] | None = None,
    *,
    engaged: int | None = None,
    decisions: tuple[int, ...] = (),
    notes: pd.DataFrame | None = None,
    **series: Any,
) -> pd.DataFrame:
    return run_charts(
        point_rows(values, denominators),
        series_row(engaged=engaged, is_share=denominators is not None, **series),
        rebase_rows(decisions),
        note_rows() if notes is None else notes,
    )


def flagged(frame: pd.DataFrame, column: str) -> list[int]:
    return [i for i, flag in enumerate(frame[column].astype("boolean").fillna(False)) if flag]


def test_the_centre_is_frozen_from_the_twelve_points_before_engagement() -> None:
    frame = chart([90] * 3 + [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12] + [50] * 9, engaged=15)
    assert set(frame["median"]) == {6.5}
    assert set(frame["baseline_kind"]) == {"before_engagement"}
    assert flagged(frame, "in_baseline") == list(range(3, 15))
    assert flagged(frame, "shift_signal") == list(range(15, 24))


def test_with_seven_points_before_engagement_the_first_eight_are_the_baseline() -> None:
    frame = chart([*BASE, 30, 30], engaged=7)
    assert set(frame["baseline_kind"]) == {"series_start"}
    assert set(frame["median"]) == {15.0}
    assert "not of the time before" in frame["caution"].iloc[0]


def test_later_points_never_move_the_centre() -> None:
    short, long = chart(BASE + [30] * 3, engaged=8), chart(BASE + [30] * 30, engaged=8)
    assert set(short["median"]) == set(long["median"]) == {15.0}


def test_six_useful_points_after_the_baseline_are_a_shift_and_five_are_none() -> None:
    assert flagged(chart([*BASE, *[30] * 5, 0]), "shift_signal") == []
    assert flagged(chart([*BASE, *[30] * 6, 0]), "shift_signal") == list(range(8, 14))


def test_a_point_on_the_median_neither_breaks_a_shift_nor_counts() -> None:
    frame = chart([*BASE, 30, 30, 30, 15, 30, 30, 30])
    assert flagged(frame, "shift_signal") == [8, 9, 10, 12, 13, 14]
    assert flagged(frame, "on_median") == [11]


def test_points_of_the_baseline_are_no_part_of_a_shift() -> None:
    frame = chart([10, 10, 10, 10, 20, 20, 20, 20, 30, 30, 30, 30, 30])
    assert flagged(frame, "shift_signal") == []


def test_a_missing_period_keeps_its_row_and_is_no_part_of_any_rule() -> None:
    frame = chart([*BASE, 30, None, 30, 30, None, 30, 30, 30])
    assert len(frame) == 16
    assert flagged(frame, "shift_signal") == [8, 10, 11, 13, 14, 15]
    assert frame.loc[9, ["value", "shift_signal", "trend_signal", "on_median"]].isna().all()


def test_five_points_rising_are_a_trend_and_the_turning_point_is_of_both() -> None:
    frame = chart([*BASE, 1, 2, 3, 4, 5, 4, 3, 2, 1, 50])
    assert flagged(frame, "trend_signal") == list(range(8, 17))
    assert flagged(chart([*BASE, 21, 22, 0]), "trend_signal") == []


def test_a_value_equal_to_the_one_before_neither_breaks_a_trend_nor_counts() -> None:
    frame = chart([*BASE, 1, 2, 2, 3, 4, 5, 0])
    assert flagged(frame, "trend_signal") == [8, 9, 11, 12, 13]


def test_a_centre_moves_by_a_recorded_decision_alone() -> None:
    values = [*BASE, *[30] * 12]
    proposed = chart(values)
    assert set(proposed["phase"]) == {1}
    assert flagged(proposed, "rebase_proposed") == list(range(8, 20))
    decided = chart(values, decisions=(8,))
    assert list(decided["phase"]) == [1] * 8 + [2] * 12
    assert list(decided["median"].unique()) == [15.0, 30.0]
    assert flagged(decided, "rebase_proposed") == []
    assert flagged(decided, "in_baseline") == list(range(16))


def test_eight_points_on_one_side_propose_nothing_yet() -> None:
    assert flagged(chart([*BASE, *[30] * 8]), "rebase_proposed") == []


@pytest.mark.parametrize(
    ("improves_when", "expected"), [("higher", True), ("lower", False), ("neither", None)]
)
def test_a_signal_is_favourable_by_the_measures_own_direction(
    improves_when: str, expected: bool | None
) -> None:
    frame = chart([*BASE, *[30] * 6], improves_when=improves_when)
    told_of = frame["favourable"].iloc[-1]
    assert (told_of is pd.NA) if expected is None else (bool(told_of) is expected)
    assert frame["favourable"].iloc[:8].isna().all()


def test_what_happened_is_marked_at_its_period_in_words() -> None:
    notes = note_rows(
        ("2014-01-15", "idea_tested", "idea-7"),
        ("2014-02-01", "cycle_adapt", "idea-7"),
        ("2011-01-01", "joined", None),
        ("2030-01-01", "left", None),
    )
    frame = chart([*BASE, 30, 30], notes=notes)
    assert frame["annotation"].dropna().to_dict() == {
        8: "Testing of change idea idea-7 began on 15 January 2014. A test cycle of change idea "
        "idea-7 began on 1 February 2014 and led to changing it."
    }


@pytest.mark.parametrize(
    ("values", "denominators", "why"),
    [
        ([10, 20] * 5, [20] * 10, None),
        ([10, 20] * 4, [20] * 8, "fewer than 10 points"),
        ([10, 20] * 5, [9] * 6 + [10] * 4, "fewer than 10 children"),
        ([0, 100] * 3 + [20, 30, 40, 0, 100], [20] * 11, "over half the points"),
        ([0, 100] * 2 + [20, 30, 40, 50, 20, 30], [20] * 10, None),
    ],
)
def test_whether_a_chart_is_fit(
    values: list[Any], denominators: list[Any], why: str | None
) -> None:
    frame = chart(values, denominators)
    assert set(frame["fit_for_run_chart"]) == {why is None}
    assert why is None or why in frame["caution"].iloc[0]


def test_a_phase_of_values_alone_has_no_denominator_to_be_too_small() -> None:
    frame = chart([10, 20] * 5 + [30, 40] * 5, [20] * 10 + [None] * 10, decisions=(10,))
    assert set(frame["fit_for_run_chart"]) == {True}


def test_chance_is_told_of_every_chart_and_grows_with_its_length() -> None:
    rng = np.random.default_rng(7)
    short, long = chart(list(rng.random(20))), chart(list(rng.random(60)))
    first, second = (
        short["false_alarm_probability"].iloc[0],
        long["false_alarm_probability"].iloc[0],
    )
    assert 0 < first < second < 1
    assert (long["shift_false_alarm_probability"] <= long["false_alarm_probability"]).all()


# --- against the oracle ---

SERIES = st.lists(
    st.one_of(st.none(), st.integers(0, 12), st.floats(0, 12, allow_nan=False, width=32)),
    min_size=1,
    max_size=48,
).filter(lambda values: any(v is not None for v in values))


@given(
    SERIES,
    st.one_of(st.none(), st.integers(0, 50)),
    st.lists(st.integers(0, 50), max_size=2).map(tuple),
)
@settings(max_examples=250, deadline=None)
def test_every_answer_is_the_oracles(
    values: Values, engaged: int | None, decisions: tuple[int, ...]
) -> None:
    frame = chart(values, engaged=engaged, decisions=decisions)
    expected = told(list(enumerate(values)), engaged, decisions)
    found = {int(QUARTERS.get_loc(row["period"])): row for row in frame.to_dict("records")}
    for period, answer in expected.items():
        _agree(found[period], answer)


def _agree(row: dict[Any, Any], answer: Told) -> None:
    assert row["phase"] == answer.phase
    assert row["median"] == pytest.approx(answer.median)
    assert row["baseline_kind"] == answer.baseline_kind
    assert bool(row["on_median"]) == (answer.side == 0)
    assert bool(row["shift_signal"]) == answer.shift
    assert bool(row["trend_signal"]) == answer.trend
    assert bool(row["rebase_proposed"]) == answer.rebase
    for column, value in answer.of_phase.items():
        assert row[column] == value, column


@given(SERIES, st.one_of(st.none(), st.integers(0, 50)))
@settings(max_examples=60, deadline=None)
def test_a_chart_upside_down_has_the_same_signals(values: Values, engaged: int | None) -> None:
    there = ["shift_signal", "trend_signal", "runs", "longest_run", "anhoej_signal", "runs_signal"]
    upright = chart(values, engaged=engaged)
    turned = chart([None if v is None else -v for v in values], engaged=engaged)
    pd.testing.assert_frame_equal(upright[there], turned[there])


@given(SERIES, st.data())
@settings(max_examples=60, deadline=None)
def test_a_missing_period_put_in_changes_no_answer(values: Values, data: st.DataObject) -> None:
    at = data.draw(st.integers(1, len(values)))
    columns = ["shift_signal", "trend_signal", "useful_points", "runs", "median", "crossings"]
    plain = chart(values).dropna(subset="value")[columns].reset_index(drop=True)
    gapped = chart([*values[:at], None, *values[at:]])
    gapped = gapped.dropna(subset="value")[columns].reset_index(drop=True)
    pd.testing.assert_frame_equal(plain, gapped)
