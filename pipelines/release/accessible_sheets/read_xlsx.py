"""An XLSX file as the rules see it."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import openpyxl
from openpyxl.cell.cell import Cell, MergedCell
from openpyxl.utils import range_boundaries
from openpyxl.worksheet.table import Table
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.release.accessible_sheets.model import (
    Look,
    MarkedTable,
    Place,
    Sheet,
    SheetBook,
    SheetCell,
)

_SIDES = {"left": "left", "right": "right", "center": "centre"}


def read_xlsx(path: Path) -> SheetBook:
    """Return a workbook; every cell as it is stored, formulas not worked out."""
    book = openpyxl.load_workbook(path, rich_text=False)
    looks: dict[int, Look] = {}
    sheets = tuple(_sheet(sheet, looks) for sheet in book.worksheets)
    about = book.properties
    with zipfile.ZipFile(path) as archive:
        members = tuple(archive.namelist())
    return SheetBook(
        sheets=sheets,
        title=about.title or "",
        language=about.language or "",
        creator=about.creator or "",
        subject=about.subject or "",
        members=members,
    )


def _sheet(sheet: Worksheet, looks: dict[int, Look]) -> Sheet:
    return Sheet(
        name=sheet.title,
        cells=_cells(sheet, looks),
        tables=tuple(map(_table, sheet.tables.values())),
        widths={
            number: dimension.width
            for dimension in sheet.column_dimensions.values()
            for number in range(dimension.min or 1, (dimension.max or 1) + 1)
        },
        is_hidden=sheet.sheet_state != "visible",
        merged=len(sheet.merged_cells.ranges),
        hidden_rows=sum(bool(d.hidden) for d in sheet.row_dimensions.values()),
        hidden_columns=sum(bool(d.hidden) for d in sheet.column_dimensions.values()),
        is_frozen=sheet.freeze_panes is not None,
        floating=_floating(sheet),
        coloured_by_condition=len(sheet.conditional_formatting),
        running_lines=tuple(_running_lines(sheet)),
    )


def _cells(sheet: Worksheet, looks: dict[int, Look]) -> dict[Place, SheetCell]:
    return {
        (cell.row, cell.column): _cell(cell, looks)
        for row in sheet.iter_rows()
        for cell in row
        if cell.value is not None and not isinstance(cell, MergedCell)
    }


def _cell(cell: Cell, looks: dict[int, Look]) -> SheetCell:
    if cell.style_id not in looks:
        looks[cell.style_id] = _look(cell)
    link = cell.hyperlink
    target = "" if link is None else link.target or f"#{link.location}"
    return SheetCell(_stored(cell.value), looks[cell.style_id], cell.data_type == "f", target)


def _stored(value: Any) -> str | int | float | bool:
    return value if isinstance(value, str | int | float | bool) else str(value)


def _look(cell: Cell) -> Look:
    font, side = cell.font, cell.alignment
    name = cell.style
    return Look(
        font=font.name or "",
        size=float(font.sz or 0),
        bold=bool(font.b),
        italic=bool(font.i),
        underlined=bool(font.u),
        colour=_colour(font.color),
        fill=_colour(cell.fill.fgColor) if cell.fill.fill_type else "",
        wraps=bool(side.wrap_text),
        side=_SIDES.get(side.horizontal or "", ""),
        rotation=int(side.textRotation or 0),
        raised=font.vertAlign in ("superscript", "subscript"),
        heading=int(name[8:]) if name.startswith("Heading ") and name[8:].isdigit() else 0,
    )


def _colour(colour: Any) -> str:
    return colour.rgb[-6:].lower() if colour is not None and isinstance(colour.rgb, str) else ""


def _table(table: Table) -> MarkedTable:
    left, top, right, bottom = (int(n or 0) for n in range_boundaries(table.ref))
    has_filter = table.autoFilter is not None
    header = table.headerRowCount is None or table.headerRowCount == 1
    return MarkedTable(table.displayName, top, left, bottom, right, header, has_filter)


def _floating(sheet: Worksheet) -> int:
    comments = sum(cell.comment is not None for row in sheet.iter_rows() for cell in row)
    # What openpyxl keeps of drawings are pictures and charts; text boxes show in the members.
    return len(sheet._images) + len(sheet._charts) + comments  # type: ignore[attr-defined]


def _running_lines(sheet: Worksheet) -> list[str]:
    parts = [
        part.text
        for line in (sheet.oddHeader, sheet.oddFooter)
        if line is not None
        for part in (line.left, line.center, line.right)
    ]
    return [text for text in parts if text]
