"""Write a draft: all files in memory, then a folder that appears whole or not at all."""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace
from pathlib import Path

from pipelines.contract.release_tables import Protected
from pipelines.release.authority_page import authority_pages
from pipelines.release.data_package import data_package
from pipelines.release.manifest import manifest
from pipelines.release.quality_note import quality_note
from pipelines.release.report import report
from pipelines.release.stamp import blank_id, stamped, sums
from pipelines.release.tabular import dictionary_csv, table_csv
from pipelines.release.workbook import spreadsheets
from pipelines.settings import Home

SUMS = "SHA256SUMS"


@dataclass(frozen=True)
class DraftSummary:
    """What was written: counts of table rows, and whether the folder is new."""

    release_id: str
    folder: Path
    is_new: bool
    tables: int
    rows: int
    rows_withheld: int
    data_status: str

    @property
    def report(self) -> Path:
        """Return the page to open."""
        return self.folder / "report.html"


def render(protected: Protected) -> tuple[str, dict[str, bytes]]:
    """Return a draft's id and its files by path, the same for the same protected tables."""
    blank = blank_id(protected)
    files = {f"csv/{t.shape.name}.csv": table_csv(t) for t in protected.written}
    files["datapackage.json"] = data_package(protected, blank, files)
    files["data-dictionary.csv"] = dictionary_csv(protected)
    files |= spreadsheets(protected, blank)
    files["report.html"] = report(protected, blank)
    files["quality-and-revisions.html"] = quality_note(protected, blank)
    files |= authority_pages(protected, blank)
    files["manifest.json"] = manifest(protected, blank)
    release_id, named = stamped(files, blank)
    return release_id, named | {SUMS: sums(named)}


def prepare_draft(home: Home, protected: Protected) -> DraftSummary:
    """Write all files where nobody looks for a draft, so that they can be checked first."""
    release_id, files = render(protected)
    folder = home.work / "draft" / release_id
    _write(folder, files)
    counts = [t.row_counts for t in protected.written]
    return DraftSummary(
        release_id=release_id,
        folder=folder,
        is_new=not _stands(home.drafts / release_id, files),
        tables=len(protected.written),
        rows=sum(c["rows"] for c in counts),
        rows_withheld=sum(c["withheld"] for c in counts),
        data_status=protected.data_status,
    )


def keep_draft(home: Home, prepared: DraftSummary) -> DraftSummary:
    """Move a checked draft to ``drafts/<release_id>/``; one that stands there alike stays."""
    folder = home.drafts / prepared.release_id
    if prepared.is_new:
        # An id is a digest of the content: what stands under it and differs was tampered with.
        shutil.rmtree(folder, ignore_errors=True)
        folder.parent.mkdir(parents=True, exist_ok=True)
        prepared.folder.replace(folder)
    else:
        shutil.rmtree(prepared.folder)
    return replace(prepared, folder=folder)


def write_draft(home: Home, protected: Protected) -> DraftSummary:
    """Prepare and keep a draft at once, without a check between."""
    return keep_draft(home, prepare_draft(home, protected))


def _stands(folder: Path, files: dict[str, bytes]) -> bool:
    present = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    return present == set(files) and all((folder / n).read_bytes() == c for n, c in files.items())


def _write(folder: Path, files: dict[str, bytes]) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    for name, content in files.items():
        target = folder / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
