"""A zip of the files of a submission: as if they lay in the folder themselves."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator

from pipelines.contract.findings import Finding, Refused
from pipelines.intake.archive import Archive, open_archive
from pipelines.intake.books import Books
from pipelines.intake.drop_folder import is_left_by_desktop
from pipelines.intake.source_table import Place, SourceFile

ENDING = ".zip"
_MAC_FOLDER = "__MACOSX"


def unpacked(files: Iterable[SourceFile], books: Books) -> tuple[list[SourceFile], list[Finding]]:
    """Return the files with those in archives for the archives, and what is wrong with these."""
    found: list[SourceFile] = []
    faults: list[Finding] = []
    for file in files:
        if file.ending != ENDING:
            found.append(file)
            continue
        books.begin(file)
        try:
            found += _members(open_archive(file.data, Place(file.shown), _not_an_archive), file)
        except Refused as refusal:
            faults += refusal.findings
    return found, faults


def _members(archive: Archive, file: SourceFile) -> Iterator[SourceFile]:
    wanted = [name for name in archive.names if not _is_left_over(name)]
    # A folder that was packed whole puts its own name before each of its files.
    tops = {name.partition("/")[0] for name in wanted if "/" in name}
    top = f"{tops.pop()}/" if len(tops) == 1 and all("/" in name for name in wanted) else ""
    for name in wanted:
        plain = name.removeprefix(top)
        if "/" in plain or plain.lower().endswith(ENDING):
            raise Refused([_nested(archive.place)])
        data = archive.read(name)
        yield SourceFile(plain, data, hashlib.sha256(data).hexdigest(), inside=file.name)


def _is_left_over(name: str) -> bool:
    return name.startswith(_MAC_FOLDER) or is_left_by_desktop(name.rpartition("/")[2])


def _not_an_archive(place: Place) -> Finding:
    return place.fault(
        "not_an_archive", "The file is not a readable zip archive.", "Pack the files anew."
    )


def _nested(place: Place) -> Finding:
    return place.fault(
        "nested_archive",
        "The archive holds a folder or another archive.",
        "Put the plain files of the extract into one archive.",
    )
