"""The pool of processes that take authorities in side by side."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context, util

from pipelines.orchestration.leftovers import end_with_the_run
from pipelines.run_lock import work_within_a_run
from pipelines.scratch import outside_scratch


def worker_pool(workers: int, preload: Sequence[str]) -> ProcessPoolExecutor:
    """Return a pool whose workers end with this process, however it ends.

    They are forked from one process that has imported ``preload``.
    """
    with outside_scratch():
        util.get_temp_dir()  # holds sockets alone, and is asked for once in a process
    context = get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    return ProcessPoolExecutor(workers, mp_context=context, initializer=_begin)


def _begin() -> None:
    work_within_a_run()
    end_with_the_run()
