"""LibreOffice opens every sheet and reads the same cells as the CSV files."""

from __future__ import annotations

import csv
import shutil
import subprocess
from pathlib import Path

import pytest

from pipelines.contract.release_tables import SYMBOLS
from pipelines.release import DraftSummary

SOFFICE = shutil.which("soffice") or shutil.which("libreoffice")
pytestmark = pytest.mark.skipif(SOFFICE is None, reason="no LibreOffice on this machine")
EVERY_SHEET = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,true,false,false,-1"


@pytest.fixture(scope="module")
def sheets(draft: DraftSummary, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("office")
    (workbook,) = draft.folder.glob("*.xlsx")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    where = ["--outdir", str(folder), str(workbook)]
    subprocess.run(
        [SOFFICE or "", profile, "--headless", "--convert-to", EVERY_SHEET, *where],
        check=True,
        capture_output=True,
        timeout=120,
    )
    return {p.stem.removeprefix(f"{workbook.stem}-"): p for p in folder.glob("*.csv")}


def test_every_sheet_opens(sheets: dict[str, Path]) -> None:
    assert {"Cover", "Contents", "Notes", "Table_1", "Data_dictionary"} <= set(sheets)


def test_the_cells_are_those_of_the_csv_files(sheets: dict[str, Path], draft: DraftSummary) -> None:
    tables = sorted((draft.folder / "csv").glob("*.csv"))
    of_files = sorted(_cells(_rows(path)[1:]) for path in tables)
    of_sheets = sorted(
        _cells(_below_heading(_rows(path)))
        for name, path in sheets.items()
        if name.startswith("Table_")
    )
    assert of_sheets == of_files


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle))


def _below_heading(rows: list[list[str]]) -> list[list[str]]:
    heading = next(i for i, row in enumerate(rows) if row[0] == "Area code")
    return rows[heading + 1 :]


def _cells(rows: list[list[str]]) -> list[list[str]]:
    return [[cell if cell in SYMBOLS else cell.replace(",", "") for cell in row] for row in rows]
