"""Read a draft's files back as text, as a stranger would, with the dictionary as their guide."""

from __future__ import annotations

import csv
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineTable, CalamineWorkbook

from pipelines.contract.published import Published, made_of
from pipelines.release.accessible_sheets.model import MarkedTable, Sheet
from pipelines.release.accessible_sheets.read_ods import read_ods


@dataclass(frozen=True)
class DeclaredColumn:
    """A column as the data dictionary declares it."""

    name: str
    heading: str
    kind: str


@dataclass(frozen=True)
class DraftFiles:
    """A draft's folder: its manifest, its dictionary, its tables."""

    folder: Path
    manifest: dict[str, Any]
    columns: dict[str, list[DeclaredColumn]]

    @property
    def tables(self) -> list[str]:
        """Return the names of the tables in the manifest."""
        return [t["name"] for t in self.manifest["tables"]]

    @property
    def made_of(self) -> dict[str, Any]:
        """Return what the release is made of, as its manifest says."""
        told = self.manifest
        return made_of(told["submissions"], told["build"], told["policy"])

    def csv(self, table: str) -> pd.DataFrame:
        """Return a CSV file, every cell as text."""
        path = self.folder / "csv" / f"{table}.csv"
        return pd.read_csv(path, dtype=str, keep_default_na=False, encoding="utf-8")

    def sheets(self) -> dict[str, pd.DataFrame]:
        """Return the XLSX file's marked-up tables by name, every cell as it is stored."""
        (path,) = self.folder.glob("*.xlsx")
        with CalamineWorkbook.from_path(path, load_tables=True) as book:
            return {name: _frame(book.get_table_by_name(name)) for name in book.table_names or ()}

    def open_sheets(self) -> dict[str, pd.DataFrame]:
        """Return the ODS file's marked-up tables by name, every cell as it is stored."""
        (path,) = self.folder.glob("*.ods")
        sheets = read_ods(path).sheets
        return {t.name: _marked_frame(sheet, t) for sheet in sheets for t in sheet.tables}


def _marked_frame(sheet: Sheet, table: MarkedTable) -> pd.DataFrame:
    rows = [["" if c is None else c.value for c in row] for row in sheet.rows(table)]
    headings = ["" if c is None else str(c.value) for c in sheet.header(table)]
    return pd.DataFrame(rows, columns=headings, dtype=object)


def _frame(table: CalamineTable) -> pd.DataFrame:
    rows = [[_stored(cell) for cell in row] for row in table.to_python()]
    return pd.DataFrame(rows, columns=list(table.columns), dtype=object)


def _stored(cell: object) -> object:
    # A workbook keeps every number as a float; a whole one was written as a whole number.
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def as_published(folder: Path) -> Published:
    """Return a release as the next one is held against it."""
    files = read_draft(folder)
    return Published(folder.name, {t: files.csv(t) for t in files.tables}, files.made_of)


def read_draft(folder: Path) -> DraftFiles:
    """Return a draft read back from disk."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    columns: dict[str, list[DeclaredColumn]] = {}
    with (folder / "data-dictionary.csv").open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            declared = DeclaredColumn(row["column"], row["heading"], row["kind"])
            columns.setdefault(row["table"], []).append(declared)
    return DraftFiles(folder, manifest, columns)
