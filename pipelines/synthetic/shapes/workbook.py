"""The standard extract as one workbook: a sheet for each table, dates as dates.

The library stamps the time of writing into a workbook; the file is packed again without it, so
that the same world is the same bytes.
"""

from __future__ import annotations

import re
import zipfile
from datetime import date
from pathlib import Path
from typing import Final, TypeAlias

import openpyxl
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from pipelines.synthetic.extract import TABLES, Cell, Rows

FILE_NAME: Final = "extract.xlsx"
_STAMP: Final = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")
_NO_TIME: Final = (1980, 1, 1, 0, 0, 0)


Value: TypeAlias = str | date | None


def value_of(cell: Cell) -> Value:
    """Return a cell as a workbook holds it."""
    return date.fromordinal(cell) if isinstance(cell, int) else cell


class Workbook:
    """Writes ``extract.xlsx``, rows as they come."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / FILE_NAME
        self._book = openpyxl.Workbook(write_only=True)
        self._sheets: dict[str, WriteOnlyWorksheet] = {}
        for table, columns in TABLES.items():
            sheet = self._book.create_sheet(table)
            assert isinstance(sheet, WriteOnlyWorksheet)  # noqa: S101  (for the type checker)
            sheet.append(columns)
            self._sheets[table] = sheet

    def add(self, rows: Rows) -> None:
        """Write the rows of one child."""
        for table, of_table in rows.items():
            for row in of_table:
                self._sheets[table].append([value_of(cell) for cell in row])

    def close(self) -> None:
        """Finish the workbook."""
        stamped = self._path.with_suffix(".part")
        self._book.save(stamped)
        pack_without_time(stamped, self._path)
        stamped.unlink()


def pack_without_time(stamped: Path, path: Path) -> None:
    """Pack a workbook again without the time at which the library wrote it."""
    with zipfile.ZipFile(stamped) as old, zipfile.ZipFile(path, "w") as new:
        for name in old.namelist():
            content = old.read(name)
            if name == "docProps/core.xml":
                content = _STAMP.sub(rb"\g<1>2020-01-01T00:00:00Z", content)
            entry = zipfile.ZipInfo(name, _NO_TIME)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, content)
