"""Every model and column of the warehouse is documented, and nothing is that is not there."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.support.model_files import model_columns
from tests.support.spec_build import spec_warehouse
from tests.support.warehouse import artefacts, connect

pytestmark = pytest.mark.slow

Names = set[tuple[str, ...]]


@pytest.fixture(scope="module")
def candidate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return spec_warehouse(tmp_path_factory)


def nodes(candidate: Path) -> list[dict[str, Any]]:
    """The models and seeds, as dbt knows them."""
    manifest = json.loads((artefacts(candidate) / "manifest.json").read_text(encoding="utf-8"))
    return [n for n in manifest["nodes"].values() if n["resource_type"] in ("model", "seed")]


def columns_documented(candidate: Path) -> Names:
    return {
        (node["schema"], node["name"], column)
        for node in nodes(candidate)
        for column, said in node["columns"].items()
        if said["description"].strip()
    }


def columns_built(candidate: Path, condition: str = "true") -> Names:
    with connect(candidate) as connection:
        columns = connection.table_function("duckdb_columns").filter("not internal")
        return set(
            columns.filter(condition).select("schema_name", "table_name", "column_name").fetchall()
        )


def test_every_model_and_seed_says_what_a_row_is(candidate: Path) -> None:
    silent = [node["name"] for node in nodes(candidate) if len(node["description"]) < 20]
    assert silent == []


def test_every_column_built_is_documented(candidate: Path) -> None:
    assert columns_built(candidate) - columns_documented(candidate) == set()


def test_every_column_documented_is_built(candidate: Path) -> None:
    assert columns_documented(candidate) - columns_built(candidate) == set()


def test_the_database_carries_the_descriptions(candidate: Path) -> None:
    models = "schema_name in ('core', 'steps', 'marts')"
    assert columns_built(candidate, f"{models} and comment is null") == set()
    assert columns_built(candidate, f"{models} and comment is not null") != set()


def test_the_database_says_what_a_table_is(candidate: Path) -> None:
    with connect(candidate) as connection:
        tables = connection.table_function("duckdb_tables").filter(
            "schema_name in ('core', 'steps', 'marts')"
        )
        assert tables.filter("comment is null").select("table_name").fetchall() == []
        assert len(tables.fetchall()) > 20


def test_every_type_promised_is_the_databases(candidate: Path) -> None:
    promised = {
        (c.model, c.name): c.data_type
        for c in model_columns()
        if c.layer in ("core", "marts", "steps")
    }
    with connect(candidate) as connection:
        built = connection.table_function("duckdb_columns").filter(
            "schema_name in ('core', 'steps', 'marts')"
        )
        found = built.select("table_name, column_name, lower(data_type)").fetchall()
    assert {(table, column): type_ for table, column, type_ in found} == promised


def test_a_model_that_breaks_its_promise_is_not_built(candidate: Path) -> None:
    loose = [
        node["name"]
        for node in nodes(candidate)
        if node["schema"] in ("core", "steps", "marts") and not node["contract"]["enforced"]
    ]
    assert loose == []


def test_every_model_has_a_file_of_its_own(candidate: Path) -> None:
    apart = [
        node["name"]
        for node in nodes(candidate)
        if Path(node["patch_path"]).stem != node["name"]
        or Path(node["patch_path"].split("://")[1]).parent
        != Path(node["original_file_path"]).parent
    ]
    assert apart == []
