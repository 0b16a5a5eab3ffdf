"""The comparer finds nothing in a warehouse made of the oracle's own rows, and finds a change."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import duckdb
import pytest

from .compare import compare, event_cells
from .compare_marts import GRAIN, all_counts_zero
from .evaluate import OracleResult, evaluate
from .worlds import Wishes, make_world


def key_of(authority: str, child: str) -> str:
    return f"key-{authority}-{child}"


def store(warehouse: duckdb.DuckDBPyConnection, table: str, rows: list[dict[str, object]]) -> None:
    """Write rows as a table, types as the values have them."""
    names = list(rows[0])
    typed = []
    for name in names:
        value = next((row[name] for row in rows if row[name] not in (None, "")), "")
        sql = {"bool": "BOOLEAN", "int": "BIGINT", "float": "DOUBLE", "date": "DATE"}
        typed.append(f'"{name}" {sql.get(type(value).__name__, "VARCHAR")}')
    warehouse.execute(f"create table {table} ({', '.join(typed)})")
    marks = ", ".join("?" for _ in names)
    values = [[None if row[name] == "" else row[name] for name in names] for row in rows]
    warehouse.executemany(f"insert into {table} values ({marks})", values)  # noqa: S608


def build(path: Path, result: OracleResult) -> None:
    episodes: list[dict[str, object]] = []
    events: list[dict[str, object]] = []
    clocks: list[dict[str, object]] = []
    for child in result.all_children():
        authority = child.history.authority
        who = {
            "authority_code": authority,
            "child_key": key_of(authority, child.history.child_id),
        }
        for episode in child.episodes:
            row = asdict(episode)
            episodes.append(
                who
                | {"start_date": row["start"], "end_date": row["end"]}
                | {"destination": row["destination"], "is_short_break": row["short_break"]}
            )
        events += [who | cells for cells in event_cells(child)]
        clocks += [who | asdict(clock) for clock in child.clocks]
    with duckdb.connect(str(path)) as warehouse:
        warehouse.execute("create schema core")
        warehouse.execute("create schema marts")
        store(warehouse, "core.care_episode", episodes)
        store(warehouse, "core.milestone_event", events)
        store(warehouse, "core.aim_clock", clocks)
        for mart, rows in result.marts.items():
            # Rows whose counts are all 0 may be absent.
            some = [row for row in rows if not all_counts_zero(row, GRAIN[mart])]
            store(warehouse, f"marts.{mart}", some)


@pytest.mark.parametrize("keyed", [True, False])
def test_the_comparer_finds_each_kind_of_change(tmp_path: Path, keyed: bool) -> None:
    result = evaluate(make_world(Wishes(seed=5, children=80)))
    database = tmp_path / "warehouse.duckdb"
    build(database, result)
    key = key_of if keyed else None
    assert compare(database, result, key) == []
    changes = {
        "core.care_episode": "set destination = 'died' where destination = 'kinship'",
        "core.milestone_event": "set route = 'adoption' where milestone = 'permanence_recommended'",
        "core.aim_clock": "set exit_reason = 'left_care' where exit_reason = 'aged_18'",
        "marts.aim_timeliness": "set ci_low = ci_low * 1.000001",
        "marts.waiting_now": "set overdue = overdue + 1",
        "marts.home_orders": "set at_home = at_home + 1",
        "marts.home_reviews": '"left" = "left" + 1',
    }
    with duckdb.connect(str(database)) as warehouse:
        for table, change in changes.items():
            sets = change if change.startswith("set") else f"set {change}"
            warehouse.execute(f"update {table} {sets}")
    found = {difference.table for difference in compare(database, result, key)}
    assert set(changes) <= found
