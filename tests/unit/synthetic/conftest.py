from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from pipelines.settings import Home
from pipelines.synthetic.world import WorldSummary, make_world


@dataclass(frozen=True)
class MadeWorld:
    root: Path
    summary: WorldSummary

    @property
    def folders(self) -> list[Path]:
        return sorted(p.parent for p in self.root.glob("extracts/*/*/submission.yaml"))


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> MadeWorld:
    root = tmp_path_factory.mktemp("scotland")
    return MadeWorld(root, make_world(Home(root)))
