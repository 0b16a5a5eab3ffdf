"""The comparer finds nothing in a warehouse made of the oracle's own rows, and finds a change."""

from __future__ import annotations

from dataclasses import asdict
from pathlib import Path

import duckdb
import pyarrow as pa
import pytest

from .compare import compare, event_cells
from .compare_marts import MARTS, may_be_absent
from .evaluate import OracleResult, evaluate
from .reading import plain
from .worlds import Wishes, make_world

SEED = 7


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
    values = {name: [None if row[name] == "" else row[name] for row in rows] for name in names}
    warehouse.register("rows_of_it", pa.table(values))
    warehouse.execute(f"insert into {table} select * from rows_of_it")  # noqa: S608


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
            told = [{name: plain(value) for name, value in row.items()} for row in rows]
            some = [
                row for row, cells in zip(rows, told, strict=True) if not may_be_absent(mart, cells)
            ]
            store(warehouse, f"marts.{mart}", some)


@pytest.mark.parametrize("keyed", [True, False])
def test_the_comparer_finds_each_kind_of_change(tmp_path: Path, keyed: bool) -> None:
    result = evaluate(make_world(Wishes(seed=SEED, children=60, improving=True)))
    database = tmp_path / "warehouse.duckdb"
    build(database, result)
    key = key_of if keyed else None
    assert compare(database, result, key, ()) == []
    changes = {
        "core.care_episode": "set destination = 'died' where destination = 'kinship'",
        "core.milestone_event": "set route = 'adoption' where milestone = 'permanence_recommended'",
        "core.aim_clock": "set exit_reason = 'left_care' where exit_reason = 'aged_18'",
        "marts.aim_timeliness": "set ci_low = ci_low * 1.000001",
        "marts.waiting_now": "set overdue = overdue + 1",
        "marts.home_orders": "set at_home = at_home + 1",
        "marts.home_reviews": '"left" = "left" + 1',
        # An empty cell equals an empty cell only.
        "marts.waiting_times": "set p75_days = 0 where p75_days is null",
        "marts.improvement": "set difference = difference + 1e-6",
        "marts.local_aim_progress": "set status = 'missed' where status = 'too_few'",
        "marts.coverage": "set counted = counted + 1",
    }
    with duckdb.connect(str(database)) as warehouse:
        for table, change in changes.items():
            sets = change if change.startswith("set") else f"set {change}"
            warehouse.execute(f"update {table} {sets}")
    found = {difference.table for difference in compare(database, result, key)}
    assert set(changes) <= found


def test_a_mart_that_is_not_built_is_a_difference_unless_it_may_be_missing(tmp_path: Path) -> None:
    result = evaluate(make_world(Wishes(seed=SEED, children=60, improving=True)))
    database = tmp_path / "warehouse.duckdb"
    build(database, result)
    with duckdb.connect(str(database)) as warehouse:
        warehouse.execute("drop table marts.improvement")
    assert compare(database, result, key_of, {"improvement"}) == []
    [missed] = compare(database, result, key_of, {"coverage"})
    assert (missed.table, missed.where) == ("marts.improvement", "mart not built")


def test_a_row_that_must_be_there_and_is_not_is_a_difference(tmp_path: Path) -> None:
    result = evaluate(make_world(Wishes(seed=SEED, children=60, improving=True)))
    database = tmp_path / "warehouse.duckdb"
    build(database, result)
    with duckdb.connect(str(database)) as warehouse:
        for mart in MARTS:
            first = f"select rowid from marts.{mart} limit 1"  # noqa: S608
            warehouse.execute(f"delete from marts.{mart} where rowid in ({first})")  # noqa: S608
    missed = {d.table for d in compare(database, result, key_of, ()) if d.where == "oracle only"}
    assert missed == {f"marts.{mart}" for mart in MARTS}
