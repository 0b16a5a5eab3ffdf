"""Files that have no name: gone with the last process that holds them, however it ends."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def scratch_file() -> Iterator[int]:
    """Open a nameless file, in memory where the system can, and give its descriptor."""
    descriptor = _opened()
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _opened() -> int:
    if hasattr(os, "memfd_create"):
        return os.memfd_create("pace", os.MFD_CLOEXEC)
    with tempfile.TemporaryFile() as file:
        return os.dup(file.fileno())
