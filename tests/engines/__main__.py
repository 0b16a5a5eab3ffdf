"""``make spark``: build small worlds on both engines, compare, say and write what was found.

``python -m tests.engines NAME …`` compares the named worlds only, and writes no figures.
"""

from __future__ import annotations

import os
import platform
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import duckdb

from tests.engines.comparing import Compared, compare
from tests.engines.on_spark import build_on_spark, dbt_on_spark
from tests.engines.worlds import WORLDS, evaluate_all
from tests.support.warehouse import build

FIGURES = Path("docs/figures/spark.md")


@dataclass(frozen=True)
class World:
    """One world built twice: what was compared, and how long each engine took in seconds."""

    name: str
    tables: list[Compared]
    seconds_duckdb: float
    seconds_spark: float


def main() -> int:
    """Compare all worlds, or those named; return 1 where any table differs."""
    names = sys.argv[1:] or list(WORLDS)
    if not set(names) <= set(WORLDS):
        sys.exit(f"The worlds are {', '.join(WORLDS)}.")
    with tempfile.TemporaryDirectory() as folder:
        _key(Path(folder))
        tried = [_try(Path(folder), name) for name in names]
    told = _report(tried)
    _say(told)
    if len(tried) == len(WORLDS):
        FIGURES.write_text(told, encoding="utf-8")
    return int(any(not t.is_equal for world in tried for t in world.tables))


def _key(folder: Path) -> None:
    """A key of this run alone: its children are made up."""
    (folder / "made-up.key").write_text(secrets.token_hex(32), encoding="utf-8")
    os.environ["PACE_KEY_FILE"] = str(folder / "made-up.key")


def _try(folder: Path, name: str) -> World:
    title, write = WORLDS[name]
    _say(f"{title} …")
    inputs = write(folder / name)
    begun = time.monotonic()
    candidate = build(inputs, folder / f"{name}-built" / "candidate.duckdb")
    evaluate_all(inputs, candidate)
    between = time.monotonic()
    warehouse = build_on_spark(inputs, folder / f"{name}-built" / "spark")
    ended = time.monotonic()
    return World(title, compare(candidate, warehouse), between - begun, ended - between)


def _report(tried: list[World]) -> str:
    lines = [
        "# The models on DuckDB and on Spark",
        "",
        f"`make spark`, with DuckDB {duckdb.__version__}, {_versions_on_spark()} and Python "
        f"{platform.python_version()}.",
        "",
        "Equal means: the same rows, in columns of the same types, floating-point numbers within",
        "one part in 10⁹. dbt's tests are left out on Spark: they ask about rows.",
    ]
    for world in tried:
        lines += [
            "",
            f"## {world.name}",
            "",
            "| table | rows | rows on Spark | rows that differ | columns of another type |",
            "|---|---:|---:|---:|---|",
            *(_line(t) for t in world.tables),
            "",
            f"{_sum(t.rows for t in world.tables)} rows in {len(world.tables)} tables, "
            f"{_sum(t.rows_that_differ for t in world.tables)} differ. dbt took "
            f"{world.seconds_duckdb:.0f} s on DuckDB (with its tests and the evaluation) and "
            f"{world.seconds_spark:.0f} s on Spark, on a machine that did other work.",
        ]
    return "\n".join(lines) + "\n"


def _line(t: Compared) -> str:
    unlike = "; ".join(t.columns_that_differ) or "none"
    return f"| `{t.table}` | {t.rows:,} | {t.rows_there:,} | {t.rows_that_differ:,} | {unlike} |"


def _sum(counts: Iterable[int]) -> str:
    return f"{sum(counts):,}"


def _versions_on_spark() -> str:
    """Return the versions in Spark's environment, asked of it."""
    asked = (
        "from importlib.metadata import version as v;"
        "print(f\"Spark {v('pyspark')}, dbt-spark {v('dbt-spark')}\")"
    )
    python = dbt_on_spark().with_name("python")
    return subprocess.run(
        [python, "-c", asked], capture_output=True, text=True, check=True
    ).stdout.strip()


def _say(text: str) -> None:
    print(text, flush=True)  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())
