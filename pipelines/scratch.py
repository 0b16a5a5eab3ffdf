"""Where libraries put temporary files while a command is at work: a private folder of the home.

A library that writes a workbook, or spills a table, leaves what it wrote where it wrote it when it
is killed. So all of them are pointed below the home, at a folder that only this user may open; what
a killed process left there is swept by the next one.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from pipelines.settings import Home

VARIABLES = ("TMPDIR", "SQLITE_TMPDIR")
_OWNED, _GUARD = "owned.lock", "sweep.lock"


@contextmanager
def own_scratch(home: Home) -> Iterator[Path]:
    """Have this process and those it starts put temporary files into a folder of its own.

    The folder goes when this ends; if it never ends, the system lets go of the folder's lock and
    the next one sweeps it. Contexts may be nested: each has a folder.
    """
    folder, owned = _made(home)
    try:
        with _pointed_at(str(folder)):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
        owned.release()


def _made(home: Home) -> tuple[Path, FileLock]:
    home.scratch.mkdir(mode=0o700, parents=True, exist_ok=True)
    home.scratch.chmod(0o700)
    # Under the guard nobody takes a folder that has just been made for one that was left.
    with FileLock(home.scratch / _GUARD):
        for left in home.scratch.iterdir():
            _sweep(left)
        folder = Path(tempfile.mkdtemp(dir=home.scratch))
        owned = FileLock(folder / _OWNED)
        owned.acquire()
    return folder, owned


def _sweep(left: Path) -> None:
    """Remove what a process left that is gone; those that live hold their lock."""
    if not left.is_dir():
        return
    try:
        with FileLock(left / _OWNED, timeout=0):
            shutil.rmtree(left, ignore_errors=True)
    except (Timeout, OSError):
        return


@contextmanager
def _pointed_at(folder: str | None) -> Iterator[None]:
    before = {name: os.environ.get(name) for name in VARIABLES}
    default, tempfile.tempdir = tempfile.tempdir, folder
    _set(dict.fromkeys(VARIABLES, folder))
    try:
        yield
    finally:
        _set(before)
        tempfile.tempdir = default


def _set(values: dict[str, str | None]) -> None:
    for name, value in values.items():
        if value is None:
            os.environ.pop(name, None)
        else:
            os.environ[name] = value


@contextmanager
def outside_scratch() -> Iterator[None]:
    """Point at the system's own folder again: for sockets, whose names may be 107 bytes long.

    A home may lie deeper than that. Nothing that is data may be written here.
    """
    with _pointed_at(None):
        yield
