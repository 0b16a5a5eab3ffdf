"""A draft's folder: what is in it, that it says MADE-UP, and that it is the same each time."""

from __future__ import annotations

import csv
import hashlib
import json
import re
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from pipelines.contract.release_tables import Protected
from pipelines.release import DraftSummary, write_draft
from pipelines.release import draft as draft_module
from pipelines.release.draft import render
from pipelines.release.stamp import DIGITS, stamped
from pipelines.release.stamp import _fill as _refill
from pipelines.settings import Home


def test_the_id_is_the_day_and_a_digest_of_the_content(draft: DraftSummary) -> None:
    assert re.fullmatch(r"MADE-UP-2020-03-31-[0-9a-f]{12}", draft.release_id)
    assert draft.folder.name == draft.release_id


def test_the_folder_holds_every_format(draft: DraftSummary, protected: Protected) -> None:
    names = {p.relative_to(draft.folder).as_posix() for p in draft.folder.rglob("*") if p.is_file()}
    tables = {f"csv/{t.shape.name}.csv" for t in protected.tables}
    pages = {f"authorities/{authority.slug}.html" for authority in protected.named}
    assert names == tables | pages | {
        "data-dictionary.csv",
        "datapackage.json",
        "manifest.json",
        "report.html",
        "quality-and-revisions.html",
        f"pace-{draft.release_id}.xlsx",
        f"pace-{draft.release_id}.ods",
        "SHA256SUMS",
    }


def test_the_id_can_be_found_again_from_the_files(draft: DraftSummary) -> None:
    blank = draft.release_id[:-DIGITS] + "#" * DIGITS
    files = {
        p.relative_to(draft.folder).as_posix().replace(draft.release_id, blank): p.read_bytes()
        for p in draft.folder.rglob("*")
        if p.is_file() and p.name != "SHA256SUMS"
    }
    blanked = {name: _refill(content, draft.release_id, blank) for name, content in files.items()}
    assert stamped(blanked, blank)[0] == draft.release_id


FAKETIME = shutil.which("faketime")
_PROGRAM = """
import sys
from datetime import date
from pathlib import Path
from pipelines.disclosure import protect
from pipelines.release import write_draft
from pipelines.settings import Home
from tests.unit.disclosure.programme_worlds import programme_frames
from tests.unit.disclosure.worlds import Scale
frames = programme_frames(2, Scale(authorities=5, quarters=5, starts=16.0))
print(date.today(), write_draft(Home(Path(sys.argv[1])), protect(frames, frames.named)).folder)
"""


@pytest.fixture(scope="module")
def elsewhere(tmp_path_factory: pytest.TempPathFactory) -> tuple[str, Path]:
    """Write the small draft in another process, place, time zone and, with faketime, year.

    The zone has a summer time: one without moves every point of a chart by the same hours.
    """
    place = tmp_path_factory.mktemp("another") / "path of another length"
    day = [FAKETIME, "2031-12-31 23:59:50"] if FAKETIME else []
    done = subprocess.run(
        [*day, sys.executable, "-c", _PROGRAM, str(place)],
        env={
            "PYTHONHASHSEED": "77",
            "PATH": "/usr/bin:/bin",
            "HOME": "/tmp",  # noqa: S108
            "TZ": "Pacific/Auckland",
        },
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=True,
    )
    told, _, folder = done.stdout.strip().splitlines()[-1].partition(" ")
    return told, Path(folder)


def test_another_process_with_another_hash_seed_writes_the_same_bytes(
    elsewhere: tuple[str, Path], small_draft: DraftSummary
) -> None:
    there, here = elsewhere[1], small_draft.folder
    assert there.name == here.name
    assert _files(there) == _files(here)


def _files(folder: Path) -> dict[str, bytes]:
    paths = [p for p in folder.rglob("*") if p.is_file()]
    return {p.relative_to(folder).as_posix(): p.read_bytes() for p in paths}


@pytest.mark.skipif(FAKETIME is None, reason="faketime is not installed: no other day to be had")
def test_that_process_lived_on_another_day(elsewhere: tuple[str, Path]) -> None:
    assert elsewhere[0][:4] in ("2031", "2032")


@pytest.fixture
def quickly_rendered(monkeypatch: pytest.MonkeyPatch) -> None:
    files = {"csv/a.csv": b"a", "report.html": b"page", "SHA256SUMS": b""}
    monkeypatch.setattr(draft_module, "render", lambda _: ("2020-03-31-0123456789ab", files))


@pytest.mark.usefixtures("quickly_rendered")
def test_a_draft_that_stands_is_left_as_it_is(tmp_path: Path, small: Protected) -> None:
    first = write_draft(Home(tmp_path), small)
    before = {p: p.stat().st_mtime_ns for p in first.folder.rglob("*")}
    again = write_draft(Home(tmp_path), small)
    assert (first.is_new, again.is_new) == (True, False)
    assert before == {p: p.stat().st_mtime_ns for p in again.folder.rglob("*")}


@pytest.mark.usefixtures("quickly_rendered")
def test_a_draft_that_was_changed_is_written_again(tmp_path: Path, small: Protected) -> None:
    first = write_draft(Home(tmp_path), small)
    first.report.write_text("changed", encoding="utf-8")
    (first.folder / "more.csv").write_text("1", encoding="utf-8")
    assert write_draft(Home(tmp_path), small).is_new
    assert first.report.read_text(encoding="utf-8") == "page"
    assert not (first.folder / "more.csv").exists()


def test_the_sums_are_right(draft: DraftSummary) -> None:
    for line in (draft.folder / "SHA256SUMS").read_text(encoding="utf-8").splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((draft.folder / name).read_bytes()).hexdigest() == digest


def test_every_file_says_made_up(draft: DraftSummary) -> None:
    for path in draft.folder.rglob("*"):
        if path.suffix in (".csv", ".html", ".json"):
            assert "MADE-UP" in path.read_text(encoding="utf-8"), path.name
        if path.suffix == ".csv":
            with path.open(encoding="utf-8", newline="") as handle:
                assert {row["data_status"] for row in csv.DictReader(handle)} == {"MADE-UP"}


def test_real_data_is_not_called_made_up(small: Protected) -> None:
    real = replace(small, data_status="REAL")
    release_id, files = render(real)
    assert release_id.startswith("2018-03-31-")
    assert b"invented for demonstration" not in files["report.html"]


def test_the_manifest_says_what_was_made_and_on_what_terms(
    draft: DraftSummary, protected: Protected
) -> None:
    told = json.loads((draft.folder / "manifest.json").read_text(encoding="utf-8"))
    assert told["release_id"] == draft.release_id
    assert told["policy"]["smallest_shown"] == 5
    assert "build_id" not in told["build"], "it holds days of receipt"
    assert len(told["submissions"]) == protected.authorities["reporting"]
    assert sum(t["rows"] for t in told["tables"]) == draft.rows
    assert sum(t["withheld"] for t in told["tables"]) == draft.rows_withheld


def test_nothing_half_written_is_left(draft: DraftSummary) -> None:
    assert [p.name for p in draft.folder.parent.iterdir()] == [draft.release_id]


def test_the_report_asks_for_nothing_from_outside(draft: DraftSummary) -> None:
    for path in [draft.report, *(draft.folder / "authorities").glob("*.html")]:
        page = path.read_text(encoding="utf-8")
        assert '<html lang="en-GB">' in page
        assert "<script" not in page
        addresses = set(re.findall(r'(?:src|href)="([^"]*)"', page))
        beside = {a.split("#")[0] for a in addresses if not a.startswith("#")} - {"data:,"}
        assert all((path.parent / a).is_file() for a in beside), beside
        assert set(re.findall(r"https?://[^\"' ]+", page)) <= {
            "http://www.w3.org/2000/svg",
            "http://www.w3.org/1999/xlink",
        }


def test_every_chart_has_words_and_a_table(draft: DraftSummary) -> None:
    page = draft.report.read_text(encoding="utf-8")
    figures = re.findall(r"<figure>.*?</figure>", page, flags=re.DOTALL)
    assert len(figures) >= 5
    for figure in figures:
        assert re.search(r'role="img" aria-label="[^"]{40,}"', figure)
        assert "<table>" in figure
        assert "MADE-UP" in figure
