"""The list of releases in headless Chromium: readable on a telephone, and said once."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipelines.contract.released import State, Step
from pipelines.release.index import index_page

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")

_NEW, _OLD = "MADE-UP-2020-10-31-999b879f1f55", "MADE-UP-2020-07-31-7194d0212382"
_ROWS = [
    ("2020-11-28", Step(_NEW, State.PUBLISHED, "Bo Two", "", "2020-11-28")),
    (
        "2020-08-28",
        Step(_OLD, State.SUPERSEDED, "Bo Two", "", "2020-11-28", f"superseded by {_NEW}"),
    ),
]


@pytest.mark.parametrize("width", [1280, 390])
def test_it_does_not_scroll_sideways(
    browser: playwright.Browser, tmp_path: Path, width: int
) -> None:
    path = tmp_path / "index.html"
    path.write_bytes(index_page(_ROWS))
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(path.as_uri())
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    heading, cell = (page.locator(f"{part} >> nth=-1") for part in ("thead th", "tbody td"))
    starts = [part.evaluate("e => getComputedStyle(e).textAlign") for part in (heading, cell)]
    assert starts == ["left", "left"], "a heading stands above its column"
    page.close()


def test_what_came_after_is_said_once() -> None:
    text = index_page(_ROWS).decode("utf-8")
    assert text.count("superseded") == 1
    assert f"superseded by {_NEW}: read that one" in text
    assert "28 August 2020" in text
