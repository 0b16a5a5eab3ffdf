"""What a drop folder looks like from outside: digests of its files, cached while nothing moves."""

from __future__ import annotations

import hashlib
import json
import os
import time
from collections.abc import Iterable
from pathlib import Path

from pipelines.authorities.template import settings_bytes
from pipelines.intake.drop_folder import entries_of
from pipelines.intake.open_file import digest_of, opened
from pipelines.settings import Home

# Raise it when the same bytes would be judged otherwise than before.
INTAKE_VERSION = "5"
# A file that changed this recently could change again without its times showing it.
_TOO_YOUNG_SECONDS = 2


class DigestCache:
    """Digests by path, size, times and inode, kept under ``.pace`` between runs."""

    def __init__(self, home: Home) -> None:
        self._file = home.work / "digests.json"
        self._known: dict[str, list[int | str]] = self._load()
        self._fresh: dict[str, list[int | str]] = {}

    def _load(self) -> dict[str, list[int | str]]:
        try:
            known = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return known if isinstance(known, dict) else {}

    def digest(self, path: Path) -> str:
        """Return the SHA-256 of a file, reading it only if it moved since it was last read."""
        found = path.lstat()
        known = self._known.get(str(path))
        if known is not None and known[:-1] == _identity(found):
            return str(known[-1])
        with opened(path) as file:
            digest = digest_of(file)
        self.remember(path, found, digest)
        return digest

    def remember(self, path: Path, found: os.stat_result, digest: str) -> None:
        """Keep a digest taken of a file that looked like this before it was read."""
        newest = max(found.st_mtime, found.st_ctime)
        if time.time() - newest > _TOO_YOUNG_SECONDS:
            self._known[str(path)] = self._fresh[str(path)] = [*_identity(found), digest]

    def save(self) -> None:
        """Add what is new to the cache; losing it costs a reading, nothing else."""
        if not self._fresh:
            return
        # Intakes of two authorities run side by side: keep what the other has written since.
        self._known = self._load() | self._fresh
        self._file.parent.mkdir(parents=True, exist_ok=True)
        fresh = self._file.with_name(f"{self._file.name}.{os.getpid()}")
        fresh.write_text(json.dumps(self._known), encoding="utf-8")
        fresh.replace(self._file)
        self._fresh = {}


def _identity(found: os.stat_result) -> list[int | str]:
    return [found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino]


def fingerprint(
    digests: Iterable[tuple[str, str]], mapping_bytes: bytes | None, key_id: str
) -> str:
    """Return the digest of everything that decides what becomes of a folder.

    ``digests``: relative name and SHA-256 of each file (a folder in it has an empty digest).
    """
    settings = None if mapping_bytes is None else settings_bytes(mapping_bytes)
    mapping = hashlib.sha256(settings).hexdigest() if settings is not None else ""
    parts = [sorted(digests), mapping, key_id, INTAKE_VERSION]
    return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def digests_of(folder: Path, cache: DigestCache) -> list[tuple[str, str]]:
    """Return name and digest of everything in a drop folder."""
    return [(path.name, _digest_or_none(path, cache)) for path in entries_of(folder)]


def _digest_or_none(path: Path, cache: DigestCache) -> str:
    try:
        return cache.digest(path)
    except OSError:  # a folder, a link to nowhere, a file we may not read
        return ""
