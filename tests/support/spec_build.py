"""The session's build of the spec files: one warehouse for all cases, one per world of its own."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from tests.support.spec_files import SpecFile, read_spec_files
from tests.support.spec_world import SpecWorld, world_of_cases, world_of_file
from tests.support.warehouse import built_once

OF_ALL = "spec"


@cache
def spec_files() -> tuple[SpecFile, ...]:
    """Return every spec file, read once."""
    return tuple(read_spec_files())


@cache
def spec_world(name: str = OF_ALL) -> SpecWorld:
    """Return the world of one file, or the one in which all other cases live."""
    if name == OF_ALL:
        return world_of_cases(c for f in spec_files() if not f.is_world for c in f.cases)
    return world_of_file(next(f for f in spec_files() if f.name == name))


def spec_warehouse(factory: pytest.TempPathFactory, name: str = OF_ALL) -> Path:
    """Return the warehouse of a world, built once per test session.

    The one of all cases passes dbt's unit tests too: they need one build, whichever.
    """
    write = spec_world(name).inputs.write
    return built_once(factory, name, write, unit_tests=name == OF_ALL)
