"""The truth beside the made-up data: the clocks meant, the true ends, the effects planted."""

from __future__ import annotations

import json
from collections import Counter, defaultdict

import pyarrow.parquet as pq
import pytest
from made_up import table_rows

from pipelines.settings import Home
from pipelines.synthetic.authorities import Shape
from pipelines.synthetic.chance import life_stream
from pipelines.synthetic.days import day
from pipelines.synthetic.histories.life import Episode, Life, Traits
from pipelines.synthetic.histories.meant import Break, Plan, Stay, Waiting
from pipelines.synthetic.practice import Engagement, Idea, Practice
from pipelines.synthetic.truth_book import HEADLINE
from pipelines.synthetic.truth_clocks import View
from pipelines.synthetic.waits import AIMS
from pipelines.synthetic.world import make_world

START = day(2015, 1, 5)
MATURE_UNTIL = "2018-07-01"
STOPPED_SENDING = "X99000023"


@pytest.fixture(scope="module")
def clocks(world):
    """Those of the submissions in force."""
    told = pq.read_table(world.root / "truth" / "clocks.parquet").to_pylist()
    newest = {}
    for c in told:
        newest[c["authority_code"]] = max(c["as_at"], newest.get(c["authority_code"], c["as_at"]))
    return [c for c in told if c["as_at"] == newest[c["authority_code"]]]


def a_life(*stays: Stay, end: int, destination: str = "home_parents", waits=()) -> Life:
    traits = Traits(day(2008, 3, 1), "female", "white", "no", None)
    life = Life(life_stream(1), Practice("X99000001"), traits)
    life.episodes.append(Episode(START, end, destination, stays, tuple(waits)))
    return life


def shown(life: Life, as_at: int, aim: int) -> list[tuple[str, int, int | None, str | None]]:
    """Status, start, end and reason of the headline clocks of an aim."""
    found = (clock for clock, _ in View(as_at, {}).clocks(life))
    return [
        (c.status, c.clock_start, c.clock_stop or c.exit_date, c.exit_reason)
        for c in found
        if c.aim == aim and c.variant == HEADLINE[aim]
    ]


def away(start: int, end: int, *recommended: tuple[int, bool]) -> Stay:
    stay = Stay(start, False, Waiting(2, start), end)
    for on, held in recommended:
        stay.waiting.stops(on, held)
    return stay


def at_home(start: int, end: int, *breaks: Break) -> Stay:
    return Stay(start, True, Waiting(1, start + 731), end, list(breaks))


@pytest.mark.parametrize(
    ("as_at", "expected"),
    [
        (START + 99, ("waiting", START, None, None)),
        (START + 100, ("met", START, START + 100, None)),
        (START + 600, ("met", START, START + 100, None)),
    ],
)
def test_a_stop_shows_from_its_day_on(as_at, expected):
    life = a_life(away(START, START + 500, (START + 100, True)), end=START + 500)
    assert shown(life, as_at, 2) == [expected]


def test_what_is_not_on_record_ends_nothing_but_is_the_true_end():
    life = a_life(away(START, START + 500, (START + 100, False)), end=START + 500)
    assert shown(life, START + 600, 2) == [("exited", START, START + 500, "left_care")]
    ends = {(c.truly_ended_by, c.truly_ended_on) for c, _ in View(START + 600, {}).clocks(life)}
    assert ends == {("stopped", START + 100)}


def test_what_comes_after_care_or_after_a_transfer_never_was():
    stay = away(START, START + 50, (START + 60, True))
    left = a_life(stay, end=START + 50)
    moved = a_life(stay, end=START + 50, destination="transferred")
    assert shown(left, START + 900, 2) == [("exited", START, START + 50, "left_care")]
    assert shown(moved, START + 900, 2) == [("waiting", START, None, None)]


def test_a_return_home_shows_after_28_days():
    home_on = START + 100
    life = a_life(away(START, home_on), at_home(home_on, START + 400), end=START + 400)
    assert shown(life, home_on + 26, 2) == [("waiting", START, None, None)]
    assert shown(life, home_on + 27, 2) == [("exited", START, home_on, "returned_home")]


def test_a_stay_at_home_looks_over_while_it_is_broken_on_the_last_day_seen():
    lapse = Break(START + 800, START + 810, away=False)
    life = a_life(at_home(START, START + 1000, lapse), end=START + 1000)
    start = START + 731
    assert shown(life, START + 799, 1) == [("waiting", start, None, None)]
    for on in (START + 800, START + 809):
        assert shown(life, on, 1) == [("exited", start, START + 800, "home_spell_ended")]
    assert shown(life, START + 810, 1) == [("waiting", start, None, None)]


def test_a_visit_seen_on_the_last_day_looks_like_a_stay_away():
    visit = Break(START + 40, START + 50, away=True)
    life = a_life(at_home(START, START + 400, visit), end=START + 400)
    assert shown(life, START + 45, 2) == [("waiting", START + 40, None, None)]
    assert shown(life, START + 50, 2) == []


def test_a_plan_ends_with_what_comes_first():
    plan = Plan("adoption", START + 10, True, Waiting(3, START + 10, "adoption"))
    plan.deciding.stops(START + 80, held=False)
    plan.exit_all(START + 200, "stop_not_recorded", held=True)
    life = a_life(away(START, START + 900), end=START + 900, waits=[plan.deciding])
    assert shown(life, START + 150, 3) == [("overdue", START + 10, None, None)]
    exited = ("exited", START + 10, START + 200, "stop_not_recorded")
    assert shown(life, START + 300, 3) == [exited]


def test_every_clock_is_in_one_row_and_ends_in_one_way(clocks):
    keys = Counter(
        (c["authority_code"], c["child_id"], c["aim"], c["variant"], c["clock_start"])
        for c in clocks
    )
    assert max(keys.values()) == 1
    for c in clocks:
        ends = [c["clock_stop"], c["exit_date"], c["exclusion_reason"]]
        assert sum(e is not None for e in ends) <= 1
        assert c["clock_start"] <= c["censored_on"]
        assert c["status"] != "met" or c["clock_stop"] <= c["threshold_date"]


def test_clocks_are_of_children_that_were_sent(world, clocks):
    of_csv = {c["child_id"] for c in clocks if c["authority_code"] == "X99000013"}
    sent = table_rows(world.root / "extracts" / "X99000013" / "2020-07-31" / "children.csv")
    assert of_csv <= {row["child_id"] for row in sent}
    assert len(of_csv) > 0.6 * len(sent)


def test_true_ends_are_told_of_clocks_that_show_none(clocks):
    unseen = [c for c in clocks if c["status"] in ("waiting", "overdue")]
    assert sum(c["truly_ended_on"] is not None for c in unseen) > 0.8 * len(unseen)
    not_recorded = [c for c in clocks if c["exit_reason"] == "stop_not_recorded" and c["aim"] == 3]
    assert {c["truly_ended_by"] for c in not_recorded} >= {"stopped"}


def test_what_was_expected_is_near_what_happened(world, clocks):
    """Expectations are of the parameters; what happened is drawn. Siblings are drawn together."""
    happened, expected, started = Counter(), Counter(), Counter()
    for c in clocks:
        half_year = f"{c['clock_start'].year}-{'01' if c['clock_start'].month <= 6 else '07'}-01"
        is_headline = c["variant"] == HEADLINE[c["aim"]] and c["exclusion_reason"] is None
        if is_headline and half_year <= MATURE_UNTIL and c["authority_code"] != STOPPED_SENDING:
            happened[c["aim"]] += c["status"] == "met"
    for row in table_rows(world.root / "truth" / "effects.csv"):
        if row["half_year"] <= MATURE_UNTIL and row["authority_code"] != STOPPED_SENDING:
            expected[int(row["aim"])] += float(row["expected_within"])
            started[int(row["aim"])] += int(row["clocks"])
    for aim in AIMS:
        share = expected[aim] / started[aim]
        spread = (started[aim] * share * (1 - share)) ** 0.5
        assert abs(happened[aim] - expected[aim]) < 4 * spread, aim


def test_only_who_took_part_has_an_effect(world):
    truth = json.loads(world.summary.truth_file.read_text(encoding="utf-8"))
    about = {a["authority_code"]: a for a in truth["authorities"]}
    points = defaultdict(set)
    for row in table_rows(world.root / "truth" / "effects.csv"):
        authority = about[row["authority_code"]]
        testing = authority["testing_from"]
        if authority["delivery"] in (None, "data_only") or row["half_year"] < testing[:4]:
            points["none"].add(float(row["effect_points"]))
        else:
            points["some"].add(float(row["effect_points"]))
    assert points["none"] == {0.0}
    assert max(points["some"]) > 10


def test_the_planted_effect_can_be_read_by_authority_and_aim(world):
    truth = json.loads(world.summary.truth_file.read_text(encoding="utf-8"))
    full = [a for a in truth["authorities"] if a["delivery"] == "full" and a["planted_effect"]]
    assert len(full) > 5
    for authority in full:
        for aim, told in authority["planted_effect"].items():
            difference = told["percent_expected"] - told["percent_without_the_programme"]
            assert told["points"] == pytest.approx(difference, abs=0.11)
            if authority["answers_the_programme_by"][aim] == 0.0:
                assert told["percent_without_change_ideas"] == told["percent_without_the_programme"]
    assert set(truth["planted_effect_all_engaged"]) == {"1", "2", "3", "4"}


def test_chances_fall_when_the_programme_or_its_ideas_are_taken_away():
    dates = (day(2015, 1, 1), day(2015, 7, 1), day(2016, 7, 1), None)
    idea = Idea("I1", "panel_slots", 3, 0.8, day(2016, 1, 1), day(2016, 3, 1), None)
    practice = Practice("X99000001", Engagement(*dates, "full"), (idea,))
    before, after = (practice.chances(3, on, 98) for on in (day(2015, 6, 30), day(2017, 1, 1)))
    assert before.as_it_is == before.without_ideas == before.without_programme
    assert after.as_it_is > after.without_ideas > after.without_programme
    assert practice.chances(3, day(2017, 1, 1), -1) == (0.0, 0.0, 0.0)


def test_all_can_be_made_to_send_in_one_shape_and_mean_the_same(tmp_path):
    told = []
    for shape in (None, Shape.TRACKER):
        home = Home(tmp_path / str(shape))
        make_world(home, children=100, shape=shape)
        told.append(pq.read_table(home.root / "truth" / "clocks.parquet"))
    assert told[0].equals(told[1])
    assert told[0].num_rows > 100


def test_the_clocks_can_be_left_out(tmp_path):
    make_world(Home(tmp_path), children=60, truth_clocks=False)
    assert not (tmp_path / "truth" / "clocks.parquet").exists()
    assert table_rows(tmp_path / "truth" / "effects.csv")
    assert not make_world(Home(tmp_path), children=60).already_there
    assert (tmp_path / "truth" / "clocks.parquet").exists()
