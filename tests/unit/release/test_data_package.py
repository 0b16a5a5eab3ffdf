"""The data package is valid as Frictionless reads it, and says what every column holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from frictionless import Package

from pipelines.contract.release_tables import SYMBOLS, Kind, Protected
from pipelines.release import DraftSummary


@pytest.fixture(scope="module")
def package(draft: DraftSummary) -> dict[str, Any]:
    return json.loads((draft.folder / "datapackage.json").read_text("utf-8"))


def _faults(folder: Path) -> list[list[Any]]:
    report = Package(str(folder / "datapackage.json")).validate()
    return report.flatten(["type", "fieldName", "note"])


def test_frictionless_finds_no_fault(draft: DraftSummary) -> None:
    assert _faults(draft.folder) == []


def test_frictionless_finds_a_changed_cell(copy_of_draft: Path) -> None:
    path = copy_of_draft / "csv" / "waiting_now_groups_by_quarter.csv"
    text = path.read_text("utf-8")
    path.write_text(text.replace(",[c],", ",few,", 1).replace(",MADE-UP\n", ",REAL\n", 1), "utf-8")
    kinds = {fault[0] for fault in _faults(copy_of_draft)}
    assert {"type-error", "hash-count", "constraint-error"} <= kinds


def test_it_declares_every_table_and_column(package: dict[str, Any], protected: Protected) -> None:
    declared = {r["name"]: r for r in package["resources"]}
    assert list(declared) == [t.shape.name for t in protected.tables]
    for table in protected.tables:
        fields = declared[table.shape.name]["schema"]["fields"]
        assert [f["name"] for f in fields] == [c.name for c in table.shape.columns]
        assert all(f["title"] and f["description"] and f["unit"] for f in fields)
        assert declared[table.shape.name]["schema"]["missingValues"] == list(SYMBOLS)
        kinds = {c.name: c.kind for c in table.shape.columns}
        for field in fields:
            assert (field["type"] in ("integer", "number")) == (
                kinds[field["name"]].is_whole
                or kinds[field["name"]].is_decimal
                or kinds[field["name"]] is Kind.AUTHORITIES
                or (kinds[field["name"]] is Kind.PERIOD and field["unit"] == "days")
            )


def test_the_key_of_a_table_tells_its_rows_apart(protected: Protected) -> None:
    for table in protected.tables:
        assert not table.frame.duplicated(table.shape.key).any(), table.shape.name


def test_it_says_made_up_and_on_what_terms(package: dict[str, Any], draft: DraftSummary) -> None:
    assert package["id"] == package["version"] == draft.release_id
    assert package["title"].startswith("MADE-UP DATA: ")
    assert package["data_status"] == "MADE-UP"
    assert "MADE-UP" in package["description"]
    assert all(r["title"].startswith("MADE-UP DATA: ") for r in package["resources"])
    assert package["licenses"][0]["name"] == "OGL-UK-3.0"
    assert package["sources"]
    assert "created" not in package
