"""The programme's records: readable by the contract's types, and true to the timetable."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date

import pytest
from made_up import VOCABULARY, day, table_rows

from pipelines.synthetic.days import day as ordinal
from pipelines.synthetic.practice import Engagement, Practice
from pipelines.synthetic.waits import AIMS

CODES = {f"X990000{n:02d}" for n in range(1, 33)}
TYPES = {
    "date": lambda v: day(v) is not None,
    "integer": lambda v: re.fullmatch(r"\d+", v) is not None,
    "number": lambda v: re.fullmatch(r"\d+(\.\d+)?", v) is not None,
    "authority": CODES.__contains__,
    "authority_or_group": lambda v: v in CODES or v == "scotland",
    "milestone": VOCABULARY.milestones.__contains__,
    "routes": lambda v: set(v.split("|")) <= set(VOCABULARY.code_lists["route"]),
}


@pytest.mark.parametrize("name", list(VOCABULARY.programme_files))
def test_a_file_has_the_columns_and_values_of_the_contract(world, name):
    spec = VOCABULARY.programme_files[name]
    rows = table_rows(world.root / "programme" / f"{name}.csv")
    assert rows
    for row in rows:
        assert list(row) == list(spec.columns)
        for column in spec.columns.values():
            value = row[column.name]
            assert value or not column.required
            if value and column.codes:
                assert value in column.codes
            elif value:
                assert TYPES.get(column.type, bool)(value), (name, column.name, value)
    keys = Counter(tuple(row[k] for k in spec.key) for row in rows)
    assert not spec.key or max(keys.values()) == 1


def test_27_take_part_one_after_another(world):
    rows = table_rows(world.root / "programme" / "engagement.csv")
    assert len(rows) == 27
    joined = sorted(row["engaged_on"] for row in rows)
    assert joined[0].startswith("2013-12")
    assert joined[-1].startswith("2019")
    assert Counter(row["delivery"] for row in rows).keys() == {"full", "light", "data_only"}
    for row in rows:
        dates = [row["engaged_on"], row["testing_from"], row["implementing_from"], row["ended_on"]]
        there = [d for d in dates if d]
        assert there == sorted(there)


def test_most_are_named_some_refuse_some_say_nothing(world):
    rows = table_rows(world.root / "programme" / "publication.csv")
    assert Counter(row["named"] for row in rows) == {"yes": 26, "no": 3}
    assert all(bool(row["agreement_ref"]) == (row["named"] == "yes") for row in rows)


def test_a_cycle_ends_after_it_starts(world):
    for row in table_rows(world.root / "programme" / "pdsa_cycles.csv"):
        assert not row["ended_on"] or row["started_on"] < row["ended_on"]
        assert date.fromisoformat(row["started_on"]).year >= 2014


def _practice(delivery: str) -> Practice:
    dates = (ordinal(2015, 1, 1), ordinal(2015, 7, 1), ordinal(2016, 7, 1), None)
    return Practice("X99000001", Engagement(*dates, delivery))


@pytest.mark.parametrize("aim", list(AIMS))
def test_the_planted_effect_begins_with_testing_and_deepens(aim):
    full, light, data_only = map(_practice, ("full", "light", "data_only"))
    before, testing, after = ordinal(2015, 6, 30), ordinal(2015, 7, 1), ordinal(2017, 1, 1)
    assert full.programme_factor(aim, before) == 1.0
    assert 1.0 > full.programme_factor(aim, testing) > full.programme_factor(aim, after)
    assert full.programme_factor(aim, after) < light.programme_factor(aim, after) < 1.0
    assert data_only.programme_factor(aim, after) == 1.0


@pytest.mark.parametrize("aim", list(AIMS))
def test_a_trend_is_common_to_all(aim):
    nobody = Practice("X99000001")
    assert nobody.factor(aim, ordinal(2020, 1, 1)) < nobody.factor(aim, ordinal(2010, 1, 1)) < 1.0
