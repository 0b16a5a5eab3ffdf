"""Write the JSON Schema of the mapping language: ``python -m pipelines.authorities.schema``."""

from __future__ import annotations

import json
from typing import Any

from pipelines.authorities.mapping import Mapping
from pipelines.authorities.template import template_names
from pipelines.settings import PROJECT_ROOT

SCHEMA_FILE = PROJECT_ROOT / "docs" / "mapping.schema.json"


def mapping_schema() -> dict[str, Any]:
    """Return the JSON Schema that editors complete and check mappings with."""
    schema = Mapping.model_json_schema(by_alias=True)
    whole = {name: schema["properties"].pop(name) for name in ("sources", "tables")}
    schema["properties"]["template"]["anyOf"][0]["enum"] = template_names()
    # Over a template any piece of a setting may stand alone; what comes of it is checked on load.
    anything = {name: {"type": "object"} for name in whole}
    schema |= {
        "required": [],
        "properties": schema["properties"] | dict.fromkeys(whole, True),
        "if": {"required": ["template"]},
        "then": {"properties": anything},
        "else": {"properties": whole, "required": list(whole)},
    }
    return {"$schema": "https://json-schema.org/draft/2020-12/schema"} | schema


def main() -> None:
    """Write the schema where the documentation keeps it."""
    text = json.dumps(mapping_schema(), indent=2, sort_keys=True, ensure_ascii=False)
    SCHEMA_FILE.write_text(text + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
