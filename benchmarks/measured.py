"""Run a command and say how long it took and how much memory its largest process needed."""

from __future__ import annotations

import os
import resource
import subprocess
import sys
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
    """Run a command to its end; its own output is left out."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    started = time.perf_counter()
    done = subprocess.run(
        command, env=os.environ | environment, capture_output=True, check=False, text=True
    )
    wall = time.perf_counter() - started
    if done.returncode:
        sys.exit(f"{Path(command[0]).name} ended with {done.returncode}: {done.stderr[-500:]}")
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime
    # The largest child of this process so far: a bound from above.
    return Measured(wall, cpu, after.ru_maxrss / 1024)


def tool(name: str) -> str:
    """Return a program of this environment by its full path."""
    return str(Path(sys.executable).with_name(name))


def say(line: str) -> None:
    """Print a line of figures at once."""
    print(line, flush=True)
