"""Nothing that a run has started may outlive it, even when the run is killed.

A dbt that goes on alone would write into the candidate that the next run has just begun.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import connection, parent_process
from threading import Thread


@contextmanager
def ends_with_the_run(pid: int) -> Iterator[None]:
    """Have a process that this one has started killed when this one ends, however it ends.

    A shell waits for its input to close, which the system does for a process that was killed.
    """
    watch = ["/bin/sh", "-c", f"read -r _; kill -9 {pid}"]
    watcher = subprocess.Popen(  # noqa: S603
        watch, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        # Before its input is closed: the number may be another process's by now.
        watcher.kill()
        watcher.communicate()


def end_with_the_run() -> None:
    """Let a worker of a pool end with the process that has the pool.

    It would wait for work of a dead one for ever.
    """
    run = parent_process()
    if run is not None:
        Thread(target=_end_after, args=(run.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    connection.wait([sentinel])
    # At once, as the run itself ended: what was being written is done again by the next run.
    os.kill(os.getpid(), signal.SIGKILL)
