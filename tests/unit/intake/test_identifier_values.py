"""Identifiers in the columns of a submission: refused wherever they stand, told without a value."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable

import pytest
from extracts import GOOD, file, files, judged, rules, text

from tests.support import leaks

MAPPING = """
agreements: {A1: "an agreement"}
sources:
  kids:
    file: kids.csv
    ignored_columns: [Team]
    drop: [{columns: [Held], agreement: A1}]
  spells: {file: episodes.csv}
absent: [legal_statuses, placements, milestones]
tables:
  children:
    - from: kids
      columns:
        child_id: {column: Ref}
        birth_month: {column: Month}
        sex: {column: Sex, codes: {F: female}}
        ethnic_group: {constant: not_known}
        disability: {constant: not_known}
  episodes:
    - from: spells
      columns:
        child_id: {column: child_id}
        start_date: {column: start_date}
        end_date: {column: end_date}
        destination: {column: destination}
"""


def sent(**column: list[str]) -> list[str]:
    """The rules that refuse twenty children, one column of whom is filled otherwise."""
    usual = {
        "Ref": [f"C{n}" for n in range(20)],
        "Month": ["2010-05"] * 20,
        "Sex": ["F"] * 20,
        "Team": ["Children and Families North", "Through Care South"] * 10,
        "Held": [""] * 20,
    }
    columns = usual | column
    lines = [",".join(columns), *(",".join(row) for row in zip(*columns.values(), strict=True))]
    episodes = [GOOD["episodes"][0], *(f"{ref},2018-01-08,," for ref in columns["Ref"])]
    both = [file("kids.csv", text(lines)), file("episodes.csv", text(episodes))]
    return rules(judged(both, mapping=MAPPING))


def made(kind: str) -> list[str]:
    chance = random.Random(kind)
    return [leaks.STRUCTURED[kind](chance) for _ in range(20)]


def test_twenty_children_are_in_order() -> None:
    assert sent() == []


@pytest.mark.parametrize("kind", ["chi", "e_mail", "postcode", "telephone"])
@pytest.mark.parametrize("column", ["Ref", "Team", "Sex", "Month"])
def test_no_column_may_hold_identifiers(kind: str, column: str) -> None:
    assert "identifier_values" in sent(**{column: made(kind)})


@pytest.mark.parametrize("kind", ["ni_number", "postcode", "upn"])
def test_in_small_letters_and_run_together_too(kind: str) -> None:
    assert "identifier_values" in sent(Ref=[text.replace(" ", "").lower() for text in made(kind)])


def test_a_column_that_an_agreement_covers_may() -> None:
    assert sent(Held=made("chi")) == []


def test_names_in_place_of_ids_and_in_a_column_that_is_not_used() -> None:
    chance = random.Random(1)
    names = [f"{leaks.forename(chance)} Campbell{'abcdefghijklmnopqrst'[n]}" for n in range(20)]
    assert "identifier_values" in sent(Ref=names)
    assert "identifier_values" in sent(Team=names)


def test_free_text_in_a_column_that_is_not_used() -> None:
    written = [f"moved in with an aunt for {n} weeks after the hearing in May" for n in range(20)]
    assert "identifier_values" in sent(Team=written)


def test_labels_of_places_are_no_names() -> None:
    assert sent(Team=["Grant Street", "Hope House", "Rose Lane", "North Team"] * 5) == []


def test_one_mark_in_one_cell_is_enough() -> None:
    team = ["North", "South"] * 9 + ["North", "ask a.person@example.org first"]
    assert sent(Team=team) == ["identifier_values"]


@pytest.mark.parametrize(("full", "rule"), [(4, "full_date_of_birth"), (5, "identifier_values")])
def test_full_dates_of_birth(full: int, rule: str) -> None:
    days = [f"2010-05-{n + 2:02}" for n in range(full)]
    assert rule in sent(Month=days + ["2010-05"] * (20 - full))


def test_an_undeclared_file_is_looked_at_too() -> None:
    lines = ["a,b", *(f"{number},x" for number in made("chi"))]
    assert "identifier_values" in rules(judged([*files(), file("more.csv", text(lines))]))


def test_no_value_is_told() -> None:
    numbers = made("chi")
    children = [GOOD["children"][0], *(f"{n},2010-05,female,white,no," for n in numbers)]
    judgement = judged(files(children=children))
    said = "\n".join(f.line for f in judgement.faults)
    assert "identifier_values" in rules(judgement)
    assert not any(number in said for number in numbers)


@pytest.mark.parametrize(
    "dress",
    [
        *("{}/{}", "{}\u2013{}", "{}\u00a0{}", "{}  {}", "CHI{}{}", "C-{}{}", "{}{}/1", "{}{}A"),
        "'{}{}",
    ],
)
def test_a_chi_number_is_known_in_any_dress(dress: str) -> None:
    refs = [dress.format(chi[:6], chi[6:]) for chi in made("chi")]
    assert sent(Ref=refs)[0] == "identifier_values"


@pytest.mark.parametrize(
    ("kind", "dressed"),
    [
        ("postcode", lambda text: text.replace(" ", "-")),
        ("postcode", lambda text: text.replace(" ", "  ")),
        ("e_mail", lambda text: text.replace("@", "\uff20")),
        ("telephone", lambda text: f"tel:{text}"),
    ],
)
def test_marks_are_known_in_other_dress(kind: str, dressed: Callable[[str], str]) -> None:
    assert "identifier_values" in sent(Team=[dressed(text) for text in made(kind)])


def test_random_pseudonyms_in_the_same_dress_are_none() -> None:
    chance = random.Random(3)
    for dress in ("CHI{:010}", "C-{:010}", "{:010}/1", "{:010}A"):
        refs = [dress.format(chance.randrange(10**10)) for _ in range(20)]
        assert (dress, sent(Ref=refs)) == (dress, [])


@pytest.mark.parametrize("name", ["1203104565.csv", "case 120310-4565.csv", "at G12 8QQ.csv"])
def test_a_file_named_by_a_person_is_told_by_its_number(name: str) -> None:
    judgement = judged([*files(), file(name, "a,b\n1,2\n")])
    assert {"undeclared_file", "identifier_in_name"} <= set(rules(judgement))
    assert name not in str([finding.as_dict() for finding in judgement.findings])


def test_a_name_that_a_terminal_would_obey_is_told_without_it() -> None:
    judgement = judged([*files(), file("a\x1b[31m\nb.csv", "a,b\n1,2\n")])
    assert all(finding.line.isprintable() for finding in judgement.findings)


def test_a_declaration_that_identifies_somebody_is_refused() -> None:
    declared = file("submission.yaml", "source_system: case 1203104565\n")
    (fault,) = judged([*files(), declared]).findings
    assert (fault.rule, fault.column) == ("identifier_values", "source_system")
    assert "1203104565" not in fault.line


@pytest.mark.parametrize(
    "code",
    [
        lambda t: base64.b64encode(t.encode()).decode(),
        lambda t: base64.b64encode(t.encode()).decode().rstrip("="),
        lambda t: t.encode().hex(),
    ],
)
def test_a_number_that_was_merely_coded_is_seen(code: Callable[[str], str]) -> None:
    assert set(sent(Ref=[code(number) for number in made("chi")])) == {"identifier_values"}


def test_a_person_in_the_name_of_a_file_a_sheet_or_a_column_is_not_shown() -> None:
    odd = [file("Fiona MacLeod.csv", "a\n"), file("x.csv", "child_id,Fiona MacLeod\n")]
    said = " ".join(f.line for f in judged([*files(), *odd]).findings)
    assert "undeclared_file" in said
    assert "Fiona" not in said
