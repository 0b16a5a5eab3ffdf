"""Zip archives (and the workbooks that are such): looked at before, and limited while, unpacking.

What an archive says of itself may be a lie, so each member is unpacked by us, up to a limit, and
a workbook's library is only ever given an archive that we have written from the result.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from pipelines.contract.findings import Finding, Refused
from pipelines.intake.source_table import Place

MOST_MEMBERS = 1_000
MOST_EXPANDED_BYTES = 1 << 30
# The largest ratio that spreadsheets and extracts of ours reach is near 30; the method's is 1,032.
MOST_RATIO = 200
SMALL_BYTES = 1 << 20
_ENCRYPTED_BIT = 0x1
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_CHUNK = 1 << 20
_END, _END_BYTES = b"PK\x05\x06", 22
_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OSError,
    EOFError,
    ValueError,
    NotImplementedError,
    LookupError,
)


@dataclass(frozen=True)
class Archive:
    """The members of an archive that is safe to unpack, in their order."""

    place: Place
    packed: zipfile.ZipFile
    members: Sequence[zipfile.ZipInfo]

    @property
    def names(self) -> list[str]:
        """Return the names of the members."""
        return [member.filename for member in self.members]

    def read(self, name: str) -> bytes:
        """Return a member; raise Refused where it is broken or larger than it says."""
        member = next(m for m in self.members if m.filename == name)
        return _unpacked(self.packed, member, self.place)


def open_archive(data: bytes, place: Place, broken: Callable[[Place], Finding]) -> Archive:
    """Return an archive that can be unpacked safely; raise Refused for any other.

    ``broken``: what to say of bytes that are no archive.
    """
    try:
        packed = zipfile.ZipFile(io.BytesIO(data))
        members = [member for member in packed.infolist() if not member.is_dir()]
    except _BROKEN:
        fault = broken(place)
    else:
        if not _is_nothing_but_an_archive(data, packed):
            _stop_at([_fault(place, "broken_archive", "Something stands around the archive.")])
        _stop_at(_faults(members, place))
        return Archive(place, packed, members)
    raise Refused([fault])


def _faults(members: Sequence[zipfile.ZipInfo], place: Place) -> Iterator[Finding]:
    names = [member.filename.lower() for member in members]
    if len(members) > MOST_MEMBERS:
        yield _fault(place, "too_many_members", "The archive holds too many files.")
    if len(set(names)) != len(names):
        yield _fault(place, "member_twice", "The archive holds two files of one name.")
    if any(_leads_out(member.filename) for member in members):
        yield _fault(place, "unsafe_path", "The archive holds a file whose name leads out of it.")
    if any(stat.S_ISLNK(member.external_attr >> 16) for member in members):
        yield _fault(place, "link", "The archive holds a link.")
    if any(member.flag_bits & _ENCRYPTED_BIT for member in members):
        yield encrypted(place)
    if any(member.compress_type not in _METHODS for member in members):
        yield _fault(place, "packing_method", "The archive is packed in an unusual way.")
    if _is_too_large(members):
        yield too_large(place)


def _is_nothing_but_an_archive(data: bytes, packed: zipfile.ZipFile) -> bool:
    """Return whether an archive fills its file: else another reader may find another one in it."""
    begins = data.startswith((b"PK\x03\x04", _END))
    return begins and data.rfind(_END) + _END_BYTES + len(packed.comment) == len(data)


def _leads_out(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return "\\" in name or ":" in parts[0] or not all(parts) or bool({"..", "."} & set(parts))


def _is_too_large(members: Sequence[zipfile.ZipInfo]) -> bool:
    sizes = [member.file_size for member in members]
    return sum(sizes) > MOST_EXPANDED_BYTES or any(
        member.file_size > SMALL_BYTES
        and member.file_size > MOST_RATIO * max(member.compress_size, 1)
        for member in members
    )


def _unpacked(packed: zipfile.ZipFile, member: zipfile.ZipInfo, place: Place) -> bytes:
    # zipfile stops at the size that the member declares, which has been checked, and compares the
    # checksum at its end.
    try:
        with packed.open(member) as stream:
            chunks = list(iter(lambda: stream.read(_CHUNK), b""))
    except (*_BROKEN, RuntimeError):
        fault = _fault(place, "broken_archive", "A file in the archive cannot be unpacked.")
    else:
        return b"".join(chunks)
    raise Refused([fault])


def too_large(place: Place) -> Finding:
    """Return what is said of something that would be too large, or grow too large."""
    return place.fault(
        "too_large",
        "The file holds, or says that it holds, more than is read.",
        "Send the extract in parts, or as plain CSV files.",
    )


def encrypted(place: Place) -> Finding:
    """Return what is said of a file that needs a password."""
    return place.fault(
        "encrypted",
        "The file is protected by a password.",
        "Save it without a password, and send it by the agreed secure way.",
    )


def _fault(place: Place, rule: str, sentence: str) -> Finding:
    return place.fault(rule, sentence, "Put the plain files of the extract into one archive.")


def _stop_at(faults: Iterable[Finding]) -> None:
    found = list(faults)
    if found:
        raise Refused(found)
