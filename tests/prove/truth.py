"""Made-up Scotlands of many seeds, sizes and shapes against the clocks their stories meant.

Each is written, taken in, built now and as known on two earlier days, and compared row by row.
What has been done stands in ``.prove/truth.jsonl``, so a run that was cut short goes on where it
stopped.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from datetime import date
from pathlib import Path
from typing import Any, Final

from pipelines.settings import Home
from pipelines.synthetic.authorities import Shape
from pipelines.synthetic.chance import between, stream
from pipelines.synthetic.days import from_iso, iso
from pipelines.synthetic.submissions import USUAL_DAYS_TO_SEND
from pipelines.synthetic.world import RULES_VERSION, make_world
from tests.prove.log import done_before, say, use_own_key
from tests.support.truth import compare
from tests.support.walk import build_vintage, take_in_all

DONE = Path(".prove/truth.jsonl")
FIGURES = Path("docs/figures/truth.md")
SIZES: Final = (300, 600, 1500, 3000)
SHAPES: Final = (None, *Shape)


def shape_of(seed: int) -> Shape | None:
    """Return the shape all authorities of a world send in; None: each in its own."""
    return SHAPES[seed % len(SHAPES)]


def snapshots_of(seed: int) -> list[str]:
    """Return two earlier days, any days, from which everybody sent everything."""
    rng = stream(seed, "prove", "snapshots")
    first, last = date(2010, 1, 1).toordinal(), date(2017, 12, 31).toordinal()
    return sorted({iso(between(rng, first, last)) for _ in range(2)})


def known_at(snapshot: str) -> str:
    """Return a day on which the snapshot of a day was the newest received."""
    return iso(from_iso(snapshot) + USUAL_DAYS_TO_SEND)


def try_world(seed: int) -> dict[str, Any]:
    """Compare one made-up Scotland; return what was compared and which clocks differ."""
    shape, children, earlier = shape_of(seed), SIZES[seed % len(SIZES)], snapshots_of(seed)
    differing: Counter[str] = Counter()
    clocks = 0
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "home"
        make_world(Home(root), children=children, seed=seed, shape=shape, snapshots=earlier)
        home = take_in_all(root)
        for day in (None, *map(known_at, earlier)):
            warehouse = build_vintage(home, day)
            assert warehouse is not None
            compared = compare(root, warehouse)
            clocks += sum(compared.built.values())
            differing.update(f"{key[2]} {key[3]}" for key, *_ in compared.differing)
    return {
        "seed": seed,
        "rules": RULES_VERSION,
        "children": children,
        "shape": shape or "each its own",
        "builds": 1 + len(earlier),
        "clocks": clocks,
        "differences": dict(differing),
    }


def prove(worlds: int) -> int:
    """Compare so many worlds; return 1 where any clock differs."""
    use_own_key(DONE.parent)
    done = {t["seed"]: t for t in done_before(DONE) if t["rules"] == RULES_VERSION}
    for seed in range(1, worlds + 1):
        if seed in done:
            continue
        done[seed] = try_world(seed)
        with DONE.open("a", encoding="utf-8") as log:
            log.write(json.dumps(done[seed]) + "\n")
        say(f"world {seed} of {worlds}: {sum(done[seed]['differences'].values())} clocks differ")
        _write_figures([told for _, told in sorted(done.items())])
    tried = [done[seed] for seed in range(1, worlds + 1)]
    _write_figures(tried)
    return int(any(t["differences"] for t in tried))


def _write_figures(tried: list[dict[str, Any]]) -> None:
    rows = {shape: [t for t in tried if t["shape"] == shape] for shape in _shapes(tried)}
    lines = [
        f"| {shape} | {len(of)} | {_sum(of, 'builds')} | {_sum(of, 'children'):,} "
        f"| {_sum(of, 'clocks'):,} | {sum(sum(t['differences'].values()) for t in of):,} |\n"
        for shape, of in [*rows.items(), ("all", tried)]
    ]
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    FIGURES.write_text(
        "# Made-up Scotlands against the clocks they meant\n\n"
        f"`make prove truth`: seeds 1 to {max(t['seed'] for t in tried)}, rules version "
        f"{RULES_VERSION}, sizes from {min(t['children'] for t in tried):,} to "
        f"{max(t['children'] for t in tried):,} children.\nEvery clock of the warehouse (all aims, "
        "all variants), built now and as known\non two earlier days, is compared with "
        "`truth/clocks.parquet`, both ways, on start, stop, exit,\nexclusion, "
        "route, end of observation, threshold and status.\n\n"
        "| shape all authorities send in | worlds | builds | children | clocks | that differ |\n"
        "|---|---:|---:|---:|---:|---:|\n" + "".join(lines),
        encoding="utf-8",
    )


def _shapes(tried: list[dict[str, Any]]) -> list[str]:
    return sorted({t["shape"] for t in tried})


def _sum(tried: list[dict[str, Any]], name: str) -> int:
    return sum(t[name] for t in tried)
