"""Two builds of the same inputs by two engines: which rows differ, table by table.

Rows are compared as multisets: equal in every column, floating-point numbers within a relative
tolerance, empty equal to empty alone.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import duckdb

SCHEMAS = ("core", "marts")
RELATIVE_TOLERANCE = 1e-9


@dataclass(frozen=True)
class Compared:
    """One table of both builds: rows here and there, and what is not equal."""

    table: str
    rows: int
    rows_there: int
    rows_that_differ: int
    columns_that_differ: list[str] = field(default_factory=list)

    @property
    def is_equal(self) -> bool:
        """Return whether the two tables hold the same rows, in columns of the same types."""
        return not (self.rows_that_differ or self.columns_that_differ)


def compare(candidate: Path, parquet_warehouse: Path) -> list[Compared]:
    """Compare every table of a DuckDB file's ``core`` and ``marts`` with Spark's folder of it.

    A table that is missing on either side is compared with an empty one: all its rows differ.
    """
    with duckdb.connect() as connection:
        connection.execute(f"attach '{candidate}' as here (read_only)")
        tables = _tables_here(connection) | _tables_there(parquet_warehouse)
        return [_compare_table(connection, parquet_warehouse, *table) for table in sorted(tables)]


def _tables_here(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    found = connection.table_function("duckdb_tables").filter("database_name = 'here'")
    return {t for t in found.select("schema_name", "table_name").fetchall() if t[0] in SCHEMAS}


def _tables_there(warehouse: Path) -> set[tuple[str, str]]:
    return {
        (schema, folder.name)
        for schema in SCHEMAS
        for folder in (warehouse / f"{schema}.db").glob("*")
        if any(folder.glob("*.parquet"))
    }


def _compare_table(
    connection: duckdb.DuckDBPyConnection, warehouse: Path, schema: str, table: str
) -> Compared:
    here = f'here."{schema}"."{table}"'
    there = f"read_parquet('{warehouse}/{schema}.db/{table}/*.parquet')"
    types_here, types_there = _types(connection, here), _types(connection, there)
    shared = {name: kind for name, kind in types_here.items() if name in types_there}
    rows, rows_there = _count(connection, here), _count(connection, there)
    return Compared(
        table=f"{schema}.{table}",
        rows=rows,
        rows_there=rows_there,
        rows_that_differ=_differing(connection, here, there, shared)
        if shared
        else max(rows, rows_there),
        columns_that_differ=_unlike(types_here, types_there),
    )


def _types(connection: duckdb.DuckDBPyConnection, relation: str) -> dict[str, str]:
    """Return the columns of a relation and their types; none where there is no such relation."""
    try:
        described = connection.execute(f"describe from {relation}").fetchall()
    except (duckdb.CatalogException, duckdb.IOException):
        return {}
    return {row[0]: row[1] for row in described}


def _unlike(here: dict[str, str], there: dict[str, str]) -> list[str]:
    return [
        f"{name}: {here.get(name, 'missing')} here, {there.get(name, 'missing')} there"
        for name in sorted(here | there)
        if here.get(name) != there.get(name)
    ]


def _count(connection: duckdb.DuckDBPyConnection, relation: str) -> int:
    if not _types(connection, relation):
        return 0
    row = connection.execute(f"select count(*) from {relation}").fetchone()  # noqa: S608
    assert row
    return int(row[0])


def _differing(
    connection: duckdb.DuckDBPyConnection, here: str, there: str, columns: dict[str, str]
) -> int:
    """Count rows of either side without an equal on the other; a pair that differs counts once."""
    numbers = [name for name, kind in columns.items() if kind in ("DOUBLE", "FLOAT")]
    exact = [name for name in columns if name not in numbers]
    matched = [_same(name) for name in [*exact, "copy"]]
    close = [_close(name) for name in numbers]
    query = f"""
        with a as ({_numbered(here, exact, numbers)}), b as ({_numbered(there, exact, numbers)})
        select count(*) from a full outer join b on {" and ".join(matched)}
        where a."copy" is null or b."copy" is null or not ({" and ".join(["true", *close])})
    """  # noqa: S608
    row = connection.execute(query).fetchone()
    assert row
    return int(row[0])


def _numbered(relation: str, exact: list[str], numbers: list[str]) -> str:
    """Select a relation with equal rows numbered, so that each finds one partner only."""
    keys = ", ".join(f'"{name}"' for name in exact)
    order = ", ".join(f'"{name}"' for name in numbers) or "1"
    partition = f"partition by {keys} " if exact else ""
    return f'select *, row_number() over ({partition}order by {order}) as "copy" from {relation}'  # noqa: S608


def _same(name: str) -> str:
    return f'a."{name}" is not distinct from b."{name}"'


def _close(name: str) -> str:
    a, b = f'a."{name}"', f'b."{name}"'
    within = f"abs({a} - {b}) <= {RELATIVE_TOLERANCE} * greatest(abs({a}), abs({b}))"
    return f"(({a} is null and {b} is null) or coalesce({within}, false))"
