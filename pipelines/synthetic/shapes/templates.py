"""The mappings of made-up authorities whose source system has a template in the package."""

from __future__ import annotations

from functools import cache
from typing import Final

from pipelines.authorities.load import parse_mapping
from pipelines.authorities.mapping import Mapping

ORACLE: Final = "oracle-style-export"
TRACKER: Final = "case-system-with-tracker"
STEPS: Final = "workflow-steps"


def mapping_text(template: str) -> str:
    """Return the mapping of an authority whose system is as the template says, as YAML."""
    head = "# Made-up authority: its invented system's export is as the template of the package.\n"
    return f"{head}template: {template}\n"


@cache
def mapping_of(template: str) -> Mapping:
    """Return the mapping that :func:`mapping_text` stands for."""
    return parse_mapping(mapping_text(template).encode(), f"{template}.yaml")
