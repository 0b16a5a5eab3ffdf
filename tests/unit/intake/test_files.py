"""Each kind of file that is refused: one located line, without the value."""

from __future__ import annotations

import datetime as dt
import io
from pathlib import Path

import openpyxl
import pytest
from extracts import AS_AT, GOOD, SOMEWHERE, file, files, judged, rules, text

from pipelines.contract.submissions import Outcome
from pipelines.intake.check import check
from pipelines.intake.source_table import SourceFile

SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "samples" / "ssda903"


def replaced(name: str, data: bytes | str) -> list[SourceFile]:
    return [file(name, data) if f.name == name else f for f in files()]


def edited(table: str, old: str, new: str) -> list[SourceFile]:
    return replaced(f"{table}.csv", text(GOOD[table]).replace(old, new))


@pytest.mark.parametrize(
    ("sent", "rule", "place"),
    [
        (replaced("children.csv", b""), "empty_file", "children.csv, row 1"),
        (files(milestones=None), "missing_table", "milestones"),
        ([*files(), file("notes.csv", "a\n")], "undeclared_file", "notes.csv"),
        ([*files(), file("~$children.xlsx", "a")], "undeclared_file", "~$children.xlsx"),
        (
            replaced("episodes.csv", "child_id,start_date,end_date,destination,colour\n"),
            "unknown_column",
            "episodes.csv, row 1, column E (colour)",
        ),
        (
            replaced("episodes.csv", "child_id,start_date,end_date\n"),
            "missing_column",
            "episodes.csv, row 1, column destination",
        ),
        (
            replaced("episodes.csv", "child_id,start_date,end_date,destination,end_date\n"),
            "repeated_column",
            "episodes.csv, row 1, column E (end_date)",
        ),
        (
            replaced("episodes.csv", "child_id,start_date,end_date,destination,\n"),
            "column_without_name",
            "episodes.csv, row 1, column E",
        ),
        (replaced("episodes.csv", text(GOOD["episodes"][1:])), "no_header", "episodes.csv, row 1"),
        (edited("episodes", ",,", ",,,"), "ragged_row", "episodes.csv, row 2"),
        (edited("episodes", "C3", "C3\nC3"), "ragged_row", "episodes.csv, row 4"),
        (edited("episodes", "C1", 'C"1'), "bare_quote", "episodes.csv, row 2, column A"),
        (edited("episodes", "C1", '"C1'), "unclosed_quote", "episodes.csv, row 2, column A"),
        (edited("episodes", "C1", '"C1"x'), "text_after_quote", "episodes.csv, row 2, column A"),
        (
            replaced("episodes.csv", text(GOOD["episodes"] * 2)),
            "header_repeated",
            "episodes.csv, row 5",
        ),
        (
            replaced("children.csv", "child_id\n\xe9\n".encode("cp1252")),
            "wrong_encoding",
            "children.csv, row 2, column A",
        ),
        ([file("extract.xlsx", "no workbook")], "not_a_workbook", "extract.xlsx"),
        ([*files(), file("submission.yaml", "authority: elsewhere")], "wrong_authority", None),
        ([*files(), file("submission.yaml", "as_at: 2019-07-30")], "wrong_as_at", None),
        ([*files(), file("submission.yaml", "colour: red")], "declaration_unknown", None),
        ([*files(), file("submission.yaml", "as_at: soon")], "declaration_unreadable", None),
        ([*files(), file("submission.yaml", "as_at: [")], "declaration_unreadable", None),
        (
            [*files(), file("submission.yaml", "files: {children.csv: ab}")],
            "hash_differs",
            "children.csv",
        ),
        ([*files(), file("submission.yaml", "files: {x.csv: ab}")], "declared_file_absent", None),
        ([*files(), file("submission.yaml", "absent: [episodes]")], "wrong_absent", None),
        (
            [*files(), file("submission.yaml", "absent: [placements]")],
            "declared_absent",
            "placements",
        ),
    ],
)
def test_refused(sent: list[SourceFile], rule: str, place: str | None) -> None:
    judgement = judged(sent)
    assert judgement.outcome is Outcome.REFUSED
    assert judgement.accounts == []
    found = [f for f in judgement.faults if f.rule == rule]
    assert found, rules(judgement)
    assert place is None or found[0].place == place
    assert "\n" not in found[0].line


def test_column_order_is_free_and_a_header_alone_is_a_table() -> None:
    turned = "end_date,destination,child_id,start_date\n,,C1,2018-01-08\n"
    sent = [file("episodes.csv", turned) if f.name == "episodes.csv" else f for f in files()]
    assert rules(judged(sent)) == []
    assert rules(judged(files(milestones=GOOD["milestones"][:1]))) == []


def test_a_declared_absent_table() -> None:
    sent = [*files(placements=None), file("submission.yaml", "absent: [placements]")]
    judgement = judged(sent)
    assert judgement.outcome is Outcome.ACCEPTED
    assert [a.received for a in judgement.accounts if a.table == "placements"] == [0]


def test_names_of_columns_that_identify() -> None:
    header = GOOD["children"][0] + ",UPN,Home_Post,Date of Birth"
    judgement = judged(files(children=[header]))
    named = {f.column for f in judgement.faults if f.rule == "identifier_column"}
    assert named == {"UPN", "Home_Post", "Date of Birth"}


def test_a_header_that_could_be_a_value_is_not_shown() -> None:
    judgement = judged(files(children=[GOOD["children"][0] + ",0101991234"]))
    assert [(f.rule, f.column, f.column_letter) for f in judgement.faults] == [
        ("unknown_column", None, "G")
    ]


def workbook(tables: dict[str, list[list[object]]]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, rows in tables.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def as_cells(lines: list[str]) -> list[list[object]]:
    """Cells as a spreadsheet has them: dates as dates, months as the first of the month."""

    def cell(value: str) -> object:
        if len(value) == 10 and value[4] == value[7] == "-":
            return dt.date.fromisoformat(value)
        if len(value) == 7 and value[4] == "-":
            return dt.date.fromisoformat(value + "-01")
        return value or None

    return [[cell(value) for value in line.split(",")] for line in lines]


def test_a_workbook_gives_the_same_rows() -> None:
    book = workbook({name: as_cells(lines) for name, lines in GOOD.items()})
    got, want = judged([file("extract.XLSX", book)]), judged(files())
    assert rules(got) == []
    for name in GOOD:
        assert got.tables[name].conformed.columns == want.tables[name].conformed.columns


def test_a_workbook_per_table() -> None:
    sent = [f for f in files() if f.name != "episodes.csv"]
    book = workbook({"Sheet1": as_cells(GOOD["episodes"])})
    assert rules(judged([*sent, file("episodes.xlsx", book)])) == []


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([["C1", dt.date(2018, 1, 2), None, None]], None),
        ([["C1", dt.datetime(2018, 1, 2, 12), None, None]], "date_unreadable"),  # noqa: DTZ001
        ([["C1", 43102, None, None]], "date_unreadable"),
        ([[7, dt.date(2018, 1, 2), None, None]], "child_unknown"),
        ([[7.5, dt.date(2018, 1, 2), None, None]], "id_not_as_text"),
        ([[2**53, dt.date(2018, 1, 2), None, None]], "id_not_as_text"),
        ([[dt.date(2018, 1, 2), dt.date(2018, 1, 2), None, None]], "id_not_as_text"),
        ([["C1"], [], ["C1"]], "blank_row"),
    ],
)
def test_cells_of_workbooks(rows: list[list[object]], rule: str | None) -> None:
    sent = [f for f in files() if f.name != "episodes.csv"]
    header: list[list[object]] = [list(GOOD["episodes"][0].split(","))]
    judgement = judged([*sent, file("episodes.xlsx", workbook({"episodes": header + rows}))])
    assert rules(judgement)[:1] == ([rule] if rule else [])


def test_a_full_birthday_in_a_workbook_is_put_aside() -> None:
    rows = as_cells(GOOD["children"])
    rows[1][1] = dt.date(2010, 5, 17)
    sent = [f for f in files() if f.name != "children.csv"]
    judgement = judged([*sent, file("children.xlsx", workbook({"children": rows}))])
    assert judgement.accounts[0].quarantined_by == {"full_date_of_birth": 1}


def test_undeclared_and_repeated_sheets() -> None:
    tables = {name: as_cells(lines) for name, lines in GOOD.items()} | {"Notes": [["x"]]}
    assert rules(judged([file("extract.xlsx", workbook(tables))])) == ["undeclared_sheet"]
    twice = [*files(), file("more.xlsx", workbook({"episodes": as_cells(GOOD["episodes"])}))]
    assert "table_twice" in rules(judged(twice))


@pytest.mark.skipif(not SAMPLES.exists(), reason="the samples lie beside the repository")
def test_a_foreign_format_is_refused_by_file_and_column_without_a_value() -> None:
    result = check(SAMPLES)
    assert result.refused
    named = {(f.file, f.column) for f in result.findings if f.rule == "identifier_column"}
    assert {("header.csv", "UPN"), ("header.csv", "DOB"), ("episodes.csv", "HOME_POST")} <= named
    said = "\n".join(f.line for f in result.findings)
    for path in SAMPLES.glob("*.csv"):
        for row in path.read_text().splitlines()[1:]:
            assert not any(len(v) > 5 and v in said for v in row.split(","))


def test_one_file_alone(tmp_path: Path) -> None:
    path = tmp_path / "episodes.csv"
    path.write_text(text(GOOD["episodes"]))
    result = check(path)
    assert not result.refused
    assert {f.rule for f in result.findings} == {
        "child_unknown",
        "date_after_as_at",
        "month_too_late",
    }
    assert (AS_AT, SOMEWHERE.code) == (AS_AT, "X99000001")
