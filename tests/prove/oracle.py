"""Random worlds against the oracle, row by row, through intake and the models.

Each world is written, taken in, built now and as known at a day, and compared. What has been done
stands in ``.prove/oracle.jsonl``, so a run that was cut short goes on where it stopped.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from dataclasses import asdict
from pathlib import Path
from typing import Any

import duckdb

from tests.oracle.compare import compare, parse_day
from tests.oracle.compare_marts import MARTS, NOT_YET_BUILT, absent_marts
from tests.oracle.evaluate import OracleResult, evaluate
from tests.oracle.submissions import Home as OracleHome
from tests.oracle.submissions import read_home
from tests.oracle.worlds import Wishes, make_world, write_home
from tests.prove.keys import own_key
from tests.support.walk import build_vintage, child_key, take_in_all

# A world is the same world only while its generator is: another name for another generator.
DONE = Path(".prove/oracle-2.jsonl")
FIGURES = Path("docs/figures/oracle.md")
DAYS = (None, "2019-03-01", "2019-09-01")


def wishes_of(seed: int) -> Wishes:
    """Return the world of a seed: sizes, dirt, invented authorities and all 32 take turns."""
    return Wishes(
        seed=seed,
        children=(60, 150, 300)[seed % 3],
        authorities=32 if seed % 10 == 9 else 0,
        dirty=seed % 2 == 1,
        invented=seed % 4 == 3,
        improving=seed % 5 < 2,
    )


def try_world(seed: int) -> dict[str, Any]:
    """Compare one world; return what was compared and which rows differ, by table."""
    wishes = wishes_of(seed)
    differences: Counter[str] = Counter()
    mart_rows: Counter[str] = Counter()
    builds = clocks = 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "home"
        made = make_world(wishes)
        write_home(made, root)
        home = take_in_all(root)
        for day in DAYS:
            file = build_vintage(home, day)
            if file is None:
                continue
            result = evaluate(read_home(root), parse_day(day))
            found = compare(file, result, child_key, NOT_YET_BUILT)
            differences.update(d.table for d in found)
            mart_rows.update(rows_compared(file, result))
            builds += 1
            clocks += sum(len(child.clocks) for child in result.all_children())
    return {
        "seed": seed,
        "wishes": asdict(wishes),
        "authorities": _authorities(made),
        "builds": builds,
        "clocks": clocks,
        "mart_rows": dict(mart_rows),
        "differences": dict(differences),
    }


def rows_compared(file: Path, result: OracleResult) -> dict[str, int]:
    """Return the oracle's rows of each mart that the warehouse holds."""
    with duckdb.connect(str(file), read_only=True) as warehouse:
        absent = absent_marts(warehouse)
    return {mart: len(rows) for mart, rows in result.marts.items() if mart not in absent}


def prove(worlds: int) -> int:
    """Compare homes until so many worlds (authorities) are; return 1 where any row differs."""
    own_key(DONE.parent)
    done = _done()
    seed = 0
    while sum(told["authorities"] for told in done.values()) < worlds:
        seed += 1
        if seed in done:
            continue
        done[seed] = try_world(seed)
        with DONE.open("a", encoding="utf-8") as log:
            log.write(json.dumps(done[seed]) + "\n")
        _say(f"home {seed}: {sum(done[seed]['differences'].values())} rows differ")
    tried = [done[seed] for seed in sorted(done)]
    _write_figures(tried)
    return int(any(t["differences"] for t in tried))


def _done() -> dict[int, dict[str, Any]]:
    if not DONE.exists():
        return {}
    lines = DONE.read_text(encoding="utf-8").splitlines()
    done = {told["seed"]: told for told in map(json.loads, lines)}
    for seed, told in done.items():
        # Earlier lines do not say it; the same seed makes the same home.
        told.setdefault("authorities", _authorities(make_world(wishes_of(seed))))
    return done


def _authorities(home: OracleHome) -> int:
    return len({submission.authority for submission in home.submissions})


def _write_figures(tried: list[dict[str, Any]]) -> None:
    differing = sum(sum(t["differences"].values()) for t in tried)
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    FIGURES.write_text(
        "# Random worlds against the oracle\n\n"
        "`make prove oracle`: dirty and clean extracts, real and invented authorities,\n"
        "built now and as known at two days, through intake and the models. A world is an\n"
        "authority; several make a home, with their groups, and are built together.\n"
        "Single large homes are in [oracle-large.md](oracle-large.md).\n\n"
        "| figure | value |\n|---|---:|\n"
        f"| worlds (authorities) | {sum(t['authorities'] for t in tried):,} |\n"
        f"| homes | {len(tried):,} |\n"
        f"| builds compared | {sum(t['builds'] for t in tried):,} |\n"
        f"| clocks compared | {sum(t['clocks'] for t in tried):,} |\n"
        f"| rows that differ, in all tables | {differing:,} |\n\n" + _of_marts(tried),
        encoding="utf-8",
    )


def _of_marts(tried: list[dict[str, Any]]) -> str:
    """Return the rows of each mart that were compared, and which marts were not there to be."""
    compared: Counter[str] = Counter()
    for told in tried:
        compared.update(told["mart_rows"])
    lines = [f"| `{mart}` | {compared[mart]:,} |\n" for mart in MARTS if compared[mart]]
    missing = [f"`{mart}`" for mart in MARTS if not compared[mart]]
    said = f"\nNot built yet, and so not compared: {', '.join(missing)}.\n" if missing else ""
    return "| mart | rows compared |\n|---|---:|\n" + "".join(lines) + said


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201
