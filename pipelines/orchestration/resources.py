"""What assets are given: the home of this run."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from pipelines.run_lock import home_for_a_job
from pipelines.scratch import own_scratch
from pipelines.settings import Home


class HomeResource(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The folder that holds everything a run reads and writes.

    Empty: the home that the environment names when the run begins, not when this was imported.
    """

    root: str = ""

    @property
    def home(self) -> Home:
        """Return the home as the rooms know it."""
        return Home.from_environment(Path(self.root) if self.root else None)

    @contextmanager
    def yield_for_execution(self, context: dg.InitResourceContext) -> Iterator[HomeResource]:
        """Hold the home for a run, whoever started it; a sensor only looks, and holds nothing.

        Temporary files of both lie in the home.
        """
        with home_for_a_job(self.home) if context.run else own_scratch(self.home):
            yield self


@contextmanager
def environment(**values: str) -> Iterator[None]:
    """Set environment variables for a child process and put the old ones back."""
    before = {name: os.environ.get(name) for name in values}
    os.environ.update(values)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
