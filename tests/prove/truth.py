"""Made-up Scotlands of many seeds, sizes and shapes against the clocks their stories meant.

Each is written, taken in, built and compared row by row. What has been done stands in
``.prove/truth.jsonl``, so a run that was cut short goes on where it stopped.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any, Final

from pipelines.settings import Home
from pipelines.synthetic.authorities import Shape
from pipelines.synthetic.world import RULES_VERSION, make_world
from tests.prove.log import done_before, say, use_own_key
from tests.support.truth import compare
from tests.support.walk import build_vintage, take_in_all

DONE = Path(".prove/truth.jsonl")
FIGURES = Path("docs/figures/truth.md")
SIZES: Final = (300, 600, 1500, 3000, 6000)
SHAPES: Final = (None, *Shape)


def shape_of(seed: int) -> Shape | None:
    """Return the shape all authorities of a world send in; None: each in its own."""
    return SHAPES[seed % len(SHAPES)]


def try_world(seed: int) -> dict[str, Any]:
    """Compare one made-up Scotland; return what was compared and which clocks differ."""
    shape, children = shape_of(seed), SIZES[seed % len(SIZES)]
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "home"
        make_world(Home(root), children=children, seed=seed, shape=shape)
        warehouse = build_vintage(take_in_all(root), None)
        assert warehouse is not None
        compared = compare(root, warehouse)
    differing = Counter(f"{aim} {variant}" for (_, _, aim, variant, _), *_ in compared.differing)
    return {
        "seed": seed,
        "rules": RULES_VERSION,
        "children": children,
        "shape": shape or "each its own",
        "clocks": sum(compared.built.values()),
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
        f"| {shape} | {len(of)} | {_sum(of, 'children'):,} | {_sum(of, 'clocks'):,} "
        f"| {sum(sum(t['differences'].values()) for t in of):,} |\n"
        for shape, of in [*rows.items(), ("all", tried)]
    ]
    FIGURES.parent.mkdir(parents=True, exist_ok=True)
    FIGURES.write_text(
        "# Made-up Scotlands against the clocks they meant\n\n"
        f"`make prove truth`: seeds 1 to {max(t['seed'] for t in tried)}, rules version "
        f"{RULES_VERSION}, sizes from {min(t['children'] for t in tried):,} to "
        f"{max(t['children'] for t in tried):,} children.\nEvery clock of the warehouse (all aims, "
        "all variants) is compared with `truth/clocks.parquet`,\nboth ways, on start, stop, exit, "
        "exclusion, route, end of observation, threshold and status.\n\n"
        "| shape all authorities send in | worlds | children | clocks | clocks that differ |\n"
        "|---|---:|---:|---:|---:|\n" + "".join(lines),
        encoding="utf-8",
    )


def _shapes(tried: list[dict[str, Any]]) -> list[str]:
    return sorted({t["shape"] for t in tried})


def _sum(tried: list[dict[str, Any]], name: str) -> int:
    return sum(t[name] for t in tried)
