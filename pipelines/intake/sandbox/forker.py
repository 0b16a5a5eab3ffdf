"""The process that forks children: it has the readers imported, and reads nothing itself.

Started as ``python -m pipelines.intake.sandbox.forker DESCRIPTOR``; ends when the other side closes
its end. A request comes with two open files (what to read, where the answer goes); when the child
is gone, the forker says how that came about.
"""

from __future__ import annotations

import json
import os
import select
import signal
import socket
import sys
import time
from importlib.abc import MetaPathFinder
from typing import Any

from pipelines.intake.sandbox.child import AT, become_child
from pipelines.intake.sandbox.limits import Limits
from pipelines.intake.sandbox.rehearse import rehearse
from pipelines.intake.sandbox.scratch import scratch_file

MOST_REQUEST = 4_096
# What Rust says before it gives up for want of memory.
_RUST_OUT_OF_MEMORY = b"memory allocation of"


def serve(link: socket.socket) -> None:
    """Answer requests until the other side is gone."""
    get_ready()
    while True:
        said, files, _flags, _address = socket.recv_fds(link, MOST_REQUEST, 2)
        if not said:
            return
        told = _in_child(link, Limits(**json.loads(said)), files)
        for descriptor in files:
            os.close(descriptor)
        link.sendall(json.dumps(told).encode() + b"\n")


def get_ready() -> None:
    """Import and read once what children need, and no more."""
    sys.meta_path.insert(0, _WithoutPandas())
    rehearse()


class _WithoutPandas(MetaPathFinder):
    """Arrow imports pandas to see whether a list is a series: half a second, of no use here."""

    def find_spec(self, fullname: str, *_where: object) -> None:
        """Say of pandas that it is not installed, and leave all else to the others."""
        if fullname == "pandas":
            raise ModuleNotFoundError(fullname)


def _in_child(link: socket.socket, limits: Limits, files: list[int]) -> dict[str, Any]:
    seen, progress = os.pipe()
    with scratch_file() as speech:
        pid = os.fork()
        if pid == 0:
            become_child(limits, [*files, progress], speech)
        os.close(progress)
        at, in_time = _watched(link, seen, limits.wall_seconds)
        os.close(seen)
        if not in_time:
            os.kill(pid, signal.SIGKILL)
        _pid, status, usage = os.wait4(pid, 0)
        code = os.waitstatus_to_exitcode(status)
        return {
            "code": code,
            "in_time": in_time and -code != signal.SIGXCPU,
            "out_of_memory": _RUST_OUT_OF_MEMORY in os.pread(speech, MOST_REQUEST, 0),
            "file": at,
            "processor_seconds": usage.ru_utime + usage.ru_stime,
            "peak_bytes": usage.ru_maxrss * 1024,
        }


def _watched(link: socket.socket, seen: int, seconds: int) -> tuple[int, bool]:
    """Wait for the end of a child; return the number of the file it was at, and if it was in time.

    A child holds the other end of ``seen`` for as long as it lives, and writes its progress to it.
    """
    at, end = 0, time.monotonic() + seconds
    while (left := end - time.monotonic()) > 0:
        ready, _writable, _broken = select.select([seen, link], [], [], left)
        if link in ready:
            return at, False  # nobody waits for the answer any more
        told = os.read(seen, MOST_REQUEST) if ready else b""
        if ready and not told:
            return at, True
        at = int.from_bytes(told[-AT:], "big")
    return at, False


if __name__ == "__main__":
    with socket.socket(fileno=int(sys.argv[1])) as own_end:
        serve(own_end)
