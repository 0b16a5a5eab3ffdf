"""Taking a home for a made-up Scotland, and never one that holds anything else."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pipelines.contract.authorities import is_synthetic
from pipelines.settings import Home


class HomeOccupiedError(Exception):
    """The home already holds something else, which is not overwritten."""


def truth_file(home: Home) -> Path:
    """Return where the truth of a home stands; it is written last."""
    return home.root / "truth" / "truth.json"


def is_there(home: Home, world: Mapping[str, Any]) -> bool:
    """Return whether a home holds this very world, to its end."""
    return _stated_world(home) == world and truth_file(home).exists()


def _stated_world(home: Home) -> Any:
    path = home.programme / "world.json"
    return json.loads(path.read_text(encoding="utf-8")) if path.exists() else None


def claim(home: Home, world: Mapping[str, Any]) -> None:
    """Mark the home as made-up, unless it holds real data or another world."""
    there = any(d.exists() and any(d.iterdir()) for d in (home.extracts, home.programme))
    if there and not is_synthetic(home):
        raise HomeOccupiedError(
            f"{home.root} holds data that is not made up. Name another home for a made-up Scotland."
        )
    if there and _stated_world(home) != world:
        raise HomeOccupiedError(
            f"{home.root} holds another made-up Scotland (size, seed or version). "
            "Name another home, or delete that one first."
        )
    home.programme.mkdir(parents=True, exist_ok=True)
    text = json.dumps(world, indent=2) + "\n"
    (home.programme / "world.json").write_text(text, encoding="utf-8")
