"""Open what lies in a drop folder: plain files, each read once; nothing that a name points away to.

A link could lead to any file of this machine, a pipe would be waited for without end, and a file
larger than memory would end the run: none of them is read.
"""

from __future__ import annotations

import hashlib
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path

MOST_BYTES = 1 << 30


class NotAFile(OSError):  # noqa: N818
    """A folder, a pipe or a device: nothing that was sent."""


@contextmanager
def opened(path: Path) -> Iterator[BufferedReader]:
    """Open a plain file for reading; raise OSError for a link and all that is none."""
    number = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    with os.fdopen(number, "rb") as file:
        if not stat.S_ISREG(os.fstat(number).st_mode):
            raise NotAFile
        yield file


def size_of(file: BufferedReader) -> int:
    """Return the size of an opened file in bytes."""
    return os.fstat(file.fileno()).st_size


def digest_of(file: BufferedReader) -> str:
    """Return the SHA-256 of an opened file without holding it in memory."""
    return hashlib.file_digest(file, "sha256").hexdigest()
