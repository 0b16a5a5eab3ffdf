"""`improvement` worked by hand: windows to the day, intervals, verdicts."""

from __future__ import annotations

import itertools
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from .areas import Areas
from .dates import add_days
from .improvement import (
    Comparison,
    Engagement,
    Share,
    baseline_of,
    current_quarters,
    engaged_together,
    improvement,
    mantel_haenszel,
    newcombe,
    verdict,
)
from .model import Clock
from .test_oracle_examples import AS_AT, approved, child, lodged

ENGAGED_ON = date(2018, 8, 31)


def clock(threshold: date, outcome: str = "within") -> Clock:
    """An aim-4 clock with its threshold on a day."""
    start = add_days(threshold, -112)
    return Clock(4, "national", start, 112, threshold, AS_AT, 5, outcome_at_threshold=outcome)


# --- the baseline ---------------------------------------------------------------------------


def test_a_baseline_is_by_threshold_date_from_a_year_before_to_the_day_before() -> None:
    first, last = date(2017, 8, 31), date(2018, 8, 30)
    inside = [clock(first)] * 10 + [clock(last, "out")] * 10
    outside = [clock(add_days(first, -1)), clock(ENGAGED_ON)]
    assert baseline_of(inside + outside, ENGAGED_ON) == (Share(10, 20), first)


def test_a_small_baseline_moves_back_by_quarters_of_a_year_until_it_has_20() -> None:
    # 31 August 2018 less 15 months is 31 May, less 18 months 28 February 2017.
    recent = [clock(date(2018, 1, 1))] * 19
    one_more = [clock(date(2017, 3, 1), "not_within")]
    assert baseline_of(recent + one_more, ENGAGED_ON) == (Share(19, 20), date(2017, 2, 28))


def test_a_baseline_moves_back_three_years_at_most() -> None:
    far = [clock(date(2015, 8, 30))] * 30
    edge = [clock(date(2015, 8, 31))]
    assert baseline_of(far + edge, ENGAGED_ON) == (Share(1, 1), date(2015, 8, 31))


def test_what_is_not_recorded_or_not_yet_is_no_start() -> None:
    day = date(2018, 1, 1)
    outcomes = ("within", "not_within", "out", "not_recorded", "not_yet")
    share, _ = baseline_of([clock(day, outcome) for outcome in outcomes], ENGAGED_ON)
    assert share == Share(1, 3)


# --- the current quarters -------------------------------------------------------------------

# Aim 4: 112 + 42 days after its last day, a quarter is mature.
AREAS = Areas({"A": date(2020, 9, 1)}, {"A"}, ["A", "B"])


@pytest.mark.parametrize(
    ("period", "ended_on", "latest"),
    [
        ("latest", None, date(2020, 1, 1)),
        ("latest", date(2019, 1, 1), date(2020, 1, 1)),
        ("programme", None, date(2020, 1, 1)),
        ("programme", date(2021, 5, 5), date(2020, 1, 1)),
        ("programme", date(2020, 1, 2), date(2020, 1, 1)),
        ("programme", date(2020, 1, 1), date(2019, 10, 1)),  # its first day is not before
        ("programme", date(2019, 2, 1), date(2019, 1, 1)),
    ],
)
def test_the_latest_four_quarters_that_are_mature(
    period: str, ended_on: date | None, latest: date
) -> None:
    quarters = current_quarters(AREAS, "A", 4, period, ended_on)
    assert quarters[0] == latest
    assert [q.month for q in quarters] == [(latest.month - 1 - 3 * b) % 12 + 1 for b in range(4)]


def test_a_quarter_becomes_mature_on_the_day() -> None:
    # 31 March 2020 + 112 + 42 days = 1 September 2020
    before = Areas({"A": date(2020, 8, 31)}, {"A"}, ["A"])
    assert current_quarters(before, "A", 4, "latest", None)[0] == date(2019, 10, 1)


# --- the difference -------------------------------------------------------------------------


def test_newcombe_as_published() -> None:
    """Newcombe 1998, table II, method 10, case (a): 56/70 − 48/80 = 0.2, 0.0524 to 0.3339."""
    change = newcombe(Share(48, 80), Share(56, 70))
    assert change is not None
    assert (round(change.difference, 6), round(change.low, 2), round(change.high, 2)) == (
        20.0,
        5.24,
        33.39,
    )


def test_newcombe_at_the_ends_as_published() -> None:
    """The same table, case (h): 10/10 − 0/10 = 1, 0.6075 to 1."""
    change = newcombe(Share(0, 10), Share(10, 10))
    assert change is not None
    assert (round(change.low, 2), round(change.high, 6)) == (60.75, 100.0)


@given(
    counts=st.lists(
        st.tuples(st.integers(1, 40), st.integers(1, 40)).flatmap(
            lambda of: st.tuples(
                st.integers(0, of[0]), st.just(of[0]), st.integers(0, of[1]), st.just(of[1])
            )
        ),
        min_size=1,
        max_size=1,
    )
)
def test_mantel_haenszel_of_one_authority_is_its_own_difference(
    counts: list[tuple[int, int, int, int]],
) -> None:
    [(x0, n0, x1, n1)] = counts
    change = mantel_haenszel([Comparison(Share(x0, n0), Share(x1, n1))])
    assert change is not None
    assert change.difference == pytest.approx(100 * (x1 / n1 - x0 / n0), abs=1e-9)


def test_mantel_haenszel_by_hand_and_those_without_a_period_weigh_nothing() -> None:
    """Weights 20·20/40 = 10 and 10·30/40 = 7.5; differences 0.2 and 0.1.

    (10·0.2 + 7.5·0.1) / 17.5 = 2.75/17.5. Variance: 100·(0.25/20 + 0.21/20)
    + 56.25·(0.16/10 + 0.21/30) = 2.3 + 1.29375, over 17.5².
    """
    first = Comparison(Share(6, 20), Share(10, 20))
    second = Comparison(Share(21, 30), Share(8, 10))
    no_baseline = Comparison(Share(0, 0), Share(50, 50))
    no_current = Comparison(Share(50, 50), Share(0, 0))
    members = [first, no_baseline, second, no_current]
    change = mantel_haenszel(members)
    assert change is not None
    half = 1.959963984540054 * (3.59375**0.5) / 17.5
    assert change.difference == pytest.approx(100 * 2.75 / 17.5)
    assert change.low == pytest.approx(100 * (2.75 / 17.5 - half))
    # "counts summed": of all of them
    together = engaged_together(members)
    assert (together.baseline, together.current) == (Share(77, 100), Share(68, 80))
    assert mantel_haenszel([no_baseline, no_current]) is None


@pytest.mark.parametrize(
    ("baseline", "current", "expected"),
    [
        (Share(4, 9), Share(800, 900), "cannot_tell"),  # below 10
        (Share(10, 10), Share(0, 9), "cannot_tell"),
        (Share(5, 12), Share(11, 12), "cannot_tell"),  # wider than 30 points
        (Share(40, 200), Share(120, 200), "higher"),
        (Share(120, 200), Share(40, 200), "lower"),
        (Share(100, 200), Share(102, 200), "no_clear_difference"),
    ],
)
def test_verdicts(baseline: Share, current: Share, expected: str) -> None:
    comparison = Comparison(baseline, current)
    assert verdict(comparison, newcombe(baseline, current)) == expected


def test_the_same_share_in_every_authority_is_no_clear_difference() -> None:
    """Nobody within, before or since: difference and variance are 0, and so are both limits."""
    comparison = Comparison(Share(0, 20), Share(0, 20))
    change = mantel_haenszel([comparison] * 3)
    assert change is not None
    assert (change.low, change.high) == (0.0, 0.0)
    assert verdict(comparison, change) == "no_clear_difference"


# --- rows -----------------------------------------------------------------------------------


def test_rows_of_authorities_and_of_engaged_together() -> None:
    areas = Areas({"A": AS_AT, "B": AS_AT}, {"A", "B"}, ["A", "B", "C"])
    # Approved 11 January 2018, threshold 3 May 2018; and 2 January 2020, lodged after 30 days
    before = [child(approved(10)) for _ in range(20)]
    since = [child(approved(731), lodged(761)) for _ in range(15)]
    engagements = {"A": Engagement(date(2019, 1, 1)), "B": Engagement()}
    rows = improvement(areas, {"A": before + since, "B": since}, engagements)
    found = {(r["area"], r["aim"], r["period"]): r for r in rows}
    assert {key[0] for key in found} == {"A", "B", "engaged"}
    a = found["A", 4, "latest"]
    assert (a["baseline_within"], a["baseline_of"], a["baseline_percent"]) == (0, 20, 0.0)
    assert (a["baseline_from"], a["baseline_to"]) == (date(2018, 1, 1), date(2019, 1, 1))
    assert (a["current_within"], a["current_of"], a["verdict"]) == (15, 15, "higher")
    b = found["B", 4, "latest"]
    assert (b["baseline_of"], b["baseline_from"], b["difference"]) == (0, None, None)
    both = found["engaged", 4, "latest"]
    assert (both["baseline_of"], both["current_of"]) == (20, 30)
    assert (both["baseline_from"], both["baseline_to"]) == (None, None)
    assert both["difference"] == 100.0
    assert both["verdict"] == "higher"
    columns = [tuple(row) for row in rows]
    assert all(one == other for one, other in itertools.pairwise(columns))
