"""Every rule over whole tables, by a case that passes it and one that breaks it."""

from __future__ import annotations

import math
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from pipelines.intake.ask_rules import NO_DAY, NO_EARLIER, Snapshot, ask_rules
from pipelines.intake.table_rules import (
    RuleOutcome,
    TableRule,
    counted,
    most_by_chance,
    table_rules,
)

from .town import BEFORE, NOW, Spoiled, Town, snapshot, spoiled, town

EXAMPLES: dict[str, dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("examples.yaml").read_text(encoding="utf-8")
)
RULES = {rule.id: rule for rule in table_rules()}


def as_spoiled(example: dict[str, Any], times: int) -> Town:
    """The town with what the example does to it."""
    rows = town()
    if example.get("rename"):
        new = {row["child"]: f"Z{row['child']}" for row in rows["children"][:times]}
        return {
            name: [row | {"child": new.get(row["child"], row["child"])} for row in table]
            for name, table in rows.items()
        }
    how = {key: example[key] for key in ("add", "change", "shift", "where") if key in example}
    for key in ("remove", "empty"):
        how[key] = tuple(example.get(key, ()))
    return spoiled(rows, Spoiled(**how), times)


def outcome_of(rule: TableRule, example: dict[str, Any], times: int) -> RuleOutcome:
    if example.get("stale"):
        day = BEFORE + timedelta(times)
        before = snapshot(_until(town()), BEFORE)
        (result,) = ask_rules([rule], snapshot(_until(town()), day), before)
    else:
        now = snapshot(as_spoiled(example, times), NOW)
        (result,) = ask_rules([rule], now, snapshot(town(), BEFORE))
    return result.outcome


def _until(rows: Town) -> Town:
    """What had happened by the day of the submission before."""
    happened = [r for r in rows["milestones"] if r["event_date"] <= str(BEFORE)]
    open_still = [r | {"end_date": "", "destination": ""} for r in rows["episodes"]]
    return {**rows, "milestones": happened, "episodes": open_still}


def test_every_rule_has_its_example() -> None:
    assert set(EXAMPLES) == set(RULES)
    assert len(RULES) == len(table_rules())


@pytest.mark.parametrize("rule_id", RULES)
def test_a_rule_passes_what_it_should_and_breaks_on_one_more(rule_id: str) -> None:
    example = EXAMPLES[rule_id]
    assert outcome_of(RULES[rule_id], example, example["passes"]) is RuleOutcome.HELD
    assert outcome_of(RULES[rule_id], example, example["fails"]) is RuleOutcome.BROKEN


def test_nothing_is_found_in_the_town_as_it_is() -> None:
    results = ask_rules(table_rules(), snapshot(town(), NOW), snapshot(town(), BEFORE))
    assert counted(results) == {"held": len(RULES), "broken": 0, "skipped": 0, "crashed": 0}


def test_chance_passes_its_bound_less_than_once_in_a_million() -> None:
    share = 2 / 7
    for of in (*range(40), 100, 300):
        beyond = range(most_by_chance(share, of) + 1, of + 1)
        tail = sum(math.comb(of, k) * share**k * (1 - share) ** (of - k) for k in beyond)
        assert tail < 1e-6
    assert most_by_chance(share, 21) < 21  # and yet not blind: all of 21 are too many


def test_siblings_decided_on_together_are_one_weekend() -> None:
    saturdays = [str(date(2018, 1, 6) + timedelta(7 * n)) for n in range(22)]
    rows = town()
    rows["milestones"] = [
        {"child": f"C{n}", "milestone": "panel", "event_date": day}
        for day in saturdays[:10]
        for n in range(1, 8)
    ]
    assert _said("milestones_on_weekends", rows) is RuleOutcome.HELD
    rows["milestones"] = [
        {"child": "C1", "milestone": "panel", "event_date": day} for day in saturdays
    ]
    assert _said("milestones_on_weekends", rows) is RuleOutcome.BROKEN


@pytest.mark.parametrize(("times", "outcome"), [(7, "held"), (8, "broken")])
def test_a_new_route_is_counted_in_children_and_not_in_their_rows(times: int, outcome: str) -> None:
    rows = town()
    anew = [r["child"] for r in rows["milestones"] if r["milestone"] == "adm_decision"][:times]
    for row in rows["milestones"]:
        if row["child"] in anew and row["route"]:
            row["route"] = "adoption"
    assert _said("codes_of_milestones_never_used_before", rows) == outcome


def test_rare_codes_of_a_year_are_not_added_up() -> None:
    rows = town()
    decided = [r for r in rows["milestones"] if r["milestone"] == "adm_decision"]
    for at, code in enumerate(("deferred", "not_approved", "withdrawn")):
        for row in decided[5 * at : 5 * at + 5]:
            row["outcome"] = code
    assert _said("codes_of_milestones_never_used_before", rows) is RuleOutcome.HELD


def _said(rule_id: str, rows: Town) -> RuleOutcome:
    (result,) = ask_rules([RULES[rule_id]], snapshot(rows, NOW), snapshot(town(), BEFORE))
    return result.outcome


def test_a_table_that_was_not_sent_skips_its_rules_and_says_so() -> None:
    now = snapshot(town(), NOW)
    less = Snapshot({n: t for n, t in now.tables.items() if n != "placements"}, NOW)
    results = ask_rules(table_rules(), less, None)
    skipped = {r.rule.id: r.because for r in results if r.outcome is RuleOutcome.SKIPPED}
    assert skipped["placements_overlap"] == "placements was not sent"
    assert skipped["children_vanished"] == NO_EARLIER
    assert "episodes_overlap" not in skipped


def test_a_single_file_has_no_day() -> None:
    (result,) = ask_rules(
        [RULES["adults_still_looked_after"]], Snapshot(snapshot(town(), NOW).tables)
    )
    assert (result.outcome, result.because) == (RuleOutcome.SKIPPED, NO_DAY)


def test_a_rule_that_cannot_be_asked_is_no_fault_of_the_data() -> None:
    broken = RULES["children_vanished"].model_copy(update={"rows": "select no_such_column"})
    (result,) = ask_rules([broken], snapshot(town(), NOW), snapshot(town(), BEFORE))
    assert result.outcome is RuleOutcome.CRASHED
    assert result.waits  # nobody knows whether the children are all there: a person looks
    assert result.finding is not None
    assert result.finding.what_to_do.startswith("Nothing")


def test_rows_that_are_found_are_named_by_their_number() -> None:
    how = Spoiled(add={"legal_statuses": "C1 | s25 | 2014-03-05 | 2014-09-05"})
    now = snapshot(spoiled(town(), how, 15), NOW)
    (result,) = ask_rules([RULES["legal_status_outside_episodes"]], now)
    assert result.rows == tuple(range(100, 115))
