"""Small files of episodes to refuse, each with one thing wrong."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable

import openpyxl
from extracts import GOOD, files, text
from openpyxl.comments import Comment
from openpyxl.worksheet.worksheet import Worksheet

from pipelines.intake.source_table import SourceFile
from tests.support.broken_files import ods, zipped

CSV = text(GOOD["episodes"]).encode()
ROWS = [line.split(",") for line in GOOD["episodes"]]


def with_episodes(sent: SourceFile) -> list[SourceFile]:
    return [*files(episodes=None), sent]


def workbook(change: Callable[[Worksheet], object] = lambda _sheet: None) -> bytes:
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "episodes"
    for row in ROWS:
        sheet.append(row)
    change(sheet)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def with_member(data: bytes, name: str, content: bytes) -> bytes:
    sink = io.BytesIO(data)
    with zipfile.ZipFile(sink, "a", zipfile.ZIP_DEFLATED) as changed:
        changed.writestr(name, content)
    return sink.getvalue()


def with_changed_member(data: bytes, name: str, old: bytes, new: bytes) -> bytes:
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        members = {n: packed.read(n) for n in packed.namelist()}
    members[name] = members[name].replace(old, new)
    return zipped(members)


def twice(data: bytes) -> bytes:
    """Store the id of the third row a second time, as that of the second."""
    return with_changed_member(data, "xl/worksheets/sheet1.xml", b'r="A3"', b'r="A2"')


def second_value() -> bytes:
    """Store another id behind that of the first child, in the same cell."""
    name, old = "xl/worksheets/sheet1.xml", b"<is><t>C1</t></is>"
    return with_changed_member(workbook(), name, old, old + b"<is><t>C2</t></is>")


def second_body() -> bytes:
    """Give the sheet a second body, which some programs would read."""
    name, end = "xl/worksheets/sheet1.xml", b"</sheetData>"
    return with_changed_member(workbook(), name, end, end + b"<sheetData/>")


def link() -> bytes:
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as packed:
        info = zipfile.ZipInfo("episodes.csv")
        info.external_attr = 0o120777 << 16
        packed.writestr(info, "/etc/passwd")
    return sink.getvalue()


def locked(data: bytes) -> bytes:
    """Set the flag of a password in the directory of an archive."""
    at = data.index(b"PK\x01\x02") + 8
    return data[:at] + bytes([data[at] | 1]) + data[at + 1 :]


def hide(sheet: Worksheet) -> None:
    sheet.parent.create_sheet("shown").append(["x"])  # type: ignore[union-attr]
    sheet.sheet_state = "hidden"


def flat(data: bytes) -> bytes:
    """Make the first row of the sheet one without height."""
    old, new = b'<row r="1"', b'<row r="1" ht="0"'
    return with_changed_member(data, "xl/worksheets/sheet1.xml", old, new)


def macro_enabled(data: bytes) -> bytes:
    """Return the workbook under the content type of one with macros."""
    plain = b"openxmlformats-officedocument.spreadsheetml.sheet.main"
    other = b"ms-excel.sheet.macroEnabled.main"
    return with_changed_member(data, "[Content_Types].xml", plain, other)


def unseen(sheet: Worksheet) -> None:
    sheet["C3"].number_format = ";;;"


def unseen_ods() -> bytes:
    """Return a sheet whose one cell has a style that shows nothing, as LibreOffice writes it."""
    styles = (
        '<number:number-style style:name="N1P0"><number:text/></number:number-style>'
        '<number:text-style style:name="N1"><number:text/>'
        '<style:map style:apply-style-name="N1P0"/></number:text-style>'
        '<style:style style:name="ce1" style:data-style-name="N1"/>'
    )
    cell = '<table:table-cell table:style-name="ce1" office:value-type="string"/>'
    return ods(f"{styles}<table:table-row>{cell}</table:table-row>")


def noted(text: str) -> Callable[[Worksheet], None]:
    def change(sheet: Worksheet) -> None:
        sheet["B2"].comment = Comment(text, "somebody")

    return change
