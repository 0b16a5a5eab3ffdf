"""One made-up draft to open in the programs its readers use."""

from __future__ import annotations

import pytest

from pipelines.disclosure import protect
from pipelines.release import DraftSummary, write_draft
from pipelines.settings import Home
from tests.unit.disclosure.programme_worlds import programme_frames
from tests.unit.disclosure.worlds import Scale


@pytest.fixture(scope="session")
def draft(tmp_path_factory: pytest.TempPathFactory) -> DraftSummary:
    frames = programme_frames(11, Scale(authorities=8, quarters=10, starts=16.0, named=1.0))
    return write_draft(Home(tmp_path_factory.mktemp("home")), protect(frames, frames.named))
