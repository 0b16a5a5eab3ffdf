"""Small cases worked by hand from the contract."""

from __future__ import annotations

from datetime import date

from .areas import Areas
from .core import evaluate_child
from .dates import add_days
from .judging import judge_submission
from .model import ChildResult, Clock, EpisodeRow, Event, History, LegalStatus, Placement
from .timeliness import aim_timeliness, wilson

AS_AT = date(2020, 12, 31)
START = date(2018, 1, 1)


def d(days: int) -> date:
    """A day counted from 1 January 2018."""
    return add_days(START, days)


def child(
    *events: Event,
    episodes: tuple[EpisodeRow, ...] = (EpisodeRow(START, None),),
    legal: tuple[LegalStatus, ...] = (),
    placements: tuple[Placement, ...] = (),
    birth_month: date | None = date(2012, 5, 1),
    complete_from: dict[str, date] | None = None,
) -> ChildResult:
    return evaluate_child(
        History(
            "S12000033",
            "kid",
            AS_AT,
            birth_month,
            episodes,
            legal,
            placements,
            events,
            complete_from or {},
        )
    )


def clocks(result: ChildResult, aim: int, variant: str = "national") -> list[Clock]:
    return [c for c in result.clocks if (c.aim, c.variant) == (aim, variant)]


def recommended(days: int, route: str = "permanence_order_foster") -> Event:
    return Event("permanence_recommended", d(days), route)


def approved(days: int, route: str = "permanence_order_foster") -> Event:
    return Event("adm_decision", d(days), route, "approved")


def lodged(days: int, applicant: str = "authority", kind: str = "permanence_order") -> Event:
    return Event("application_lodged", d(days), application_type=kind, applicant=applicant)


# --- rules of time --------------------------------------------------------------------------


def test_episodes_with_one_day_between_are_one_and_with_two_are_two() -> None:
    rows = (
        EpisodeRow(d(0), d(10), "kinship"),
        EpisodeRow(d(11), d(20), "transferred"),  # day 10 is uncovered: a gap of 1
        EpisodeRow(d(22), d(30), "other"),  # days 20 and 21 are: a gap of 2
    )
    found = [(e.start, e.end, e.destination) for e in child(episodes=rows).episodes]
    assert found == [(d(0), d(20), "transferred"), (d(22), d(30), "other")]


def test_a_short_break_episode_is_marked_and_has_nothing_else() -> None:
    result = child(recommended(3), legal=(LegalStatus("short_break", d(0), d(9)),))
    assert [e.short_break for e in result.episodes] == [True]
    assert not result.clocks
    assert [row.event.milestone for row in result.milestones] == ["permanence_recommended"]


def test_a_home_spell_bridges_27_days_and_not_28() -> None:
    at_home = (Placement("home_parents", d(0)),)
    for gap, spells in ((27, [(d(0), None)]), (28, [(d(0), d(100)), (d(128), None)])):
        orders = (LegalStatus("cso_home", d(0), d(100)), LegalStatus("cso_home", d(100 + gap)))
        found = child(legal=orders, placements=at_home).home_spells
        assert [(s.start, s.end) for s in found] == spells


def test_an_away_spell_outlasts_27_days_at_home_at_the_end_of_the_episode() -> None:
    for stay, end, reason in ((27, d(127), "left_care"), (28, d(100), "returned_home")):
        leaves = d(100 + stay)
        result = child(
            episodes=(EpisodeRow(d(0), leaves, "home_parents"),),
            placements=(Placement("kinship", d(0), d(100)), Placement("home_parents", d(100))),
        )
        assert [(s.start, s.end) for s in result.away_spells] == [(d(0), end)]
        [clock] = clocks(result, 2)
        assert (clock.status, clock.exit_date, clock.exit_reason) == ("exited", end, reason)
        assert clock.outcome_at_threshold == "out"


def test_the_later_starting_placement_sets_the_setting_and_a_tie_is_away() -> None:
    result = child(
        placements=(
            Placement("home_parents", d(0), d(50)),
            Placement("foster_authority", d(0), d(50)),
            Placement("home_parents", d(40), d(60)),
        )
    )
    # Away on days 0 to 39, at home from day 40 on, and so after the last covered day.
    assert [(s.start, s.end) for s in result.away_spells] == [(d(0), d(40))]


# --- aims 1 and 2 ---------------------------------------------------------------------------


def test_two_years_from_29_february_and_a_stop_on_the_day_the_spell_ends() -> None:
    leap = date(2016, 2, 29)
    end = date(2018, 5, 29)  # 90 days after 28 February 2018
    result = child(
        Event("home_plan_review", end, outcome="order_ends"),
        episodes=(EpisodeRow(leap, end, "home_parents"),),
        legal=(LegalStatus("cso_home", leap),),
    )
    [clock] = clocks(result, 1, "within_90_days")
    assert clock.clock_start == date(2018, 2, 28)
    assert (clock.status, clock.clock_stop, clock.exit_reason) == ("met", end, "")
    assert clock.outcome_at_threshold == "within"


def test_182_days_and_six_calendar_months_can_disagree() -> None:
    start = date(2018, 8, 31)
    result = child(
        Event("permanence_recommended", date(2019, 3, 1)),
        episodes=(EpisodeRow(start, None),),
    )
    [national] = clocks(result, 2)
    [months] = clocks(result, 2, "six_calendar_months")
    assert (national.threshold_date, national.status) == (date(2019, 3, 1), "met")
    assert (months.threshold_date, months.status) == (date(2019, 2, 28), "late")
    assert months.threshold_days is None


def test_a_recommendation_280_days_before_excludes_and_281_does_not() -> None:
    for days, reason in (
        (-281, ""),
        (-280, "recommended_before_start"),
        (-1, "recommended_before_start"),
        (0, ""),
    ):
        [clock] = clocks(child(recommended(days)), 2)
        assert clock.exclusion_reason == reason
    assert not clocks(child(recommended(-281)), 3)  # it belongs to no episode
    assert len(clocks(child(recommended(-280)), 3)) == 1


def test_a_transfer_censors_what_still_runs_and_a_birthday_on_that_day_counts() -> None:
    end = date(2018, 6, 1)
    moved = (EpisodeRow(START, end, "transferred"),)
    [clock] = clocks(child(episodes=moved), 2)
    assert (clock.status, clock.censored_on, clock.exit_date) == ("waiting", end, None)
    assert clock.outcome_at_threshold == "not_yet"
    [stopped] = clocks(child(Event("permanence_recommended", end), episodes=moved), 2)
    assert (stopped.status, stopped.censored_on) == ("met", AS_AT)
    [aged] = clocks(child(episodes=moved, birth_month=date(2000, 6, 1)), 2)
    assert (aged.status, aged.exit_reason, aged.censored_on) == ("exited", "aged_18", AS_AT)


# --- aims 3 and 4 ---------------------------------------------------------------------------


def test_a_plain_plan_runs_from_recommendation_to_lodging() -> None:
    result = child(
        recommended(10),
        Event("permanence_ratified", d(30)),
        Event("adm_decision", d(60), outcome="not_approved"),
        approved(108, ""),
        lodged(221),
    )
    [national] = clocks(result, 3)
    assert (national.status, national.not_approved_on) == ("met", d(60))
    [ratified] = clocks(result, 3, "ratified")
    assert (ratified.clock_start, ratified.threshold_date) == (d(30), d(128))
    [lodging] = clocks(result, 4)
    # Its own route is empty: that of the recommendation is in effect. 113 days: one too many.
    assert (lodging.route, lodging.status) == ("permanence_order_foster", "late")


def test_a_repeated_plan_opens_nothing_until_a_court_refuses_it() -> None:
    refused = Event("court_decision", d(90), outcome="refused")
    result = child(
        recommended(0),
        approved(10),
        lodged(20),
        recommended(50),  # repeats the plan in force
        approved(60, "not_known"),  # so does this
        refused,
        recommended(100),  # the plan is no longer in force
    )
    assert [c.clock_start for c in clocks(result, 3)] == [d(0), d(100)]
    assert [c.clock_start for c in clocks(result, 4)] == [d(10)]


def test_a_home_recommendation_and_an_approval_on_one_day_are_a_stop() -> None:
    both = child(recommended(0), recommended(20, "return_home"), approved(20))
    [clock] = clocks(both, 3)
    assert (clock.clock_stop, clock.exit_reason) == (d(20), "")
    alone = child(recommended(0), recommended(20, "return_home"))
    [clock] = clocks(alone, 3)
    assert (clock.exit_date, clock.exit_reason) == (d(20), "plan_changed_home")


def test_a_kinship_order_is_excluded_runs_one_day_and_is_let_in_elsewhere() -> None:
    result = child(
        recommended(0, "kinship_care_order"),
        recommended(0, "adoption"),  # the excluded clock runs the whole day
        recommended(1, "adoption"),
        approved(40, "adoption"),
    )
    found = [(c.clock_start, c.status, c.exclusion_reason) for c in clocks(result, 3)]
    assert found == [(d(0), "excluded", "no_agency_decision_needed"), (d(1), "met", "")]
    found = [(c.clock_start, c.status, "") for c in clocks(result, 3, "all_away_routes")]
    assert found == [(d(0), "met", "")]
    [approval] = clocks(result, 4)
    assert (approval.exclusion_reason, approval.route) == ("not_lodged_by_authority", "adoption")


def test_a_clock_that_was_not_recorded_then_runs_until_it_would_have_ended() -> None:
    result = child(
        recommended(0),
        recommended(50, "adoption"),  # blocked
        approved(60),
        recommended(70, "adoption"),
        complete_from={"adm_decision": d(10)},
    )
    found = [(c.clock_start, c.status) for c in clocks(result, 3)]
    assert found == [(d(0), "excluded"), (d(70), "overdue")]


def test_a_later_approval_of_another_kind_ends_aim_4_and_opens_nothing() -> None:
    result = child(approved(0), approved(30, "adoption"), approved(60))
    found = [(c.clock_start, c.status, c.exit_reason) for c in clocks(result, 4)]
    assert found == [(d(0), "exited", "plan_changed_route"), (d(60), "overdue", "")]


def test_a_lodging_without_a_decision_late_is_not_recorded() -> None:
    [clock] = clocks(child(recommended(0), lodged(99, "carer")), 3)
    assert (clock.exit_reason, clock.outcome_at_threshold) == ("stop_not_recorded", "not_recorded")
    [clock] = clocks(child(recommended(0), lodged(98, "carer")), 3)
    assert clock.outcome_at_threshold == "out"


def test_age_comes_first_among_exclusions_and_there_is_no_age_without_a_month() -> None:
    result = child(
        recommended(0, "kinship_care_order"),
        birth_month=date(2000, 1, 1),
        complete_from={"adm_decision": d(10)},
    )
    assert clocks(result, 3)[0].exclusion_reason == "aged_18_before_start"
    unknown = clocks(child(recommended(0), birth_month=None), 3)[0]
    assert (unknown.age_at_start_years, unknown.status) == (None, "overdue")


# --- marts ----------------------------------------------------------------------------------


def test_a_group_waits_for_those_who_held_nine_tenths_of_the_clocks() -> None:
    # Aim 4: 112 + 42 days. The first quarter of 2020 is mature from 1 September 2020.
    areas = Areas({"A": date(2020, 9, 1), "B": date(2020, 8, 31)}, {"A"}, ["A", "B", "C"])
    assert sorted(areas.groups()) == ["all_reporting", "engaged", "not_engaged"]
    at_a = [child(approved(800)) for _ in range(9)]  # 11 March 2020
    at_a += [child(approved(400)) for _ in range(9)]  # 5 February 2019
    at_b = [child(approved(400))]
    rows = aim_timeliness(areas, {"A": at_a, "B": at_b})
    by_key = {
        (r["area"], r["cohort_quarter"]): r
        for r in rows
        if (r["aim"], r["variant"], r["age_band"]) == (4, "national", "all")
    }
    group = by_key["all_reporting", date(2020, 1, 1)]
    assert (group["clocks_started"], group["authorities_missing"]) == (9, 1)
    # In the four quarters of 2019, mature for both, A held 9 of 10.
    assert group["is_mature"] is True
    assert by_key["A", date(2020, 1, 1)]["is_mature"] is True


def test_wilson() -> None:
    low, high = wilson(8, 10) or (0.0, 0.0)
    assert (round(low, 4), round(high, 4)) == (0.4902, 0.9433)
    assert wilson(0, 0) is None


# --- judging --------------------------------------------------------------------------------


def test_rows_are_repaired_quarantined_or_counted_as_duplicates() -> None:
    kid = {
        "child_id": "a",
        "birth_month": "",
        "sex": "F",
        "ethnic_group": "white",
        "disability": "no",
        "linkage_id": "",
    }
    episode = {"child_id": "a", "start_date": "2018-01-01", "end_date": "", "destination": ""}
    tables = {
        "children": [kid, dict(kid), kid | {"sex": "female"}, kid | {"birth_month": "1989-12"}],
        "episodes": [
            episode,
            episode | {"end_date": "2017-12-31"},
            episode | {"end_date": "2018-01-01"},
            episode | {"child_id": "b"},
        ],
    }
    verdict = judge_submission(tables, AS_AT)
    found = [v.verdict for v in verdict.tables["children"]]
    assert found == ["repaired", "duplicate", "quarantined", "quarantined"]
    found = [v.verdict for v in verdict.tables["episodes"]]
    assert found == ["accepted", "quarantined", "accepted", "quarantined"]
    assert not verdict.refused_for


def test_six_bad_rows_of_119_refuse_and_of_120_do_not() -> None:
    kid = dict.fromkeys(("sex", "ethnic_group", "disability", "linkage_id"), "not_known")
    for received, refused in ((119, ["children"]), (120, [])):
        rows = [
            kid | {"child_id": f"c{n}", "birth_month": "soon" if n < 6 else ""}
            for n in range(received)
        ]
        assert judge_submission({"children": rows}, AS_AT).refused_for == refused
