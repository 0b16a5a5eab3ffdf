"""The comparison of two engines finds what differs, and lets pass what may."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.engines.comparing import Compared, compare

HERE = "select * from (values (1, 'a', 0.1e0), (1, 'a', 0.1e0), (2, null, null)) as t (n, word, x)"


def compared(folder: Path, there: str, here: str = HERE) -> Compared:
    """Compare a table `core.t` of DuckDB with what Spark would have left of it."""
    target = folder / "spark" / "core.db" / "t"
    target.mkdir(parents=True)
    with duckdb.connect(str(folder / "here.duckdb")) as connection:
        connection.execute(f"create schema core; create table core.t as {here}")
        connection.execute(f"copy ({there}) to '{target}/part.parquet' (format parquet)")
    (found,) = compare(folder / "here.duckdb", folder / "spark")
    return found


@pytest.mark.parametrize(
    ("there", "differ"),
    [
        (HERE, 0),
        (f"{HERE} order by n desc", 0),
        (HERE.replace("(1, 'a', 0.1e0)", "(1, 'a', 0.10000000000000001e0)", 1), 0),
        (HERE.replace("(1, 'a', 0.1e0)", "(1, 'a', 0.100001e0)", 1), 1),
        (HERE.replace("(2, null, null)", "(2, null, 0e0)"), 1),
        (HERE.replace("(2, null, null)", "(2, '', null)"), 2),
        (HERE.replace("(1, 'a', 0.1e0), ", "", 1), 1),
        (f"{HERE} where n > 2", 3),
    ],
    ids=[
        "the same rows",
        "in another order",
        "a number within the tolerance",
        "a number beyond it",
        "0 for empty",
        "an empty word for none",
        "one of two equal rows missing",
        "no row at all",
    ],
)
def test_rows_that_differ_are_counted(tmp_path: Path, there: str, differ: int) -> None:
    assert compared(tmp_path, there).rows_that_differ == differ


def test_a_column_of_another_type_is_named(tmp_path: Path) -> None:
    found = compared(tmp_path, f"select n::bigint as n, word, x from ({HERE})")  # noqa: S608
    assert found.columns_that_differ == ["n: INTEGER here, BIGINT there"]
    assert not found.is_equal


def test_a_table_that_spark_did_not_build_differs_in_every_row(tmp_path: Path) -> None:
    with duckdb.connect(str(tmp_path / "here.duckdb")) as connection:
        connection.execute(f"create schema marts; create table marts.t as {HERE}")
    (found,) = compare(tmp_path / "here.duckdb", tmp_path / "spark")
    assert (found.rows_that_differ, found.rows_there, found.is_equal) == (3, 0, False)
