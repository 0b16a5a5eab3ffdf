"""One source of words: what is derived from ``vocabulary.yaml`` must not move alone, nor it."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
import yaml

from pipelines.contract.authorities import scotland
from pipelines.contract.parquet_shapes import REKEYED, table_schema
from pipelines.contract.seeds import SEEDS_DIR, seed_texts
from pipelines.contract.vocabulary import vocabulary
from pipelines.settings import DBT_PROJECT_DIR, EXPECTATIONS_DIR

WORDS = vocabulary()


@pytest.mark.parametrize("name", sorted(seed_texts(WORDS)))
def test_seed_is_what_the_vocabulary_says(name: str) -> None:
    assert (SEEDS_DIR / name).read_text(encoding="utf-8") == seed_texts(WORDS)[name]


@pytest.mark.parametrize(
    "group",
    [
        "home_legal_reasons",
        "family_placement_types",
        "order_legal_reasons",
        "permanence_order_reasons",
    ],
)
def test_every_list_of_codes_in_the_models_is_the_vocabularys(group: str) -> None:
    macro = (DBT_PROJECT_DIR / "macros" / "codes.sql").read_text(encoding="utf-8")
    listed = re.search(rf"macro {group}.*?\[(.*?)\]", macro, re.S)
    assert listed
    assert tuple(re.findall(r"'(\w+)'", listed[1])) == WORDS.groups_of_codes[group]


def test_every_step_of_the_process_is_a_milestone() -> None:
    for seed, column in (("process_step", "step"), ("process_milestone_words", "milestone")):
        with (SEEDS_DIR / f"{seed}.csv").open(encoding="utf-8") as handle:
            assert {r[column] for r in csv.DictReader(handle)} <= set(WORDS.milestones)


def _quoted_words(text: str) -> set[str]:
    return set(re.findall(r"'([a-z0-9_]+)'", text))


def test_every_milestone_a_model_names_is_in_the_vocabulary() -> None:
    known = set(WORDS.milestones)
    for path in (DBT_PROJECT_DIR / "models").rglob("*.sql"):
        text = path.read_text(encoding="utf-8")
        named = set(re.findall(r"milestone = '(\w+)'", text))
        for listed in re.findall(r"milestone in \(([^)]*)\)", text):
            named |= _quoted_words(listed)
        assert named <= known, path.name


def test_every_derived_milestone_is_made_by_a_model_and_no_other() -> None:
    model = next((DBT_PROJECT_DIR / "models").rglob("derived_event.sql"))
    made = {w for w in _quoted_words(model.read_text(encoding="utf-8")) if w in WORDS.milestones}
    assert made == set(WORDS.derived_milestones)


@pytest.mark.parametrize("table", sorted(WORDS.tables))
def test_staging_reads_every_column_of_the_standard_extract_and_no_other(table: str) -> None:
    singular = {
        "children": "child",
        "episodes": "episode",
        "legal_statuses": "legal_status",
        "placements": "placement",
        "milestones": "milestone",
    }
    model = DBT_PROJECT_DIR / "models" / "staging" / f"stg_{singular[table]}.sql"
    body = model.read_text(encoding="utf-8").split("select\n")[1].split("from source")[0]
    columns = {
        re.sub(r".* as ", "", line.strip().rstrip(","))
        for line in body.splitlines()
        if line.strip()
    }
    assert columns == set(table_schema(table).names)


def test_pseudonyms_are_rekeyed_by_name() -> None:
    pseudonyms = {c for t in WORDS.tables.values() for c in t.columns_of_type("pseudonym")}
    assert pseudonyms == set(REKEYED)


def test_outcomes_of_all_milestones_make_up_the_outcome_list() -> None:
    by_milestone = {o for listed in WORDS.outcomes_by_milestone.values() for o in listed}
    assert by_milestone == set(WORDS.code_lists["outcome"])


def test_thirty_two_authorities_with_one_name_and_slug_each() -> None:
    listed = scotland()
    assert len(listed) == 32
    assert len({a.code for a in listed}) == len({a.slug for a in listed}) == 32
    assert {"city-of-edinburgh", "na-h-eileanan-siar"} <= {a.slug for a in listed}


def test_former_codes_are_nobodys_current_code() -> None:
    with (SEEDS_DIR / "scottish_authority.csv").open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    former = [c for r in rows for c in r["former_codes"].split("|") if c]
    assert len(former) == len(set(former)) == 50 - 32
    assert not set(former) & {r["authority_code"] for r in rows}


def test_thresholds_stop_at_milestones_of_the_vocabulary() -> None:
    with (SEEDS_DIR / "aim_variant.csv").open(encoding="utf-8") as handle:
        rows = list(csv.DictReader(handle))
    assert {r["stop_milestone"] for r in rows} <= set(WORDS.code_lists["milestone"])
    assert [(r["aim"], r["variant"]) for r in rows if r["is_headline"] == "yes"] == [
        ("1", "within_one_year"),
        ("2", "national"),
        ("3", "national"),
        ("4", "national"),
    ]


@pytest.mark.parametrize("path", sorted(EXPECTATIONS_DIR.glob("*.yaml")), ids=lambda p: p.stem)
def test_every_check_says_who_owns_it_and_why(path: Path) -> None:
    raw = yaml.safe_load(path.read_text(encoding="utf-8"))
    defaults = raw.get("defaults", {})
    for check in raw.get("checks") or raw["rules"]:
        told = defaults | check
        assert {"id", "category", "severity", "owner", "sentence", "why"} <= set(told), told.get(
            "id"
        )
