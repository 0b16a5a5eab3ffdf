"""A release's id is a digest of its own bytes: what is written is rendered with a blank id, hashed,
and the id put in the blank. Anybody can blank it again and find the same id.
"""

from __future__ import annotations

import hashlib
import io
import zipfile
from collections.abc import Mapping

from pipelines.contract.release_tables import MADE_UP, Protected
from pipelines.release.zips import zipped

DIGITS = 12
_BLANK = "#" * DIGITS


def blank_id(protected: Protected) -> str:
    """Return the id of a release whose digest is not known yet."""
    prefix = f"{MADE_UP}-" if protected.is_made_up else ""
    return f"{prefix}{protected.day}-{_BLANK}"


def stamped(files: Mapping[str, bytes], blank: str) -> tuple[str, dict[str, bytes]]:
    """Return the release's id, and its files with the id wherever the blank stood."""
    digest = hashlib.sha256()
    for name in sorted(files):
        content = files[name]
        digest.update(f"{name}\n{len(content)}\n".encode())
        digest.update(content)
    release_id = blank.replace(_BLANK, digest.hexdigest()[:DIGITS])
    named = {
        name.replace(blank, release_id): _fill(c, blank, release_id) for name, c in files.items()
    }
    return release_id, named


def _fill(content: bytes, blank: str, release_id: str) -> bytes:
    old, new = blank.encode(), release_id.encode()
    if not zipfile.is_zipfile(io.BytesIO(content)):
        return content.replace(old, new)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        return zipped({n: archive.read(n).replace(old, new) for n in archive.namelist()})


def sums(files: Mapping[str, bytes]) -> bytes:
    """Return the lines of ``SHA256SUMS``, as ``sha256sum --check`` reads them."""
    lines = [f"{hashlib.sha256(files[name]).hexdigest()}  {name}\n" for name in sorted(files)]
    return "".join(lines).encode()
