"""A mapping turns other names, labels, dates and encodings into the standard extract."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest
import yaml
from extracts import GOOD, file, files, judged, rules
from hypothesis import given
from hypothesis import strategies as st

from pipelines.authorities.cell_rule import CellRule
from pipelines.authorities.date_format import BadFormatError, DateFormat, check_format, parser_of
from pipelines.authorities.load import load_mapping, parse_mapping
from pipelines.authorities.schema import mapping_schema
from pipelines.authorities.strict_yaml import read_yaml
from pipelines.contract.findings import Refused
from pipelines.contract.vocabulary import vocabulary
from pipelines.intake.cells import conform_cells
from pipelines.intake.source_table import Cell

MAPPING = """
source_system: TownCare
absent: [legal_statuses, placements, milestones]
sources:
  kids: {file: "KIDS_*.txt", encoding: cp1252, delimiter: ";", ignored_columns: [Team]}
  stays: {file: stays.csv, header_row: 2}
tables:
  children:
    - from: kids
      columns:
        child_id: {column: Ref, trim: true}
        birth_month: {column: Born, date_format: mm/yyyy, empty_when: ["?"]}
        sex: {column: Gender, codes: {M: male, Fille: female, "é": other}}
        ethnic_group: {constant: not_known}
        disability: {column: Dis, codes: {"1": "yes", "0": "no"}}
      skip_rows_where:
        - {column: Dis, is_one_of: [TEST], because: made-up rows of the test team}
  episodes:
    - from: stays
      columns:
        child_id: {column: Ref}
        start_date: {column: In, date_format: dd-MON-yy, century_pivot: 30}
        end_date: {column: Out, date_format: dd-MON-yyyy, open_when: [31-DEC-4712]}
"""
KIDS = (
    "Ref;Born;Gender;Dis;Team\n C1 ;05/2010;M;1;x\nC2;?;é;0;x\nC3;01/2011;female;0;x\nC9;;;TEST;\n"
)
STAYS = "Report of the week,,\nRef,In,Out\nC1,08-Jan-18,31-DEC-4712\nC2,01-MAR-17,02-APR-2018\n"
SENT = [file("KIDS_1.TXT", KIDS.encode("cp1252")), file("stays.csv", STAYS)]


def test_the_rows_of_the_contract() -> None:
    judgement = judged(SENT, mapping=MAPPING)
    assert rules(judgement) == ["description_not_in_list"]
    children = judgement.tables["children"].conformed.columns
    assert children["child_id"] == ["C1", "C2", "C3"]
    assert children["birth_month"] == ["2010-05", None, "2011-01"]
    assert children["sex"][:2] == ["male", "other"]
    assert children["ethnic_group"] == ["not_known"] * 3
    episodes = judgement.tables["episodes"].conformed.columns
    assert episodes["start_date"] == ["2018-01-08", "2017-03-01"]
    assert episodes["end_date"] == [None, "2018-04-02"]


def test_a_contract_code_that_is_no_declared_label_is_no_code() -> None:
    (finding,) = judged(SENT, mapping=MAPPING).findings
    assert (finding.column, finding.column_letter, finding.row) == ("Gender", "C", 4)


def test_source_rows_are_mapped_or_skipped_by_a_declared_rule() -> None:
    (kids, stays) = judged(SENT, mapping=MAPPING).source_accounts
    assert (kids.rows, kids.mapped) == (4, 3)
    assert kids.skipped == {"made-up rows of the test team": 1}
    assert (stays.rows, stays.mapped, stays.skipped) == (2, 2, {})


def test_an_iso_date_is_unreadable_where_another_form_is_declared() -> None:
    sent = [SENT[0], file("stays.csv", STAYS.replace("08-Jan-18", "2018-01-08"))]
    assert judged(sent, mapping=MAPPING).accounts[1].quarantined_by == {"date_unreadable": 1}


def test_what_is_not_declared_refuses() -> None:
    extra = [SENT[0], file("stays.csv", STAYS.replace("Out", "Out,Colour"))]
    assert rules(judged(extra, mapping=MAPPING))[0] == "unknown_column"
    assert "undeclared_file" in rules(judged([*SENT, file("x.csv", "a\n")], mapping=MAPPING))
    assert "missing_file" in rules(judged(SENT[:1], mapping=MAPPING))


def changed(path: str, value: object) -> str:
    raw = yaml.safe_load(MAPPING)
    *way, last = path.split("/")
    at = raw
    for step in way:
        at = at[int(step) if step.isdigit() else step]
    at[last] = value
    return yaml.safe_dump(raw)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ("colour", "red"),
        ("sources/kids/encoding", "latin-9"),
        ("sources/kids/sheet", "One"),
        ("sources/more", {"file": "x.csv"}),
        ("sources/kids/ignored_columns", ["Ref"]),
        ("absent", ["legal_statuses"]),
        ("absent", ["episodes", "legal_statuses", "placements", "milestones"]),
        ("tables/toys", []),
        ("tables/episodes/0/from", "nowhere"),
        ("tables/episodes/0/columns/colour", {"column": "x"}),
        ("tables/episodes/0/columns", {"child_id": {"column": "Ref"}}),
        ("tables/children/0/columns/sex", {"constant": "girl"}),
        ("tables/children/0/columns/sex", {"column": "Gender", "codes": {"F": "girl"}}),
        ("tables/children/0/columns/sex", {"column": "Gender", "constant": "male"}),
        ("tables/children/0/columns/sex", {}),
        ("tables/children/0/columns/birth_month/date_format", "dd/mm/yyyy"),
        ("tables/episodes/0/columns/start_date", {"column": "In", "date_format": "dd-MON-yy"}),
        ("tables/episodes/0/columns/start_date", {"column": "In", "open_when": ["x"]}),
    ],
)
def test_a_mapping_that_makes_no_sense_is_refused_at_its_place(path: str, value: object) -> None:
    with pytest.raises(Refused) as refusal:
        parse_mapping(changed(path, value).encode(), "somewhere.yaml")
    assert {f.rule for f in refusal.value.findings} == {"mapping_invalid"}
    assert all(f.file == "somewhere.yaml" for f in refusal.value.findings)


def test_yaml_slips() -> None:
    for slip in ("a: [", "absent: []\nabsent: []\n", "a: !!python/object:x.y {}"):
        with pytest.raises(Refused):
            parse_mapping(slip.encode(), "somewhere.yaml")


def test_yes_and_no_are_labels_as_people_write_them() -> None:
    assert read_yaml(b"{Yes: yes, No: no, on: off, y: true, n: false}") == {
        "Yes": "yes",
        "No": "no",
        "on": "off",
        "y": True,
        "n": False,
    }


def test_load_and_schema(tmp_path: Path) -> None:
    path = tmp_path / "somewhere.yaml"
    path.write_text(MAPPING)
    assert load_mapping(path).source_system == "TownCare"
    assert mapping_schema()["additionalProperties"] is False


def test_a_faulty_mapping_refuses_the_submission() -> None:
    assert rules(judged(files(), mapping="colour: red")) == ["mapping_invalid"] * 3


def test_a_table_from_two_parts() -> None:
    raw = yaml.safe_load(MAPPING)
    raw["sources"]["old"] = {"file": "old.csv"}
    part = {"from": "old", "columns": {c: {"column": c} for c in GOOD["episodes"][0].split(",")}}
    raw["tables"]["episodes"].append(part)
    old = file("old.csv", "child_id,start_date,end_date,destination\nC2,2010-01-01,x,\n")
    judgement = judged([*SENT, old], mapping=yaml.safe_dump(raw))
    (finding,) = [f for f in judgement.findings if f.table == "episodes"]
    assert (finding.file, finding.row, finding.column_letter) == ("old.csv", 2, "C")
    assert judgement.accounts[1].received == 3


@given(st.dates(), st.sampled_from(["iso", "dd/mm/yyyy", "yyyy.m.d"]))
def test_dates_read_back(day: object, form: str) -> None:
    assert hasattr(day, "year")
    texts = {
        "iso": f"{day.year:04}-{day.month:02}-{day.day:02}",
        "dd/mm/yyyy": f"{day.day:02}/{day.month:02}/{day.year:04}",
        "yyyy.m.d": f"{day.year:04}.{day.month}.{day.day}",
    }
    assert parser_of(form)(texts[form]) == day


def test_two_digit_years_and_bad_formats() -> None:
    assert str(parser_of("dd-MON-yy", 30)("01-apr-30")) == "2030-04-01"
    assert str(parser_of("dd-MON-yy", 30)("01-APR-31")) == "1931-04-01"
    assert parser_of("dd-MON-yy", 30)("01-ABC-31") is None
    for form, pivot in (("dd/mm", False), ("dd/mm/yy", False), ("dd/mm/yyyy", True)):
        with pytest.raises(BadFormatError):
            check_format(form, with_day=True, has_pivot=pivot)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2019-03-31T23:00:00Z", "2019-04-01"),
        ("2019-01-31T00:00:00.000Z", "2019-01-31"),
        ("2019-07-01T00:00:00+01:00", "2019-07-01"),
        ("2019-07-01T00:00:00", None),
        ("2019-07-01", None),
        ("2019-02-30T00:00:00Z", None),
        ("2019-07-01T25:00:00Z", None),
    ],
)
def test_a_moment_is_the_day_it_was_in_scotland(text: str, day: str | None) -> None:
    read = parser_of("iso-instant")(text)
    assert (read.isoformat() if read else None) == day
    check_format("iso-instant", with_day=True, has_pivot=False)


MIXED = ("dd/mm/yyyy", "dd-MON-yy", "yyyy-mm-dd 00:00:00", "excel-1900")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("01/04/2019", "2019-04-01"),
        ("01-APR-19", "2019-04-01"),
        ("2019-04-01 00:00:00", "2019-04-01"),
        ("2019-04-01 09:30:00", None),
        ("43556", "2019-04-01"),
        ("04/13/2019", None),
        ("", None),
    ],
)
def test_several_formats_of_one_column_are_declared_as_a_list(text: str, day: str | None) -> None:
    check_format(MIXED, with_day=True, has_pivot=True)
    read = parser_of(MIXED, 30)(text)
    assert (read.isoformat() if read else None) == day


@pytest.mark.parametrize("forms", [("dd/mm/yyyy", "mm/dd/yyyy"), ("mm/dd/yyyy", "dd/mm/yyyy")])
def test_what_two_formats_read_differently_is_read_by_none(forms: tuple[str, ...]) -> None:
    assert parser_of(forms)("01/02/2018") is None
    assert str(parser_of(forms)("02/02/2018")) == "2018-02-02"
    assert str(parser_of(forms)("13/02/2018")) == "2018-02-13"


@pytest.mark.parametrize(
    ("form", "text", "day"),
    [
        ("excel-1900", "61", "1900-03-01"),
        ("excel-1900", "60", None),
        ("excel-1900", "43556", "2019-04-01"),
        ("excel-1904", "42094", "2019-04-01"),
        ("excel-1904", "0", "1904-01-01"),
        ("excel-1900", "43556.5", None),
        ("excel-1900", "-1", None),
        ("excel-1900", "1234567", None),
        ("excel-1900", "٤٣٥٥٦", None),
    ],
)
def test_day_numbers_of_both_epochs(form: str, text: str, day: str | None) -> None:
    read = parser_of(form)(text)
    assert (read.isoformat() if read else None) == day


@pytest.mark.parametrize(
    ("forms", "pivot"),
    [((), False), (("iso", "iso"), False), (("iso", "dd/mm/yy"), False), (("iso", "dd/mm"), False)],
)
def test_a_list_of_formats_is_checked_as_one_format_is(forms: tuple[str, ...], pivot: bool) -> None:
    with pytest.raises(BadFormatError):
        check_format(forms, with_day=True, has_pivot=pivot)


DATE = vocabulary().tables["episodes"].columns["start_date"]


@pytest.mark.parametrize(
    ("cell", "form", "read"),
    [
        (43556, "excel-1900", "2019-04-01"),
        (43556.0, ("dd/mm/yyyy", "excel-1900"), "2019-04-01"),
        (42094, "excel-1904", "2019-04-01"),
        (20190401, "yyyymmdd", "2019-04-01"),
        (43556.5, "excel-1900", "?43556.5"),
        (43556, "dd/mm/yyyy", "?43556"),
        (43556, None, "?43556"),
        (datetime.fromisoformat("2019-04-01"), "excel-1900", "2019-04-01"),
        (datetime.fromisoformat("2019-04-01T09:30"), "excel-1900", "?2019-04-01T09:30:00"),
    ],
)
def test_a_number_is_a_day_only_where_the_mapping_says_so(
    cell: Cell, form: DateFormat | None, read: str
) -> None:
    rule = CellRule(column="Start", date_format=form)
    assert conform_cells([cell], rule, DATE) == [read]


def test_a_midnight_can_be_part_of_the_format() -> None:
    assert str(parser_of("dd/mm/yyyy 00:00:00")("01/04/2019 00:00:00")) == "2019-04-01"
