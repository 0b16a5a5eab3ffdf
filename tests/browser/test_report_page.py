"""The report in headless Chromium: no request to the network, no error, no sideways scrolling."""

from __future__ import annotations

import shutil
from collections.abc import Iterator

import pytest

from pipelines.release import DraftSummary

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this machine")
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]


@pytest.fixture(scope="module")
def browser() -> Iterator[playwright.Browser]:
    with playwright.sync_playwright() as play:
        opened = play.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield opened
        opened.close()


@pytest.fixture(params=[1280, 390])
def page(
    request: pytest.FixtureRequest, browser: playwright.Browser, draft: DraftSummary
) -> Iterator[playwright.Page]:
    opened = browser.new_page(viewport={"width": request.param, "height": 900})
    opened.asked, opened.said = [], []
    opened.on("request", lambda r: opened.asked.append(r.url))
    opened.on("console", lambda m: opened.said.append(m.text))
    opened.on("pageerror", lambda e: opened.said.append(str(e)))
    opened.goto(draft.report.as_uri())
    yield opened
    opened.close()


def test_it_asks_for_nothing_but_itself_and_reports_no_error(page: playwright.Page) -> None:
    others = [url for url in page.asked if not url.startswith(("data:", "file:"))]
    assert others == []
    assert len([url for url in page.asked if url.startswith("file:")]) == 1
    assert page.said == []


def test_it_does_not_scroll_sideways_even_with_every_table_open(page: playwright.Page) -> None:
    page.evaluate("document.querySelectorAll('details').forEach(d => d.open = true)")
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")


def test_charts_of_one_width_are_seen_and_have_words(page: playwright.Page) -> None:
    charts = page.locator("[role=img]")
    assert charts.count() >= 5
    for i in range(charts.count()):
        assert charts.nth(i).locator("svg:visible").count() == 1
        assert len(charts.nth(i).get_attribute("aria-label") or "") > 40


def test_it_has_landmarks_one_heading_and_a_banner(page: playwright.Page) -> None:
    for landmark in ("header", "nav", "main", "footer"):
        assert page.locator(landmark).count() == 1
    assert page.locator("h1").count() == 1
    assert "MADE-UP" in page.locator(".status").inner_text()
    assert page.title().startswith("MADE-UP DATA")


def test_every_link_on_the_page_leads_somewhere(page: playwright.Page) -> None:
    for link in page.locator("a[href^='#']").all():
        assert page.locator(link.get_attribute("href") or "#").count() == 1
