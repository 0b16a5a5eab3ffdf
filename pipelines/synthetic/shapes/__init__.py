"""The forms in which the same five tables arrive: one writer for each.

A shape takes rows as they come, so that no authority has to fit into memory.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final, Protocol

from pipelines.synthetic.authorities import Shape
from pipelines.synthetic.extract import Rows
from pipelines.synthetic.shapes.semicolon import SemicolonFiles
from pipelines.synthetic.shapes.semicolon import mapping_text as semicolon_mapping
from pipelines.synthetic.shapes.standard_csv import StandardCsv
from pipelines.synthetic.shapes.workbook import Workbook


class ShapeWriter(Protocol):
    """Writes the five tables of one submission into its folder."""

    def add(self, rows: Rows) -> None:
        """Write the rows of one child."""

    def close(self) -> None:
        """Finish the files."""


WRITERS: Final[dict[Shape, Callable[[Path], ShapeWriter]]] = {
    Shape.STANDARD_CSV: StandardCsv,
    Shape.WORKBOOK: Workbook,
    Shape.SEMICOLON: SemicolonFiles,
}

MAPPINGS: Final[dict[Shape, Callable[[], str]]] = {Shape.SEMICOLON: semicolon_mapping}
"""Shapes that need a mapping in the home, and its text."""
