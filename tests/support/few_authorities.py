"""A made-up Scotland of few authorities: one of every shape and habit, where size is not the point.

A walk costs about as much for each authority as it does for a hundred children.
"""

from __future__ import annotations

import shutil
from collections.abc import Collection, Iterable
from pathlib import Path

from pipelines.settings import Home
from pipelines.synthetic.authorities import AUTHORITIES, Habit, InventedAuthority, Shape
from pipelines.synthetic.world import make_world


def make_few(home: Home, *, children: int, seed: int) -> None:
    """Make a Scotland of so many children up, and keep what is of the few."""
    make_world(home, children=children, seed=seed, truth_clocks=False)
    few = one_of_every_kind()
    codes = {a.code for a in few}
    for file in home.programme.glob("*.csv"):
        header, *rows = file.read_text(encoding="utf-8").splitlines(keepends=True)
        # An authority's lines begin with its code, or with the name of a thing of its own.
        file.write_text(header + "".join(r for r in rows if _code(r) in codes), encoding="utf-8")
    _keep(home.extracts.iterdir(), {a.folder for a in few})
    _keep(home.authorities.iterdir(), {f"{a.slug}.yaml" for a in few})


def one_of_every_kind() -> list[InventedAuthority]:
    """Return two that simply send, and the first of every other shape and habit."""
    plain = [a for a in AUTHORITIES if (a.shape, a.habit) == (Shape.STANDARD_CSV, Habit.SENDS)]
    of_shapes = [next(a for a in AUTHORITIES if a.shape is shape) for shape in Shape]
    of_habits = [next(a for a in AUTHORITIES if a.habit is habit) for habit in Habit]
    return sorted({*plain[:2], *of_shapes, *of_habits}, key=lambda a: a.code)


def _code(row: str) -> str:
    return row[:9]


def _keep(paths: Iterable[Path], names: Collection[str]) -> None:
    for path in paths:
        if path.name not in names:
            shutil.rmtree(path) if path.is_dir() else path.unlink()
