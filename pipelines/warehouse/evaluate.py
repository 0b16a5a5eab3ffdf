"""Give the evaluation the tables of a candidate, and put what it makes of them where dbt looks.

Belongs here: reading the candidate, writing Parquet, taking a result from an earlier build where
neither its inputs nor the code have changed. Does not: any formula (``pipelines.evaluation``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

import duckdb
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.contract.model_columns import promised_schema
from pipelines.evaluation.statistics import STATISTICS, Statistic
from pipelines.settings import PROJECT_ROOT, Home
from pipelines.warehouse.files import link_or_copy

# Of each mart, results of so many builds are kept: the warehouse's and those of some days.
RESULTS_KEPT = 12
# Other versions of these may give other figures.
LIBRARIES = ("numpy", "pandas", "scipy", "statsmodels", "pyfixest", "csdid", "wildboottest")


@dataclass(frozen=True)
class Evaluated:
    """What was done for one mart: the rows it has, and whether they are an earlier build's."""

    rows: int
    is_reused: bool


def result_file(inputs: Path, mart: str) -> Path:
    """Return where dbt finds what was worked out for a mart, under a build's inputs."""
    return inputs / "evaluation" / mart / "result.parquet"


def write_empty_results(inputs: Path) -> None:
    """Write a result without rows for every mart: what dbt finds where nothing is evaluated."""
    for statistic in STATISTICS:
        _write(result_file(inputs, statistic.name), promised_schema(statistic.name).empty_table())


def evaluate(candidate: Path, statistic: Statistic, home: Home) -> Evaluated:
    """Work one mart out of a home's candidate, or take it from an earlier build."""
    return evaluate_into(home.build_inputs, candidate, statistic, home.evaluation_results)


def evaluate_into(inputs: Path, candidate: Path, statistic: Statistic, kept: Path) -> Evaluated:
    """Work one mart out of a candidate and put it under the inputs; results are kept in ``kept``.

    Raises:
        ValueError: when the columns are not those the mart's YAML names.
    """
    tables = _read(candidate, statistic.reads)
    result = kept / statistic.name / f"{_digest(statistic, tables)}.parquet"
    is_reused = result.exists()
    if is_reused:
        result.touch()
    else:
        frames = {name: table.to_pandas() for name, table in tables.items()}
        _write(result, _typed(statistic.name, statistic.compute(frames)))
        _forget_oldest(result.parent)
    target = result_file(inputs, statistic.name)
    target.unlink(missing_ok=True)
    link_or_copy(result, target)
    return Evaluated(pq.read_metadata(target).num_rows, is_reused)


def _read(candidate: Path, tables: tuple[str, ...]) -> dict[str, pa.Table]:
    """Return tables as Arrow, their rows in an order of their own: no figure may depend on it."""
    with duckdb.connect(str(candidate), read_only=True) as connection:
        return {
            table: connection.sql(f"select * from {table} order by all").to_arrow_table()  # noqa: S608
            for table in tables
        }


def _digest(statistic: Statistic, tables: dict[str, pa.Table]) -> str:
    digest = hashlib.sha256(f"{statistic} {code_of_the_evaluation()}".encode())
    digest.update(str(promised_schema(statistic.name)).encode())
    for name, table in tables.items():
        digest.update(name.encode())
        digest.update(_bytes(table))
    return digest.hexdigest()[:24]


def _bytes(table: pa.Table) -> pa.Buffer:
    # As Parquet: in Arrow's own form, what lies in memory under an empty value is part of it.
    sink = pa.BufferOutputStream()
    pq.write_table(table, sink, compression="none", write_statistics=False)
    return sink.getvalue()


@cache
def code_of_the_evaluation() -> str:
    """Return a digest of the room's code, its parameters with it, and of the libraries it uses."""
    digest = hashlib.sha256()
    for path in sorted((PROJECT_ROOT / "pipelines" / "evaluation").rglob("*.py")):
        digest.update(path.relative_to(PROJECT_ROOT).as_posix().encode())
        digest.update(path.read_bytes())
    for text in _versions():
        digest.update(text.encode())
    return digest.hexdigest()


def _versions() -> Iterator[str]:
    return (f"{name} {metadata.version(name)}" for name in LIBRARIES)


def _typed(mart: str, frame: pd.DataFrame) -> pa.Table:
    schema = promised_schema(mart)
    if set(frame.columns) != set(schema.names):
        missing = sorted(set(schema.names) - set(frame.columns))
        unknown = sorted(set(frame.columns) - set(schema.names))
        raise ValueError(f"{mart}: columns missing {missing}, not in its YAML {unknown}")
    return pa.Table.from_pandas(frame[schema.names], schema=schema, preserve_index=False)


def _write(path: Path, table: pa.Table) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    half_written = path.with_suffix(".part")
    pq.write_table(table, half_written)
    half_written.replace(path)


def _forget_oldest(folder: Path) -> None:
    newest_first = sorted(folder.glob("*.parquet"), key=lambda p: p.stat().st_mtime, reverse=True)
    for file in newest_first[RESULTS_KEPT:]:
        file.unlink()
