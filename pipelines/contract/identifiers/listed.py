"""Lists of words that are data: one text file each, in ``lists``."""

from __future__ import annotations

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).with_name("lists")


@cache
def listed(name: str) -> frozenset[str]:
    """Return the words of a list."""
    return frozenset((_FOLDER / f"{name}.txt").read_text(encoding="utf-8").split())
