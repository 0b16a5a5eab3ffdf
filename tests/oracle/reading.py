"""Reading a warehouse, and saying how it differs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal

import duckdb

Cells = dict[str, object]


@dataclass(frozen=True)
class Difference:
    table: str
    where: str  # "oracle only", "warehouse only", "column missing", "differs"
    row: str

    def __str__(self) -> str:
        return f"{self.table}: {self.where}: {self.row}"


def plain(value: object) -> object:
    """One way to write a value: no timestamps, decimals or NULLs for text."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date()
    return float(value) if isinstance(value, Decimal) else value


def read(warehouse: duckdb.DuckDBPyConnection, table: str) -> list[Cells]:
    cursor = warehouse.execute(f"select * from {table}")  # noqa: S608
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, map(plain, row), strict=True)) for row in cursor.fetchall()]


def columns_of(warehouse: duckdb.DuckDBPyConnection, table: str) -> set[str]:
    cursor = warehouse.execute(f"select * from {table} limit 0")  # noqa: S608
    return {column[0] for column in cursor.description or []}
