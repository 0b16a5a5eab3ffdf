"""``pace demo``: make a Scotland, then run the main job on it."""

from __future__ import annotations

from pipelines.commands.run import run
from pipelines.settings import Home
from pipelines.synthetic.claim import HomeOccupiedError
from pipelines.synthetic.world import make_world
from pipelines.terminal import Report, Reporter

# Half the country: the smallest size at which an authority's few clocks of Aim 3 say anything.
HALF_THE_COUNTRY = 36_000
WHOLE_COUNTRY = 72_000


def make_and_run(home: Home, scale: float | None, seed: int, reporter: Reporter) -> Report:
    """Make up children in the home (unless it holds these already), then take the whole walk."""
    children = HALF_THE_COUNTRY if scale is None else round(WHOLE_COUNTRY * scale)
    with reporter.stage(f"Making up a Scotland of {children:,} children", 1) as stage:
        try:
            world = make_world(home, children=children, seed=seed, progress=stage.move_to)
        except HomeOccupiedError as occupied:
            report = reporter.report()
            report.fail(str(occupied))
            return report
    report = run(home, None, reporter)
    report.facts["children"] = world.children
    report.lines.insert(
        0,
        f"A made-up Scotland of {world.children:,} children in {len(world.authorities)} invented "
        "authorities. Nothing in it is real; everything it makes says MADE-UP.",
    )
    return report
