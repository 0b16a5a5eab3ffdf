"""Files of one JSON object a line that only grow: a kill leaves all of a line or none of it."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any


def whole_lines(path: Path) -> Iterator[dict[str, Any]]:
    """Yield the objects of a file, oldest first; none where there is no file."""
    if not path.exists():
        return
    # A line without its newline was cut short by a kill: it never happened.
    *whole, _cut = path.read_text(encoding="utf-8").split("\n")
    for line in whole:
        yield json.loads(line)


def append_line(path: Path, record: Mapping[str, Any]) -> None:
    """Add an object to a file, over what a kill may have left of another."""
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(record, sort_keys=True) + "\n"
    with path.open("a+b") as handle:
        whole = path.read_bytes().rfind(b"\n") + 1
        handle.truncate(whole)
        handle.write(line.encode("utf-8"))
        handle.flush()
        os.fsync(handle.fileno())


def known_fields(cls: type[Any], raw: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a dataclass knows of an object: a later version may have written more."""
    names = {f.name for f in fields(cls)}
    return {name: value for name, value in raw.items() if name in names}
