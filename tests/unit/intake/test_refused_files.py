"""Files that are refused before, or while, they are opened: one small file for each kind."""

from __future__ import annotations

import datetime as dt
import json
import os
import zipfile
from pathlib import Path

import pytest
from extracts import file, files, judged, rules
from made_files import (
    CSV,
    ROWS,
    flat,
    hide,
    link,
    locked,
    macro_enabled,
    noted,
    second_body,
    second_value,
    twice,
    unseen,
    unseen_ods,
    with_changed_member,
    with_episodes,
    with_member,
    workbook,
)
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.intake import archive, open_file
from pipelines.intake.check import check
from pipelines.intake.source_table import SourceFile
from tests.support.broken_files import ODS_CELL, ods, zipped

DECLARED = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]>'


@pytest.mark.parametrize(
    ("name", "data", "rule"),
    [
        ("episodes.xlsm", workbook(), "macros"),
        ("episodes.xls", b"\xd0\xcf\x11\xe0", "old_workbook"),
        ("episodes.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old_workbook"),
        (
            "episodes.xlsx",
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "encrypted",
        ),
        ("episodes.xlsx", with_member(workbook(), "xl/vbaProject.bin", b"x"), "macros"),
        ("episodes.xlsx", with_member(workbook(), "xl/a.xml", DECLARED), "unsafe_xml"),
        ("episodes.xlsx", with_member(workbook(), "../a.xml", b"<a/>"), "unsafe_path"),
        ("episodes.xlsx", with_member(workbook(), "xl/workbook.xml", b"<a/>"), "member_twice"),
        ("episodes.xlsx", with_member(workbook(), "xl/a.xml", b"\0" * 3_000_000), "too_large"),
        ("episodes.xlsx", locked(workbook()), "encrypted"),
        ("episodes.xlsx", with_member(workbook(), "xl/macrosheets/sheet1.xml", b"<a/>"), "macros"),
        ("episodes.xlsx", with_member(workbook(), "xl/activeX/activeX1.xml", b"<a/>"), "macros"),
        ("episodes.xlsx", macro_enabled(workbook()), "macros"),
        ("episodes.ods", ods('<script:event-listener script:event-name="load"/>'), "macros"),
        ("episodes.xlsx", with_member(workbook(), "xl/connections.xml", b"<a/>"), "copies_of_data"),
        *(
            ("episodes.xlsx", with_member(workbook(), f"xl/{part}", b"<a/>"), "copies_of_data")
            for part in ("pivotCache/r1.xml", "embeddings/o.bin", "externalLinks/e.xml")
        ),
        ("episodes.xlsx", workbook(unseen), "hidden_values"),
        ("episodes.ods", unseen_ods(), "hidden_values"),
        ("episodes.xlsx", workbook(noted("about 1003100017")), "identifier_values"),
        ("episodes.xlsx", workbook(lambda s: s.merge_cells("C2:C3")), "merged_cells"),
        ("episodes.xlsx", workbook(lambda s: s.append(["C1", "=1+1"])), "formulas"),
        ("episodes.xlsx", flat(workbook()), "hidden_rows"),
        ("episodes.xlsx", workbook(lambda s: s.append(["C1", "#N/A"])), "error_cells"),
        ("episodes.ods", ods('<table:table-cell calcext:value-type="error"/>'), "error_cells"),
        ("episodes.xlsx", twice(workbook()), "repeated_cells"),
        ("episodes.xlsx", second_value(), "repeated_cells"),
        ("episodes.xlsx", second_body(), "repeated_cells"),
        ("episodes.parquet", b"PARE" + b"x" * 40 + b"PARE", "encrypted"),
        ("episodes.xlsx", workbook(hide), "hidden_sheets"),
        ("episodes.ods", zipped({"content.xml": b"<a>"}), "not_a_workbook"),
        ("episodes.ods", ods('<table:table-row table:visibility="filter"/>'), "hidden_rows"),
        (
            "episodes.ods",
            zipped({"content.xml": b"<a/>", "META-INF/manifest.xml": b"<encryption-data/>"}),
            "encrypted",
        ),
        ("episodes.zip", b"PK\x03\x04", "not_an_archive"),
        ("episodes.zip", zipped({"../episodes.csv": CSV}), "unsafe_path"),
        ("episodes.zip", zipped({"a/b/episodes.csv": CSV, "a/c.csv": CSV}), "nested_archive"),
        ("episodes.zip", zipped({"inner.zip": zipped({"episodes.csv": CSV})}), "nested_archive"),
        ("episodes.zip", link(), "link"),
        ("episodes.zip", b"#!/bin/sh\n" + zipped({"episodes.csv": CSV}), "broken_archive"),
        ("episodes.zip", zipped({"episodes.csv": CSV}) + b"more", "broken_archive"),
        ("submission.yaml", b"# " + b"x" * 300_000, "too_large"),
        ("episodes.zip", zipped({"episodes.csv": CSV}, zipfile.ZIP_BZIP2), "packing_method"),
        ("episodes.zip", zipped({"episodes.csv": b"a" * 5_000_000}), "too_large"),
        ("episodes.csv", b"\x1f\x8b\x08\x00", "other_archive"),
        ("episodes.csv", CSV + b"Total,,,\n", "totals_row"),
        ("episodes.csv", CSV.replace(b"C1", b"1.23457E+17"), "id_not_as_text"),
        ("episodes.jsonl", b'{"child_id": "C1", "start_date": NaN}\n', "nested_value"),
        ("episodes.jsonl", b'{"child_id": "C1", "child_id": "C2"}\n', "repeated_name"),
        ("episodes.jsonl", b'{"child_id": "C1"}\n{"start_date": ""}\n', "ragged_row"),
        ("episodes.jsonl", b"[1]\n", "not_json"),
        ("episodes.jsonl", b"[" * 100_000, "not_json"),
        ("1003100017 a.person@example.org.csv", CSV, "identifier_in_name"),
    ],
)
def test_refused(name: str, data: bytes, rule: str) -> None:
    judgement = judged(with_episodes(file(name, data)))
    assert rule in rules(judgement)
    assert judgement.accounts == []


def test_what_is_not_shown_is_told_by_row_and_column() -> None:
    places = []
    for change in (
        unseen,
        lambda s: s.append(["C1", "=1+1"]),
        lambda s: s.merge_cells("C2:C3"),
        lambda s: setattr(s.column_dimensions["B"], "hidden", True),
    ):
        found = judged(with_episodes(file("episodes.xlsx", workbook(change)))).faults[0]
        places.append((found.rule, found.row, found.column_letter))
    assert places == [
        ("hidden_values", 3, "C"),
        ("formulas", 5, "B"),
        ("merged_cells", 2, "C"),
        ("hidden_rows", None, "B"),
    ]
    (found,) = judged(with_episodes(file("episodes.ods", unseen_ods()))).faults
    assert (found.row, found.column_letter) == (1, "A")


def test_a_note_that_names_nobody_changes_nothing() -> None:
    book = workbook(noted("looked at"))
    assert rules(judged(with_episodes(file("episodes.xlsx", book)))) == []


def test_the_measures_of_a_drawing_are_nobodys_number() -> None:
    drawn = b"<d><to><col>1</col><colOff>190500</colOff><row>1234</row></to></d>"
    book = with_member(workbook(), "xl/drawings/drawing1.xml", drawn)
    assert rules(judged(with_episodes(file("episodes.xlsx", book)))) == []


def test_a_format_that_hides_zeros_alone_hides_nothing() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["C3"].number_format = "0;-0;;@"

    assert rules(judged(with_episodes(file("episodes.xlsx", workbook(change))))) == []


def test_hidden_rows_and_columns() -> None:
    def row(sheet: Worksheet) -> None:
        sheet.row_dimensions[3].hidden = True

    def column(sheet: Worksheet) -> None:
        sheet.column_dimensions["B"].hidden = True

    (found,) = judged(with_episodes(file("episodes.xlsx", workbook(row)))).faults
    assert (found.rule, found.row) == ("hidden_rows", 3)
    found = judged(with_episodes(file("episodes.xlsx", workbook(column)))).faults[0]
    assert found.rule == "hidden_rows"


def test_a_formula_is_told_by_its_row() -> None:
    data = workbook(lambda sheet: sheet.append(["C1", "=1+1"]))
    (found,) = judged(with_episodes(file("episodes.xlsx", data))).faults
    assert (found.sheet, found.row) == ("episodes", 5)


def test_what_is_declared_is_accepted() -> None:
    mapping = """
sources:
  care: {file: care.xlsx, format: xlsx, accepts: [hidden_rows, merged_cells, totals_row]}
  kids: {file: children.csv}
absent: [legal_statuses, placements, milestones]
tables:
  children:
    - from: kids
      columns:
        child_id: {column: child_id}
        birth_month: {column: birth_month}
        sex: {column: sex}
        ethnic_group: {column: ethnic_group}
        disability: {column: disability}
        linkage_id: {column: linkage_id}
  episodes:
    - from: care
      skip_rows_where: [{column: child_id, is_one_of: [Total], because: sums}]
      columns:
        child_id: {column: child_id}
        start_date: {column: start_date}
        end_date: {column: end_date}
        destination: {column: destination}
"""

    def change(sheet: Worksheet) -> None:
        sheet.append(["Total"])
        sheet.row_dimensions[3].hidden = True
        sheet.merge_cells("A5:D5")

    sent = [files()[0], file("care.xlsx", workbook(change))]
    assert rules(judged(sent, mapping=mapping)) == []


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("episodes.tsv", CSV.replace(b",", b"\t")),
        ("episodes.ods", None),
        ("extract.zip", zipped({"sent/episodes.csv": CSV, "__MACOSX/._x": b"", ".DS_Store": b""})),
        ("episodes.csv", CSV + b"\n\n"),
    ],
)
def test_other_forms_of_the_same_table(name: str, data: bytes | None) -> None:
    if data is None:
        made = ("".join(ODS_CELL.format(cell) for cell in row) for row in ROWS)
        rows = "".join(f"<table:table-row>{row}</table:table-row>" for row in made)
        data = ods(rows)
    got, want = judged(with_episodes(file(name, data))), judged(files())
    assert rules(got) == []
    assert got.tables["episodes"].conformed.columns == want.tables["episodes"].conformed.columns


def test_json_lines_are_the_same_table() -> None:
    rows = [{n: c or None for n, c in zip(ROWS[0], row, strict=True)} for row in ROWS[1:]]
    lines = [json.dumps(row) for row in rows]
    got = judged(with_episodes(file("episodes.jsonl", "\n".join(lines))))
    assert rules(got) == []
    assert got.accounts[1].accepted == 3


def test_sixteen_digits_in_a_spreadsheet_are_no_id() -> None:
    data = workbook(lambda sheet: sheet.append([1234567890123450, dt.date(2018, 1, 2)]))
    (found,) = judged(with_episodes(file("episodes.xlsx", data))).faults
    assert (found.rule, found.row, found.column_letter) == ("id_not_as_text", 5, "A")


@pytest.mark.parametrize("end", [b"", b"</table:table", b'</t="x"able:table>'])
def test_an_ods_whose_table_never_ends_is_no_workbook(end: bytes) -> None:
    """The library that reads workbooks looks for the end of such a table for ever."""
    data = with_changed_member(ods("<table:table-row/>"), "content.xml", b"</table:table>", end)
    assert rules(judged(with_episodes(file("episodes.ods", data)))) == ["not_a_workbook"]


def test_what_an_archive_says_of_itself_is_not_believed() -> None:
    data = zipped({"episodes.csv": CSV * 10})
    size = len(CSV * 10).to_bytes(4, "little")
    smaller = data.replace(size, len(CSV).to_bytes(4, "little"))
    assert rules(judged(with_episodes(file("episodes.zip", smaller)))) == ["broken_archive"]


def test_a_member_that_grows_beyond_all_measure(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(archive, "MOST_EXPANDED_BYTES", 10)
    with pytest.raises(archive.Refused, match="too_large"):
        archive.open_archive(zipped({"a.csv": CSV}), archive.Place("a.zip"), archive.too_large)


def test_links_and_pipes_are_no_files(tmp_path: Path) -> None:
    folder = tmp_path / "2019-07-31"
    folder.mkdir()
    (tmp_path / "elsewhere.csv").write_bytes(CSV)
    (folder / "episodes.csv").symlink_to(tmp_path / "elsewhere.csv")
    os.mkfifo(folder / "children.csv")
    found = {(f.file, f.rule) for f in check(folder).findings}
    assert {("episodes.csv", "not_a_file"), ("children.csv", "not_a_file")} <= found


def test_a_file_beyond_all_measure_is_not_taken_into_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "episodes.csv"
    path.write_bytes(CSV)
    monkeypatch.setattr("pipelines.intake.source_table.MOST_BYTES", 10)
    read = SourceFile.read(path)
    assert (read.data, read.size) == (b"", len(CSV))
    assert read.sha256 == file("episodes.csv", CSV).sha256
    assert rules(judged(with_episodes(read))) == ["too_large"]
    assert open_file.MOST_BYTES > 1 << 20


def test_the_blank_rest_of_a_sheet_is_nothing() -> None:
    made = ("".join(ODS_CELL.format(cell) for cell in row) for row in ROWS)
    rest = '<table:table-cell table:number-columns-repeated="1020"/>'
    rows = "".join(f"<table:table-row>{row}{rest}</table:table-row>" for row in made)
    rows += f'<table:table-row table:number-rows-repeated="1048000">{rest}</table:table-row>'
    assert rules(judged(with_episodes(file("episodes.ods", ods(rows))))) == []


def test_days_of_both_epochs_are_the_same_days() -> None:
    def change(sheet: Worksheet) -> None:
        sheet.parent.epoch = CALENDAR_MAC_1904  # type: ignore[union-attr]
        sheet["B2"] = dt.date(2018, 1, 8)

    judgement = judged(with_episodes(file("episodes.xlsx", workbook(change))))
    assert rules(judgement) == []
    assert judgement.tables["episodes"].conformed.columns["start_date"][0] == "2018-01-08"


def test_a_cell_at_the_far_corner_of_a_sheet_is_too_large_a_sheet() -> None:
    def change(sheet: Worksheet) -> None:
        sheet["XFD1048576"] = "x"

    assert rules(judged(with_episodes(file("episodes.xlsx", workbook(change))))) == ["too_large"]


def test_the_only_sheet_needs_no_name() -> None:
    data = with_changed_member(workbook(), "xl/workbook.xml", b'name="episodes"', b'name=""')
    assert data != workbook()
    assert rules(judged(with_episodes(file("episodes.xlsx", data)))) == []


def test_what_an_ods_hides_is_told_at_its_sheet_and_row() -> None:
    row = "<table:table-row{}><table:table-cell/></table:table-row>"
    many = row.format(' table:number-rows-repeated="3"')
    hidden = row.format(' table:visibility="collapse"')
    sheet = '</table:table><table:table table:name="{}">{}'
    sent = file("extract.ods", ods(many + sheet.format("placements", many + hidden + many)))
    found = [f for f in judged([sent]).findings if f.rule == "hidden_rows"]
    assert [(f.sheet, f.row) for f in found] == [("placements", 4)]
