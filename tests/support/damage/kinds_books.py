"""Damage that only workbooks know: what is shown otherwise than it is stored, sheets, forms."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import openpyxl
from openpyxl.comments import Comment
from openpyxl.formatting.rule import CellIsRule
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.table import Table

from tests.support import leaks
from tests.support.broken_files import zipped
from tests.support.damage.case import HARMLESS, REFUSED, Case, Expected, NotHere, kind
from tests.support.damage.grids import Grid, text_of
from tests.support.damage.kinds_text import change

BOOKS = ("xlsx", "ods")


def _attribute(grid: Grid, line: int, position: int, text: str) -> None:
    grid.attributes[line, position] = text


@kind
def cell_with_formula(case: Case) -> Expected:
    grid = case.grid(*BOOKS)
    row, position = case.chance.randrange(len(grid.rows)), case.chance.randrange(len(grid.header))
    if grid.form.kind == "ods":
        _attribute(grid, grid.header_row + row, position, ' table:formula="of:=1+1"')
        return case.said(REFUSED, "formulas", grid, grid.number_of(row))
    formula = case.chance.choice(("=1+1", '=A1&""', "=TODAY()", "=VLOOKUP(A1,B:C,2,FALSE)"))
    at = (grid.number_of(row), position + 1)
    grid.touch.append(lambda sheet: setattr(sheet.cell(*at), "value", formula))
    return case.said(REFUSED, "formulas", grid, at[0])


@kind
def cells_merged(case: Case) -> Expected:
    grid = case.grid(*BOOKS)
    row = case.chance.randrange(len(grid.rows) - 1)
    if grid.form.kind == "ods":
        text = ' table:number-columns-spanned="1" table:number-rows-spanned="2"'
        _attribute(grid, grid.header_row + row, 0, text)
        return case.said(REFUSED, "merged_cells", grid, grid.number_of(row))
    first = grid.number_of(row)
    grid.touch.append(lambda sheet: sheet.merge_cells(f"B{first}:B{first + 1}"))
    return case.said(REFUSED, "merged_cells", grid, first)


@kind
def row_hidden(case: Case) -> Expected:
    grid = case.grid(*BOOKS)
    row = case.chance.randrange(len(grid.rows))
    if grid.form.kind == "ods":
        how = case.chance.choice(("collapse", "filter"))
        _attribute(grid, grid.header_row + row, -1, f' table:visibility="{how}"')
        return case.said(REFUSED, "hidden_rows", grid, grid.number_of(row))
    number = grid.number_of(row)
    grid.touch.append(lambda sheet: setattr(sheet.row_dimensions[number], "hidden", True))
    return case.said(REFUSED, "hidden_rows", grid, number)


@kind
def column_hidden(case: Case) -> Expected:
    grid = case.grid("xlsx")
    letter = "ABC"[case.chance.randrange(3)]
    grid.touch.append(lambda sheet: setattr(sheet.column_dimensions[letter], "hidden", True))
    return case.said(REFUSED, "hidden_rows", grid)


def _in_sheet(case: Case, grid: Grid, how: Callable[[bytes], bytes]) -> None:
    """Change the XML of one sheet of a workbook."""
    sheets = [g.sheet for g in case.grids if g.file == grid.file]
    part = f"xl/worksheets/sheet{sheets.index(grid.sheet) + 1}.xml"
    change(case, grid, _changed_members(lambda n, data: how(data) if n == part else data))


@kind
def column_of_no_width(case: Case) -> Expected:
    grid = case.grid("xlsx")
    flat = b'<cols><col min="2" max="2" width="0" customWidth="1"/></cols><sheetData>'
    _in_sheet(case, grid, lambda data: data.replace(b"<sheetData>", flat))
    return case.said(REFUSED, "hidden_rows", grid)


@kind
def row_of_no_height(case: Case) -> Expected:
    grid = case.grid("xlsx")
    number = grid.number_of(case.chance.randrange(len(grid.rows)))
    row = f'<row r="{number}"'.encode()
    _in_sheet(case, grid, lambda data: data.replace(row, row + b' ht="0" customHeight="1"'))
    return case.said(REFUSED, "hidden_rows", grid, number)


@kind
def sheet_hidden(case: Case) -> Expected:
    grid = case.grid(*BOOKS)
    if sum(g.file == grid.file for g in case.grids) < 2:
        raise NotHere
    if grid.form.kind == "ods":
        _attribute(grid, -1, -1, ' table:style-name="ta9"')
    else:
        how = case.chance.choice(("hidden", "veryHidden"))
        grid.touch.append(lambda sheet: setattr(sheet, "sheet_state", how))
    return case.said(REFUSED, "hidden_sheets", grid)


@kind
def value_not_shown(case: Case) -> Expected:
    """A number format that shows nothing, on a cell that holds something."""
    grid = case.grid("xlsx")
    cells = [(r, c) for r, row in enumerate(grid.rows) for c, v in enumerate(row) if text_of(v)]
    row, position = case.chance.choice(cells)
    at, code = (grid.number_of(row), position + 1), case.chance.choice((";;;", ";;", '"";"";""'))
    grid.touch.append(lambda sheet: setattr(sheet.cell(*at), "number_format", code))
    return case.said(REFUSED, "hidden_values", grid, at[0], position)


@kind
def rows_filtered(case: Case) -> Expected:
    grid = case.grid("xlsx")
    number = grid.number_of(1)

    def touch(sheet: Any) -> None:
        sheet.auto_filter.ref = sheet.dimensions
        sheet.auto_filter.add_filter_column(0, ["x"])
        sheet.row_dimensions[number].hidden = True

    grid.touch.append(touch)
    return case.said(REFUSED, "hidden_rows", grid, number)


@kind
def dressed_up(case: Case) -> Expected:
    """What offices do to sheets without changing a cell: all of it at once is still harmless."""
    grid = case.grid("xlsx")

    def touch(sheet: Any) -> None:
        sheet.auto_filter.ref = sheet.dimensions
        sheet.freeze_panes = "B2"
        sheet["A2"].comment = Comment("looked at", "somebody")
        sheet["A1"].font = Font(bold=True)
        sheet.add_data_validation(
            DataValidation(type="whole", operator="greaterThan", formula1="0")
        )
        fill = PatternFill(bgColor="FFC7CE")
        sheet.conditional_formatting.add(
            "A1:A9", CellIsRule(operator="equal", formula=['"x"'], fill=fill)
        )
        sheet["A1"].hyperlink = "https://example.org/"
        sheet.print_title_rows = "1:1"
        # Rows that only look: formatted, and empty, far below.
        for row in range(sheet.max_row + 1, sheet.max_row + 60):
            sheet.cell(row, 1).font = Font(bold=True)

    grid.touch.append(touch)
    return case.said(HARMLESS)


@kind
def made_a_table(case: Case) -> Expected:
    grid = case.grid("xlsx")
    if grid.before or any(" " in str(name) for name in grid.header):
        raise NotHere
    name = f"t{case.chance.randrange(10**6)}"
    grid.touch.append(lambda s: s.add_table(Table(displayName=name, ref=s.dimensions)))
    return case.said(HARMLESS)


@kind
def dates_of_1904(case: Case) -> Expected:
    """A workbook that counts its days from 1904 and is written so: the days stay what they are."""
    grid = case.grid("xlsx")
    if not any(isinstance(cell, date) for row in grid.rows for cell in row):
        raise NotHere

    def touch(sheet: Any) -> None:
        sheet.parent.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904

    grid.touch.append(touch)
    return case.said(HARMLESS)


@kind
def sheet_renamed(case: Case) -> Expected:
    grid = case.grid(*BOOKS)
    old = grid.sheet
    grid.sheet = case.chance.choice(("Sheet1", f"{old} (2)", str(old).swapcase(), f"{old} "))
    if case.shape == "book_each":
        return case.said(HARMLESS)  # the file says which table its only sheet is
    rules = "undeclared_sheet missing_sheet missing_table unknown_sheet missing_file"
    return Expected(REFUSED, frozenset(rules.split()))


@kind
def sheet_more(case: Case) -> Expected:
    grid = case.grid(*BOOKS)
    more = Grid(grid.file, "Notes", "", grid.form, ["about"], [["this extract"]])
    case.grids.append(more)
    rules = "undeclared_sheet unknown_sheet"
    return case.said(REFUSED, rules, more)


@kind
def sheet_empty(case: Case) -> Expected:
    grid = case.grid(*BOOKS)
    grid.before, grid.header, grid.rows = [], [], []
    return case.said(REFUSED, "empty_sheet no_header", grid)


@kind
def two_tables_side_by_side(case: Case) -> Expected:
    grid = case.grid(*BOOKS)
    width = len(grid.header)
    grid.header += ["", "child_id", "remark"]
    for number, row in enumerate(grid.rows):
        row += ["", "x", "y"] if number < 4 else ["", "", ""]
    return case.said(REFUSED, "column_without_name", grid, grid.header_row, width)


@kind
def two_tables_one_below(case: Case) -> Expected:
    grid = case.grid(*BOOKS)
    at = len(grid.rows)
    empty = [""] * len(grid.header)
    grid.rows += [list(empty), ["Other table", *empty[1:]], ["a", *empty[1:]]]
    return case.said(REFUSED, "blank_row", grid, grid.number_of(at))


def _member(name: str, data: bytes) -> Callable[[bytes], bytes]:
    def added(book: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(book)) as archive:
            members = {n: archive.read(n) for n in archive.namelist()}
        return zipped(members | {name: data})

    return added


def _changed_members(how: Callable[[str, bytes], bytes]) -> Callable[[bytes], bytes]:
    def changed(book: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(book)) as archive:
            members = {n: how(n, archive.read(n)) for n in archive.namelist()}
        return zipped(members)

    return changed


@kind
def book_with_macros(case: Case) -> Expected:
    grid = case.grid(*BOOKS)
    name = "xl/vbaProject.bin" if grid.form.kind == "xlsx" else "Basic/Standard/Module1.xml"
    change(case, grid, _member(name, b"<x/>"))
    return case.said(REFUSED, "macros", file=case.shown(grid))


@kind
def book_with_data_beside_its_sheets(case: Case) -> Expected:
    grid = case.grid(*BOOKS)
    parts = ("xl/pivotCache/pivotCacheRecords1.xml", "xl/embeddings/oleObject1.bin")
    others = ("xl/externalLinks/externalLink1.xml", "xl/connections.xml")
    is_xlsx = grid.form.kind == "xlsx"
    name = case.chance.choice((*parts, *others)) if is_xlsx else "Object 1/content.xml"
    change(case, grid, _member(name, b"<a/>"))
    return case.said(REFUSED, "copies_of_data", file=case.shown(grid))


@kind
def note_about_a_person(case: Case) -> Expected:
    grid = case.grid("xlsx")
    make = case.chance.choice((leaks.chi, leaks.e_mail, leaks.postcode))
    said = make(case.chance)
    case.planted.append(said)
    note = f"ask about {said} please"
    grid.touch.append(lambda sheet: setattr(sheet["A2"], "comment", Comment(note, "x")))
    return case.said(REFUSED, "identifier_values", file=case.shown(grid))


@kind
def book_with_entities(case: Case) -> Expected:
    grid = case.grid(*BOOKS)
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c"><!ENTITY d "&b;&b;">]><a>&d;</a>'
    change(case, grid, _member("xl/a.xml", bomb))
    return case.said(REFUSED, "unsafe_xml", file=case.shown(grid))


@kind
def book_with_a_path_out(case: Case) -> Expected:
    grid = case.grid(*BOOKS)
    name = case.chance.choice(("../a.xml", "/etc/a.xml", "xl/../../a.xml", "c:/a.xml"))
    change(case, grid, _member(name, b"<a/>"))
    return case.said(REFUSED, "unsafe_path", file=case.shown(grid))


@kind
def book_that_grows(case: Case) -> Expected:
    grid = case.grid(*BOOKS)
    change(case, grid, _member("xl/media.xml", b" " * 4_000_000))
    return case.said(REFUSED, "too_large", file=case.shown(grid))


@kind
def book_cut_off(case: Case) -> Expected:
    grid = case.grid(*BOOKS)
    share = case.chance.uniform(0.05, 0.95)
    change(case, grid, lambda data: data[: int(len(data) * share)])
    return case.said(REFUSED, "not_a_workbook", file=case.shown(grid))


@kind
def book_with_a_password(case: Case) -> Expected:
    grid = case.grid(*BOOKS)
    kept = "EncryptedPackage".encode("utf-16-le")
    if grid.form.kind == "xlsx":
        change(case, grid, lambda _d: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 500 + kept)
    else:
        change(case, grid, _member("META-INF/manifest.xml", b"<m><encryption-data/></m>"))
    return case.said(REFUSED, "encrypted", file=case.shown(grid))


@kind
def book_of_the_old_kind(case: Case) -> Expected:
    grid = case.grid(*BOOKS)
    change(case, grid, lambda _data: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 2_000)
    return case.said(REFUSED, "old_workbook", file=case.shown(grid))


@kind
def book_in_another_encoding(case: Case) -> Expected:
    grid = case.grid("xlsx")

    def how(name: str, data: bytes) -> bytes:
        if not name.startswith("xl/worksheets/sheet"):
            return data
        return b'<?xml version="1.0" encoding="utf-16"?>' + data.partition(b"?>")[2]

    change(case, grid, _changed_members(how))
    return case.said(REFUSED, "unsafe_xml not_a_workbook", file=case.shown(grid))


@kind
def book_in_single_quotes(case: Case) -> Expected:
    """XML with its attributes in single quotes, and a hidden row: still seen."""
    grid = case.grid("xlsx")
    number = grid.number_of(2)
    grid.touch.append(lambda sheet: setattr(sheet.row_dimensions[number], "hidden", True))

    def how(name: str, data: bytes) -> bytes:
        return data.replace(b'"', b"'") if name.startswith("xl/worksheets/sheet") else data

    change(case, grid, _changed_members(how))
    return case.said(REFUSED, "hidden_rows", grid)


@kind
def sheet_without_its_part(case: Case) -> Expected:
    grid = case.grid("xlsx")

    def changed(book: bytes) -> bytes:
        with zipfile.ZipFile(io.BytesIO(book)) as archive:
            names = [n for n in archive.namelist() if not n.startswith("xl/worksheets/sheet1.")]
            return zipped({n: archive.read(n) for n in names})

    change(case, grid, changed)
    return case.said(REFUSED, "not_a_workbook empty_sheet", file=case.shown(grid))
