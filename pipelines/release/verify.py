"""Is a release what it says it is: its files whole, its id their digest, its bytes made again?"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from pipelines.release.life import CERTIFICATE, SUMS
from pipelines.release.stamp import blanked, stamped, sums

Files = Mapping[str, bytes]


def files_of(folder: Path) -> dict[str, bytes]:
    """Return a release's files by path, but for the certificate, which is not of its bytes."""
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    return {name: p.read_bytes() for name, p in sorted(files.items()) if name != CERTIFICATE}


def is_whole(files: Files) -> bool:
    """Return whether the files are those of ``SHA256SUMS``."""
    return sums({n: c for n, c in files.items() if n != SUMS}) == files.get(SUMS)


def id_of(files: Files, release_id: str) -> str:
    """Return the id that the files' own bytes give."""
    blank, rest = blanked({n: c for n, c in files.items() if n != SUMS}, release_id)
    return stamped(rest, blank)[0]


def differences(files: Files, again: Files) -> list[str]:
    """Return the files that are not the same, byte for byte, when made again."""
    return sorted(n for n in {*files, *again} if files.get(n) != again.get(n))
