"""How files go to a child and tables come back: a length, a JSON head, and bytes.

A child may have been taken over by what it reads, so its answer is taken for data: JSON, and Arrow
arrays that are validated. Cells of a text file travel as text; those of a workbook also with
their kind.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Sequence
from dataclasses import asdict
from datetime import date, datetime, time, timedelta
from typing import Any

import pyarrow as pa

from pipelines.contract.findings import Finding, Severity
from pipelines.intake.source_table import Cell, Place, SourceFile, SourceTable

_HEAD = 8
_SAMPLE, _FEW = 1_000, 100
_WRITTEN: dict[type, tuple[str, Callable[[Any], str]]] = {
    str: ("s", str),
    int: ("i", str),
    float: ("f", repr),
    bool: ("b", lambda cell: "1" if cell else ""),
    date: ("d", date.isoformat),
    datetime: ("t", datetime.isoformat),
    time: ("h", time.isoformat),
    timedelta: ("l", lambda cell: repr(cell.total_seconds())),
}
_READ: dict[str, Callable[[str], Cell]] = {
    "s": str,
    "i": int,
    "f": float,
    "b": bool,
    "d": date.fromisoformat,
    "t": datetime.fromisoformat,
    "h": time.fromisoformat,
    "l": lambda text: timedelta(seconds=float(text)),
}


def write(descriptor: int, head: dict[str, Any], bodies: Sequence[Any]) -> None:
    """Write a message: its head and its bodies (bytes), one after the other."""
    raw = json.dumps({**head, "sizes": [len(body) for body in bodies]}).encode()
    for part in (len(raw).to_bytes(_HEAD, "big"), raw, *bodies):
        view = memoryview(part)
        while view:
            view = view[os.write(descriptor, view) :]


def read(descriptor: int) -> tuple[dict[str, Any], list[bytes]]:
    """Read a message from the start of a file; raise ValueError where it is cut short."""
    length = int.from_bytes(os.pread(descriptor, _HEAD, 0), "big")
    head = json.loads(_exactly(descriptor, length, _HEAD))
    at, bodies = _HEAD + length, []
    for size in head["sizes"]:
        bodies.append(_exactly(descriptor, size, at))
        at += size
    return head, bodies


def _exactly(descriptor: int, size: int, at: int) -> bytes:
    if size < 0 or at + size > os.fstat(descriptor).st_size:
        raise ValueError("a message is cut short")
    parts: list[bytes] = []
    while size:
        parts.append(os.pread(descriptor, min(size, 1 << 30), at))
        if not parts[-1]:
            raise ValueError("a message is cut short")
        size, at = size - len(parts[-1]), at + len(parts[-1])
    return parts[0] if len(parts) == 1 else b"".join(parts)


def file_as_dict(file: SourceFile) -> dict[str, Any]:
    """Return what is known of a file but its bytes."""
    return {"name": file.name, "sha256": file.sha256, "unread": file.unread}


def file_of(said: dict[str, Any], data: bytes) -> SourceFile:
    """Return a file as it was sent to the child."""
    return SourceFile(said["name"], data, said["sha256"], said["unread"])


def finding_of(said: dict[str, Any]) -> Finding:
    """Return a finding as a child told it."""
    return Finding(**{**said, "severity": Severity(said["severity"])})


def finding_as_dict(finding: Finding) -> dict[str, Any]:
    """Return a finding for sending it."""
    return asdict(finding)


def table_as_dict(table: SourceTable) -> dict[str, Any]:
    """Return what is known of a table but its cells."""
    place = [table.place.file, table.place.sheet]
    return {"place": place, "header": list(table.header), "first_row": table.first_row}


def cells_of(table: SourceTable) -> Any:
    """Return the cells of a table as bytes (an Arrow stream, whose columns have no names)."""
    arrays: dict[str, Any] = {}
    for number, cells in enumerate(table.columns):
        if all(type(cell) is str for cell in cells):
            arrays[f"c{number}"] = _texts(cells)
        else:
            pairs = [_WRITTEN[type(cell)] for cell in cells]
            arrays[f"k{number}"] = pa.array([kind for kind, _write in pairs], pa.string())
            texts = [put(cell) for (_kind, put), cell in zip(pairs, cells, strict=True)]
            arrays[f"c{number}"] = pa.array(texts, pa.large_string())
    sink = pa.BufferOutputStream()
    packed = pa.table(arrays)
    with pa.ipc.new_stream(sink, packed.schema) as stream:
        stream.write_table(packed)
    return sink.getvalue()


def _texts(cells: Sequence[Cell]) -> Any:
    array = pa.array(cells, pa.large_string())
    # Of few texts that come again and again each is sent, and held by the reader, once.
    return array.dictionary_encode() if len(set(cells[:_SAMPLE])) < _FEW else array


def table_of(said: dict[str, Any], cells: bytes) -> SourceTable:
    """Return a table as a child sent it; raise ValueError where it is not well formed."""
    packed = pa.ipc.open_stream(cells).read_all()
    packed.validate(full=True)
    header = [str(name) for name in said["header"]]
    columns = [_column(packed, number) for number in range(len(header))]
    file, sheet = said["place"]
    return SourceTable(Place(file, sheet), header, columns, int(said["first_row"]))


def _column(packed: Any, number: int) -> Sequence[Cell]:
    texts = _listed(packed.column(f"c{number}").combine_chunks())
    if f"k{number}" not in packed.column_names:
        return texts
    kinds = packed.column(f"k{number}").to_pylist()
    return [_READ[kind](str(text)) for kind, text in zip(kinds, texts, strict=True)]


def _listed(array: Any) -> list[Cell]:
    if isinstance(array, pa.ChunkedArray):
        array = pa.concat_arrays(array.chunks) if array.num_chunks else pa.array([], pa.string())
    if not isinstance(array, pa.DictionaryArray):
        return list(array.to_pylist())
    known = array.dictionary.to_pylist()
    return [known[at] for at in array.indices.to_pylist()]
