"""A strict RFC 4180 reader: every byte is accounted for, or the file is refused at a place.

The bytes and their encoding are dealt with here, rows and cells in ``csv_records``.
"""

from __future__ import annotations

from pipelines.contract.findings import Finding, Refused
from pipelines.intake.csv_records import Dialect, Fault, records_of
from pipelines.intake.source_table import Place

__all__ = ["Dialect", "decoded", "read_records"]
_UTF8_MARK = b"\xef\xbb\xbf"
_UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
_CODEC = {"utf-8": "utf-8-sig", "utf-16": "utf-16", "cp1252": "cp1252"}
_RESEND = "Export the file again with the declared settings and send it anew."


def read_records(data: bytes, dialect: Dialect, place: Place) -> list[list[str]]:
    """Return the records of a delimited file; raise Refused with one finding where it is broken.

    A record's number from 1 is its row in a spreadsheet. Widths are not compared here.
    """
    try:
        return records_of(_decode(data, dialect), dialect)
    except Fault as fault:
        found = _finding(place, fault)
    raise Refused([found])


def decoded(data: bytes, dialect: Dialect, place: Place) -> str:
    """Return the text of a file in the declared encoding; raise Refused for a byte outside it."""
    try:
        return _decode(data, dialect)
    except Fault as fault:
        found = _finding(place, fault)
    raise Refused([found])


def _finding(place: Place, fault: Fault) -> Finding:
    return place.fault(fault.rule, fault.sentence, _RESEND, row=fault.row, position=fault.position)


def _decode(data: bytes, dialect: Dialect) -> str:
    if not data.strip():
        raise Fault("empty_file", "The file is empty.", 1)
    if dialect.encoding != "utf-16" and data[:2] in _UTF16_MARKS:
        raise Fault("wrong_encoding", "The file is marked as UTF-16, which is not declared.", 1)
    if dialect.encoding != "utf-16" and b"\x00" in data:
        raise Fault(
            "nul_byte", "The file holds a NUL byte.", *_where(data, data.index(b"\x00"), dialect)
        )
    if dialect.encoding == "cp1252" and data.startswith(_UTF8_MARK):
        raise Fault("wrong_encoding", "The file is marked as UTF-8; declared is cp1252.", 1)
    if dialect.encoding == "utf-16" and data[:2] not in _UTF16_MARKS:
        raise Fault("wrong_encoding", "The file lacks the mark of UTF-16, which is declared.", 1)
    try:
        text = data.decode(_CODEC[dialect.encoding], "strict")
    except UnicodeDecodeError as error:
        at = _where(data, error.start, dialect)
    else:
        return _checked_text(text)
    sentence = f"The file holds bytes that are not {dialect.encoding}, the declared encoding."
    raise Fault("wrong_encoding", sentence, *at)


def _where(data: bytes, offset: int, dialect: Dialect) -> tuple[int, int]:
    line_start = data.rfind(b"\n", 0, offset) + 1
    row = data.count(b"\n", 0, offset) + 1
    return row, data.count(dialect.delimiter.encode("ascii", "replace"), line_start, offset)


def _checked_text(text: str) -> str:
    if "\x00" in text:
        raise Fault(
            "nul_byte", "The file holds a NUL.", text.count("\n", 0, text.index("\x00")) + 1
        )
    if not text.strip("\r\n"):
        raise Fault("empty_file", "The file is empty.", 1)
    return text
