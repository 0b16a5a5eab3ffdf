"""What the YAML beside each model says of its columns, read without dbt."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from pipelines.settings import DBT_PROJECT_DIR

MODELS = DBT_PROJECT_DIR / "models"


@dataclass(frozen=True)
class ModelColumn:
    """One column as documented."""

    layer: str  # staging, core, marts or steps
    model: str
    name: str
    data_type: str
    description: str
    is_quoted: bool


@cache
def model_columns() -> tuple[ModelColumn, ...]:
    """Return every documented column of every model, in the order of files."""
    found: list[ModelColumn] = []
    for path in sorted(MODELS.rglob("*.yml")):
        folders = path.relative_to(MODELS).parts
        layer = "steps" if "steps" in folders else folders[0]
        for model in yaml.safe_load(path.read_text(encoding="utf-8")).get("models", []):
            found += [_column(layer, model["name"], c) for c in model.get("columns", [])]
    return tuple(found)


def _column(layer: str, model: str, spec: dict[str, Any]) -> ModelColumn:
    return ModelColumn(
        layer,
        model,
        spec["name"],
        spec.get("data_type", ""),
        " ".join(spec.get("description", "").split()),
        spec.get("quote", False),
    )


def columns_of(layer: str) -> dict[str, set[str]]:
    """Return the documented columns of a layer's models by model."""
    by_model: dict[str, set[str]] = {}
    for column in model_columns():
        if column.layer == layer:
            by_model.setdefault(column.model, set()).add(column.name)
    return by_model
