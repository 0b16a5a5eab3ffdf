"""Reading a warehouse: read-only, and only a finished one."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from pipelines.disclosure import protect, read_marts
from tests.unit.disclosure.worlds import Scale, frames_of


def _warehouse(path: Path, builds: int) -> Path:
    frames = frames_of(1, Scale(authorities=4, quarters=5))
    listed, named = frames.authorities, sorted(frames.named)
    tables = {
        "marts.aim_timeliness": frames.aim_timeliness,
        "marts.waiting_now": frames.waiting_now,
        "marts.home_orders": frames.home_orders,
        "marts.home_reviews": frames.home_reviews,
        "core.authority": listed,
    }
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts; create schema core")
        for name, frame in tables.items():
            connection.register("frame", frame)
            connection.execute(f"create table {name} as select * from frame")  # noqa: S608
        connection.execute("create table core.publication (authority_code text, named text)")
        connection.executemany(
            "insert into core.publication values (?, 'yes')", [[c] for c in named]
        )
        connection.execute(
            "create table core.build as select 'MADE-UP' as data_status, 'b1' as build_id, "
            "null::date as as_known_at from range(?)",
            [builds],
        )
    return path


def test_what_is_read_is_what_was_written(tmp_path: Path) -> None:
    frames = read_marts(_warehouse(tmp_path / "warehouse.duckdb", builds=1))
    expected = frames_of(1, Scale(authorities=4, quarters=5))
    assert frames.named == expected.named
    assert frames.build == {"data_status": "MADE-UP", "build_id": "b1", "as_known_at": ""}
    one, other = protect(frames, frames.named), protect(expected, expected.named)
    assert [t.row_counts for t in one.tables] == [t.row_counts for t in other.tables]


def test_an_unfinished_build_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="not complete"):
        read_marts(_warehouse(tmp_path / "warehouse.duckdb", builds=0))
