"""LibreOffice opens every sheet of both spreadsheets and reads the same cells as the CSV files."""

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
def office(draft: DraftSummary, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Return the sheets as LibreOffice writes them, a folder for each format, opened once."""
    folder = tmp_path_factory.mktemp("office")
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    for kind in ("xlsx", "ods"):
        (book,) = draft.folder.glob(f"*.{kind}")
        where = ["--outdir", str(folder / kind), str(book)]
        subprocess.run(
            [SOFFICE or "", profile, "--headless", "--convert-to", EVERY_SHEET, *where],
            check=True,
            capture_output=True,
            timeout=120,
        )
    return {kind: folder / kind for kind in ("xlsx", "ods")}


@pytest.fixture(params=["xlsx", "ods"])
def sheets(
    request: pytest.FixtureRequest, office: dict[str, Path], draft: DraftSummary
) -> dict[str, Path]:
    prefix = f"pace-{draft.release_id}-"
    return {p.stem.removeprefix(prefix): p for p in office[request.param].glob("*.csv")}


def test_every_sheet_opens(sheets: dict[str, Path]) -> None:
    assert {"Cover", "Contents", "Notes", "Table_1", "Data_dictionary"} <= set(sheets)


def test_the_cells_are_those_of_the_csv_files(sheets: dict[str, Path], draft: DraftSummary) -> None:
    tables = sorted((draft.folder / "csv").glob("*.csv"))
    # A table without a row has no sheet.
    of_files = sorted(cells for path in tables if (cells := _cells(_rows(path)[1:])))
    of_sheets = sorted(
        _cells(_below_heading(_rows(path)))
        for name, path in sheets.items()
        if name.startswith("Table_")
    )
    assert of_sheets == of_files


def test_both_formats_are_read_alike_on_every_sheet(
    office: dict[str, Path], draft: DraftSummary
) -> None:
    of_both = [{p.name: _rows(p) for p in folder.glob("*.csv")} for folder in office.values()]
    assert of_both[0] == of_both[1]
    assert len(of_both[0]) > len(list((draft.folder / "csv").glob("*.csv")))


def _rows(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8", newline="") as handle:
        return list(csv.reader(handle))


def _below_heading(rows: list[list[str]]) -> list[list[str]]:
    heading = next(i for i, row in enumerate(rows) if row[0] == "Area code")
    return rows[heading + 1 :]


def _cells(rows: list[list[str]]) -> list[list[str]]:
    return [[cell if cell in SYMBOLS else cell.replace(",", "") for cell in row] for row in rows]
