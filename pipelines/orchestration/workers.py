"""The pool of processes that take authorities in side by side."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

from pipelines.orchestration.leftovers import end_with_the_run


def worker_pool(workers: int, preload: Sequence[str]) -> ProcessPoolExecutor:
    """Return a pool whose workers end with this process, however it ends.

    They are forked from one process that has imported ``preload``.
    """
    context = get_context("forkserver")
    context.set_forkserver_preload(list(preload))
    return ProcessPoolExecutor(workers, mp_context=context, initializer=end_with_the_run)
