"""Write the JSON Schema of the mapping language: ``python -m pipelines.authorities.schema``."""

from __future__ import annotations

import json
from typing import Any

from pipelines.authorities.mapping import Mapping
from pipelines.settings import PROJECT_ROOT

SCHEMA_FILE = PROJECT_ROOT / "docs" / "mapping.schema.json"


def mapping_schema() -> dict[str, Any]:
    """Return the JSON Schema that editors complete and check mappings with."""
    schema = Mapping.model_json_schema(by_alias=True)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema


def main() -> None:
    """Write the schema where the documentation keeps it."""
    text = json.dumps(mapping_schema(), indent=2, sort_keys=True, ensure_ascii=False)
    SCHEMA_FILE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
