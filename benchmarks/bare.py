"""Every model's compiled SQL, run bare: ``python -m benchmarks.bare INPUTS TARGET BUILT FILE``.

One connection, in dbt's order, with dbt's settings of DuckDB, without dbt's tests, contracts and
comments: the floor that a build is held against. ``TARGET`` is where dbt left its artefacts,
``BUILT`` the candidate it built (the seeds are copied from it), ``FILE`` the database to make.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path

import duckdb

from benchmarks.measured import say

# As dbt_project/profiles.yml has them.
SETTINGS = {"memory_limit": "1500MB", "threads": "2"}
SLOWEST = 5


def compiled_models(target: Path) -> list[tuple[str, str, str, str]]:
    """Return schema, name, kind and SQL of every model, in the order in which dbt built them."""
    nodes = json.loads((target / "manifest.json").read_text(encoding="utf-8"))["nodes"]
    done = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    return [
        (
            node["schema"],
            node["name"],
            node["config"]["materialized"],
            result["compiled_code"].replace('"candidate".', ""),
        )
        for result in done
        if (node := nodes.get(result["unique_id"])) and node["resource_type"] == "model"
    ]


def main(inputs: Path, target: Path, built: Path, file: Path) -> None:
    """Run all models; say which took longest."""
    models = compiled_models(target)
    seconds: dict[str, float] = {}
    settings = SETTINGS | {"temp_directory": str(file.with_suffix(".spill"))}
    with duckdb.connect(str(file), config=settings) as connection:
        connection.execute(f"set file_search_path = '{inputs}'")
        for schema in sorted({schema for schema, *_rest in models}):
            connection.execute(f"create schema {schema}")
        _copy_seeds(connection, built)
        for schema, name, kind, sql in models:
            begun = time.perf_counter()
            connection.execute(f'create {kind} "{schema}"."{name}" as {sql}')
            seconds[name] = time.perf_counter() - begun
    slowest = sorted(seconds, key=lambda name: -seconds[name])[:SLOWEST]
    say(", ".join(f"{name} {seconds[name]:.1f} s" for name in slowest))


def _copy_seeds(connection: duckdb.DuckDBPyConnection, built: Path) -> None:
    connection.execute("create schema reference")
    connection.execute(f"attach '{built}' as built (read_only)")
    seeds = connection.execute(
        "select table_name from duckdb_tables() where database_name = 'built'"
        " and schema_name = 'reference'"
    ).fetchall()
    for (seed,) in seeds:
        connection.execute(f'create table reference."{seed}" as from built.reference."{seed}"')
    connection.execute("detach built")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:]))
