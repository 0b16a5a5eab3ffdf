"""Spreadsheets as LibreOffice really writes them, of the kinds that offices send; made-up data.

``python -m tests.support.real_sheets`` makes the files of ``tests/fixtures/spreadsheets`` again:
each case is laid out with openpyxl, and opened and saved by LibreOffice as XLSX, as ODS and (one)
as CSV in its own Western encoding. What is tested is LibreOffice's file, not openpyxl's. The files
are committed: a machine that tests need not have LibreOffice.
"""

from __future__ import annotations

import datetime as dt
import shutil
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

FOLDER = Path(__file__).parents[1] / "fixtures" / "spreadsheets"
HEADER = ("child_id", "start_date", "end_date", "destination")
ROWS = (
    ("C1", dt.date(2018, 1, 8), None, None),
    ("C2", dt.date(2017, 3, 1), dt.date(2018, 3, 1), "adoption"),
    ("C3", dt.date(2019, 7, 31), None, None),
)
_LAST_ROW = 1_048_576
_CSV = "csv:Text - txt - csv (StarCalc):44,34,ANSI,1,,0,false,true,false"
Change = Callable[[Worksheet], object]
CASES: dict[str, Change] = {}


def _case(change: Change) -> Change:
    CASES[change.__name__] = change
    return change


@_case
def plain(_sheet: Worksheet) -> None:
    """Dates as dates."""


@_case
def dates_as_text(sheet: Worksheet) -> None:
    for row in range(2, 5):
        for column in (2, 3):
            cell = sheet.cell(row, column)
            if cell.value is not None:
                cell.value, cell.number_format = f"{cell.value:%Y-%m-%d}", "@"


@_case
def dates_as_numbers(sheet: Worksheet) -> None:
    sheet["B2"].value, sheet["B2"].number_format = 43108, "General"


@_case
def dates_with_times(sheet: Worksheet) -> None:
    sheet["B2"].value = dt.datetime(2018, 1, 8, 14, 30)  # noqa: DTZ001  (as a spreadsheet has it)


@_case
def dates_of_1904(sheet: Worksheet) -> None:
    sheet.parent.epoch = CALENDAR_MAC_1904  # type: ignore[union-attr]


@_case
def merged(sheet: Worksheet) -> None:
    sheet.merge_cells("D3:D4")


@_case
def row_hidden(sheet: Worksheet) -> None:
    sheet.row_dimensions[3].hidden = True


@_case
def column_hidden(sheet: Worksheet) -> None:
    sheet.column_dimensions["C"].hidden = True


@_case
def row_filtered_out(sheet: Worksheet) -> None:
    sheet.auto_filter.ref = "A1:D4"
    sheet.auto_filter.add_filter_column(0, ["C1", "C3"])
    sheet.row_dimensions[3].hidden = True


@_case
def filter_without_effect(sheet: Worksheet) -> None:
    sheet.auto_filter.ref = "A1:D4"


@_case
def sheet_hidden(sheet: Worksheet) -> None:
    other = sheet.parent.create_sheet("lookup")  # type: ignore[union-attr]
    other.append(["x"])
    other.sheet_state = "hidden"


@_case
def value_hidden(sheet: Worksheet) -> None:
    sheet["D3"].number_format = ";;;"


@_case
def formula(sheet: Worksheet) -> None:
    sheet["D3"].value = '="adop"&"tion"'


@_case
def error(sheet: Worksheet) -> None:
    sheet["D3"].value = "#N/A"


@_case
def title_row(sheet: Worksheet) -> None:
    sheet.insert_rows(1)
    sheet["A1"].value = "Episodes as at 31 July 2019"


@_case
def totals(sheet: Worksheet) -> None:
    sheet["A5"].value, sheet["B5"].value = "Total", 3


@_case
def table_and_frozen_panes(sheet: Worksheet) -> None:
    sheet.add_table(Table(displayName="t1", ref="A1:D4"))
    sheet.freeze_panes = "B2"


@_case
def notes_on_cells(sheet: Worksheet) -> None:
    sheet["A2"].comment = Comment("looked at", "somebody")


@_case
def long_ids_as_numbers(sheet: Worksheet) -> None:
    sheet["A3"].value = 123456789012345678


@_case
def ids_behind_an_apostrophe(sheet: Worksheet) -> None:
    sheet["A2"].value, sheet["A2"].quotePrefix = "00123", True
    sheet["A2"].number_format = "@"


@_case
def ids_that_lost_their_zeros(sheet: Worksheet) -> None:
    sheet["A2"].value = 123


@_case
def percent_where_a_day_should_be(sheet: Worksheet) -> None:
    sheet["C3"].value, sheet["C3"].number_format = 0.5, "0%"


@_case
def formatted_to_the_last_row(sheet: Worksheet) -> None:
    for row in (5, 6, _LAST_ROW):
        sheet.cell(row, 2).font = Font(bold=True)
        sheet.cell(row, 2).fill = PatternFill("solid", start_color="FFFFFF00")


@_case
def the_same_row_twice(sheet: Worksheet) -> None:
    sheet.append(list(ROWS[2]))


@_case
def blank_row_between(sheet: Worksheet) -> None:
    sheet.insert_rows(3)


@_case
def blanks_that_do_not_break(sheet: Worksheet) -> None:
    sheet["A3"].value = "C2\u00a0"


@_case
def truth_value(sheet: Worksheet) -> None:
    sheet["D3"].value = True


@_case
def two_sheets(sheet: Worksheet) -> None:
    children = sheet.parent.create_sheet("children", 0)  # type: ignore[union-attr]
    children.append(["child_id", "birth_month", "sex", "ethnic_group", "disability", "linkage_id"])
    for child in ("C1", "C2", "C3"):
        children.append([child, dt.date(2010, 5, 1), "female", "white", "no", None])


@_case
def western(sheet: Worksheet) -> None:
    sheet["A2"].value = "C\u00e91"


def laid_out(change: Change) -> openpyxl.Workbook:
    """Return the workbook of a case before LibreOffice has seen it."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "episodes"
    for row in (HEADER, *ROWS):
        sheet.append(list(row))
    change(sheet)
    return book


def make() -> None:
    """Make all files again."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    with tempfile.TemporaryDirectory() as folder:
        drafts = Path(folder, "drafts")
        drafts.mkdir()
        for name, change in CASES.items():
            laid_out(change).save(drafts / f"{name}.xlsx")
        _convert(Path(folder), "ods", sorted(drafts.iterdir()))
        _convert(Path(folder), "xlsx:Calc MS Excel 2007 XML", sorted(drafts.iterdir()))
        _convert(Path(folder), _CSV, [drafts / "western.xlsx"])


def _convert(folder: Path, form: str, files: list[Path]) -> None:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", "--headless", profile, "--convert-to", form, "--outdir", str(FOLDER)]
    subprocess.run([*command, *map(str, files)], check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    make()
