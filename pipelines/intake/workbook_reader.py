"""Workbooks (XLSX): the sheets and their cells, with dates as dates and numbers as numbers."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from typing import TYPE_CHECKING

from pipelines.contract.findings import Refused
from pipelines.intake.source_table import Cell, Place, SourceFile

if TYPE_CHECKING:
    from python_calamine import CalamineWorkbook

_WORKBOOK_PART = "xl/workbook.xml"
_STOPS = (KeyboardInterrupt, SystemExit)


class Workbook:
    """An opened workbook; raises Refused (never a library's message) for what is not one."""

    def __init__(self, file: SourceFile) -> None:
        self._place = Place(file.name)
        self._book = self._open(file.data)

    def _open(self, data: bytes) -> CalamineWorkbook:
        from python_calamine import CalamineWorkbook

        if not _is_workbook(data):
            raise self._not_a_workbook()
        try:
            return CalamineWorkbook.from_filelike(io.BytesIO(data))
        except _STOPS:
            raise
        except BaseException:  # the library panics on some broken files, past Exception
            refusal = self._not_a_workbook()
        raise refusal  # outside the handler, so that the library's message is not chained to it

    def _not_a_workbook(self) -> Refused:
        fault = self._place.fault(
            "not_a_workbook",
            "The file is not a readable XLSX workbook.",
            "Open it in a spreadsheet program, save it as XLSX and send it again.",
        )
        return Refused([fault])

    @property
    def sheets(self) -> list[str]:
        """Return the names of the sheets in order."""
        return list(self._book.sheet_names)

    def rows(self, sheet: str) -> list[list[Cell]]:
        """Return the cells of a sheet from A1 on, without blank rows and columns at its end."""
        try:
            read: list[list[Cell]] = self._book.get_sheet_by_name(sheet).to_python(
                skip_empty_area=False
            )
        except _STOPS:
            raise
        except BaseException:
            refusal = self._not_a_workbook()
        else:
            return _without_blank_end(read)
        raise refusal


def _is_workbook(data: bytes) -> bool:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return _WORKBOOK_PART in archive.namelist()
    except Exception:
        return False


def _without_blank_end(rows: list[list[Cell]]) -> list[list[Cell]]:
    # A sheet's used range often goes on over cells that only carry a format.
    while rows and _is_blank(rows[-1]):
        rows.pop()
    width = max((_width(row) for row in rows), default=0)
    return [row[:width] for row in rows]


def _is_blank(row: Sequence[Cell]) -> bool:
    return all(cell == "" for cell in row)


def _width(row: Sequence[Cell]) -> int:
    return next((at for at in range(len(row), 0, -1) if row[at - 1] != ""), 0)
