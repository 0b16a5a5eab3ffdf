"""The warehouse step on a whole country, beside the same compiled SQL run bare in DuckDB.

``python -m benchmarks.warehouse [CHILDREN] [HOME]``: 720,000 is ten Scotlands. A home that is
named is made, and taken in, where it does not stand yet, and is left standing.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.measured import Measured, measured, say, tool
from pipelines.settings import DBT_PROJECT_DIR, Home
from pipelines.synthetic.world import make_world
from pipelines.warehouse.inputs import gather
from pipelines.warehouse.plan import plan_build
from pipelines.warehouse.prove import marts_as_expected, row_counts, unknown_words
from pipelines.warehouse.swap import clear_candidate, swap_in
from tests.support.walk import take_in_all

# What issue 4 allows the models: so many times the bare SQL, and so many seconds besides.
TIMES_BARE, SECONDS_BESIDES = 1.5, 15


def main(children: int, root: Path | None = None) -> None:
    """Print what dbt needs for all models and for its tests, and the bare SQL as the floor."""
    with tempfile.TemporaryDirectory() as folder:
        home = Home(root or Path(folder) / "home")
        os.environ["PACE_KEY_FILE"] = str(home.root.parent / "pseudonym.key")
        _taken_in(home, children)
        plan = plan_build(home)
        clear_candidate(home)
        gather(home, plan)
        target = home.work / "dbt"
        models = _dbt(home, target, "build", DBT_EXCLUDE_RESOURCE_TYPES="test unit_test")
        say(f"  all models by dbt                {models}")
        bare = _bare(home, target)
        _say_ratios(models, bare)
        tests = _dbt(home, target, "test")
        say(f"  dbt's tests                      {tests}")
        started = time.perf_counter()
        marts_as_expected(home.candidate)
        unknown_words(home.candidate)
        rows = sum(row_counts(home.candidate).values())
        swap_in(home, plan)
        proven = time.perf_counter() - started
        say(f"  prove and swap in                {proven:6.1f} s wall, {rows:,} rows")


def _taken_in(home: Home, children: int) -> None:
    if not home.extracts.exists():
        started = time.perf_counter()
        make_world(home, children=children, seed=1)
        say(f"{children:,} children made up in {time.perf_counter() - started:.1f} s")
    if home.submissions.exists():
        return
    started = time.perf_counter()
    take_in_all(home.root)
    say(f"  intake, one process              {time.perf_counter() - started:6.1f} s wall")


def _dbt(home: Home, target: Path, command: str, **environment: str) -> Measured:
    return measured(
        [tool("dbt"), "--quiet", command],
        DBT_PROFILES_DIR=str(DBT_PROJECT_DIR),
        DBT_PROJECT_DIR=str(DBT_PROJECT_DIR),
        PACE_CANDIDATE=str(home.candidate),
        PACE_BUILD_INPUTS=str(home.build_inputs),
        PACE_SPILL=str(home.work / "spill"),
        DBT_TARGET_PATH=str(target),
        DBT_LOG_PATH=str(target),
        **environment,
    )


def _bare(home: Home, target: Path) -> Measured:
    """Run the compiled SQL in a process of its own and remove what it made."""
    file = home.work / "bare.duckdb"
    file.unlink(missing_ok=True)
    bare = measured(
        [
            *(sys.executable, "-m", "benchmarks.bare"),
            *(str(path) for path in (home.build_inputs, target, home.candidate, file)),
        ]
    )
    file.unlink()
    say(f"  the same SQL bare                {bare}")
    return bare


def _say_ratios(models: Measured, bare: Measured) -> None:
    """Say how the models stand to the bare SQL, on the clock and in seconds of processor."""
    for what, ours, floor in (
        ("wall", models.wall, bare.wall),
        ("cpu", models.cpu, bare.cpu),
    ):
        say(
            f"  models ÷ bare, {what:<4}              {ours / floor:6.2f};"
            f" less {SECONDS_BESIDES} s {(ours - SECONDS_BESIDES) / floor:.2f}"
            f" (the figure to reach: {TIMES_BARE})"
        )


if __name__ == "__main__":
    main(
        int(sys.argv[1]) if len(sys.argv) > 1 else 720_000,
        Path(sys.argv[2]) if len(sys.argv) > 2 else None,
    )
