"""Workbooks (XLSX, ODS): the sheets and their cells, dates as dates and numbers as numbers."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence
from typing import Any, TypeVar
from xml.parsers.expat import ParserCreate

from pipelines.contract.findings import Finding, Refused
from pipelines.intake.archive import encrypted, open_archive
from pipelines.intake.source_table import Cell, Place, SourceFile
from pipelines.intake.workbook_parts import Kind, Parts, checked_parts, what_is_not_shown

ENDINGS: dict[str, Kind] = {".xlsx": "xlsx", ".ods": "ods"}
# What stands at the front of the container that a password, or a spreadsheet of before 2007, makes.
_OLD_CONTAINER = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_PACKAGE = "EncryptedPackage".encode("utf-16-le")
_Result = TypeVar("_Result")


class Workbook:
    """An opened workbook; raises Refused (never a library's message) for what is not one."""

    def __init__(self, file: SourceFile, kind: Kind = "xlsx") -> None:
        self._place = Place(file.shown)
        self._parts = self._checked(file.data, kind)
        self._book = self._guarded(lambda: _opened(self._parts))

    def _checked(self, data: bytes, kind: Kind) -> Parts:
        if data.startswith(_OLD_CONTAINER):
            raise Refused([_old_container(data, self._place)])
        archive = open_archive(data, self._place, not_a_workbook)
        parts = self._guarded(lambda: checked_parts(archive, kind))
        if parts is None:
            raise Refused([not_a_workbook(self._place)])
        return parts

    def _guarded(self, ask: Callable[[], _Result]) -> _Result:
        try:
            return ask()
        except (Refused, KeyboardInterrupt, SystemExit, MemoryError):
            raise
        except BaseException:  # the library panics on some broken files, past Exception
            refusal = Refused([not_a_workbook(self._place)])
        raise refusal  # outside the handler, so that the library's message is not chained to it

    @property
    def sheets(self) -> list[str]:
        """Return the names of the sheets in order."""
        return list(self._book.sheet_names)

    def rows(self, sheet: str) -> list[list[Cell]]:
        """Return the cells of a sheet from A1 on, without blank rows and columns at its end."""
        read = self._guarded(
            lambda: self._book.get_sheet_by_name(sheet).to_python(skip_empty_area=False)
        )
        return _without_blank_end(read)

    def not_shown(self, sheet: str, accepts: frozenset[str]) -> list[Finding]:
        """Return what the cells of a sheet do not tell (formulas, hidden rows …), if undeclared."""
        place = Place(self._place.file, sheet)
        return self._guarded(lambda: what_is_not_shown(self._parts, place, accepts))


def _opened(parts: Parts) -> Any:
    from python_calamine import CalamineWorkbook

    if parts.kind == "ods":
        # Of a table that never ends it would look for the end for ever.
        ParserCreate().Parse(parts.main, True)
    return CalamineWorkbook.from_filelike(io.BytesIO(parts.packed()))


def not_a_workbook(place: Place) -> Finding:
    """Return what is said of bytes that are no workbook."""
    return place.fault(
        "not_a_workbook",
        "The file is not a readable XLSX or ODS workbook.",
        "Open it in a spreadsheet program, save it as XLSX and send it again.",
    )


def _old_container(data: bytes, place: Place) -> Finding:
    return encrypted(place) if _ENCRYPTED_PACKAGE in data else old_workbook(place)


def old_workbook(place: Place) -> Finding:
    """Return what is said of XLS and XLSB files."""
    return place.fault(
        "old_workbook",
        "The workbook is of a kind (XLS, XLSB) that is not read.",
        "Save it as XLSX and send it again.",
    )


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
