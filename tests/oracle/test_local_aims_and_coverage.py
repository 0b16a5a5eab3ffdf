"""`local_aim_progress` and `coverage` worked by hand, each bound to the day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from .areas import Areas
from .coverage import MEASURE, counted_on, coverage
from .dates import add_days
from .local_aims import LocalAim, Tally, local_aim_progress, progress_row, status_of, tally
from .model import ChildResult, EpisodeRow, Event, LegalStatus
from .test_oracle_examples import AS_AT, START, approved, child, d, recommended

AIM = LocalAim(
    local_aim_id="one",
    authority="A",
    start_milestone="permanence_recommended",
    stop_milestone="adm_decision",
    routes=(),
    within_days=98,
    target_percent=Fraction(50),
    min_age_years=None,
    max_age_years=None,
    valid_from=START,
    achieve_by=AS_AT,
)


def counts(aim: LocalAim, *children: ChildResult, as_at: date = AS_AT) -> tuple[object, object]:
    row = progress_row(aim, as_at, children)
    return row["numerator"], row["denominator"]


def on(day: date, milestone: str = "permanence_recommended") -> Event:
    return Event(milestone, day, "permanence_order_foster")


# --- the window -----------------------------------------------------------------------------


def test_the_window_is_the_365_days_up_to_98_days_before_the_earlier_of_two_days() -> None:
    until = add_days(AS_AT, -98)
    for achieve_by, last in ((AS_AT, until), (add_days(AS_AT, 50), until), (d(600), d(502))):
        aim = replace(AIM, achieve_by=achieve_by)
        for day, inside in (
            (last, 1),
            (add_days(last, 1), 0),
            (add_days(last, -364), 1),
            (add_days(last, -365), 0),
        ):
            assert counts(aim, child(on(day))) == (0, inside)


def test_nothing_before_valid_from_counts_but_in_the_baseline() -> None:
    aim = replace(AIM, valid_from=d(800))
    for day, inside in ((d(800), 1), (d(799), 0)):
        assert counts(aim, child(on(day))) == (0, inside)
    # The baseline: the 365 days up to day 800 − 98
    for day, percent in ((d(702), 0.0), (d(703), None), (d(338), 0.0), (d(337), None)):
        row = progress_row(aim, AS_AT, [child(on(day))])
        assert row["baseline_percent"] == percent


def test_a_stop_0_to_98_days_later_counts_and_each_occurrence_counts() -> None:
    # The window ends on 24 September 2020, day 997.
    for stop, numerator in ((700, 1), (798, 1), (799, 0), (699, 0)):
        assert counts(AIM, child(recommended(700), approved(stop))) == (numerator, 1)
    both = child(recommended(700), recommended(720), recommended(900), approved(790))
    assert counts(AIM, both) == (2, 3)


def test_only_listed_routes_count_and_an_empty_route_is_not_known() -> None:
    one = child(recommended(700, "adoption"), recommended(701, ""), recommended(702))
    for routes, denominator in (
        ((), 3),
        (("adoption",), 1),
        (("adoption", "not_known"), 2),
        (("return_home",), 0),
    ):
        assert counts(replace(AIM, routes=routes), one) == (0, denominator)


def test_ages_are_whole_years_by_month_and_the_upper_bound_is_exclusive() -> None:
    # Born May 2012: 7 until April 2020, 8 from May.
    april, may = on(date(2020, 4, 30)), on(date(2020, 5, 1))
    for low, high, denominator in (
        (None, None, 2),
        (8, None, 1),
        (None, 8, 1),
        (7, 9, 2),
        (9, None, 0),
        (0, 7, 0),
    ):
        aim = replace(AIM, min_age_years=low, max_age_years=high)
        assert counts(aim, child(april, may)) == (0, denominator)
    # "unknown age: out, where there is a bound"
    unknown = child(april, birth_month=None)
    assert counts(AIM, unknown) == (0, 1)
    assert counts(replace(AIM, min_age_years=0), unknown) == (0, 0)


def test_derived_milestones_count_and_events_of_no_episode_too() -> None:
    aim = replace(AIM, start_milestone="away_started", stop_milestone="looked_after_ended")
    away = child(episodes=(EpisodeRow(d(700), d(750), "kinship"),))
    assert counts(aim, away) == (1, 1)
    before_care = child(on(d(700)), episodes=(EpisodeRow(d(990), None),))
    assert counts(AIM, before_care) == (0, 1)


# --- the status -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("now", "before", "achieve_by", "expected"),
    [
        (Tally(0, 0), Tally(0, 0), AS_AT, "not_yet_measurable"),
        (Tally(9, 9), Tally(0, 0), AS_AT, "too_few"),
        (Tally(5, 10), Tally(0, 0), AS_AT, "achieved"),
        (Tally(4, 10), Tally(0, 0), AS_AT, "missed"),
        # Three years of four gone by: 1,095 of 1,461 days; 50 · 0.749… = 37.47…
        (Tally(37, 100), Tally(0, 0), date(2022, 1, 1), "behind"),
        (Tally(38, 100), Tally(0, 0), date(2022, 1, 1), "on_track"),
        # From a baseline of 30: 30 + 20 · 0.749… = 44.99…
        (Tally(44, 100), Tally(3, 10), date(2022, 1, 1), "behind"),
        (Tally(45, 100), Tally(3, 10), date(2022, 1, 1), "on_track"),
        # A baseline above the target: 70 − 20 · 0.749… = 55.01…, and 50 is achieved all the same
        (Tally(49, 100), Tally(7, 10), date(2022, 1, 1), "behind"),
        (Tally(50, 100), Tally(7, 10), date(2022, 1, 1), "achieved"),
    ],
)
def test_statuses_in_their_order(
    now: Tally, before: Tally, achieve_by: date, expected: str
) -> None:
    aim = replace(AIM, achieve_by=achieve_by)
    assert status_of(aim, now, before, AS_AT) == expected


def test_an_aim_that_begins_or_was_to_be_achieved_before_anything_is_not_measurable() -> None:
    for valid_from, achieve_by in ((add_days(AS_AT, 1), add_days(AS_AT, 400)), (d(600), d(500))):
        aim = replace(AIM, valid_from=valid_from, achieve_by=achieve_by)
        row = progress_row(aim, AS_AT, [child(recommended(450), recommended(900))])
        assert (row["denominator"], row["status"]) == (0, "not_yet_measurable")


def test_every_aim_has_a_row_of_an_authority_without_a_submission_too() -> None:
    row = {
        "local_aim_id": "two",
        "authority_code": "B",
        "start_milestone": "away_started",
        "stop_milestone": "away_ended",
        "routes": "",
        "within_days": "30",
        "target_percent": "62.5",
        "min_age_years": "",
        "max_age_years": "12",
        "valid_from": "2019-01-01",
        "achieve_by": "2020-01-01",
    }
    areas = Areas({"A": AS_AT}, set(), ["A", "B"])
    [told] = local_aim_progress(areas, {"A": []}, [row])
    assert told == {
        "local_aim_id": "two",
        "numerator": 0,
        "denominator": 0,
        "percent": None,
        "baseline_percent": None,
        "target_percent": 62.5,
        "achieve_by": date(2020, 1, 1),
        "status": "not_yet_measurable",
    }


def test_the_baseline_may_overlap_what_lies_before_as_at() -> None:
    early = replace(AIM, valid_from=d(400))
    assert tally(early, [child(recommended(302), approved(303))], d(302)) == Tally(1, 1)


# --- coverage -------------------------------------------------------------------------------


def test_a_child_counts_from_the_first_day_of_an_episode_to_the_day_before_its_end() -> None:
    one = child(episodes=(EpisodeRow(d(10), d(20), "kinship"), EpisodeRow(d(40), None)))
    assert [counted_on([one], AS_AT, d(n)) for n in (9, 10, 19, 20, 39, 40)] == [0, 1, 1, 0, 0, 1]


def test_short_breaks_and_episodes_without_days_do_not_count() -> None:
    short = child(legal=(LegalStatus("short_break", d(0), d(9)),))
    no_days = child(episodes=(EpisodeRow(d(5), d(5), "other"),))
    assert counted_on([short, no_days], AS_AT, d(5)) == 0


def test_coverage_is_of_every_authority_and_empty_where_no_submission_reaches() -> None:
    areas = Areas({"A": AS_AT}, set(), ["A", "B"])
    on_days = [("A", AS_AT), ("B", AS_AT), ("scotland", add_days(AS_AT, 1))]
    rows = [
        {"authority_code": code, "on": day.isoformat(), "measure": MEASURE, "value": "5"}
        for code, day in on_days
    ]
    other = {"measure": "looked_after_at_home", "value": "1"}
    rows.append({"authority_code": "A", "on": "2019-01-01", **other})
    told = coverage(areas, {"A": [child(), child()]}, rows)
    assert [tuple(row.values()) for row in told] == [
        ("A", AS_AT, 5.0, 2, -3.0),
        ("B", AS_AT, 5.0, None, None),
        ("A", add_days(AS_AT, 1), None, None, None),
        ("B", add_days(AS_AT, 1), None, None, None),
    ]


def test_two_figures_of_one_day_are_two_rows() -> None:
    areas = Areas({"A": AS_AT}, set(), ["A"])
    row = {"authority_code": "A", "on": AS_AT.isoformat(), "measure": MEASURE}
    told = coverage(areas, {"A": []}, [row | {"value": value} for value in ("5", "", "5", "0")])
    assert {row["published_value"] for row in told} == {5.0, None, 0.0}
    assert len(told) == 3
