"""Compare the marts, cell by cell."""

from __future__ import annotations

import math
from collections.abc import Sequence

import duckdb

from .reading import Cells, Difference, columns_of, plain, read

GRAIN = {
    "aim_timeliness": ("area", "aim", "variant", "cohort_quarter", "age_band"),
    "waiting_now": ("area", "aim", "quarter_end"),
    "home_orders": ("authority_code", "census_quarter"),
    "home_reviews": ("area", "quarter"),
}
# "Rows whose counts are all 0 may be present or absent". Reading: `authorities_included` and
# `authorities_missing` are not such counts.
NOT_COUNTS = ("authorities_included", "authorities_missing", "is_mature")
SHARES = ("percent_", "ci_", "starts_ci_")


def same(ours: object, theirs: object) -> bool:
    """Equal; numbers to a relative 1e-9."""
    numbers = isinstance(ours, int | float) and isinstance(theirs, int | float)
    if numbers and not isinstance(ours, bool):
        assert isinstance(ours, int | float)
        assert isinstance(theirs, int | float)
        return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)
    return ours == theirs


def all_counts_zero(row: Cells, grain: Sequence[str]) -> bool:
    return not any(
        value
        for name, value in row.items()
        if name not in grain and name not in NOT_COUNTS and not name.startswith(SHARES)
    )


def compare_mart(
    warehouse: duckdb.DuckDBPyConnection,
    mart: str,
    grain: Sequence[str],
    expected_rows: Sequence[Cells],
) -> list[Difference]:
    table = f"marts.{mart}"
    there = columns_of(warehouse, table)
    ours = [{name: plain(value) for name, value in row.items()} for row in expected_rows]
    columns = list(ours[0]) if ours else list(grain)
    missing = [name for name in columns if name not in there]
    if missing:
        return [Difference(table, "column missing", name) for name in missing]
    theirs = [{name: row[name] for name in columns} for row in read(warehouse, table)]
    if not ours:
        return [Difference(table, "warehouse only", str(row)) for row in theirs]
    wanted = {tuple(row[name] for name in grain): row for row in ours}
    found: dict[tuple[object, ...], Cells] = {}
    differences = []
    for row in theirs:
        key = tuple(row[name] for name in grain)
        if key in found:
            differences.append(Difference(table, "twice in the warehouse", shown(grain, key)))
        found[key] = row
    for key in sorted({*wanted, *found}, key=str):
        differences += compare_row(table, grain, key, wanted.get(key), found.get(key))
    return differences


def compare_row(
    table: str,
    grain: Sequence[str],
    key: tuple[object, ...],
    ours: Cells | None,
    theirs: Cells | None,
) -> list[Difference]:
    if ours is None or theirs is None:
        row = ours or theirs or {}
        if all_counts_zero(row, grain):
            return []
        where = "oracle only" if theirs is None else "warehouse only"
        return [Difference(table, where, shown(grain, key) + f": {shown_row(row, grain)}")]
    # Where every count is 0 on both sides the rest says nothing either.
    if all_counts_zero(ours, grain) and all_counts_zero(theirs, grain):
        return []
    unlike = [
        f"{name}: oracle {ours[name]}, warehouse {theirs[name]}"
        for name in ours
        if not same(ours[name], theirs[name])
    ]
    if not unlike:
        return []
    return [Difference(table, "differs", f"{shown(grain, key)}: {'; '.join(unlike)}")]


def shown(grain: Sequence[str], key: tuple[object, ...]) -> str:
    return " ".join(f"{n}={v}" for n, v in zip(grain, key, strict=True))


def shown_row(row: Cells, grain: Sequence[str]) -> str:
    return ", ".join(f"{n}={v}" for n, v in row.items() if n not in grain)
