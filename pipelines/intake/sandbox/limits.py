"""What a child may use, by the size of what it reads; set by the child itself before it reads."""

from __future__ import annotations

import resource
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

MIB = 1 << 20
_PACKED = (".xlsx", ".ods", ".zip", ".parquet")
# Packed files grow: a workbook of ours to about 10 times its size.
_GROWTH = 15
_MEMORY, _MEMORY_PER_BYTE, _MOST_MEMORY = 512 * MIB, 24, 12 << 30
_SECONDS, _BYTES_PER_SECOND = 10, 2 * MIB
_ANSWER, _ANSWER_PER_BYTE = 64 * MIB, 8
# A machine that is busy with other things is no fault of the sender's: the clock is more patient
# than the count of processor time.
_PATIENCE = 6


@dataclass(frozen=True)
class Limits:
    """``memory``: bytes beyond the interpreter's own; ``answer``: bytes; times in seconds."""

    memory: int
    processor_seconds: int
    wall_seconds: int
    answer: int

    def as_dict(self) -> dict[str, int]:
        """Return the limits for sending them."""
        return asdict(self)


def limits_for(files: Iterable[tuple[str, int]]) -> Limits:
    """Return the limits for reading files of these names and sizes (in bytes)."""
    size = sum(n * _GROWTH if name.lower().endswith(_PACKED) else n for name, n in files)
    seconds = _SECONDS + size // _BYTES_PER_SECOND
    return Limits(
        memory=min(_MEMORY + _MEMORY_PER_BYTE * size, _MOST_MEMORY),
        processor_seconds=seconds,
        wall_seconds=_PATIENCE * seconds,
        answer=_ANSWER + _ANSWER_PER_BYTE * size,
    )


def apply(limits: Limits) -> None:
    """Limit this process for good: memory, processor time, what it writes, and no file opened.

    Without a free descriptor a process can open no file and no connection.
    """
    _set(resource.RLIMIT_AS, _in_use() + limits.memory)
    # At the first of the two the system says why it ends a process; at the second it only ends it.
    seconds = limits.processor_seconds
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    _set(resource.RLIMIT_FSIZE, limits.answer)
    _set(resource.RLIMIT_CORE, 0)
    # Input, output, errors, request, reply and progress are open; there is no seventh.
    _set(resource.RLIMIT_NOFILE, 6)


def _set(which: int, most: int) -> None:
    resource.setrlimit(which, (most, most))


def _in_use() -> int:
    """Return the address space in use, in bytes (0 where the system does not tell)."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
    except OSError:
        return 0
    return pages * resource.getpagesize()
