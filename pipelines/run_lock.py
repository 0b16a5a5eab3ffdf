"""One run per home at a time."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from pipelines.scratch import own_scratch
from pipelines.settings import Home

# How long a run from the pages waits for what is at work; a whole Scotland takes some minutes.
_PATIENCE_SECONDS = 3600.0
_ASKS_EVERY_SECONDS = 0.5
_within_a_run = False


class HomeIsBusy(Exception):  # noqa: N818  (a state of affairs, not an error of ours)
    """Another run holds the home."""


@contextmanager
def home_lock(home: Home, patience_seconds: float = 0) -> Iterator[None]:
    """Hold the home for one run; the operating system lets go of it when the process ends.

    Temporary files lie in the home meanwhile; those of a run that was killed are swept. Re-entrant
    within a process, so that a command may hold it around the jobs that take it.

    Raises:
        HomeIsBusy: when another process holds it for longer than ``patience_seconds``.
    """
    home.work.mkdir(parents=True, exist_ok=True)
    lock = FileLock(home.lock, is_singleton=True)
    try:
        lock.acquire(timeout=patience_seconds, poll_interval=_ASKS_EVERY_SECONDS)
    except Timeout:
        raise HomeIsBusy(
            "Another run is at work in this home. Wait until it has ended, then run this again."
        ) from None
    try:
        with own_scratch(home):
            yield
    finally:
        lock.release()


@contextmanager
def home_for_a_job(home: Home) -> Iterator[None]:
    """Hold the home for a job, whoever started it: a command, its worker, a page, a sensor.

    A job of a command finds the home held by its own process; one of a worker is within the run
    that has the worker, and may be at work beside others of it. Any other waits for its turn.

    Raises:
        HomeIsBusy: when its turn does not come.
    """
    with own_scratch(home) if _within_a_run else home_lock(home, _PATIENCE_SECONDS):
        yield


def work_within_a_run() -> None:
    """Say that this process works for a run which holds the home."""
    global _within_a_run
    _within_a_run = True
