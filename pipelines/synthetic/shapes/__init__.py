"""The forms in which the same five tables arrive: one writer for each.

A shape takes rows as they come, so that no authority has to fit into memory.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final, Protocol

from pipelines.synthetic.authorities import Shape
from pipelines.synthetic.extract import Rows
from pipelines.synthetic.shapes.oracle_style import OracleStyle
from pipelines.synthetic.shapes.parquet import Parquet
from pipelines.synthetic.shapes.semicolon import SemicolonFiles
from pipelines.synthetic.shapes.semicolon import mapping_text as semicolon_mapping
from pipelines.synthetic.shapes.standard_csv import StandardCsv
from pipelines.synthetic.shapes.templates import ORACLE, STEPS, TRACKER, mapping_of
from pipelines.synthetic.shapes.templates import mapping_text as template_mapping
from pipelines.synthetic.shapes.tracker import TrackerAndSystem
from pipelines.synthetic.shapes.workbook import Workbook
from pipelines.synthetic.shapes.workflow_steps import WorkflowSteps


class ShapeWriter(Protocol):
    """Writes the five tables of one submission into its folder."""

    def add(self, rows: Rows) -> None:
        """Write the rows of one child."""

    def close(self) -> None:
        """Finish the files."""


WRITERS: Final[dict[Shape, Callable[[Path], ShapeWriter]]] = {
    Shape.STANDARD_CSV: StandardCsv,
    Shape.WORKBOOK: Workbook,
    Shape.PARQUET: Parquet,
    Shape.SEMICOLON: SemicolonFiles,
    Shape.ORACLE_STYLE: OracleStyle,
    Shape.TRACKER: TrackerAndSystem,
    Shape.WORKFLOW_STEPS: WorkflowSteps,
}

TEMPLATES: Final = {
    Shape.ORACLE_STYLE: ORACLE,
    Shape.TRACKER: TRACKER,
    Shape.WORKFLOW_STEPS: STEPS,
}
"""Shapes whose mapping is a template of the package."""

MAPPINGS: Final[dict[Shape, Callable[[], str]]] = {
    Shape.SEMICOLON: semicolon_mapping,
    **{shape: partial(template_mapping, name) for shape, name in TEMPLATES.items()},
}
"""Shapes that need a mapping in the home, and its text."""


def source_system(shape: Shape) -> str:
    """Return what the sender of a shape calls its system."""
    if shape in TEMPLATES:
        return str(mapping_of(TEMPLATES[shape]).source_system)
    is_standard = shape in (Shape.STANDARD_CSV, Shape.PARQUET)
    return "Made-up standard extract" if is_standard else "Invented case system"
