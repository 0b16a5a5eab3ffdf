"""One made-up draft to open in the programs its readers use."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest

from pipelines.disclosure import protect
from pipelines.release import DraftSummary, write_draft
from pipelines.settings import Home
from tests.unit.disclosure.programme_worlds import programme_frames
from tests.unit.disclosure.worlds import Scale


@pytest.fixture(scope="session")
def draft(tmp_path_factory: pytest.TempPathFactory) -> DraftSummary:
    frames = programme_frames(11, Scale(authorities=5, quarters=10, starts=16.0, named=1.0))
    return write_draft(Home(tmp_path_factory.mktemp("home")), protect(frames, frames.named))


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Return headless Chromium; skips, and says why, where it or its driver is absent."""
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no Chromium on this machine")
    flags = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with playwright.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=chromium, args=flags)
        yield opened
        opened.close()
