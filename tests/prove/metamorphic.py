"""Metamorphic relations in many worlds, one change at a time; resumable like the other proofs."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path
from typing import Any

from tests.oracle.worlds import Wishes, make_world
from tests.prove.keys import own_key
from tests.support.metamorphic import RELATIONS, built

DONE = Path(".prove/metamorphic.jsonl")
FIGURES = Path("docs/figures/metamorphic.md")


def wishes_of(seed: int) -> Wishes:
    """Return the world of a seed: invented and clean, for it is relabelled and moved."""
    return Wishes(seed=seed, children=(40, 90)[seed % 2], invented=True, improving=seed % 3 == 0)


def try_world(seed: int) -> dict[str, Any]:
    """Return, by relation, the rows that are not as they must be, by table."""
    home = make_world(wishes_of(seed))
    with tempfile.TemporaryDirectory() as folder:
        base = built(home, Path(folder) / "base")
        found = {
            name: relation(home, base, Path(folder) / name.replace(" ", "-"))
            for name, relation in RELATIONS.items()
        }
    return {"seed": seed, "rows": sum(map(len, base.values())), "found": found}


def prove(worlds: int) -> int:
    """Try so many worlds; return 1 where any relation does not hold."""
    own_key(DONE.parent)
    done: dict[int, dict[str, Any]] = {}
    if DONE.exists():
        lines = DONE.read_text(encoding="utf-8").splitlines()
        done = {told["seed"]: told for told in map(json.loads, lines)}
    for seed in range(1, worlds + 1):
        if seed not in done:
            done[seed] = try_world(seed)
            with DONE.open("a", encoding="utf-8") as log:
                log.write(json.dumps(done[seed]) + "\n")
            print(f"world {seed} of {worlds}: {_faults(done[seed])} rows", flush=True)  # noqa: T201
    tried = [done[seed] for seed in range(1, worlds + 1)]
    _write_figures(tried)
    return int(any(_faults(told) for told in tried))


def _faults(told: dict[str, Any]) -> int:
    return sum(sum(tables.values()) for tables in told["found"].values())


def _write_figures(tried: list[dict[str, Any]]) -> None:
    lines = [
        f"| {name} | {sum(sum(told['found'][name].values()) for told in tried):,} |\n"
        for name in RELATIONS
    ]
    FIGURES.write_text(
        "# Changes whose effect is known beforehand\n\n"
        "`make prove metamorphic`: each world is built, changed, and built again.\n\n"
        f"Worlds: {len(tried):,}. Rows of `core` and `marts` in them before any change: "
        f"{sum(told['rows'] for told in tried):,}.\n\n"
        "| change | rows not as they must be |\n|---|---:|\n" + "".join(lines),
        encoding="utf-8",
    )
