"""The ODS file beside the XLSX: the same book, the same bytes each time, nothing of a template."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest

from pipelines.release import DraftSummary, formats_agree
from pipelines.release.accessible_sheets.model import SheetBook
from pipelines.release.accessible_sheets.read_ods import read_ods
from pipelines.release.accessible_sheets.read_xlsx import read_xlsx
from pipelines.release.zips import zipped

# Of both formats, what they name alike.
LOOKS = ("font", "size", "bold", "italic", "underlined", "colour", "fill", "wraps", "heading")


@pytest.fixture(scope="module")
def path(draft: DraftSummary) -> Path:
    (found,) = draft.folder.glob("*.ods")
    return found


@pytest.fixture(scope="module")
def book(path: Path) -> SheetBook:
    return read_ods(path)


@pytest.fixture(scope="module")
def other(path: Path) -> SheetBook:
    return read_xlsx(path.with_suffix(".xlsx"))


def test_both_formats_hold_the_same_sheets_tables_and_cells(
    book: SheetBook, other: SheetBook
) -> None:
    for mine, its in zip(book.sheets, other.sheets, strict=True):
        assert (mine.name, mine.tables) == (its.name, its.tables)
        assert _values(mine.cells) == _values(its.cells)


def _values(cells: dict) -> dict:
    return {
        place: (cell.value, cell.link.replace("'", "").replace("!", "."))
        for place, cell in cells.items()
    }


def test_cells_look_alike_in_both(book: SheetBook, other: SheetBook) -> None:
    for mine, its in zip(book.sheets, other.sheets, strict=True):
        for place, cell in mine.cells.items():
            theirs = its.cells[place]
            assert [getattr(cell.look, n) for n in LOOKS] == [
                getattr(theirs.look, n) for n in LOOKS
            ]
        assert {n: round(w, 1) for n, w in mine.widths.items()} == dict(its.widths)


def test_it_says_what_it_is_and_holds_nothing_of_a_template(
    book: SheetBook, other: SheetBook, path: Path, draft: DraftSummary
) -> None:
    about = ("title", "language", "creator", "subject")
    assert [getattr(book, n) for n in about] == [getattr(other, n) for n in about]
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    assert list(parts) == [
        "mimetype",
        "content.xml",
        "styles.xml",
        "meta.xml",
        "META-INF/manifest.xml",
    ]
    days = {found for text in parts.values() for found in re.findall(r"20\d\d-\d\d-\d\dT", text)}
    assert days == {"2020-03-31T"}
    assert "fr-FR" not in parts["meta.xml"]
    assert 'fo:language="fr"' not in parts["styles.xml"]
    assert draft.release_id in parts["content.xml"]


def test_its_kind_is_told_by_its_first_bytes_and_it_carries_no_time(path: Path) -> None:
    assert path.read_bytes()[30:77] == b"mimetypeapplication/vnd.oasis.opendocument.spre"
    with zipfile.ZipFile(path) as archive:
        assert {i.date_time for i in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_made_up_is_said_first_on_every_sheet_and_on_every_printed_page(book: SheetBook) -> None:
    for sheet in book.sheets:
        assert str(sheet.cells[1, 1].value).startswith("MADE-UP DATA: ")
        assert "MADE-UP" in sheet.running_lines[0]
        assert "MADE-UP" in sheet.running_lines[1]


def test_a_cell_that_differs_in_it_is_found(copy_of_draft: Path) -> None:
    (path,) = copy_of_draft.glob("*.ods")
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    before = parts["content.xml"]
    parts["content.xml"] = before.replace(b">All reporting authorities<", b">Some authorities<", 1)
    assert parts["content.xml"] != before
    path.write_bytes(zipped(parts))
    failed = {r.check.table for r in formats_agree(copy_of_draft) if r.outcome == "failed"}
    assert failed == {"aim_timeliness_groups_by_quarter", "SHA256SUMS"}


def test_a_figure_does_not_touch_the_words_of_the_next_column(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        content = archive.read("content.xml").decode("utf-8")
    sides = re.findall(r'fo:padding-(?:left|right)="([0-9.]+)cm"', content)
    assert sides
    assert min(map(float, sides)) >= 0.14
