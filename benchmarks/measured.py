"""Run a command and say how long it took and how much memory its largest process needed."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Measured:
    """One run of a command: seconds on the clock, seconds of processor, peak memory in MiB."""

    wall: float
    cpu: float
    peak_mib: float

    def __str__(self) -> str:
        return f"{self.wall:6.1f} s wall, {self.cpu:6.1f} s cpu, {self.peak_mib:6.0f} MiB at most"


def measured(command: list[str], **environment: str) -> Measured:
    """Run a command to its end; its own output is left out.

    The processor's seconds and the memory are those of the command and of what it waited for, and
    of no command measured before it.
    """
    with tempfile.TemporaryFile("w+") as said:
        started = time.perf_counter()
        process = subprocess.Popen(
            command, env=os.environ | environment, stdout=said, stderr=subprocess.STDOUT
        )
        _pid, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - started
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            said.seek(0)
            name = Path(command[0]).name
            sys.exit(f"{name} ended with {process.returncode}: {said.read()[-2000:]}")
    return Measured(wall, used.ru_utime + used.ru_stime, used.ru_maxrss / 1024)


def tool(name: str) -> str:
    """Return a program of this environment by its full path."""
    return str(Path(sys.executable).with_name(name))


def say(line: str) -> None:
    """Print a line of figures at once."""
    print(line, flush=True)
