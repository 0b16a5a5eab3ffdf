"""The report in headless Chromium: no request to the network, no error, no sideways scrolling."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import pytest

from pipelines.release import DraftSummary

playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")


PAGES = ["national", "authority"]


@pytest.fixture(
    scope="module",
    params=[(w, p) for w in (1280, 390) for p in PAGES],
    ids=lambda v: f"{v[1]}-{v[0]}",
)
def opened(
    request: pytest.FixtureRequest, browser: playwright.Browser, draft: DraftSummary
) -> Iterator[playwright.Page]:
    """Return a page opened once, and what it asked for and said from the start."""
    width, kind = request.param
    opened = browser.new_page(viewport={"width": width, "height": 900})
    opened.asked, opened.said, opened.kind = [], [], kind
    opened.on("request", lambda r: opened.asked.append(r.url))
    opened.on("console", lambda m: opened.said.append(m.text))
    opened.on("pageerror", lambda e: opened.said.append(str(e)))
    opened.goto(_address(draft, kind))
    yield opened
    opened.close()


@pytest.fixture
def page(opened: playwright.Page) -> playwright.Page:
    """Return the page as a reader finds it, with every table closed."""
    opened.evaluate("document.querySelectorAll('details').forEach(d => d.open = false)")
    return opened


def _address(draft: DraftSummary, kind: str) -> str:
    """Return the national page, or the page of the authority with the most charts."""
    pages = sorted((draft.folder / "authorities").glob("*.html"))
    fullest = max(pages, key=lambda p: p.read_text("utf-8").count("<figure>"))
    return (draft.report if kind == "national" else fullest).as_uri()


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
    assert charts.count() >= (5 if page.kind == "national" else 2)
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


def test_headings_go_down_one_step_at_a_time(page: playwright.Page) -> None:
    levels = page.eval_on_selector_all(
        "h1, h2, h3, h4", "found => found.map(h => Number(h.tagName[1]))"
    )
    assert levels[0] == 1
    assert all(below - above <= 1 for above, below in itertools.pairwise(levels))


def test_every_chart_has_a_name_a_caption_and_a_table(page: playwright.Page) -> None:
    for figure in page.locator("figure").all():
        assert figure.locator("figcaption").count() == 1
        assert figure.locator("[role=img][aria-label]").count() == 1
        assert figure.locator("details table caption").count() == 1


def test_what_can_be_reached_by_keyboard_has_a_name(page: playwright.Page) -> None:
    for region in page.locator("[tabindex='0']").all():
        assert region.get_attribute("role") == "region"
        assert region.get_attribute("aria-label")
    for link in page.locator("a").all():
        assert (link.text_content() or "").strip()
    ids = page.eval_on_selector_all("[id]", "found => found.map(e => e.id)")
    assert len(ids) == len(set(ids))


def test_links_between_pages_work_both_ways(
    browser: playwright.Browser, draft: DraftSummary
) -> None:
    opened = browser.new_page()
    opened.goto(draft.report.as_uri())
    link = opened.locator("#authorities a").first
    name = link.inner_text()
    link.click()
    assert opened.locator("h1").inner_text() == name
    opened.locator("nav a", has_text="All authorities").click()
    assert opened.url == draft.report.as_uri()
    opened.close()


def test_it_prints(page: playwright.Page) -> None:
    pages = page.pdf(format="A4").count(b"/Type /Page\n")
    assert pages >= 2
