"""One run per home at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from pipelines.scratch import own_scratch
from pipelines.settings import Home


class HomeIsBusy(Exception):  # noqa: N818  (a state of affairs, not an error of ours)
    """Another run holds the home."""


@contextmanager
def home_lock(home: Home) -> Iterator[None]:
    """Hold the home for one run; the operating system lets go of it when the process ends.

    Temporary files lie in the home meanwhile; those of a run that was killed are swept. Re-entrant
    within a process, so that a command may hold it around the assets that take it.

    Raises:
        HomeIsBusy: when another process holds it.
    """
    home.work.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home.lock, timeout=0, is_singleton=True)
    try:
        lock.acquire()
    except Timeout:
        raise HomeIsBusy(
            "Another run is at work in this home. Wait until it has ended, then run this again."
        ) from None
    try:
        with own_scratch(home):
            yield
    finally:
        lock.release()
