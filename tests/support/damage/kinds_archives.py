"""Damage to archives, and to what is declared beside the files."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Callable

from tests.support.broken_files import zipped
from tests.support.damage.case import HARMLESS, REFUSED, Case, Expected, NotHere, kind

DECLARATION = "submission.yaml"

# Archives


def _archive(
    case: Case, how: Callable[[dict[str, bytes]], bytes], name: str = "extract.zip"
) -> None:
    """Send all files in an archive that is made otherwise."""
    if case.base.sent.mapping is not None:
        raise NotHere

    def changed(files: dict[str, bytes]) -> dict[str, bytes]:
        if "extract.zip" in files:
            with zipfile.ZipFile(io.BytesIO(files["extract.zip"])) as archive:
                files = {n: archive.read(n) for n in archive.namelist()}
        return {name: how(files)}

    case.outside.append(changed)


def _said_of_archive(case: Case, rules: str) -> Expected:
    return case.said(REFUSED, rules, file="extract.zip")


@kind
def archive_of_a_folder(case: Case) -> Expected:
    _archive(case, lambda f: zipped({f"2020-07-31/{n}": d for n, d in f.items()}))
    return case.said(HARMLESS)


@kind
def archive_from_a_mac(case: Case) -> Expected:
    _archive(case, lambda f: zipped(f | {"__MACOSX/._x.csv": b"x", ".DS_Store": b"x"}))
    return case.said(HARMLESS)


@kind
def archive_with_a_path_out(case: Case) -> Expected:
    name = case.chance.choice(("../evil.csv", "/etc/evil.csv", "a/../../evil.csv", "..\\evil.csv"))
    _archive(case, lambda f: zipped(f | {name: b"x"}))
    return _said_of_archive(case, "unsafe_path")


@kind
def archive_with_something_around_it(case: Case) -> Expected:
    before = case.chance.random() < 0.5
    more = b"#!/bin/sh\n" if before else b"\r\n" + case.chance.randbytes(20)
    _archive(case, lambda f: more + zipped(f) if before else zipped(f) + more)
    return _said_of_archive(case, "broken_archive")


@kind
def archive_in_an_archive(case: Case) -> Expected:
    _archive(case, lambda f: zipped({"inner.zip": zipped(f)}))
    return _said_of_archive(case, "nested_archive")


@kind
def archive_of_folders(case: Case) -> Expected:
    _archive(case, lambda f: zipped({f"{n[0]}/{n}": d for n, d in f.items()} | {"x/y/z": b""}))
    return _said_of_archive(case, "nested_archive")


@kind
def archive_that_grows(case: Case) -> Expected:
    _archive(case, lambda f: zipped(f | {"big.csv": b"0" * 6_000_000}))
    return _said_of_archive(case, "too_large")


@kind
def archive_with_a_name_twice(case: Case) -> Expected:
    _archive(case, lambda f: zipped(f | {n.upper(): d for n, d in list(f.items())[:1]}))
    return _said_of_archive(case, "member_twice")


@kind
def archive_with_a_password(case: Case) -> Expected:
    def locked(files: dict[str, bytes]) -> bytes:
        data = bytearray(zipped(files))
        at = data.index(b"PK\x01\x02") + 8
        data[at] |= 1
        return bytes(data)

    _archive(case, locked)
    return _said_of_archive(case, "encrypted")


@kind
def archive_with_a_link(case: Case) -> Expected:
    def linked(files: dict[str, bytes]) -> bytes:
        sink = io.BytesIO()
        with zipfile.ZipFile(sink, "w") as archive:
            for name, data in files.items():
                archive.writestr(name, data)
            link = zipfile.ZipInfo("placements2.csv")
            link.external_attr = 0o120777 << 16
            archive.writestr(link, "/etc/passwd")
        return sink.getvalue()

    _archive(case, linked)
    return _said_of_archive(case, "link")


@kind
def archive_packed_oddly(case: Case) -> Expected:
    method = case.chance.choice((zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA))
    _archive(case, lambda f: zipped(f, method))
    return _said_of_archive(case, "packing_method")


@kind
def archive_broken(case: Case) -> Expected:
    share = case.chance.uniform(0.1, 0.95)
    _archive(case, lambda f: (lambda d: d[: int(len(d) * share)])(zipped(f)))
    return _said_of_archive(case, "not_an_archive broken_archive")


@kind
def archive_with_a_wrong_sum(case: Case) -> Expected:
    def broken(files: dict[str, bytes]) -> bytes:
        data = bytearray(zipped(files))
        for at in range(80, 120):
            data[at] ^= 0xFF
        return bytes(data)

    _archive(case, broken)
    return _said_of_archive(case, "broken_archive not_an_archive")


@kind
def archive_of_another_kind(case: Case) -> Expected:
    head = case.chance.choice((b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x1f\x8b\x08", b"BZh9"))
    name = case.chance.choice(("extract.7z", "extract.csv", "extract.zip", "extract.tar.gz"))
    _archive(case, lambda f: head + zipped(f), name)
    return case.said(REFUSED, "other_archive", file=name)


# What is declared


def _declared(case: Case, text: str | Callable[[dict[str, bytes]], str]) -> None:
    def added(files: dict[str, bytes]) -> dict[str, bytes]:
        return files | {DECLARATION: (text if isinstance(text, str) else text(files)).encode()}

    case.outside.append(added)


def _said_of_declaration(case: Case, rules: str) -> Expected:
    return case.said(REFUSED, rules, file=DECLARATION)


def _hashes(files: dict[str, bytes]) -> str:
    lines = (f"  {json.dumps(n)}: {hashlib.sha256(d).hexdigest()}\n" for n, d in files.items())
    return "files:\n" + "".join(lines)


@kind
def declared_rightly(case: Case) -> Expected:
    who = case.base.sent.authority
    _declared(case, lambda f: f"authority: {who.code}\nas_at: 2020-07-31\n" + _hashes(f))
    return case.said(HARMLESS)


@kind
def declared_hash_differs(case: Case) -> Expected:
    """A file that was cut short, or changed, after it was declared."""
    changed = case.chance.choice(("cut", "cut at a row", "byte"))

    def then(files: dict[str, bytes]) -> dict[str, bytes]:
        name = sorted(n for n in files if n != DECLARATION)[0]
        data = files[name]
        if changed == "cut":
            data = data[: len(data) * 2 // 3]
        elif changed == "cut at a row":
            data = data[: data.rfind(b"\n", 0, -2) + 1] or data[:-1]
        else:
            data = data[:-9] + b"7" + data[-8:]
        return files | {name: data}

    _declared(case, _hashes)
    case.outside.append(then)
    return case.said(REFUSED, "hash_differs")


@kind
def declared_file_absent(case: Case) -> Expected:
    _declared(case, lambda f: _hashes(f | {"more.csv": b""}))
    return _said_of_declaration(case, "declared_file_absent")


@kind
def declared_other_authority(case: Case) -> Expected:
    _declared(case, "authority: S12000033\n")
    return _said_of_declaration(case, "wrong_authority")


@kind
def declared_other_day(case: Case) -> Expected:
    _declared(case, case.chance.choice(("as_at: 2020-07-30\n", "as_at: 2019-07-31\n")))
    return _said_of_declaration(case, "wrong_as_at")


@kind
def declared_unknown_line(case: Case) -> Expected:
    _declared(case, case.chance.choice(("asat: 2020-07-31\n", "comment: fine\n", "Authority: x\n")))
    return _said_of_declaration(case, "declaration_unknown")


@kind
def declared_no_yaml(case: Case) -> Expected:
    text = case.chance.choice(
        ("authority: [\n", "\tx: 1\n", "a: 1\na: 2\n", "&a [*a]\n", "just words\n", "- a\n- b\n")
    )
    _declared(case, text)
    return _said_of_declaration(case, "declaration_unreadable declaration_unknown")


@kind
def declared_no_day(case: Case) -> Expected:
    _declared(
        case, case.chance.choice(("as_at: 31/07/2020\n", "as_at: 20200731\n", "as_at: soon\n"))
    )
    return _said_of_declaration(case, "declaration_unreadable")


@kind
def declared_absent_but_required(case: Case) -> Expected:
    _declared(
        case, case.chance.choice(("absent: [children]\n", "absent: [episodes]\n", "absent: [x]\n"))
    )
    return _said_of_declaration(case, "wrong_absent")


@kind
def declared_absent_but_there(case: Case) -> Expected:
    if case.base.sent.mapping is not None:
        raise NotHere
    _declared(case, f"absent: [{case.chance.choice(('placements', 'milestones'))}]\n")
    return case.said(REFUSED, "wrongly_absent absent_but_sent declared_absent wrong_absent")


@kind
def declared_other_system(case: Case) -> Expected:
    if case.base.sent.mapping is None:
        raise NotHere
    _declared(case, "source_system: Another system\n")
    return _said_of_declaration(case, "wrong_source")
