"""Files that are refused for their kind, before anything in them is read."""

from __future__ import annotations

from pipelines.contract.findings import Finding
from pipelines.intake.archive import too_large
from pipelines.intake.source_table import Place, SourceFile
from pipelines.intake.workbook_reader import old_workbook

_WITH_MACROS = (".xlsm", ".xltm", ".xlam")
_OLD = (".xls", ".xlsb", ".xlt")
_OTHER_ARCHIVES = (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b", b"BZh", b"\xfd7zXZ\x00")


def refused_kind(file: SourceFile) -> Finding | None:
    """Return why a file is not even opened, None for one that may be."""
    place = Place(file.shown)
    if file.unread:
        return too_large(place)
    if file.ending in _WITH_MACROS:
        return place.fault(
            "macros",
            "The workbook is of a kind that holds macros.",
            "Save it as a plain XLSX workbook and send it again.",
        )
    if file.ending in _OLD:
        return old_workbook(place)
    if file.data.startswith(_OTHER_ARCHIVES):
        return place.fault(
            "other_archive",
            "The file is packed in a way that is not read.",
            "Send the plain files, or pack them as a zip archive.",
        )
    return None
