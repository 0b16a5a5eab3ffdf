"""A table of which nothing can be shown is left out, and every part of the release says so."""

from __future__ import annotations

import csv
import json
from dataclasses import replace

import openpyxl
import pytest
from frictionless import Package

from pipelines.contract.certificate import AttackResult, Certificate, cells_digest, table_digests
from pipelines.contract.release_tables import Protected, ProtectedTable
from pipelines.release import DraftSummary, check, formats_agree, write_draft
from pipelines.release.compare import compare
from pipelines.release.found import found_in
from pipelines.release.read_back import as_published, read_draft
from pipelines.settings import Home

EMPTY = ("improvement", "local_aims")


@pytest.fixture(scope="module")
def some_empty(small: Protected) -> Protected:
    tables = tuple(
        ProtectedTable(t.shape, t.frame.iloc[:0]) if t.shape.name in EMPTY else t
        for t in small.tables
    )
    return replace(small, tables=tables)


@pytest.fixture(scope="module")
def left_out(some_empty: Protected, tmp_path_factory: pytest.TempPathFactory) -> DraftSummary:
    return write_draft(Home(tmp_path_factory.mktemp("without")), some_empty)


def test_it_has_no_file_and_every_file_says_made_up(left_out: DraftSummary) -> None:
    names = {p.stem for p in (left_out.folder / "csv").iterdir()}
    assert names
    assert not names & set(EMPTY)
    for path in (left_out.folder / "csv").iterdir():
        with path.open(encoding="utf-8", newline="") as handle:
            assert {row["data_status"] for row in csv.DictReader(handle)} == {"MADE-UP"}


def test_files_manifest_dictionary_package_and_sheets_name_the_same_tables(
    left_out: DraftSummary,
) -> None:
    folder = left_out.folder
    names = {p.stem for p in (folder / "csv").iterdir()}
    files = read_draft(folder)
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))
    assert set(files.tables) == set(files.columns) == names
    assert {r["name"] for r in package["resources"]} == names
    assert names < set(files.sheets())
    assert names < set(files.open_sheets())
    assert left_out.tables == len(names)


def test_it_is_named_with_the_reason(left_out: DraftSummary, some_empty: Protected) -> None:
    folder = left_out.folder
    told = json.loads((folder / "manifest.json").read_text("utf-8"))["tables_without_rows"]
    assert set(EMPTY) <= {t["name"] for t in told}
    assert all(t["why"] for t in told)
    package = json.loads((folder / "datapackage.json").read_text("utf-8"))["description"]
    (path,) = folder.glob("*.xlsx")
    notes = " ".join(str(c.value) for row in openpyxl.load_workbook(path)["Notes"] for c in row)
    pages = [(folder / p).read_text() for p in ("report.html", "quality-and-revisions.html")]
    for name in EMPTY:
        title = some_empty.table(name).shape.title
        assert all(title in text for text in (package, notes, *pages)), name


def test_nothing_asked_of_a_draft_fails(left_out: DraftSummary) -> None:
    asked = [*check(left_out.folder), *formats_agree(left_out.folder)]
    assert {r.outcome for r in asked} == {"passed"}
    assert Package(str(left_out.folder / "datapackage.json")).validate().valid


def test_the_certificate_covers_what_is_there(
    left_out: DraftSummary, some_empty: Protected
) -> None:
    attack = AttackResult(1, 0, 0, 1, 1)
    certificate = Certificate({}, table_digests(some_empty.tables), (), attack)
    files = read_draft(left_out.folder)
    read = {n: cells_digest(files.csv(n)) for n in files.tables}
    assert certificate.covers(read)
    assert not certificate.covers({n: d for n, d in read.items() if n != files.tables[0]})


def test_a_table_that_comes_or_goes_is_compared_row_by_row(
    left_out: DraftSummary, small_draft: DraftSummary
) -> None:
    gone = compare(small_draft.folder, left_out.folder).changes
    come = compare(left_out.folder, small_draft.folder).changes
    assert set(gone["table"]) == set(come["table"]) == set(EMPTY)
    assert set(gone["what"]) == {"row is gone"}
    assert set(come["what"]) == {"new row"}


def test_the_next_release_and_the_end_of_a_run_bear_it(left_out: DraftSummary) -> None:
    assert not set(EMPTY) & set(as_published(left_out.folder).cells)
    assert found_in(left_out.folder) == []
