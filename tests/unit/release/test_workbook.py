"""The workbook by the guidance for accessible spreadsheets, checked in the file as written."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime

import openpyxl
import pytest
from openpyxl.utils import get_column_letter
from openpyxl.workbook import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.contract.release_tables import LEGEND, Protected, ProtectedTable
from pipelines.release import DraftSummary, formats_agree
from pipelines.release.draft import render
from pipelines.release.tabular import table_csv
from pipelines.release.workbook import table_sheets, workbook
from pipelines.release.workbook_finish import saved

PAYLOADS = (
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    '=HYPERLINK("x","y")',
    "[x](http://e)",
)


@pytest.fixture(scope="module")
def book(draft: DraftSummary) -> Iterator[Workbook]:
    (path,) = draft.folder.glob("*.xlsx")
    opened = openpyxl.load_workbook(path)
    yield opened
    opened.close()


def test_cover_contents_and_notes_come_first(book: Workbook) -> None:
    assert book.sheetnames[:3] == ["Cover", "Contents", "Notes"]
    assert book.sheetnames[-1] == "Data_dictionary"
    assert book.active.title == "Cover"


def test_the_document_says_what_it_is(book: Workbook) -> None:
    about = book.properties
    assert about.title.startswith("MADE-UP DATA: ")
    assert about.creator == "PACE evaluation team"
    assert about.language == "en-GB"
    assert about.created == about.modified == datetime(2020, 3, 31)  # noqa: DTZ001


def test_every_sheet_says_made_up_in_its_first_cell_and_in_print(book: Workbook) -> None:
    for sheet in book.worksheets:
        assert sheet["A1"].value.startswith("MADE-UP DATA: ")
        assert "MADE-UP" in sheet.oddHeader.center.text


def test_one_marked_up_table_a_sheet_and_nothing_merged_hidden_or_blank(book: Workbook) -> None:
    for sheet in book.worksheets[1:]:
        assert len(sheet.tables) == 1
        assert not sheet.merged_cells.ranges
        assert sheet.sheet_state == "visible"
        assert not any(d.hidden for d in sheet.column_dimensions.values())
        assert not any(d.hidden for d in sheet.row_dimensions.values())
        assert all(c.value not in (None, "") for row in _table(sheet) for c in row)
        assert len({c.value for c in next(iter(_table(sheet)))}) == len(next(iter(_table(sheet))))


def _table(sheet: Worksheet) -> tuple[tuple[openpyxl.cell.cell.Cell, ...], ...]:
    return sheet[next(iter(sheet.tables.values())).ref]


def test_text_to_be_read_has_room_and_wide_tables_are_printed_on_larger_paper(
    book: Workbook, protected: Protected
) -> None:
    papers = set()
    for name, table in table_sheets(protected).items():
        sheet, total = book[name], 0.0
        for j, column in enumerate(table.shape.columns, start=1):
            width = sheet.column_dimensions[get_column_letter(j)].width
            longest = max(map(len, table.cells()[column.name]))
            assert width > min(longest, 59), f"{name}, {column.name}"
            total += width
        papers.add(sheet.page_setup.paperSize)
        assert (sheet.page_setup.paperSize == int(sheet.PAPERSIZE_A3)) == (total > 190)
    assert len(papers) == 2


def test_a_list_of_codes_longer_than_its_column_has_a_row_high_enough(small: Protected) -> None:
    kinds = ("kinship", "foster", "residential", "adoption")
    routes = "|".join([*(f"permanence_order_{kind}" for kind in kinds), "adoption"])
    changed = []
    for table in small.tables:
        frame = table.frame
        if table.shape.name == "local_aims":
            assert len(frame)
            frame = frame.assign(routes=[routes, *["any"] * (len(frame) - 1)])
        changed.append(ProtectedTable(table.shape, frame))
    named = replace(small, tables=tuple(changed))
    made = openpyxl.load_workbook(io.BytesIO(saved(workbook(named, "id"), named.day)))
    (name,) = [n for n, t in table_sheets(named).items() if t.shape.name == "local_aims"]
    sheet = made[name]
    (place,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == routes]
    assert place.alignment.wrap_text
    assert sheet.row_dimensions[place.row].height >= 3 * 14, "three lines: it breaks after a |"


def test_no_formula_and_links_only_within_the_book(book: Workbook) -> None:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                assert cell.data_type != "f"
                assert cell.hyperlink is None or cell.hyperlink.location
    linked = [row[0].hyperlink for row in _table(book["Contents"])[1:]]
    assert all(linked)
    assert len(linked) == len(book.sheetnames) - 2


def test_the_symbols_are_explained_on_every_sheet_of_figures(book: Workbook) -> None:
    for sheet in book.worksheets:
        if sheet.title.startswith("Table_"):
            above = [str(sheet.cell(r, 1).value) for r in range(1, 11)]
            assert [v.split()[0] for v in above if v.startswith("[")] == list(LEGEND)
    notes = [sheet.cell(r, 1).value for sheet in [book["Notes"]] for r in range(4, 40)]
    assert [n for n in notes if str(n).startswith("[")] == list(LEGEND)


def test_table_names_do_not_look_like_cells(book: Workbook) -> None:
    names = [name for sheet in book.worksheets for name in sheet.tables]
    assert len(set(names)) == len(names)
    assert all(len(name) > 7 for name in names)


def test_the_zip_carries_no_time(draft: DraftSummary) -> None:
    (path,) = draft.folder.glob("*.xlsx")
    with zipfile.ZipFile(path) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_name_cannot_become_a_formula_or_a_link(payload: str, small: Protected) -> None:
    table = small.table("home_orders_groups_by_quarter")
    poisoned = ProtectedTable(table.shape, table.frame.assign(area_name=payload))
    few = replace(small, tables=(poisoned,))
    if not payload.startswith("["):
        assert f",{payload[:1]}" not in table_csv(poisoned).decode()
    assert poisoned.cells()["area_name"].iloc[0].lstrip("'") == payload
    with zipfile.ZipFile(io.BytesIO(saved(workbook(few, "x"), few.day))) as archive:
        for name in archive.namelist():
            if name.startswith("xl/worksheets/sheet"):
                assert b"<f>" not in archive.read(name)


def test_the_formats_agree(draft: DraftSummary) -> None:
    assert {r.outcome for r in formats_agree(draft.folder)} == {"passed"}


def test_a_release_without_rows_can_be_written(small: Protected) -> None:
    empty = tuple(ProtectedTable(t.shape, t.frame.iloc[:0]) for t in small.tables)
    _, files = render(replace(small, tables=empty))
    assert b"cannot be shown" in files["report.html"]
