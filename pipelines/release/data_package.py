"""``datapackage.json``: the CSV files as a Frictionless Data Package, for programs.

Types, titles and meanings are those of the declared columns; the symbols are its missing values. No
day of writing: the version is the release's id.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from pipelines.contract.release_tables import (
    STATUS_COLUMN,
    SYMBOLS,
    Kind,
    Protected,
    ProtectedTable,
    ReleaseColumn,
)
from pipelines.release import texts

LICENCE = {
    "name": "OGL-UK-3.0",
    "title": "Open Government Licence v3.0",
    "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
}
_TYPES = {"ISO date": "date", "year": "year", "days": "integer"}


def data_package(protected: Protected, release_id: str, csv: Mapping[str, bytes]) -> bytes:
    """Return the package; ``csv`` are the files by path, which it names with size and digest."""
    described = (
        texts.status_sentence(protected),
        texts.coverage_sentence(protected),
        texts.without_rows_sentence(protected),
    )
    content = {
        "profile": "tabular-data-package",
        # Small letters alone: the id cannot stand here.
        "name": f"{'made-up-' if protected.is_made_up else ''}pace-{protected.day}",
        "id": release_id,
        "title": texts.titled(protected, texts.TITLE),
        "description": " ".join(sentence for sentence in described if sentence),
        "version": release_id,
        "data_status": protected.data_status,
        "keywords": [word.strip() for word in texts.KEYWORDS.split(";")],
        "contributors": [{"title": texts.AUTHOR, "role": "author"}],
        "licenses": [LICENCE],
        "sources": [{"title": texts.SOURCE}],
        "resources": [
            _resource(protected, table, csv[f"csv/{table.shape.name}.csv"])
            for table in protected.written
        ],
    }
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode("utf-8")


def _resource(protected: Protected, table: ProtectedTable, content: bytes) -> dict[str, Any]:
    shape = table.shape
    key = shape.key
    return {
        "profile": "tabular-data-resource",
        "name": shape.name,
        "path": f"csv/{shape.name}.csv",
        "title": texts.titled(protected, shape.title),
        "description": shape.about,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "grain": shape.grain,
        "data_status": protected.data_status,
        "schema": {
            "fields": [_field(column, protected, key) for column in shape.columns],
            "missingValues": list(SYMBOLS),
            "primaryKey": key,
        },
    }


def _field(column: ReleaseColumn, protected: Protected, key: list[str]) -> dict[str, Any]:
    constraints: dict[str, Any] = {}
    if column.name in key or not column.kind.is_figure:
        constraints["required"] = True
    if column.name == STATUS_COLUMN:
        constraints["enum"] = [protected.data_status]
    if column.kind in (Kind.COUNT, Kind.AUTHORITIES, Kind.DAYS, Kind.TALLY, Kind.PERCENT):
        constraints["minimum"] = 0
    return {
        "name": column.name,
        "type": _type(column),
        "title": column.heading,
        "description": column.meaning,
        "unit": column.unit,
        "source": column.source,
        "constraints": constraints,
    }


def _type(column: ReleaseColumn) -> str:
    if column.kind is Kind.PERIOD:
        return _TYPES.get(column.unit, "string")
    if column.kind.is_whole or column.kind is Kind.AUTHORITIES:
        return "integer"
    return "number" if column.kind.is_decimal else "string"
