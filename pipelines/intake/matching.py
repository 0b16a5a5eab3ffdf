"""Which files a pattern of a mapping names."""

from __future__ import annotations

from fnmatch import fnmatchcase
from pathlib import Path

from pipelines.intake.source_table import SourceFile


def matches(file: SourceFile, pattern: str) -> bool:
    """Return whether a file's name fits a pattern; the letter case of the ending is free."""
    return fnmatchcase(_lower_ending(file.name), _lower_ending(pattern))


def _lower_ending(name: str) -> str:
    return name.removesuffix(Path(name).suffix) + Path(name).suffix.lower()
