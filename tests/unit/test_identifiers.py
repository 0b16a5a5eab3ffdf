"""What tells an identifier from a pseudonym: the value, and its rate against chance."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from pipelines.contract.identifiers import is_identifier_name, kinds_in_column, kinds_in_text
from pipelines.contract.identifiers.numbers import candidate_number, chi, is_stamp, pupil_number
from pipelines.contract.identifiers.words import could_name_somebody
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


def dated(count: int) -> list[str]:
    return [f"{date(2005, 1, 1) + timedelta(days=97 * n):%d%m%y}" for n in range(count)]


@pytest.mark.parametrize("dress", ["{0} {1}", "{2}", "CHI: {0}{1}", "{0}/{1}", "{3}"])
def test_a_health_number_is_known_however_it_is_set_apart(dress: str) -> None:
    numbers = [(day, f"{4321 + 37 * n}") for n, day in enumerate(dated(12))]
    spread = [(d, s, " ".join(d + s), "-".join([d[:2], d[2:4], d[4:], s])) for d, s in numbers]
    assert "chi" in named({dress.format(*parts) for parts in spread})


def test_ids_counted_up_behind_a_date_are_no_health_numbers() -> None:
    """A day of registration and a number of that day, or a running one, behind letters."""
    counted = {f"REF-{day}{1 + n % 4:04}" for n, day in enumerate(dated(60))}
    assert named(counted) == []
    assert named({f"AB{day}{n:04}" for n, day in enumerate(dated(300))}) == []
    # Those of people among them are seen all the same; and bare numbers may be people's.
    assert "chi" in named(counted | {f"{day}{4321 + 37 * n}" for n, day in enumerate(dated(9))})
    assert "chi" in named({f"{day}{1 + n % 4:04}" for n, day in enumerate(dated(60))})
    assert "chi" in named({f"CHI{day}{1 + n % 4:04}" for n, day in enumerate(dated(60))})


@pytest.mark.parametrize(
    ("digits", "is_one"),
    [
        ("3107201902", True),  # 31 July 2019, the second
        ("2010073102", True),
        ("3107198901", False),  # no year that files are stamped with
        ("2019133101", False),
        ("0101052345", False),
    ],
)
def test_the_stamp_of_a_file_is_no_health_number(digits: str, is_one: bool) -> None:
    assert is_stamp(digits) is is_one


def test_a_stamp_with_the_right_check_digit_could_be_a_health_number() -> None:
    stamps = [f"31072019{n:02}" for n in range(100)]
    assert 5 <= sum(not is_stamp(stamp) for stamp in stamps) <= 15


@pytest.mark.parametrize(
    ("title", "could"),
    [
        *((title, True) for title in ("Fiona MacLeod", "children_fiona_macleod", "MacLeod, Fiona")),
        *((title, True) for title in ("FionaMacLeod", "Notes on Fiona", "Angus MacDonald")),
        *((title, False) for title in ("children", "Angus return 2019", "extract June 2019", "Q1")),
        *((title, False) for title in ("sheet 2", "Legal statuses", "REMARK", "Glen", "ref2")),
    ],
)
def test_titles_that_could_name_somebody(title: str, could: bool) -> None:
    assert could_name_somebody(title) is could
