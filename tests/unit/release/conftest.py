"""One made-up draft, written once for all tests of this folder."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from pipelines.contract.release_tables import Protected
from pipelines.disclosure import protect
from pipelines.release import DraftSummary, write_draft
from pipelines.settings import Home
from tests.unit.disclosure.programme_worlds import programme_frames
from tests.unit.disclosure.worlds import Scale


@pytest.fixture(scope="session")
def protected() -> Protected:
    frames = programme_frames(11, Scale(authorities=8, quarters=13, starts=16.0, named=1.0))
    return protect(frames, frames.named)


@pytest.fixture(scope="session")
def small() -> Protected:
    """Return little enough to be rendered many times."""
    frames = programme_frames(2, Scale(authorities=5, quarters=5, starts=16.0))
    return protect(frames, frames.named)


@pytest.fixture(scope="session")
def small_draft(small: Protected, tmp_path_factory: pytest.TempPathFactory) -> DraftSummary:
    return write_draft(Home(tmp_path_factory.mktemp("small")), small)


@pytest.fixture(scope="session")
def draft(protected: Protected, tmp_path_factory: pytest.TempPathFactory) -> DraftSummary:
    return write_draft(Home(tmp_path_factory.mktemp("home")), protected)


@pytest.fixture
def copy_of_draft(draft: DraftSummary, tmp_path: Path) -> Path:
    return Path(shutil.copytree(draft.folder, tmp_path / draft.folder.name))
