"""Writing so that a kill at any point leaves the old or the new, never a half."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path
from typing import Any


def write_file(path: Path, data: bytes) -> None:
    """Replace a file by a complete new one."""
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.new")
    with fresh.open("wb") as handle:
        handle.write(data)
        handle.flush()
        os.fsync(handle.fileno())
    fresh.replace(path)


def write_json(path: Path, content: Any) -> None:
    """Replace a JSON file by a complete new one."""
    text = json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False)
    write_file(path, (text + "\n").encode("utf-8", "backslashreplace"))


def fresh_folder(path: Path) -> Path:
    """Return an empty folder, without what a killed run may have left in it."""
    shutil.rmtree(path, ignore_errors=True)
    path.mkdir(parents=True)
    return path


def publish_folder(temporary: Path, final: Path) -> None:
    """Make a complete folder appear under its name at once, and last."""
    for path in temporary.iterdir():
        _sync(path)
    _sync(temporary)
    temporary.rename(final)
    _sync(final.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
