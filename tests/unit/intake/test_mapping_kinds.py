"""The part kinds of the mapping language: wide columns, workflow steps, joins, versions."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from extracts import GOOD, file, judged, rules, text

from pipelines.authorities.load import parse_mapping
from pipelines.contract.findings import Refused
from pipelines.intake.judgement import Judgement

PLAIN = ("children", "episodes")
SENT = [file(f"{name}.csv", text(GOOD[name])) for name in PLAIN]
DAY = {"date_format": "dd/mm/yyyy"}


def mapping(*parts: dict[str, Any], **sources: dict[str, Any]) -> str:
    """A mapping with the plain tables as they are, and milestones made of these parts."""

    def same(name: str) -> list[dict[str, Any]]:
        return [{"from": name, "columns": {c: {"column": c} for c in GOOD[name][0].split(",")}}]

    return yaml.safe_dump(
        {
            "absent": ["legal_statuses", "placements"],
            "sources": {name: {"file": f"{name}.csv"} for name in PLAIN} | sources,
            "tables": {name: same(name) for name in PLAIN} | {"milestones": list(parts)},
        }
    )


def milestones(judgement: Judgement, *columns: str) -> list[tuple[str | None, ...]]:
    assert judgement.faults == [], [fault.line for fault in judgement.faults]
    made = judgement.tables["milestones"].conformed.columns
    return list(zip(*(made[name] for name in columns), strict=True))


WIDE = {
    "kind": "columns",
    "from": "tracker",
    "columns": {"child_id": {"column": "Ref"}},
    "each": [
        {
            "constants": {"milestone": "panel", "route": "adoption"},
            "columns": {
                "event_date": {"column": "Panel", **DAY, "empty_when": ["n/a"]},
                "outcome": {"column": "Said", "codes": {"Y": "recommended", "N": "deferred"}},
            },
        },
        {
            "constants": {"milestone": "application_lodged", "applicant": "authority"},
            "columns": {"event_date": {"column": "Lodged", **DAY}},
        },
    ],
}
TRACKER = {"tracker": {"file": "tracker.csv"}}


def test_a_column_per_milestone_becomes_a_row_per_milestone() -> None:
    tracker = file("tracker.csv", "Ref,Panel,Said,Lodged\nC1,01/05/2018,Y,02/06/2018\nC2,n/a,,\n")
    judgement = judged([*SENT, tracker], mapping=mapping(WIDE, **TRACKER))
    made = milestones(judgement, "child_id", "milestone", "event_date", "route", "outcome")
    assert made == [
        ("C1", "panel", "2018-05-01", "adoption", "recommended"),
        ("C1", "application_lodged", "2018-06-02", None, None),
    ]
    accounts = [(a.column, a.mapped, a.skipped) for a in judgement.source_accounts[-2:]]
    assert accounts == [("Panel", 1, {"empty": 1}), ("Lodged", 1, {"empty": 1})]


def test_a_fault_in_a_wide_table_is_told_at_its_cell() -> None:
    tracker = file("tracker.csv", "Ref,Panel,Said,Lodged\nC1,,,31/02/2018\nC2,01/05/2018,?,\n")
    found = judged([*SENT, tracker], mapping=mapping(WIDE, **TRACKER)).findings
    assert {(f.rule, f.file, f.row, f.column_letter) for f in found} == {
        ("date_unreadable", "tracker.csv", 2, "D"),
        ("outcome_not_of_milestone", "tracker.csv", 3, "C"),
    }


STEPS = {
    "kind": "steps",
    "from": "steps",
    "step": "Step name",
    "steps": {
        "Panel held": {"milestone": "panel"},
        "Panel deferred": {"milestone": "panel", "outcome": "deferred"},
        "Hearing": {"milestone": "hearing"},
    },
    "columns": {"child_id": {"column": "Ref"}, "event_date": {"column": "On"}},
    "skip_rows_where": [{"column": "Step name", "is_one_of": ["Note"], "because": "notes"}],
    "keep_one": {"same": ["Form"], "keep": "last", "by": {"column": "V", "as": "number"}},
}
STEP_FILE = {"steps": {"file": "steps.csv"}}
HEAD = "Ref,Form,V,Step name,On\n"


def steps(keep: str | None, *lines: str) -> Judgement:
    part = dict(STEPS)
    if keep == "all":
        part["keep_one"] = {"same": ["Form"], "keep": "all"}
    elif keep is not None:
        part["keep_one"] = {**STEPS["keep_one"], "keep": keep}  # type: ignore[dict-item]
    unused = ["V"] if keep == "all" else []
    source = {"file": "steps.csv", "ignored_columns": unused}
    sent = file("steps.csv", HEAD + "\n".join(lines) + "\n")
    return judged([*SENT, sent], mapping=mapping(part, steps=source))


REOPENED = (
    "C1,F1,10,Panel deferred,2018-05-01",
    "C1,F1,9,Panel held,2018-04-01",
    "C1,F1,2,Panel held,2018-03-01",
    "C2,F2,1,Hearing,2018-01-01",
    "C2,F3,1,Note,2018-01-01",
)


@pytest.mark.parametrize("keep", ["first", "last", "all"])
def test_of_the_versions_of_a_form_the_declared_one_counts(keep: str) -> None:
    made = milestones(steps(keep, *REOPENED), "milestone", "event_date", "outcome")
    of_form = {
        "first": [("panel", "2018-03-01", None)],
        "last": [("panel", "2018-05-01", "deferred")],
        "all": [
            ("panel", "2018-05-01", "deferred"),
            ("panel", "2018-04-01", None),
            ("panel", "2018-03-01", None),
        ],
    }
    assert made == [*of_form[keep], ("hearing", "2018-01-01", None)]


def test_skipped_versions_and_steps_are_counted() -> None:
    account = steps("last", *REOPENED).source_accounts[-1]
    assert account.rows == 5
    assert account.mapped == 2
    assert account.skipped == {"notes": 1, "another version of it counts": 2}


def test_the_order_of_rows_does_not_decide_between_equal_versions() -> None:
    lines = ("C1,F1,1,Panel held,2018-04-01", "C1,F1,1,Panel held,2018-05-01")
    forth, back = steps("last", *lines), steps("last", *reversed(lines))
    assert milestones(forth, "event_date") == milestones(back, "event_date") == [("2018-05-01",)]


def test_a_version_whose_order_cannot_be_read_is_kept() -> None:
    judgement = steps("last", "C1,F1,,Panel held,2018-04-01", "C1,F1,2,Panel held,2018-05-01")
    assert len(milestones(judgement, "event_date")) == 2


def test_a_step_that_is_not_listed_is_a_bad_code_at_its_cell() -> None:
    (finding,) = steps("last", "C1,F1,1,Party,2018-04-01").findings
    assert (finding.rule, finding.row, finding.column) == ("code_not_in_list", 2, "Step name")
    assert "Party" not in finding.line


JOINED = {
    "from": "plans",
    "join": [
        {
            "with": "people",
            "keys": {"Case": "Case no"},
            "fetch": {"Ref": "Person"},
            "unmatched": "skip",
            "because": "cases outside the extract",
            "trim": True,
        }
    ],
    "columns": {
        "child_id": {"column": "Ref"},
        "event_date": {"column": "On"},
        "milestone": {"constant": "hearing"},
    },
}
JOINS = {"plans": {"file": "plans.csv"}, "people": {"file": "people*.csv"}}
PLANS = file("plans.csv", "Case,On\nK1 ,2018-05-01\nK2,2018-06-01\nK9,2018-07-01\n,2018-07-02\n")


def joined(people: str, plans: Any = PLANS, **changed: Any) -> Judgement:
    join = {k: v for k, v in ({**JOINED["join"][0], **changed}).items() if v is not None}  # type: ignore[dict-item]
    files = [
        *SENT,
        plans,
        file("people.csv", people),
        file("people2.csv", "Person,Case no\nC2,K2\n"),
    ]
    return judged(files, mapping=mapping({**JOINED, "join": [join]}, **JOINS))


def test_a_join_fetches_columns_from_the_one_row_with_the_key() -> None:
    judgement = joined("Person,Case no\nC1,K1\nC3,\n")
    assert milestones(judgement, "child_id") == [("C1",), ("C2",)]
    (account,) = [a for a in judgement.source_accounts if a.source == "plans"]
    assert account.skipped == {"cases outside the extract": 2}


def test_rows_without_a_match_can_be_kept_or_refuse() -> None:
    people = "Person,Case no\nC1,K1\n"
    kept = joined(people, unmatched="keep", because=None)
    assert kept.accounts[-1].quarantined_by == {"required_empty": 2}
    refused = joined(people, unmatched="refuse", because=None)
    assert [(f.rule, f.file, f.row, f.column) for f in refused.faults] == [
        ("join_without_match", "plans.csv", 4, "Case"),
        ("join_without_match", "plans.csv", 5, "Case"),
    ]


def test_two_matches_that_differ_refuse_and_two_that_agree_do_not() -> None:
    (fault,) = joined("Person,Case no\nC1,K1\nC3,K1\n").faults
    assert (fault.rule, fault.file, fault.row) == ("join_not_unique", "people.csv", 3)
    assert joined("Person,Case no\nC1,K1\nC1,K1\n").faults == []


def test_a_fetched_cell_is_told_at_the_key_that_fetched_it() -> None:
    judgement = joined("Person,Case no\nC99,K1\n")
    (finding,) = judgement.findings
    assert (finding.rule, finding.file, finding.row) == ("child_unknown", "plans.csv", 2)
    assert finding.column_letter == "A"


def test_codes_can_depend_on_two_columns() -> None:
    part = {
        "from": "plans",
        "combine": {"step and result": {"columns": ["Step", "Result"]}},
        "columns": {
            "child_id": {"column": "Ref"},
            "event_date": {"column": "On"},
            "milestone": {"constant": "panel"},
            "outcome": {
                "column": "step and result",
                "codes": {"P | 1": "recommended", "P | 2": "deferred"},
            },
        },
        "skip_rows_where": [{"column": "Step", "is_none_of": ["P"], "because": "no panel"}],
    }
    plans = file("plans.csv", "Ref,On,Step,Result\nC1,2018-05-01,P,2\nC1,2018-06-01,Q,1\n")
    made = judged([*SENT, plans], mapping=mapping(part, plans={"file": "plans.csv"}))
    assert milestones(made, "outcome") == [("deferred",)]


def test_a_file_that_is_not_used_is_declared_read_and_counted() -> None:
    part = {**JOINED, "join": [], "columns": {**JOINED["columns"], "child_id": {"column": "Case"}}}  # type: ignore[dict-item]
    extra = {"file": "extra.csv", "not_used": "nothing of it is needed", "ignored_columns": ["a"]}
    sent = [*SENT, PLANS, file("extra.csv", "a\n1\n2\n")]
    told = mapping(part, plans=JOINS["plans"], extra=extra)
    assert judged(sent, mapping=told).source_accounts[0].skipped == {"nothing of it is needed": 2}
    broken = [*SENT, PLANS, file("extra.csv", "a,b\n1,2\n")]
    assert rules(judged(broken, mapping=told)) == ["unknown_column"]


def changed(part: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    raw: Any = yaml.safe_load(yaml.safe_dump(part))
    *way, last = path.split("/")
    at = raw
    for step in way:
        at = at[int(step) if step.isdigit() else step]
    at[last] = value
    return raw  # type: ignore[no-any-return]


@pytest.mark.parametrize(
    ("part", "sources", "path", "value"),
    [
        (WIDE, TRACKER, "kind", "pivot"),
        (WIDE, TRACKER, "each", []),
        (WIDE, TRACKER, "each/0/constants/milestone", "party"),
        (WIDE, TRACKER, "each/0/constants", {}),
        (WIDE, TRACKER, "unless_empty", "start_date"),
        (STEPS, STEP_FILE, "steps", {}),
        (STEPS, STEP_FILE, "steps", {"Panel": {"outcome": "deferred"}}),
        (STEPS, STEP_FILE, "steps", {"Panel": {"milestone": "panel", "colour": "red"}}),
        (STEPS, STEP_FILE, "keep_one/keep", "newest"),
        (STEPS, STEP_FILE, "keep_one", {"same": ["Form"], "keep": "last"}),
        (STEPS, STEP_FILE, "keep_one/by", {"column": "V", "as": "number", "date_format": "iso"}),
        (STEPS, STEP_FILE, "keep_one/by", {"column": "V", "as": "date", "date_format": "dd/mm/yy"}),
        (STEPS, STEP_FILE, "skip_rows_where", [{"column": "Ref", "because": "x"}]),
        (JOINED, JOINS, "join/0/with", "nobody"),
        (JOINED, JOINS, "join/0/because", None),
        (JOINED, JOINS, "join/0/unmatched", "keep"),
        (JOINED, JOINS, "join/0/fetch", {}),
    ],
)
def test_a_part_that_makes_no_sense_is_refused(
    part: dict[str, Any], sources: dict[str, Any], path: str, value: object
) -> None:
    parse_mapping(mapping(part, **sources).encode(), "somewhere.yaml")
    with pytest.raises(Refused) as refusal:
        parse_mapping(mapping(changed(part, path, value), **sources).encode(), "somewhere.yaml")
    assert {f.rule for f in refusal.value.findings} == {"mapping_invalid"}
