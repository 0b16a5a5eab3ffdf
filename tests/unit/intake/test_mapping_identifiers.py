"""Identifiers come in under a named agreement only: degraded, or dropped, and on record."""

from __future__ import annotations

from typing import Any

import pytest
import yaml
from extracts import GOOD, file, judged, rules, text

from pipelines.authorities.load import mapping_id, parse_mapping
from pipelines.authorities.template import laid_over, settings_bytes, template_names
from pipelines.contract.findings import Refused

BORN = {
    "column": "DOB",
    "date_format": "dd/mm/yyyy",
    "degrade": "first_of_month",
    "agreement": "A1",
}
RAW: dict[str, Any] = {
    "agreements": {"A1": "Agreement of a test"},
    "absent": ["legal_statuses", "placements", "milestones"],
    "sources": {
        "kids": {"file": "kids.csv", "drop": [{"columns": ["UPN"], "agreement": "A1"}]},
        "episodes": {"file": "episodes.csv"},
    },
    "tables": {
        "children": [
            {
                "from": "kids",
                "columns": {
                    "child_id": {"column": "Ref"},
                    "birth_month": BORN,
                    "sex": {"constant": "not_known"},
                    "ethnic_group": {"constant": "not_known"},
                    "disability": {"constant": "not_known"},
                },
            }
        ],
        "episodes": [
            {
                "from": "episodes",
                "columns": {c: {"column": c} for c in GOOD["episodes"][0].split(",")},
            }
        ],
    },
}
KIDS = "Ref,DOB,UPN\nC1,17/05/2010,A123\nC2,,\nC3,31/02/2011,\n"
SENT = [file("kids.csv", KIDS), file("episodes.csv", text(GOOD["episodes"]))]


def changed(path: str, value: object) -> str:
    raw = yaml.safe_load(yaml.safe_dump(RAW))
    *way, last = path.split("/")
    at = raw
    for step in way:
        at = at[int(step) if step.isdigit() else step]
    at[last] = value
    return yaml.safe_dump(raw)


def test_of_a_date_of_birth_only_the_month_comes_in() -> None:
    judgement = judged(SENT, mapping=yaml.safe_dump(RAW))
    months = judgement.tables["children"].conformed.columns["birth_month"]
    assert months[:2] == ["2010-05", None]
    assert judgement.accounts[0].quarantined == 1
    assert not any("31/02" in finding.line for finding in judgement.findings)


def test_what_is_degraded_and_dropped_is_on_record() -> None:
    mapping = parse_mapping(yaml.safe_dump(RAW).encode(), "x.yaml")
    assert mapping.identifiers() == [
        {"source": "kids", "column": "DOB", "what": "degraded", "agreement": "A1"},
        {"source": "kids", "column": "UPN", "what": "dropped", "agreement": "A1"},
    ]


def test_an_identifier_that_is_not_declared_refuses_the_file() -> None:
    sent = [file("kids.csv", KIDS.replace("UPN", "UPN,Surname").replace("A123", "A123,x")), SENT[1]]
    assert "identifier_column" in rules(judged(sent, mapping=yaml.safe_dump(RAW)))


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("agreements", {}),
        ("sources/kids/drop/0/agreement", "A2"),
        ("sources/kids/drop/0/columns", ["UPN", "DOB"]),
        ("sources/kids/drop/0/columns", []),
        ("sources/kids/drop", []),
        ("sources/kids/ignored_columns", ["UPN"]),
        ("sources/kids/ignored_columns", ["Postcode"]),
        ("tables/children/0/columns/birth_month", {"column": "DOB", "date_format": "mm/yyyy"}),
        ("tables/children/0/columns/birth_month/agreement", "A2"),
        ("tables/children/0/columns/birth_month/date_format", "mm/yyyy"),
        ("tables/children/0/columns/child_id", {"column": "Full name"}),
        ("tables/episodes/0/columns/start_date", {**BORN, "column": "start_date"}),
    ],
)
def test_an_identifier_without_its_declaration_refuses(path: str, value: object) -> None:
    told = changed(path, value)
    if path == "sources/kids/drop":
        assert "identifier_column" in rules(judged(SENT, mapping=told))
        return
    with pytest.raises(Refused) as refusal:
        parse_mapping(told.encode(), "somewhere.yaml")
    assert {f.rule for f in refusal.value.findings} == {"mapping_invalid"}


def test_a_name_may_be_a_join_key_where_it_is_dropped() -> None:
    raw = yaml.safe_load(yaml.safe_dump(RAW))
    raw["sources"]["more"] = {"file": "more.csv"}
    join = {"with": "more", "keys": {"UPN": "UPN"}, "fetch": {"S": "Sex"}, "unmatched": "keep"}
    raw["tables"]["children"][0]["join"] = [join]
    raw["tables"]["children"][0]["columns"]["sex"] = {"column": "S", "codes": {"F": "female"}}
    with pytest.raises(Refused):
        parse_mapping(yaml.safe_dump(raw).encode(), "somewhere.yaml")
    raw["sources"]["more"]["drop"] = [{"columns": ["UPN"], "agreement": "A1"}]
    sent = [*SENT, file("more.csv", "UPN,Sex\nA123,F\n")]
    judgement = judged(sent, mapping=yaml.safe_dump(raw))
    assert judgement.tables["children"].conformed.columns["sex"][0] == "female"


@pytest.mark.parametrize("name", template_names())
def test_a_template_is_a_mapping_by_itself(name: str) -> None:
    assert parse_mapping(f"template: {name}\n".encode(), "x.yaml").template == name


def test_an_authority_lays_its_own_settings_over_a_template() -> None:
    own = {
        "template": "oracle-style-export",
        "source_system": "Ours",
        "absent": ["placements"],
        "sources": {"children": {"encoding": "utf-8"}, "placements": None},
        "tables": {
            "placements": None,
            "children": {0: {"columns": {"sex": {"codes": {"W": "female"}}}}},
        },
    }
    told = parse_mapping(yaml.safe_dump(own).encode(), "x.yaml")
    assert (told.source_system, told.sources["children"].encoding) == ("Ours", "utf-8")
    assert told.sources["episodes"].encoding == "cp1252"
    codes = told.tables["children"][0].columns["sex"].codes
    assert codes is not None
    assert (codes["W"], codes["MALE"]) == ("female", "male")


def test_laying_over_replaces_lists_and_leaves_the_template_alone() -> None:
    base = {"a": [1, 2], "b": {"c": 1, "d": 2}}
    assert laid_over(base, {"a": [3], "b": {"d": None, "e": 5}}) == {
        "a": [3],
        "b": {"c": 1, "e": 5},
    }
    assert base == {"a": [1, 2], "b": {"c": 1, "d": 2}}
    assert laid_over({"a": [1, 2]}, {"a": {1: 9}}) == {"a": [1, 9]}


@pytest.mark.parametrize("name", ["nobody", "../mapping", 7, ["x"]])
def test_a_template_that_is_none_is_refused(name: object) -> None:
    with pytest.raises(Refused) as refusal:
        parse_mapping(yaml.safe_dump({"template": name}).encode(), "x.yaml")
    assert [f.column for f in refusal.value.findings] == ["template"]


def test_the_id_of_a_mapping_covers_its_template(monkeypatch: pytest.MonkeyPatch) -> None:
    own = b"template: workflow-steps\n"
    before = mapping_id(own)
    monkeypatch.setattr("pipelines.authorities.template.template_bytes", lambda _name: b"new")
    assert mapping_id(own) != before
    assert settings_bytes(b"template: [") == b"template: ["
