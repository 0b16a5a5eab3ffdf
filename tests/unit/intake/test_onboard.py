"""A draft of a mapping from headers: what is named is placed, the rest is left to the analyst."""

from __future__ import annotations

import io

import openpyxl
import pytest
import yaml
from extracts import file

from pipelines.authorities.load import parse_mapping
from pipelines.intake.onboard import draft, look_at, place

CARE = "Person ID;Start date;End date;Left to;Team\nP1;01/02/2018;;;North\n"


def test_a_csv_file_is_read_in_the_form_that_shows_its_columns() -> None:
    (seen,) = look_at([file("Care episodes.csv", CARE)])
    assert (seen.source["delimiter"], seen.source["encoding"]) == (";", "utf-8")
    assert seen.columns == ("Person ID", "Start date", "End date", "Left to", "Team")
    assert seen.faults == ()


@pytest.mark.parametrize("encoding", ["utf-16", "cp1252"])
def test_its_encoding_is_found(encoding: str) -> None:
    text = CARE.replace("North", "Caf\u00e9")
    (seen,) = look_at([file("care.csv", text.encode(encoding))])
    assert seen.source["encoding"] == encoding


def test_columns_named_like_the_contracts_are_placed() -> None:
    (seen,) = look_at([file("care.csv", CARE)])
    placed = place(seen)
    assert placed is not None
    assert placed.table == "episodes"
    assert placed.columns == {
        "child_id": "Person ID",
        "start_date": "Start date",
        "end_date": "End date",
        "destination": "Left to",
    }


def test_a_file_that_names_only_the_child_is_placed_nowhere() -> None:
    (seen,) = look_at([file("notes.csv", "Person ID,Colour\nP1,red\n")])
    assert place(seen) is None


def test_what_identifies_people_is_to_be_dropped_under_a_named_agreement() -> None:
    chis = "".join(f"P{n},Q{n},{n % 28 + 1:02d}0510{n:04d}\n" for n in range(40))
    (seen,) = look_at([file("people.csv", "Person ID,Surname,Ref2\n" + chis)])
    assert seen.identifying == ("Surname", "Ref2")
    drafted = draft([seen])
    assert "name_the_agreement" in drafted
    assert "0510" not in drafted


def test_the_sheets_of_a_workbook_are_sources_of_their_own() -> None:
    book = openpyxl.Workbook()
    book.worksheets[0].title = "Episodes"
    book.worksheets[0].append(["Child", "Start", "End"])
    book.worksheets[0].append(["P1", "2018-01-01", None])
    second = book.create_sheet("Moves")
    second.append(["Child", "Placement", "Start", "End"])
    second.append(["P1", "Kin", "2018-01-01", None])
    sink = io.BytesIO()
    book.save(sink)
    seen = look_at([file("case.xlsx", sink.getvalue())])
    assert [one.source["sheet"] for one in seen] == ["Episodes", "Moves"]
    assert [p.table for one in seen if (p := place(one))] == ["episodes", "placements"]


def test_the_draft_is_a_mapping_once_its_points_are_settled() -> None:
    children = "child_id,birth_month,sex,ethnic_group,disability,linkage_id\nP1,2010-05,female,,,\n"
    seen = look_at([file("people.csv", children), file("care.csv", CARE)])
    drafted = draft(seen)
    raw = yaml.safe_load(drafted)
    mapping = parse_mapping(drafted.encode(), "somewhere.yaml")
    assert set(mapping.tables) == {"children", "episodes"}
    assert raw["absent"] == ["legal_statuses", "placements", "milestones"]
    assert "TO DO date_format" in drafted
