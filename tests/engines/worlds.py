"""The worlds on which two engines are compared: each writes the folder of inputs that dbt reads."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from pipelines.evaluation.statistics import STATISTICS
from pipelines.settings import Home
from pipelines.synthetic.world import make_world as make_scotland
from pipelines.warehouse.evaluate import evaluate_into
from pipelines.warehouse.inputs import gather
from pipelines.warehouse.plan import plan_build
from tests.oracle.worlds import Wishes, make_world, write_home
from tests.support.spec_build import spec_world
from tests.support.walk import take_in_all
from tests.support.warehouse import build

RANDOM = Wishes(seed=404, children=400, authorities=6, dirty=True, invented=True)
SCOTTISH_CHILDREN = 1_500


def of_spec_cases(folder: Path) -> Path:
    """Every case of the spec files that shares a world with others."""
    return spec_world().inputs.write(folder)


def of_chance(folder: Path) -> Path:
    """Children as the oracle's dice make them, in dirty extracts."""
    write_home(make_world(RANDOM), folder)
    return _taken_in(folder)


def of_scotland(folder: Path) -> Path:
    """A small made-up Scotland: all of the programme's records, every shape of extract."""
    make_scotland(Home(folder), children=SCOTTISH_CHILDREN, seed=2014)
    return _taken_in(folder)


def evaluate_all(inputs: Path, candidate: Path) -> None:
    """Work the evaluated marts out of a candidate, put them under the inputs, and build them on it.

    On Spark they are then thin selects of the same Parquet: Python works them out once, for both.
    """
    for statistic in STATISTICS:
        evaluate_into(inputs, candidate, statistic, inputs.parent / "evaluated")
    build(inputs, candidate, options=("--select", "tag:evaluated"))


def _taken_in(folder: Path) -> Path:
    home = take_in_all(folder)
    return gather(home, plan_build(home))


WORLDS: dict[str, tuple[str, Callable[[Path], Path]]] = {
    "spec": ("Every case of tests/spec that shares a world", of_spec_cases),
    "chance": (
        f"{RANDOM.children} random children of {RANDOM.authorities} authorities, dirty extracts",
        of_chance,
    ),
    "scotland": (f"A made-up Scotland of {SCOTTISH_CHILDREN:,} children", of_scotland),
}
