"""The worlds on which two engines are compared: every spec case, and a random one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from pipelines.warehouse.inputs import gather
from pipelines.warehouse.plan import plan_build
from tests.oracle.worlds import Wishes, make_world, write_home
from tests.support.spec_build import spec_world
from tests.support.walk import take_in_all

RANDOM = Wishes(seed=404, children=400, authorities=6, dirty=True, invented=True)


def worlds(folder: Path) -> Iterator[tuple[str, Path]]:
    """Make each world; give its name and the folder of inputs that dbt reads."""
    yield "every case of tests/spec", spec_world().inputs.write(folder / "spec")
    home = folder / "random"
    write_home(make_world(RANDOM), home)
    taken_in = take_in_all(home)
    name = f"{RANDOM.children} random children of {RANDOM.authorities} authorities, dirty extracts"
    yield name, gather(taken_in, plan_build(taken_in))
