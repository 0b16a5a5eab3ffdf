"""Import and read once all that a child could need: it can open no file, not even a module's."""

from __future__ import annotations

import encodings.cp437
import encodings.cp1252
import encodings.utf_8_sig
import encodings.utf_16  # noqa: F401
import gc
import io
from datetime import date

from pipelines.intake.identifiers.scan import warm_up
from pipelines.intake.sandbox import wire, work
from pipelines.intake.sandbox.scratch import scratch_file
from pipelines.intake.source_table import Place, SourceTable
from pipelines.intake.workbook_parts import Parts

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_WORKBOOK = {
    "_rels/.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
    f'Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_RELATIONS}"><Relationship Id="r1" '
    f'Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
    '<sheet name="placements" sheetId="1" r:id="r1"/></sheets></workbook>',
    "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{_MAIN}"><sheetData><row r="1">'
    '<c r="A1" t="d"><v>2018-01-08</v></c></row></sheetData></worksheet>',
}


def rehearse() -> None:
    """Read files of our own as a child would."""
    import pyarrow as pa

    pa.set_cpu_count(1)
    pa.set_io_thread_count(1)
    warm_up()
    files = {
        "children.parquet": _parquet(),
        "placements.xlsx": workbook(),
        "submission.yaml": b"received_on: 2018-01-08",
    }
    said = [{"name": name, "sha256": "", "unread": 0} for name in files]
    head = {"files": said, "mapping": None, "partly": True}
    told, _bodies = work.answer(head, list(files.values()), lambda _number: None)
    table = SourceTable(Place("t"), ["texts", "mixed"], [["a", "a"], ["a", date.min]], 2)
    with scratch_file() as message:
        wire.write(message, told, [wire.cells_of(table)])
        _told, (cells,) = wire.read(message)
    wire.table_of(wire.table_as_dict(table), cells)
    # Children share these pages for as long as nobody counts references in them.
    gc.collect()
    gc.freeze()


def workbook() -> bytes:
    """Return the smallest workbook with a date in it."""
    return Parts("xlsx", {name: xml.encode() for name, xml in _WORKBOOK.items()}).packed()


def _parquet() -> bytes:
    import pyarrow as pa
    import pyarrow.parquet as pq

    sink = io.BytesIO()
    pq.write_table(pa.table({"child_id": ["C1"]}), sink)
    return sink.getvalue()
