"""One name, one thing: columns of core and marts against the contract, the checks, each other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import pytest
import yaml

from pipelines.contract.vocabulary import vocabulary
from pipelines.settings import EXPECTATIONS_DIR
from tests.support.model_files import columns_of, model_columns

WORDS = vocabulary()
PROMISED = [c for c in model_columns() if c.layer in ("core", "marts", "steps")]

# Names whose sentence a model may word for itself: the thing is the same, its bounds are not.
SAID_IN_OWN_WORDS = {
    "aim",
    "area",
    "as_at",
    "baseline_percent",
    "ci_high",
    "caution",
    "ci_low",
    "cohort_quarter",
    "cohort_year",
    "denominator",
    "difference",
    "end_date",
    "episode_number",
    "measure",
    "method",
    "n",
    "parameters",
    "percent",
    "period",
    "quarter",
    "reason",
    "route",
    "start_date",
    "status",
    "submission_id",
    "transferred_on",
    "value",
    "variant",
}
# One name for two things, as the contract gives it: the period of a point, and of a comparison;
# and the programme's own measures may be any number, where children are counted in whole ones.
OF_TWO_TYPES = {"denominator", "numerator", "period", "value"}
# Marts of the contract that no model makes yet; the list may only shrink.
NOT_BUILT_YET: set[str] = set()


def test_every_column_of_core_marts_and_steps_promises_a_type() -> None:
    assert [f"{c.model}.{c.name}" for c in PROMISED if not c.data_type] == []


def test_a_name_has_one_type_wherever_it_stands() -> None:
    types: dict[str, set[str]] = defaultdict(set)
    for column in PROMISED:
        types[column.name].add(column.data_type)
    assert {name: found for name, found in types.items() if len(found) > 1}.keys() == OF_TWO_TYPES


def test_a_name_has_one_sentence_in_core_and_marts() -> None:
    sentences: dict[str, set[str]] = defaultdict(set)
    for column in PROMISED:
        if column.layer != "steps":
            sentences[column.name].add(column.description)
    several = {name for name, found in sentences.items() if len(found) > 1}
    assert several - SAID_IN_OWN_WORDS == set()


@pytest.mark.parametrize("layer", ["core", "marts"])
def test_every_column_the_contract_names_is_in_its_model(layer: str) -> None:
    named = {"core": WORDS.core, "marts": WORDS.marts}[layer]
    made = columns_of(layer)
    missing = set(named) - set(made)
    assert missing <= (NOT_BUILT_YET if layer == "marts" else set())
    lacking = {t: set(spec.columns) - made[t] for t, spec in named.items() if t in made}
    assert {t: columns for t, columns in lacking.items() if columns} == {}


def test_every_mart_is_one_the_contract_names() -> None:
    assert set(columns_of("marts")) - set(WORDS.marts) == set()


def _columns_asked(arguments: Any) -> Iterator[str]:
    for key, value in arguments.items():
        if key in ("column", "column_A", "column_B"):
            yield value
        elif key in ("column_list", "column_set"):
            yield from value


def test_the_checks_of_marts_ask_of_columns_that_are_there() -> None:
    raw = yaml.safe_load((EXPECTATIONS_DIR / "marts.yaml").read_text(encoding="utf-8"))
    made = columns_of("marts")
    asked = {
        (table, column)
        for check in raw["checks"]
        for table in check["tables"]
        for column in _columns_asked(check["arguments"])
    }
    assert {(t, c) for t, c in asked if c not in made.get(t, set())} == set()


def test_every_mart_is_judged_before_it_is_swapped_in() -> None:
    raw = yaml.safe_load((EXPECTATIONS_DIR / "marts.yaml").read_text(encoding="utf-8"))
    judged = {table for check in raw["checks"] for table in check["tables"]}
    assert set(columns_of("marts")) - judged == set()
