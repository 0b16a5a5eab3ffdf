"""The warehouse step on a whole country, beside the same compiled SQL run bare in DuckDB."""

from __future__ import annotations

import json
import os
import tempfile
import time
from pathlib import Path

import duckdb

from benchmarks.measured import measured, say, tool
from pipelines.settings import DBT_PROJECT_DIR, Home
from pipelines.synthetic.world import make_world
from pipelines.warehouse.inputs import gather
from pipelines.warehouse.plan import plan_build
from pipelines.warehouse.prove import marts_as_expected, row_counts, unknown_words
from pipelines.warehouse.swap import swap_in
from tests.support.walk import take_in_all


def main(children: int) -> None:
    """Print seconds of dbt, of proving and swapping, and of the bare SQL as the floor."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PACE_KEY_FILE"] = str(Path(folder) / "pseudonym.key")
        home = Home(Path(folder) / "home")
        started = time.perf_counter()
        make_world(home, children=children, seed=1)
        say(f"{children:,} children made up in {time.perf_counter() - started:.1f} s")
        started = time.perf_counter()
        take_in_all(home.root)
        say(f"  intake, one process              {time.perf_counter() - started:6.1f} s wall")
        plan = plan_build(home)
        gather(home, plan)
        target = home.work / "dbt"
        built = measured(
            [tool("dbt"), "--quiet", "build"],
            DBT_PROFILES_DIR=str(DBT_PROJECT_DIR),
            DBT_PROJECT_DIR=str(DBT_PROJECT_DIR),
            PACE_CANDIDATE=str(home.candidate),
            PACE_BUILD_INPUTS=str(home.build_inputs),
            PACE_SPILL=str(home.work / "spill"),
            DBT_TARGET_PATH=str(target),
            DBT_LOG_PATH=str(target),
        )
        say(f"  dbt build                        {built}")
        started = time.perf_counter()
        marts_as_expected(home.candidate)
        unknown_words(home.candidate)
        rows = sum(row_counts(home.candidate).values())
        swap_in(home, plan)
        proven = time.perf_counter() - started
        say(f"  prove and swap in                {proven:6.1f} s wall, {rows:,} rows")
        bare = _bare(home, target)
        step = built.wall + proven
        say(f"  warehouse step                   {step:6.1f} s wall")
        say(
            f"  the same SQL bare                {bare:6.1f} s wall   step ÷ bare {step / bare:.1f}"
        )


def _bare(home: Home, target: Path) -> float:
    """Run every model's compiled SQL in order in one connection; return the seconds it took."""
    manifest = json.loads((target / "manifest.json").read_text(encoding="utf-8"))
    done = json.loads((target / "run_results.json").read_text(encoding="utf-8"))["results"]
    file = home.work / "bare.duckdb"
    started = time.perf_counter()
    with duckdb.connect(str(file), config={"threads": 2}) as connection:
        connection.execute(f"set file_search_path = '{home.build_inputs}'")
        for schema in ("staging", "core", "steps", "marts", "reference"):
            connection.execute(f"create schema {schema}")
        for seed in (DBT_PROJECT_DIR / "seeds").glob("*.csv"):
            connection.execute(
                f"create table reference.{seed.stem} as from read_csv('{seed}', header = true)"
            )
        for result in done:
            node = manifest["nodes"].get(result["unique_id"])
            if node is None or node["resource_type"] != "model":
                continue
            kind = node["config"]["materialized"]
            connection.execute(
                f'create {kind} "{node["schema"]}"."{node["name"]}" as '
                + result["compiled_code"].replace('"candidate".', "")
            )
    return time.perf_counter() - started
