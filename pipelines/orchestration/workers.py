"""The pool of processes that take authorities in side by side."""

from __future__ import annotations

import os
import signal
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import connection, get_context, parent_process
from threading import Thread


def worker_pool(workers: int, preload: Sequence[str]) -> ProcessPoolExecutor:
    """Return a pool whose workers end with this process, however it ends.

    They are forked from one process that has imported ``preload``.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_end_with_the_run)


def _end_with_the_run() -> None:
    """Watch the process that has the pool: workers would wait for work of a dead one for ever."""
    run = parent_process()
    if run is not None:
        Thread(target=_end_after, args=(run.sentinel,), daemon=True).start()


def _end_after(sentinel: int) -> None:
    connection.wait([sentinel])
    # At once, as the run itself ended: what was being written is done again by the next run.
    os.kill(os.getpid(), signal.SIGKILL)
