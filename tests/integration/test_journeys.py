"""Linkage: which records are one child's way through authorities; no figure rests on it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest

from tests.support.inputs import BuildInputs
from tests.support.pace import tables
from tests.support.warehouse import built_once, connect

pytestmark = pytest.mark.slow

AREAS = ("X99000001", "X99000002", "X99000003")


@dataclass(frozen=True)
class Record:
    """One child of one authority, as its authority describes it."""

    key: str
    area: int
    person: str | None
    born: str | None = "2010-05"
    sex: str = "female"
    since: int = 2015


@dataclass(frozen=True)
class Case:
    """Records of one person_key, and the journeys they should make, each in its order."""

    sentence: str
    records: tuple[Record, ...]
    journeys: set[tuple[str, ...]]
    disagreeing: int = 0


CASES = (
    Case(
        "Two authorities, one child.",
        (Record("a1", 0, "p", since=2016), Record("a2", 1, "p")),
        {("a2", "a1")},
    ),
    Case(
        "Three authorities, in the order in which they began.",
        (Record("b1", 0, "p", since=2017), Record("b2", 1, "p"), Record("b3", 2, "p", since=2016)),
        {("b2", "b3", "b1")},
    ),
    Case(
        "Twice in one authority, under two pseudonyms.",
        (Record("c1", 0, "p"), Record("c2", 0, "p", since=2016), Record("c3", 1, "p", since=2017)),
        {("c1", "c2", "c3")},
    ),
    Case(
        "A month apart is agreement.",
        (Record("d1", 0, "p", born="2009-12"), Record("d2", 1, "p", born="2010-01", since=2016)),
        {("d1", "d2")},
    ),
    Case(
        "Two months apart is not.",
        (Record("e1", 0, "p", born="2009-12"), Record("e2", 1, "p", born="2010-02")),
        {("e1",), ("e2",)},
        1,
    ),
    Case(
        "Another sex.",
        (Record("f1", 0, "p"), Record("f2", 1, "p", sex="male")),
        {("f1",), ("f2",)},
        1,
    ),
    Case(
        "A sex not known contradicts nothing.",
        (Record("g1", 0, "p"), Record("g2", 1, "p", sex="not_known", since=2016)),
        {("g1", "g2")},
    ),
    Case(
        "Other is a sex as recorded.",
        (Record("h1", 0, "p", sex="other"), Record("h2", 1, "p")),
        {("h1",), ("h2",)},
        1,
    ),
    Case(
        "A birth month not known agrees with none.",
        (Record("i1", 0, "p"), Record("i2", 1, "p", born=None)),
        {("i1",), ("i2",)},
        1,
    ),
    Case(
        "Of three, two agree and one does not.",
        (Record("j1", 0, "p"), Record("j2", 1, "p", since=2016), Record("j3", 2, "p", sex="male")),
        {("j1", "j2"), ("j3",)},
        2,
    ),
    Case(
        "One that agrees with two that disagree links neither, nor itself.",
        (
            Record("k1", 0, "p", born="2010-01"),
            Record("k2", 1, "p", born="2010-02"),
            Record("k3", 2, "p", born="2010-03"),
        ),
        {("k1",), ("k2",), ("k3",)},
        1,
    ),
    Case(
        "Nobody's pseudonym in common.",
        (Record("l1", 0, "p"), Record("l2", 1, "q"), Record("l3", 2, None)),
        {("l1",), ("l2",)},
    ),
    Case(
        "A placeholder is no person.",
        tuple(Record(f"m{n:02}", n % 3, "p") for n in range(21)),
        {(f"m{n:02}",) for n in range(21)},
    ),
)


def write_inputs(folder: Path, *, linked: bool) -> Path:
    inputs = BuildInputs()
    sent = {code: inputs.authority(code, f"Area {code}", as_at=date(2019, 7, 31)) for code in AREAS}
    for place, case in enumerate(CASES):
        for record in case.records:
            code = AREAS[record.area]
            owner = {"authority_code": code, "submission_id": sent[code], "child_key": record.key}
            person = f"{place}-{record.person}" if linked and record.person else None
            born = date.fromisoformat(f"{record.born}-01") if record.born else None
            start = date(record.since, 3, 1)
            inputs.add("children", **owner, birth_month=born, sex=record.sex, person_key=person)
            inputs.add("episodes", **owner, start_date=start)
            inputs.add("legal_statuses", **owner, legal_reason="cso_away", start_date=start)
            inputs.add("placements", **owner, placement_type="kinship", start_date=start)
    for code in AREAS:
        inputs.add("programme_engagement", authority_code=code, engaged_on=date(2016, 1, 1))
    return inputs.write(folder)


@pytest.fixture(scope="module")
def linked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_once(tmp_path_factory, "linked", lambda to: write_inputs(to, linked=True))


@pytest.fixture(scope="module")
def unlinked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built_once(tmp_path_factory, "unlinked", lambda to: write_inputs(to, linked=False))


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.sentence)
def test_journey(case: Case, linked: Path) -> None:
    keys = [record.key for record in case.records]
    with connect(linked) as connection:
        journeys = connection.execute(
            "select list(child_key order by leg), list(distinct legs) from core.journey "
            "where list_contains($keys, child_key) group by journey_id",
            {"keys": keys},
        ).fetchall()
        disagreeing = connection.execute(
            "select count(*) from core.journey_disagreement where list_contains($keys, child_key)",
            {"keys": keys},
        ).fetchone()
    assert {tuple(way) for way, _ in journeys} == case.journeys
    assert all(legs == [len(way)] for way, legs in journeys)
    assert disagreeing == (case.disagreeing,)


def test_legs_name_the_authority_before_and_after(linked: Path) -> None:
    with connect(linked) as connection:
        rows = connection.execute(
            "select previous_authority_code, authority_code, next_authority_code, journey_id "
            "from core.journey where starts_with(child_key, 'b') order by leg"
        ).fetchall()
    one, two, three = AREAS
    assert rows == [(None, two, three, "b1"), (two, three, one, "b1"), (three, one, None, "b1")]


def test_no_figure_of_the_marts_rests_on_linkage(linked: Path, unlinked: Path) -> None:
    with_ids, without = tables(linked, ("marts",)), tables(unlinked, ("marts",))
    assert with_ids == without
    assert with_ids["marts.aim_timeliness"]


def test_no_clock_rests_on_linkage(linked: Path, unlinked: Path) -> None:
    clocks = [tables(file, ("core",))["core.aim_clock"] for file in (linked, unlinked)]
    assert clocks[0]
    assert clocks[0] == clocks[1]
