"""Worlds by dice: the identities hold in any, and together they reach every corner."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from .evaluate import OracleResult, evaluate
from .judging import judge_submission
from .submissions import read_home
from .worlds import Wishes, make_world, write_home


def check_identities(result: OracleResult) -> None:
    for one in result.all_children():
        keys = [(c.aim, c.variant, c.clock_start) for c in one.clocks]
        assert len(keys) == len(set(keys)), "one row per child, aim, variant and start"
    for row in result.marts["home_reviews"]:
        start, reached = row["over_two_years_at_start"], row["reached_two_years"]
        left, end = row["left"], row["over_two_years_at_end"]
        assert isinstance(start, int)
        assert isinstance(reached, int)
        assert isinstance(left, int)
        assert start + reached - left == end


@settings(max_examples=15, deadline=None)
@given(seed=st.integers(0, 10**6), dirty=st.booleans())
def test_identities_hold_in_any_world(seed: int, dirty: bool) -> None:
    check_identities(evaluate(make_world(Wishes(seed=seed, children=15, dirty=dirty))))


def test_a_world_read_back_from_disk_is_the_same_world(tmp_path: Path) -> None:
    wishes = Wishes(seed=4, children=30, dirty=True, invented=True, improving=True)
    home = make_world(wishes)
    write_home(home, tmp_path)
    assert evaluate(read_home(tmp_path)).marts == evaluate(home).marts


def test_a_clean_world_has_nothing_to_quarantine() -> None:
    for submission in make_world(Wishes(seed=11, children=120)).submissions:
        verdict = judge_submission(submission.tables, submission.as_at)
        for table in verdict.tables:
            counts = verdict.counts(table)
            assert counts["accepted"] == counts["received"]


def test_worlds_reach_every_status_exit_and_exclusion() -> None:
    seen: set[tuple[int, str]] = set()
    for seed in range(3):
        for one in evaluate(make_world(Wishes(seed=seed, children=200))).all_children():
            for clock in one.clocks:
                seen |= {(clock.aim, clock.status), (clock.aim, clock.exit_reason)}
                seen.add((clock.aim, clock.exclusion_reason))
                if clock.transferred_on:
                    seen.add((clock.aim, "transferred"))
    everywhere = "met late waiting overdue exited excluded aged_18 aged_18_before_start"
    wanted = {(aim, word) for aim in (1, 2, 3, 4) for word in everywhere.split()}
    wanted |= {(aim, "not_recorded_then") for aim in (1, 2, 3, 4)}
    wanted |= {(aim, "transferred") for aim in (1, 2, 3, 4)}
    wanted |= {(1, "home_spell_ended"), (2, "returned_home"), (2, "left_care"), (2, "criminal")}
    wanted |= {(2, "recommended_before_start"), (3, "no_agency_decision_needed")}
    wanted |= {(aim, "plan_changed_home") for aim in (3, 4)}
    wanted |= {(aim, "stop_not_recorded") for aim in (3, 4)}
    wanted |= {(4, "plan_changed_route"), (4, "lodged_by_other"), (4, "route_not_known")}
    wanted |= {(4, "not_lodged_by_authority")}
    assert wanted <= seen, sorted(wanted - seen)


def test_worlds_reach_what_the_marts_decide() -> None:
    """Every verdict and status; curves that never arrive, arrive at once, or end too early."""
    seen: set[tuple[str, object]] = set()
    for seed in (2, 4, 6, 7, 13, 28):
        result = evaluate(make_world(Wishes(seed=seed, children=60, improving=True)))
        for row in result.marts["improvement"]:
            who = "engaged" if row["area"] == "engaged" else "authority"
            seen |= {(who, row["verdict"]), ("baseline_to", row["baseline_to"] is None)}
            if isinstance(row["baseline_from"], date) and isinstance(row["baseline_to"], date):
                months = round((row["baseline_to"] - row["baseline_from"]).days / 30.44)
                seen.add(("months", months if months in (12, 36) else "between"))
        for row in result.marts["local_aim_progress"]:
            seen |= {("status", row["status"]), ("baseline", row["baseline_percent"] is None)}
        for row in result.marts["waiting_times"]:
            seen |= {("only", how) for how in ENDINGS if row[how] == row["clocks"]}
            seen |= {(name, row[name] is None) for name in MAYBE_EMPTY}
            seen.add(("p25 on the first day", row["p25_days"] == 0))
        for row in result.marts["coverage"]:
            counted = row["counted"]
            seen.add(("coverage", counted if counted in (None, 0) else "some"))
    wanted: set[tuple[str, object]] = {
        (who, v) for who in ("engaged", "authority") for v in VERDICTS
    }
    wanted |= {("status", word) for word in STATUSES} | {("only", how) for how in ENDINGS}
    wanted |= {(name, empty) for name in MAYBE_EMPTY for empty in (True, False)}
    wanted |= {("months", which) for which in (12, 36, "between")}
    wanted |= {("coverage", which) for which in (None, 0, "some")}
    wanted |= {("baseline", True), ("baseline", False), ("baseline_to", True)}
    wanted.add(("p25 on the first day", True))
    assert wanted <= seen, sorted(wanted - seen, key=str)


VERDICTS = ("higher", "lower", "no_clear_difference", "cannot_tell")
STATUSES = ("not_yet_measurable", "too_few", "achieved", "missed", "on_track", "behind")
ENDINGS = ("stopped", "exited", "censored")
MAYBE_EMPTY = (
    *("p25_days", "median_days", "p75_days", "cif_at_threshold", "cif_ci_low"),
    "km_if_nobody_left_median_days",
)
