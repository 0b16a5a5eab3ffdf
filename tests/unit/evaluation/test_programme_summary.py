"""Charts summed up: shifts since testing began, beside what chance alone would show."""

from __future__ import annotations

from itertools import product

import pandas as pd
import pytest

from pipelines.evaluation.false_alarms import shift_by
from pipelines.evaluation.programme_summary import chance_of_at_least, programme_summaries
from tests.unit.evaluation.chart_frames_by_hand import (
    QUARTERS,
    point_rows,
    rebase_rows,
    series_row,
)

CALM = [40.0, 60.0] * 6  # the baseline, a median of 50
TESTING = 12


def summary(*series: list[float | None], denominator: int = 20) -> pd.DataFrame:
    points, about = [], []
    for number, values in enumerate(series):
        area = f"area-{number}"
        points.append(point_rows(values, [denominator] * len(values), area=area))
        about.append(series_row(area=area, is_share=True, engaged=TESTING, testing=TESTING))
    return programme_summaries(pd.concat(points), pd.concat(about), rebase_rows()).set_index(
        "quarter"
    )


def test_a_shift_is_known_with_its_sixth_point_and_not_before() -> None:
    found = summary(CALM + [70.0] * 8)
    assert found["favourable_shifts"].to_list() == [0] * 5 + [1] * 3
    assert found.index[0] == QUARTERS[TESTING]


def test_points_from_before_testing_are_no_part_of_a_shift_after_it() -> None:
    found = programme_summaries(
        point_rows(CALM + [70.0] * 8, [20] * 20),
        series_row(is_share=True, engaged=12, testing=15),
        rebase_rows(),
    )
    assert found["favourable_shifts"].to_list() == [0] * 5


def test_every_fit_chart_is_in_one_of_the_counts() -> None:
    found = summary(
        CALM + [70.0] * 12,
        CALM + [30.0] * 12,
        CALM + [40.0, 60.0] * 6,
        CALM + [30.0] * 6 + [70.0] * 6,
    ).iloc[-1]
    assert found["areas_fit"] == 4
    assert (found["favourable_shifts"], found["unfavourable_shifts"]) == (2, 2)
    assert (found["both_shifts"], found["no_shift"]) == (1, 1)


def test_a_chart_of_few_children_is_counted_apart() -> None:
    found = summary(CALM + [70.0] * 8, denominator=9).iloc[-1]
    assert (found["areas_testing"], found["areas_fit"], found["areas_not_fit"]) == (1, 0, 1)
    assert found["favourable_shifts"] == 0


def test_an_authority_whose_series_ends_keeps_its_standing() -> None:
    found = summary(CALM + [70.0] * 6, CALM + [40.0, 60.0] * 6)
    assert found["areas_testing"].to_list() == [2] * 12
    assert found["favourable_shifts"].iloc[-1] == 1


def test_chance_is_the_sum_over_the_charts() -> None:
    found = summary(*[CALM + [40.0, 60.0] * 5] * 3)
    assert found["expected_by_chance"].iloc[-1] == pytest.approx(3 * shift_by(12, 10)[10])
    assert found["probability_of_so_many"].to_list() == pytest.approx([1.0] * 10)


@pytest.mark.parametrize("count", range(4))
def test_the_probability_of_so_many_is_what_counting_gives(count: int) -> None:
    chances = [0.1, 0.35, 0.6]
    counted = 0.0
    for outcome in product([0, 1], repeat=3):
        if sum(outcome) >= count:
            probability = 1.0
            for happens, chance in zip(outcome, chances, strict=True):
                probability *= chance if happens else 1 - chance
            counted += probability
    assert chance_of_at_least(count, chances) == pytest.approx(counted)
