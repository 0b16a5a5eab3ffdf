"""What gptables leaves undone: properties, widths, printing, and a file that is the same each time.

Every table cell is written again from the protected table, as text or number, so that nothing in a
name can become a formula or a link.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Mapping
from datetime import datetime
from math import ceil

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.styles import Alignment, Font, NamedStyle, PatternFill
from openpyxl.utils import get_column_letter, range_boundaries
from openpyxl.workbook import Workbook
from openpyxl.worksheet.header_footer import HeaderFooter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.contract.release_tables import Kind, Protected, ProtectedTable
from pipelines.release import texts
from pipelines.release.workbook_widths import is_cut, is_prose, is_wide, lines_of, widths_of
from pipelines.release.zips import zipped

_COVER_WIDTH = 100
_LINE = 16.0  # points a line of 12-point text
_MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
_HEAD = PatternFill("solid", start_color="FF12436D", end_color="FF12436D")
_HEADINGS = {16.0: 1, 14.0: 2}  # the sizes that gptables gives titles, and their levels
# Columns of numbers, which gptables writes; all else is written here.
NUMBERS = (Kind.AUTHORITIES, *(k for k in Kind if k.is_whole or k.is_decimal))
_PROSE_WIDTHS = {
    "contents": (20, 95),
    "notes_of_release": (24, 110),
    "data_dictionary": (38, 9, 28, 34, 12, 30, 80, 22, 13),
}


def finish(
    written: io.BytesIO, protected: Protected, sheets: Mapping[str, ProtectedTable]
) -> Workbook:
    """Return the corrected workbook; raises ``ValueError`` where a formula is left in it."""
    book = openpyxl.load_workbook(written)
    for size, level in _HEADINGS.items():
        book.add_named_style(_heading(level, size))
    for sheet in book.worksheets:
        _tag_headings(sheet)
        _lay_out(sheet, protected)
    for name, table in sheets.items():
        _rewrite_cells(book[name], table)
        _dress(book[name], table)
    _describe(book, protected)
    _refuse_formulas(book)
    return book


def saved(book: Workbook, day: str) -> bytes:
    """Return a finished workbook as an XLSX file, the same bytes for the same workbook and day."""
    buffer = io.BytesIO()
    book.save(buffer)
    return _same_bytes(buffer.getvalue(), day)


def _rewrite_cells(sheet: Worksheet, table: ProtectedTable) -> None:
    cells = table.cells()
    top, left, _ = _corner(sheet)
    for j, column in enumerate(table.shape.columns):
        for i, text in enumerate(cells[column.name]):
            if column.kind not in NUMBERS:
                cell = sheet.cell(top + 1 + i, left + j)
                cell.value = text
                cell.data_type = "s"


def _heading(level: int, size: float) -> NamedStyle:
    """Return a heading's style; its number is that of the program's own style of the name."""
    font = Font(name="Arial", size=size, bold=True)
    return NamedStyle(f"Heading {level}", font=font, builtinId=15 + level)


def _tag_headings(sheet: Worksheet) -> None:
    """Name the style of titles as a screen reader looks for it; gptables only makes them large."""
    for cell in next(sheet.iter_cols(max_col=1)):
        level = _HEADINGS.get(cell.font.sz) if cell.font.b else None
        if level is not None:
            wraps = cell.alignment.wrap_text
            cell.style = f"Heading {level}"
            cell.alignment = Alignment(wrap_text=wraps)


def _lay_out(sheet: Worksheet, protected: Protected) -> None:
    sheet.sheet_view.zoomScale = 100
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth = 1
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    sheet.HeaderFooter = _running_lines(protected)
    if not sheet.tables:
        _set_widths(sheet, (_COVER_WIDTH,))
        _fit_rows(sheet, 1, (_COVER_WIDTH,))
        return
    top, left, right = _corner(sheet)
    _head(sheet, top, left, right)
    sheet.print_title_rows = f"{top}:{top}"
    widths = _PROSE_WIDTHS.get(next(iter(sheet.tables)))
    if widths:
        _set_widths(sheet, widths)
        _wrap(sheet, top)
        _fit_rows(sheet, top, widths)


def _corner(sheet: Worksheet) -> tuple[int, int, int]:
    """Return the header row, the first and the last column of a sheet's one table."""
    (table,) = sheet.tables.values()
    left, top, right, _ = range_boundaries(table.ref)
    if left is None or top is None or right is None:
        raise ValueError(f"{sheet.title}: its table has no corners")
    return top, left, right


def _running_lines(protected: Protected) -> HeaderFooter:
    lines = HeaderFooter()
    if lines.oddHeader is not None and lines.oddFooter is not None:
        # An empty text would be written as a header that no program can parse.
        lines.oddHeader.center.text = texts.MADE_UP_SENTENCE if protected.is_made_up else None
        lines.oddFooter.center.text = f"{protected.data_status} - page &P of &N"
    return lines


def _head(sheet: Worksheet, row: int, left: int, right: int) -> None:
    for column in range(left, right + 1):
        cell = sheet.cell(row, column)
        cell.fill = _HEAD
        cell.font = Font(name="Arial", size=12, bold=True, color="FFFFFFFF")
        cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")


def _set_widths(sheet: Worksheet, widths: tuple[int, ...]) -> None:
    for i, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(i)].width = width


def _wrap(sheet: Worksheet, header: int) -> None:
    for row in sheet.iter_rows(min_row=header + 1):
        for cell in row:
            cell.alignment = Alignment(wrap_text=True, vertical="top", horizontal="left")


def _dress(sheet: Worksheet, table: ProtectedTable) -> None:
    """Set widths by what a column holds, and headings above their figures."""
    top, left, _ = _corner(sheet)
    widths = widths_of(table)
    _set_widths(sheet, widths)
    if is_wide(widths):
        sheet.page_setup.paperSize = sheet.PAPERSIZE_A3
    if any(is_prose(column) for column in table.shape.columns) or is_cut(table, widths):
        _begin_at_top(sheet, top)
        _fit_rows(sheet, top + 1, widths)
    sheet.row_dimensions[top].height = _LINE * 4
    for j, column in enumerate(table.shape.columns):
        is_number = column.kind in NUMBERS
        side = "right" if is_number else "left"
        sheet.cell(top, left + j).alignment = Alignment(
            wrap_text=True, vertical="bottom", horizontal=side, indent=1
        )


def _begin_at_top(sheet: Worksheet, header: int) -> None:
    """Let all cells of a row begin at its top, beside a text of several lines."""
    for row in sheet.iter_rows(min_row=header + 1):
        for cell in row:
            side, indent = cell.alignment.horizontal, cell.alignment.indent
            cell.alignment = Alignment(
                horizontal=side, vertical="top", wrap_text=True, indent=indent
            )


def _fit_rows(sheet: Worksheet, first: int, widths: tuple[int, ...]) -> None:
    """Make rows of wrapped prose as high as their longest cell: not all programs do so."""
    for row, cells in enumerate(sheet.iter_rows(min_row=first), start=first):
        heights = [
            _LINE * (cell.font.size or 12) / 12 * _lines_needed(str(cell.value or ""), cell, width)
            for cell, width in zip(cells, widths, strict=False)
        ]
        sheet.row_dimensions[row].height = max(heights)


def _lines_needed(text: str, cell: Cell | MergedCell, width: int) -> int:
    """Return lines of text at a width in characters of 11 points; bold is a tenth wider."""
    size = (cell.font.size or 12) / 11 * (1.1 if cell.font.bold else 1.0) * 0.95
    return max(1, ceil(len(text) * size / width), lines_of(text, width / size))


def _describe(book: Workbook, protected: Protected) -> None:
    made = datetime.fromisoformat(protected.day)
    about = book.properties
    about.title = texts.titled(protected, texts.TITLE)
    about.subject = texts.SUBJECT
    about.creator = texts.AUTHOR
    about.lastModifiedBy = texts.AUTHOR
    about.keywords = f"{texts.KEYWORDS}; {protected.data_status}"
    about.description = texts.status_sentence(protected)
    about.category = protected.data_status
    about.language = texts.LANGUAGE
    about.created = about.modified = made
    book.active = 0


def _refuse_formulas(book: Workbook) -> None:
    for sheet in book.worksheets:
        for row in sheet.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    raise ValueError(f"{sheet.title}, {cell.coordinate}: a formula was written")


def _same_bytes(content: bytes, day: str) -> bytes:
    """Return the same zip with fixed times, in a fixed order, whenever it is written."""
    stamp = rf"\g<1>{day}T00:00:00Z\g<2>".encode()
    members = {}
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for name in archive.namelist():
            data = archive.read(name)
            members[name] = _MODIFIED.sub(stamp, data) if name == "docProps/core.xml" else data
    return zipped(members)
