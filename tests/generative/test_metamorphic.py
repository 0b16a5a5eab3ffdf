"""Changes whose effect is known beforehand, through intake and the models.

Each costs a build, so the world is small, and row order and files change together;
`make prove metamorphic` takes them one at a time, in many worlds.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.oracle.submissions import Home
from tests.oracle.worlds import Wishes, make_world
from tests.support.metamorphic import (
    Relation,
    authority_relabelled,
    built,
    child_added,
    day_shifted,
    order_and_files,
)
from tests.support.transformed_worlds import Warehouse, differences

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("metamorphic")]


@pytest.fixture(scope="module")
def world() -> Home:
    return make_world(Wishes(seed=7, children=40, authorities=3, invented=True))


@pytest.fixture(scope="module")
def base(world: Home, tmp_path_factory: pytest.TempPathFactory) -> Warehouse:
    return built(world, tmp_path_factory.mktemp("base") / "home")


@pytest.mark.parametrize(
    "relation",
    [order_and_files, authority_relabelled, child_added, day_shifted],
    ids=["row order and files", "authority relabelled", "a child added", "four years later"],
)
def test_a_change_does_what_it_must_and_nothing_else(
    relation: Relation, world: Home, base: Warehouse, tmp_path: Path
) -> None:
    assert relation(world, base, tmp_path / "home") == {}


def test_a_row_that_is_not_the_same_is_seen(base: Warehouse) -> None:
    """The comparison itself can fail: one cell of one row, and one row of another table."""
    table = "core.aim_clock"
    changed = base | {table: [base[table][0] | {"status": "other"}, *base[table][1:]]}
    changed["core.child"] = base["core.child"][1:]
    assert differences(base, changed) == {table: 2, "core.child": 1}
