"""Limits of the rules against published tables, counting by hand, and simulation against theory."""

from __future__ import annotations

import pytest

from pipelines.evaluation.false_alarms import false_alarms, shift_by
from pipelines.evaluation.run_rules import crossings_limit, longest_run_limit, runs_limits
from tests.oracle.run_charts import chances_of_runs, runs_by_counting

# Swed & Eisenhart 1943, 2.5 % points for equal numbers above and below: so few, or so many, runs
# are a signal.
SWED_EISENHART = {
    5: (2, 10),
    6: (3, 11),
    7: (3, 13),
    8: (4, 14),
    9: (5, 15),
    10: (6, 16),
    12: (7, 19),
    15: (10, 22),
    20: (14, 28),
}
# Anhøj & Olesen 2014: useful points, longest run, fewest crossings that are no signal.
ANHOEJ = {10: (6, 2), 12: (7, 3), 16: (7, 4), 20: (7, 6), 24: (8, 8), 30: (8, 10)}


@pytest.mark.parametrize(("half", "points"), SWED_EISENHART.items())
def test_limits_of_runs_are_the_published_ones(half: int, points: tuple[int, int]) -> None:
    limits = runs_limits(half, half)
    assert (limits.low, limits.high) == (points[0] + 1, points[1] - 1)


@pytest.mark.parametrize(("above", "below"), [(1, 4), (2, 3), (3, 3), (4, 4), (0, 3)])
def test_the_distribution_of_runs_is_what_counting_gives(above: int, below: int) -> None:
    counted = runs_by_counting(above, below)
    orders = sum(counted.values())
    assert chances_of_runs(above, below) == pytest.approx(
        {runs: n / orders for runs, n in counted.items()}
    )


def test_limits_hold_at_most_the_tail_they_say() -> None:
    for above in range(1, 20):
        for below in range(max(1, 10 - above), 20):
            chances, limits = chances_of_runs(above, below), runs_limits(above, below)
            assert limits.low is not None
            assert limits.high is not None
            few = sum(c for r, c in chances.items() if r < limits.low)
            many = sum(c for r, c in chances.items() if r > limits.high)
            assert max(few, many) <= 0.025 + 1e-12
            assert few + chances.get(limits.low, 0) > 0.025 - 1e-12


def test_with_fewer_than_ten_useful_points_nothing_is_said() -> None:
    assert runs_limits(5, 4) == (None, None)


@pytest.mark.parametrize(("useful", "limits"), ANHOEJ.items())
def test_longest_run_and_crossings_are_the_published_ones(
    useful: int, limits: tuple[int, int]
) -> None:
    assert (longest_run_limit(useful), crossings_limit(useful)) == limits


def test_chance_of_six_in_a_row_is_what_can_be_worked_out() -> None:
    # All of six points above the median of one point: the one is the least of seven.
    assert shift_by(1, 6)[6] == pytest.approx(1 / 7, abs=0.02)
    # With a long baseline the median is known: six of six heads.
    assert shift_by(2_001, 6)[6] == pytest.approx(1 / 64, abs=0.01)
    assert shift_by(8, 5)[5] == 0


def test_chance_is_the_same_every_time_and_shares_hang_together() -> None:
    found = false_alarms(4, 12, 20)
    assert found == false_alarms.__wrapped__(4, 12, 20)
    assert found.shift_one_way < found.shift < found.any_rule < 1
    assert found.shift_one_way == pytest.approx(shift_by(12, 20)[20], abs=0.03)


def test_where_nothing_can_be_a_signal_there_is_no_false_alarm() -> None:
    assert false_alarms(0, 4, 0) == (0, 0, 0)
