"""axe finds nothing on any page of a draft, wide or narrow, with every table open."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipelines.release import DraftSummary

axe_module = pytest.importorskip(
    "axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed"
)
WIDTHS = (1280, 390)
OPEN_ALL = "document.querySelectorAll('details').forEach(d => d.open = true)"


def _found(page: Any) -> list[str]:
    """Return what axe finds: the rule and where."""
    response = axe_module.Axe().run(page).response
    return [
        f"{found['id']}: {node['target']}"
        for found in response["violations"]
        for node in found["nodes"]
    ]


@pytest.mark.parametrize("width", WIDTHS)
def test_axe_finds_nothing_on_any_page(browser: Any, draft: DraftSummary, width: int) -> None:
    pages = sorted(draft.folder.rglob("*.html"))
    assert len(pages) >= 3
    opened = browser.new_page(viewport={"width": width, "height": 900})
    found: dict[str, list[str]] = {}
    for path in pages:
        opened.goto(path.as_uri())
        opened.evaluate(OPEN_ALL)
        found[path.name] = _found(opened)
    opened.close()
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_axe_would_find_a_fault(browser: Any, tmp_path: Path) -> None:
    page = tmp_path / "bad.html"
    page.write_text('<html><body><img src="x.png"><p style="color:#ccc">Pale</p></body></html>')
    opened = browser.new_page()
    opened.goto(page.as_uri())
    rules = {fault.split(":")[0] for fault in _found(opened)}
    opened.close()
    assert {"image-alt", "color-contrast", "document-title", "html-has-lang"} <= rules
