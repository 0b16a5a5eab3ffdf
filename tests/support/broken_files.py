"""Files of every format that are read, and ways to break them; all from a seed."""

from __future__ import annotations

import io
import json
import random
import zipfile
from collections.abc import Callable
from datetime import date
from functools import cache
from typing import Any

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

HEADER = ["child_id", "start_date", "end_date", "destination"]
ROWS: list[list[Any]] = [[f"C{n}", date(2018, 1, 1 + n % 28), None, "kinship"] for n in range(40)]
TOKENS = (
    *(b'"', b"'", b",", b"\n", b"\r", b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"=1+1", b"<", b"&"),
    *(b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"1e999", b"-1", b"99999999999999999999", b"{", b"["),
    *(b"PK\x03\x04", b"]]>", b'r="XFD1048576"', b'table:number-rows-repeated="1048576"', b"NaN"),
)
_ODS = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"><office:body><office:spreadsheet>'
    '<table:table table:name="episodes">{}</table:table>'
    "</office:spreadsheet></office:body></office:document-content>"
)
_MANIFEST = '<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
ODS_CELL = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'


def texts() -> list[list[str]]:
    """Return the rows as text, the header first."""
    return [HEADER, *(["" if c is None else str(c) for c in row] for row in ROWS)]


def delimited(delimiter: str, quote: str = "") -> bytes:
    """Return a CSV file."""
    lines = (delimiter.join(f"{quote}{cell}{quote}" for cell in row) for row in texts())
    return ("\r\n".join(lines) + "\r\n").encode()


def json_lines() -> bytes:
    """Return a JSON Lines file."""
    rows = (dict(zip(HEADER, row, strict=True)) for row in texts()[1:])
    return "".join(json.dumps(row) + "\n" for row in rows).encode()


def parquet() -> bytes:
    """Return a Parquet file."""
    sink = io.BytesIO()
    columns = zip(*ROWS, strict=True)
    pq.write_table(pa.table(dict(zip(HEADER, map(list, columns), strict=True))), sink)
    return sink.getvalue()


def xlsx() -> bytes:
    """Return a workbook with one sheet."""
    book = openpyxl.Workbook()
    sheet = book.worksheets[0]
    sheet.title = "episodes"
    for row in [HEADER, *ROWS]:
        sheet.append(row)
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def ods(body: str | None = None) -> bytes:
    """Return an OpenDocument sheet, written by hand."""
    rows = ("".join(ODS_CELL.format(cell) for cell in row) for row in texts())
    made = "".join(f"<table:table-row>{row}</table:table-row>" for row in rows)
    mime = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped(
        {
            "mimetype": mime.encode(),
            "content.xml": _ODS.format(body or made).encode(),
            "META-INF/manifest.xml": _MANIFEST.encode(),
        }
    )


def zipped(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """Return an archive of these members."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", method) as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return sink.getvalue()


@cache
def whole_files() -> dict[str, bytes]:
    """Return one good file of each format, by name."""
    return {
        "episodes.csv": delimited(","),
        "episodes.CSV": delimited(",", '"'),
        "episodes.tsv": delimited("\t"),
        "episodes.jsonl": json_lines(),
        "episodes.parquet": parquet(),
        "episodes.xlsx": xlsx(),
        "episodes.ods": ods(),
        "extract.zip": zipped({"episodes.csv": delimited(","), "placements.csv": delimited(",")}),
    }


def broken_file(seed: int) -> tuple[str, bytes]:
    """Return the broken file of a seed: its name and its bytes."""
    chance = random.Random(seed)
    files = whole_files()
    name = list(files)[seed % len(files)]
    data = files[name]
    if data.startswith(b"PK") and chance.random() < 0.7:
        return name, _broken_inside(data, chance)
    return name, _broken(data, chance)


def _broken_inside(data: bytes, chance: random.Random) -> bytes:
    """Break a member of an archive, and pack it anew."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    name = chance.choice(list(members))
    members[name] = _broken(members[name], chance)
    return zipped(members)


def _broken(data: bytes, chance: random.Random) -> bytes:
    for _ in range(chance.choice((1, 1, 2, 5, 20))):
        data = chance.choice(_WAYS)(data, chance)
    return data


def _flip(data: bytes, chance: random.Random) -> bytes:
    if not data:
        return data
    at = chance.randrange(len(data))
    return data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]


def _cut(data: bytes, chance: random.Random) -> bytes:
    return data[: chance.randrange(len(data) + 1)]


def _take_out(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + data[at + chance.randrange(1, 40) :]


def _put_in(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    return data[:at] + chance.choice(TOKENS) * chance.choice((1, 1, 3, 500)) + data[at:]


def _overwrite(data: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(data) + 1)
    noise = chance.randbytes(chance.randrange(1, 16))
    return data[:at] + noise + data[at + len(noise) :]


def _double(data: bytes, chance: random.Random) -> bytes:
    at, size = chance.randrange(len(data) + 1), chance.randrange(1, 400)
    return data[: at + size] + data[at : at + size] * chance.choice((1, 2, 50)) + data[at + size :]


_WAYS: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _flip,
    _cut,
    _take_out,
    _put_in,
    _overwrite,
    _double,
)
