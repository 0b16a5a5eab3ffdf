"""The Aalen–Johansen of the oracle: by hand, by its invariants, by brute force, and by R."""

from __future__ import annotations

import math
import random
import shutil
import subprocess
from collections import Counter
from datetime import date
from fractions import Fraction
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from .areas import Areas
from .dates import add_days
from .model import EpisodeRow
from .test_oracle_examples import AS_AT, approved, child, lodged
from .timeliness import Z
from .waiting_times import (
    Wait,
    curve,
    incidence_at,
    log_log_limits,
    variance,
    waiting_row,
    waiting_times,
)

waits_of_a_cohort = st.lists(
    st.builds(Wait, st.integers(0, 30), st.sampled_from(("stopped", "exited", "censored"))),
    min_size=1,
    max_size=40,
)


def of(*words: str) -> list[Wait]:
    """`s5` stopped on day 5, `x5` exited, `c5` still open when last seen on day 5."""
    how = {"s": "stopped", "x": "exited", "c": "censored"}
    return [Wait(int(word[1:]), how[word[0]]) for word in words]


# --- by hand --------------------------------------------------------------------------------


def test_a_curve_worked_by_hand() -> None:
    """Six clocks; the censored one of day 4 is still at risk on day 4, and no longer on day 6.

    | day | at risk | stops | exits | S before | F of stops         | S          |
    |----:|--------:|------:|------:|---------:|-------------------:|-----------:|
    |   0 |       6 |     1 |     0 |        1 | 1/6                | 5/6        |
    |   4 |       5 |     1 |     1 |      5/6 | 1/6 + 1/6 = 1/3    | 1/2        |
    |   6 |       2 |     1 |     0 |      1/2 | 1/3 + 1/4 = 7/12   | 1/4        |
    """
    waits = of("s0", "s4", "x4", "c4", "s6", "c9")
    steps = curve(waits)
    assert [(s.day, s.at_risk, s.stops, s.exits) for s in steps] == [
        (0, 6, 1, 0),
        (4, 5, 1, 1),
        (6, 2, 1, 0),
    ]
    assert [s.incidence for s in steps] == [Fraction(1, 6), Fraction(1, 3), Fraction(7, 12)]
    assert [s.survival for s in steps] == [Fraction(5, 6), Fraction(1, 2), Fraction(1, 4)]
    row = waiting_row(waits, 5)
    assert (row["clocks"], row["stopped"], row["exited"], row["censored"]) == (6, 3, 1, 2)
    assert (row["p25_days"], row["median_days"], row["p75_days"]) == (4, 6, None)
    assert row["cif_at_threshold"] == pytest.approx(1 / 3)
    # Kaplan–Meier with the exit censored: 5/6, then 5/6 · 4/5 = 2/3, then 1/3 on day 6
    assert row["km_if_nobody_left_median_days"] == 6


def test_a_variance_worked_by_hand() -> None:
    """Four clocks, a stop on day 1, an exit on day 2, a stop on day 3, one open: F = 1/2 on day 3.

    F₁ = 1/4, F₂ = 1/4; S₀ = 1, S₂ = 1/2.
    First term: (1/4)²/(4·3) + (1/4)²/(3·2) + 0 = 1/192 + 1/96 = 1/64.
    Second: 1·3/64 + (1/4)·1/8 = 5/64. Third: 2 · (1/4)·1·1/16 = 2/64. V = 4/64.
    It is that of 2 of 4: all were followed to day 3.
    """
    waits = of("s1", "x2", "s3", "c3")
    steps = curve(waits)
    assert incidence_at(waits, steps, 3) == Fraction(1, 2)
    assert variance(steps, Fraction(1, 2), 3) == pytest.approx(1 / 16, rel=1e-12)
    low, high = log_log_limits(0.5, 1 / 16) or (0.0, 0.0)
    # ±z·(1/4) ÷ (½·ln ½) = ±1.41383…; exp: 0.24321 and 4.11165
    assert low == pytest.approx(0.5 ** math.exp(Z * 0.25 / (0.5 * math.log(2))), rel=1e-12)
    assert (round(low, 4), round(high, 4)) == (0.0578, 0.8449)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        # Follow-up ends on day 9 with a clock open: nobody knows about day 10.
        ("s1 c9", None),
        # Seen on day 10 itself: known.
        ("s1 c10", 0.5),
        # Follow-up ends before day 10, and nobody is left: known.
        ("s1 x9", 0.5),
        ("s1 s9", 1.0),
        # The last day has an exit and an open clock.
        ("s1 x9 c9", None),
        ("c3", None),
        ("x3", 0.0),
        ("c12", 0.0),
        # What happens after the threshold does not count by then.
        ("s10 s11", 0.5),
    ],
)
def test_the_incidence_at_day_10_is_empty_where_nobody_knows(
    words: str, expected: float | None
) -> None:
    row = waiting_row(of(*words.split()), 10)
    assert row["cif_at_threshold"] == expected
    has_limits = expected not in (None, 0.0, 1.0)
    assert (row["cif_ci_low"] is not None) == has_limits
    assert (row["cif_ci_high"] is not None) == has_limits


@pytest.mark.parametrize(
    ("words", "quartiles"),
    [
        ("s0 s0 s0 s0", (0, 0, 0)),
        ("c5 c6", (None, None, None)),
        ("x5 x6", (None, None, None)),
        ("s1 s2 s3 s4", (1, 2, 3)),  # exactly 25, 50, 75 %
        ("s1 x1 x1 x1", (1, None, None)),
        ("s7 s7 s7 x7", (7, 7, 7)),
    ],
)
def test_a_quartile_is_the_first_day_that_reaches_it_or_empty(
    words: str, quartiles: tuple[int | None, ...]
) -> None:
    row = waiting_row(of(*words.split()), 10)
    assert (row["p25_days"], row["median_days"], row["p75_days"]) == quartiles


def test_rows_are_by_year_of_the_start_and_all_years_of_all_members() -> None:
    first, second = approved(0), approved(400)  # 1 January 2018, 5 February 2019
    areas = Areas({"A": AS_AT, "B": AS_AT}, {"A"}, ["A", "B", "C"])
    rows = waiting_times(
        areas,
        {"A": [child(first, lodged(30)), child(second)], "B": [child(first, lodged(50))]},
    )
    found = {
        (r["area"], r["cohort_year"]): (r["clocks"], r["stopped"], r["median_days"])
        for r in rows
        if (r["aim"], r["variant"]) == (4, "national")
    }
    assert found == {
        ("A", "2018"): (1, 1, 30),
        ("A", "2019"): (1, 0, None),
        ("A", "all"): (2, 1, 30),
        ("B", "2018"): (1, 1, 50),
        ("B", "all"): (1, 1, 50),
        ("all_reporting", "2018"): (2, 2, 30),
        ("all_reporting", "2019"): (1, 0, None),
        ("all_reporting", "all"): (3, 2, 50),
        ("engaged", "2018"): (1, 1, 30),
        ("engaged", "2019"): (1, 0, None),
        ("engaged", "all"): (2, 1, 30),
        ("not_engaged", "2018"): (1, 1, 50),
        ("not_engaged", "all"): (1, 1, 50),
    }


def test_a_transfer_ends_the_follow_up_and_six_calendar_months_are_read_at_182_days() -> None:
    start = date(2019, 1, 1)
    areas = Areas({"A": AS_AT}, set(), ["A", "B"])
    for days, known in ((181, False), (182, True)):
        moved = child(episodes=(EpisodeRow(start, add_days(start, days), "transferred"),))
        rows = waiting_times(areas, {"A": [moved]})
        [row] = [
            r
            for r in rows
            if (r["area"], r["variant"], r["cohort_year"]) == ("A", "six_calendar_months", "all")
        ]
        assert (row["cif_at_threshold"] is not None) == known


# --- invariants -----------------------------------------------------------------------------


@given(waits=waits_of_a_cohort)
def test_incidences_and_those_still_waiting_add_up_to_all(waits: list[Wait]) -> None:
    for step in curve(waits):
        assert step.incidence + step.exit_incidence + step.survival == 1


@given(waits=waits_of_a_cohort, day=st.integers(0, 31))
def test_without_censoring_it_is_the_plain_share_and_its_binomial_variance(
    waits: list[Wait], day: int
) -> None:
    waits = [wait for wait in waits if wait.how != "censored"] or of("s3")
    steps = curve(waits)
    by_then = sum(wait.how == "stopped" and wait.days <= day for wait in waits)
    share = incidence_at(waits, steps, day)
    assert share == Fraction(by_then, len(waits))
    binomial = float(share * (1 - share) / len(waits))
    assert variance(steps, share, day) == pytest.approx(binomial, rel=1e-9, abs=1e-12)


@given(waits=waits_of_a_cohort)
def test_the_order_of_the_clocks_says_nothing(waits: list[Wait]) -> None:
    assert curve(waits) == curve(sorted(waits, key=lambda w: (w.how, -w.days)))


def by_redistribution(waits: list[Wait]) -> dict[int, Fraction]:
    """Efron's way to the same curve: who is censored hands its share to all still at risk.

    "Events precede censoring on the same day."
    """
    ordered = sorted(waits, key=lambda w: (w.days, w.how == "censored"))
    mass = [Fraction(1, len(ordered))] * len(ordered)
    incidence: dict[int, Fraction] = {}
    total = Fraction(0)
    for position, wait in enumerate(ordered):
        if wait.how == "stopped":
            total += mass[position]
        if wait.how == "censored":
            heirs = range(position + 1, len(ordered))
            for heir in heirs:
                mass[heir] += mass[position] / len(heirs)
        incidence[wait.days] = total
    return incidence


@settings(max_examples=200)
@given(waits=waits_of_a_cohort)
def test_the_curve_is_the_one_that_redistribution_gives(waits: list[Wait]) -> None:
    ours = {step.day: step.incidence for step in curve(waits)}
    theirs = by_redistribution(waits)
    assert ours == {day: theirs[day] for day in ours}


# --- R's survival ---------------------------------------------------------------------------

SURVIVAL = """
suppressMessages(library(survival))
waits <- read.csv(file("stdin"))
state <- factor(waits$how, levels = c("censored", "stopped", "exited"))
fit <- survfit(Surv(waits$days + 1, state) ~ 1)
km <- survfit(Surv(waits$days + 1, waits$how == "stopped") ~ 1)
stopped <- which(fit$states == "stopped")
cat(sprintf("aj %d %.17g %.17g\\n", as.integer(fit$time - 1),
            fit$pstate[, stopped], fit$std.err[, stopped]), sep = "")
cat(sprintf("km %d %.17g 0\\n", as.integer(km$time - 1), 1 - km$surv), sep = "")
"""


@cache
def r_is_missing() -> str:
    """Why R cannot be asked; empty where it can."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        return "Rscript is not installed"
    asked = subprocess.run([rscript, "-e", "library(survival)"], capture_output=True, check=False)
    return "R has no package survival" if asked.returncode else ""


def by_r(waits: list[Wait]) -> dict[tuple[str, int], tuple[float, float]]:
    """Incidence and standard error by curve and day, as R's `survfit` has them.

    A day is added on the way in: R begins at time 0, and we have events on day 0.
    """
    lines = ["days,how", *(f"{wait.days},{wait.how}" for wait in waits)]
    done = subprocess.run(
        ["Rscript", "-e", SURVIVAL],
        input="\n".join(lines),
        capture_output=True,
        text=True,
        check=True,
    )
    cells = [line.split() for line in done.stdout.splitlines()]
    return {(curve_, int(day)): (float(f), float(se)) for curve_, day, f, se in cells}


@pytest.mark.skipif(bool(r_is_missing()), reason=r_is_missing() or "R is there")
@pytest.mark.parametrize("seed", range(4))
def test_r_survival_says_the_same(seed: int) -> None:
    rng = random.Random(seed)
    how = ("stopped", "exited", "censored", "censored")
    number = (12, 60, 250, 400)[seed]
    waits = [Wait(rng.randrange((10, 40, 300, 900)[seed]), rng.choice(how)) for _ in range(number)]
    waits += of("s0", "x0")
    theirs = by_r(waits)
    steps = curve(waits)
    for step in steps:
        incidence, error = theirs["aj", step.day]
        assert float(step.incidence) == pytest.approx(incidence, rel=1e-9, abs=1e-12)
        ours = math.sqrt(max(0.0, variance(steps, step.incidence, step.day)))
        assert ours == pytest.approx(error, rel=1e-9, abs=1e-9)
    days = sorted(day for kind, day in theirs if kind == "km")
    first = next((day for day in days if theirs["km", day][0] >= 0.5 - 1e-9), None)
    assert waiting_row(waits, 10)["km_if_nobody_left_median_days"] == first
    assert Counter(wait.how for wait in waits)["stopped"] == sum(step.stops for step in steps)
