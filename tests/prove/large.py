"""Single large homes against the oracle, row by row: what hundreds of small worlds cannot show.

A cohort of tens of thousands has other sums, other fractions and another order of rows than one of
three hundred. Each home is written, taken in, built as it stands and compared; what has been done
stands in ``.prove/large.jsonl``. The oracle is slow and obvious: it takes about a minute of
processor for ten thousand children, and four gigabytes for a hundred thousand.
"""

from __future__ import annotations

import json
import os
import resource
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

from tests.oracle.compare import compare
from tests.oracle.compare_marts import MARTS, NOT_YET_BUILT
from tests.oracle.evaluate import OracleResult, evaluate
from tests.oracle.submissions import read_home
from tests.oracle.worlds import Wishes, make_world, write_home
from tests.prove.keys import own_key
from tests.prove.oracle import rows_compared
from tests.support.walk import build_vintage, child_key, take_in_all

DONE = Path(".prove/large.jsonl")
FIGURES = Path("docs/figures/oracle-large.md")
# Children of a home, and its authorities (which are the worlds): one alone, in clean extracts (were
# it refused, nothing would be left to compare), and all of Scotland's, in dirty ones.
HOMES = ((20_000, 1), (100_000, 32))


def wishes_of(children: int, authorities: int) -> Wishes:
    """Return the home of a size: with a programme, and always the same."""
    return Wishes(
        seed=children + 1,  # with this one no table is absent
        children=children,
        authorities=authorities,
        dirty=authorities > 1,
        improving=True,
    )


def try_home(children: int, authorities: int) -> dict[str, Any]:
    """Compare one home; return what was compared and which rows differ, by table."""
    with tempfile.TemporaryDirectory(dir=os.environ.get("PACE_PROVE_FOLDER")) as folder:
        root = Path(folder) / "home"
        write_home(make_world(wishes_of(children, authorities)), root)
        home = take_in_all(root)
        _say(f"{children:,} children: taken in")
        file = build_vintage(home, None)
        assert file is not None, "a home of this size has submissions in force"
        _say(f"{children:,} children: built")
        begun = time.process_time()
        result = evaluate(read_home(root), None)
        seconds = time.process_time() - begun
        _say(f"{children:,} children: walked by the oracle")
        found = compare(file, result, child_key, NOT_YET_BUILT)
        return {
            "children": children,
            "authorities": len(result.children),
            "rows": _core_rows(result) | rows_compared(file, result),
            "differences": dict(Counter(d.table for d in found)),
            "oracle_cpu_seconds": round(seconds),
            "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        }


def _core_rows(result: OracleResult) -> dict[str, int]:
    children = result.all_children()
    return {
        "core.care_episode": sum(len(child.episodes) for child in children),
        "core.milestone_event": sum(len(child.milestones) for child in children),
        "core.aim_clock": sum(len(child.clocks) for child in children),
    }


def prove(children: int | None) -> int:
    """Compare the home of a size, or all; return 1 where any row differs."""
    own_key(DONE.parent)
    done = _done()
    for size, authorities in HOMES:
        if size in done or children not in (None, size):
            continue
        done[size] = try_home(size, authorities)
        with DONE.open("a", encoding="utf-8") as log:
            log.write(json.dumps(done[size]) + "\n")
        _say(f"{size:,} children: {sum(done[size]['differences'].values())} rows differ")
        _write_figures([done[key] for key in sorted(done)])
    return int(any(told["differences"] for told in done.values()))


def _done() -> dict[int, dict[str, Any]]:
    if not DONE.exists():
        return {}
    lines = DONE.read_text(encoding="utf-8").splitlines()
    return {told["children"]: told for told in map(json.loads, lines)}


def _write_figures(tried: list[dict[str, Any]]) -> None:
    heads = [f"{t['children']:,} children of {t['authorities']} authority(ies)" for t in tried]
    tables = [
        *_core_tables(tried),
        *(mart for mart in MARTS if any(mart in t["rows"] for t in tried)),
    ]
    lines = [
        [f"`{table}`", *(f"{t['rows'].get(table, 0):,}" for t in tried)] for table in tables
    ] + [
        ["rows that differ, in all tables", *(f"{_differing(t):,}" for t in tried)],
        [
            "seconds of processor of the oracle alone",
            *(f"{t['oracle_cpu_seconds']:,}" for t in tried),
        ],
        ["MiB at most, oracle and intake", *(f"{t['peak_mib']:,}" for t in tried)],
    ]
    FIGURES.write_text(
        "# Single large homes against the oracle\n\n"
        "`make prove large`: children as the oracle's dice make them, of one authority in clean\n"
        "extracts, of many in dirty ones, through intake and the models, compared row by row.\n"
        "The authorities are those with a submission in force, the children those that were\n"
        "made. Rows are the oracle's.\n\n"
        f"| | {' | '.join(heads)} |\n|---|{'---:|' * len(tried)}\n"
        + "".join(f"| {' | '.join(line)} |\n" for line in lines),
        encoding="utf-8",
    )


def _core_tables(tried: list[dict[str, Any]]) -> list[str]:
    return sorted({table for t in tried for table in t["rows"] if table.startswith("core.")})


def _differing(told: dict[str, Any]) -> int:
    return sum(told["differences"].values())


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201
