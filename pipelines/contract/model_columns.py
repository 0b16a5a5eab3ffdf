"""The columns a dbt model promises, as the columns of a Parquet file."""

from __future__ import annotations

from functools import cache
from typing import Any

import pyarrow as pa
import yaml

from pipelines.settings import DBT_PROJECT_DIR

_TYPES = {
    "varchar": pa.string(),
    "bigint": pa.int64(),
    "integer": pa.int32(),
    "double": pa.float64(),
    "boolean": pa.bool_(),
    "date": pa.date32(),
}


@cache
def promised_schema(model: str) -> pa.Schema:
    """Return the columns that the YAML beside a model names, with their types.

    Raises:
        FileNotFoundError: when no model of that name has a YAML.
    """
    file = next((DBT_PROJECT_DIR / "models").rglob(f"{model}.yml"), None)
    if file is None:
        raise FileNotFoundError(f"No YAML describes the model {model}.")
    models: list[dict[str, Any]] = yaml.safe_load(file.read_text(encoding="utf-8"))["models"]
    columns = next(m["columns"] for m in models if m["name"] == model)
    return pa.schema([(c["name"], _TYPES[c["data_type"]]) for c in columns])
