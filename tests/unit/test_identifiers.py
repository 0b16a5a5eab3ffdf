"""What tells an identifier from a pseudonym: the value, and its rate against chance."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from pipelines.contract.identifiers import is_identifier_name, kinds_in_column, kinds_in_text
from pipelines.contract.identifiers.numbers import candidate_number, chi, pupil_number
from tests.support import leaks

SEED = random.Random(7)


def named(values: set[str]) -> list[str]:
    return [kind.name for kind in kinds_in_column(values)]


@pytest.mark.parametrize("kind", sorted(leaks.STRUCTURED))
def test_a_column_of_identifiers_is_known(kind: str) -> None:
    chance = random.Random(kind)
    assert kind in named({leaks.STRUCTURED[kind](chance) for _ in range(40)})


@pytest.mark.parametrize("make", leaks.PSEUDONYMS.values(), ids=list(leaks.PSEUDONYMS))
@pytest.mark.parametrize("rows", [1, 3, 20, 2000])
def test_a_column_of_pseudonyms_is_none(make: Callable[[random.Random], str], rows: int) -> None:
    chance = random.Random(rows)
    assert named({make(chance) for _ in range(rows)}) == []


def test_ids_that_are_counted_up_share_their_date() -> None:
    assert named({f"010119{number:04}" for number in range(500)}) == []
    assert named({f"2010{number * 37:06}" for number in range(500)}) == []


def test_a_health_number_keeps_its_date_whatever_its_check_digit() -> None:
    days = [date(2005, 1, 1) + timedelta(days=97 * n) for n in range(9)]
    assert "chi" in named({f"{day:%d%m%y}{1000 + n}" for n, day in enumerate(days)})
    # Stored as numbers, those of the first nine days of a month have nine digits.
    early = {
        f"{day:%d%m%y}"[1:] + "4321" for day in (date(2001 + n, n + 1, n + 1) for n in range(9))
    }
    assert "chi" in named(early)


def test_three_with_a_date_and_the_right_check_digit_are_enough() -> None:
    chance = random.Random(3)
    made = [leaks.chi(chance) for _ in range(20)]
    checked = [number for number in made if all(trial.passed for trial in chi(number))]
    assert "chi" in named(set(checked[:3]))


def test_check_digits_of_the_published_examples() -> None:
    # Government Data Standards Catalogue by way of python-stdnum; a value of no pupil.
    assert [t.passed for t in pupil_number("B801200005001")] == [True]
    assert [t.passed for t in pupil_number("A801200005001")] == [False]
    assert [t.passed for t in candidate_number("050000014")] == [False]
    assert next(t.test for t in chi("0101010000")) == "date"
    assert [t.passed for t in chi("9913010000")] == [False]


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("moved to EH1 1AA in May", ["postcode"]),
        ("asked for a.person@example.org", ["e_mail"]),
        ("call 0131 555 0100 first", ["telephone"]),
        ("QQ 12 34 56 C", []),
        ("two meetings, then a panel", []),
        ("care-2019-07-31", []),
    ],
)
def test_marks_inside_a_text(text: str, kinds: list[str]) -> None:
    assert [kind.name for kind in kinds_in_text(text)] == kinds


@pytest.mark.parametrize(
    "name",
    [
        *("Child Name", "firstName", "SURNAME", "DOB", "dateOfBirth", "Home_Post", "CHI No"),
        *("MotherName", "Known as", "Case notes", "Scottish Candidate Number", "Tel", "e-mail"),
    ],
)
def test_names_of_columns_that_identify(name: str) -> None:
    assert is_identifier_name(name)


@pytest.mark.parametrize("name", ["child_id", "start_date", "agency", "Team", "birth_month", "sex"])
def test_names_of_columns_that_do_not(name: str) -> None:
    assert not is_identifier_name(name)
