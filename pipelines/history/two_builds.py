"""Two builds side by side: both files attached for reading, and what each says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from tempfile import gettempdir

import duckdb


class NotABuild(Exception):  # noqa: N818  (an outcome, not an error of ours)
    """A file that is no complete build."""


@dataclass(frozen=True)
class Build:
    """What ``core.build`` says of a build; days are None where the build is as known now."""

    build_id: str
    as_known_at: date | None
    known_to: date
    data_status: str
    code_id: str
    programme_id: str
    key_ids: str


@dataclass(frozen=True)
class TwoBuilds:
    """The earlier (``a``) and the later (``b``) build, under these names in one connection."""

    connection: duckdb.DuckDBPyConnection
    a: Build
    b: Build

    def rows(self, query: str) -> list[tuple[object, ...]]:
        """Return the rows of a query over ``a.…`` and ``b.…``."""
        found: list[tuple[object, ...]] = self.connection.execute(query).fetchall()
        return found

    def tables(self, schema: str) -> list[str]:
        """Return the names of the tables of a schema that both files have."""
        names = self._names("duckdb_tables()", "table_name", f"schema_name = '{schema}'")
        return sorted(names["a"] & names["b"])

    def columns(self, schema: str, table: str) -> list[str]:
        """Return the columns of a table that both files have, in the order of the later one."""
        here = f"schema_name = '{schema}' and table_name = '{table}'"
        names = self._names("duckdb_columns()", "column_name", here)
        ordered = self.rows(
            "select column_name from duckdb_columns() "  # noqa: S608
            f"where database_name = 'b' and {here} order by column_index"
        )
        return [str(name) for (name,) in ordered if name in names["a"]]

    def _names(self, source: str, name: str, condition: str) -> dict[str, set[str]]:
        found = self.rows(f"select database_name, {name} from {source} where {condition}")  # noqa: S608
        return {side: {str(n) for s, n in found if s == side} for side in ("a", "b")}


def connect_in_memory() -> duckdb.DuckDBPyConnection:
    """Return a database that spills where temporary files lie, not into the folder it is run in."""
    return duckdb.connect(config={"temp_directory": gettempdir()})


@contextmanager
def two_builds(a: Path, b: Path) -> Iterator[TwoBuilds]:
    """Open two warehouse files for reading.

    Raises:
        NotABuild: when one of them is no complete build.
    """
    with connect_in_memory() as connection:
        for name, file in (("a", a), ("b", b)):
            _attach(connection, name, file)
        yield TwoBuilds(connection, _build(connection, "a", a), _build(connection, "b", b))


def build_of(file: Path) -> Build | None:
    """Return what a file says of itself; None where it is no complete build."""
    try:
        with connect_in_memory() as connection:
            _attach(connection, "a", file)
            return _build(connection, "a", file)
    except NotABuild:
        return None


def _attach(connection: duckdb.DuckDBPyConnection, name: str, file: Path) -> None:
    path = str(file).replace("'", "''")
    try:
        connection.execute(f"attach '{path}' as {name} (read_only)")
    except duckdb.Error as error:
        raise NotABuild(f"{file.name} cannot be opened as a warehouse.") from error


def _build(connection: duckdb.DuckDBPyConnection, name: str, file: Path) -> Build:
    query = (
        "select build_id, as_known_at, known_to, data_status, code_id, programme_id, key_ids "  # noqa: S608
        f"from {name}.core.build"
    )
    try:
        row = connection.execute(query).fetchone()
    except duckdb.Error:
        row = None
    if row is None:
        raise NotABuild(f"{file.name} is not a complete build.")
    return Build(*row)
