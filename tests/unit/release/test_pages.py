"""What the pages say, on made-up protected tables."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape
from pathlib import Path

import pandas as pd
import pytest

from pipelines.contract.release_tables import Protected, ProtectedTable
from pipelines.release import DraftSummary, texts
from pipelines.release.changes import VERDICT_WORDS, group_sentence, verdict_sentence, verdicts
from pipelines.release.drawings import (
    Interval,
    Reached,
    YearShare,
    difference_chart,
    share_chart,
    target_chart,
)
from pipelines.release.found import found_in
from pipelines.release.sections import _outcome_sentence
from pipelines.release.texts import local_aim_sentence


def page_of(draft: DraftSummary, name: str) -> str:
    return (draft.folder / name).read_text(encoding="utf-8")


def test_every_named_authority_has_a_page_linked_both_ways(
    draft: DraftSummary, protected: Protected
) -> None:
    national = page_of(draft, "report.html")
    assert protected.named
    for authority in protected.named:
        path = f"authorities/{authority.slug}.html"
        page = page_of(draft, path)
        assert f'href="{path}"' in national
        assert 'href="../report.html"' in page
        assert f"<h1>{authority.name}</h1>" in page
        assert "MADE-UP" in page


def test_links_between_pages_lead_somewhere(draft: DraftSummary) -> None:
    pages = [draft.report, *sorted((draft.folder / "authorities").glob("*.html"))]
    for page in pages:
        for address in re.findall(r'href="([^"#]+\.html)(#[^"]*)?"', page.read_text("utf-8")):
            target = (page.parent / address[0]).resolve()
            assert target.is_file()
            if address[1]:
                assert f'id="{address[1][1:]}"' in target.read_text("utf-8")


def test_what_changed_names_the_authorities_in_order_and_not_by_size(protected: Protected) -> None:
    for aim in (2, 3, 4):
        for names in verdicts(protected, aim).names.values():
            assert names == sorted(names)


def test_the_verdicts_are_those_of_the_table(protected: Protected) -> None:
    cells = protected.table("improvement").cells()
    own = cells[cells["area"] != "engaged"]
    for aim in (2, 3, 4):
        told = verdicts(protected, aim)
        rows = own[own["aim"] == str(aim)]
        assert told.all == len(rows)
        assert told.counts["withheld"] == (rows["verdict"] == "[c]").sum()
        assert told.counts["higher"] == (rows["verdict"] == "higher").sum()


def test_nothing_is_said_of_a_withheld_comparison(protected: Protected) -> None:
    hidden = _withheld(protected)
    assert group_sentence(hidden, 3).endswith(f"withheld: {texts.FEW_OR_MOVED}.")
    told = verdicts(hidden, 3)
    assert told.counts == {v: (told.all if v == "withheld" else 0) for v in VERDICT_WORDS}
    assert verdict_sentence(told).endswith("withheld.")


def _withheld(protected: Protected) -> Protected:
    """Return the tables with every comparison withheld."""
    table = protected.table("improvement")
    figures = [c.name for c in table.shape.figures]
    frame = table.frame.assign(symbol="[c]")
    frame[figures] = pd.NA
    changed = ProtectedTable(table.shape, frame)
    tables = tuple(changed if t.shape.name == "improvement" else t for t in protected.tables)
    return replace(protected, tables=tables)


def test_no_figure_of_a_withheld_row_is_on_any_page(draft: DraftSummary) -> None:
    """Every number in a chart's words is a shown cell, rounded, or a year."""
    for page in (draft.folder / "authorities").glob("*.html"):
        for words in re.findall(r'role="img" aria-label="([^"]*)"', page.read_text("utf-8")):
            assert "nan" not in unescape(words).lower()
            assert "<NA>" not in unescape(words)


def test_every_table_of_a_page_has_a_caption_and_headings(draft: DraftSummary) -> None:
    for page in [draft.report, *(draft.folder / "authorities").glob("*.html")]:
        for table in re.findall(r"<table>.*?</table>", page.read_text("utf-8"), flags=re.DOTALL):
            assert "<caption>" in table
            assert 'scope="col"' in table
            assert 'scope="row"' in table


def test_a_draft_tells_what_it_found_from_its_files(
    draft: DraftSummary, protected: Protected
) -> None:
    for aim in found_in(draft.folder):
        told = verdicts(protected, aim.aim)
        assert {v: list(n) for v, n in aim.names.items()} == told.names


def test_a_draft_without_comparisons_found_nothing(tmp_path: Path) -> None:
    assert found_in(tmp_path) == []


@pytest.mark.parametrize("width", [920, 340])
def test_drawings_leave_out_what_is_withheld(width: int) -> None:
    gone = YearShare("2017", None, None, None)
    here = YearShare("2018", 50.0, 40.0, 60.0)
    assert share_chart([("Share", [gone, here])], width).count("<circle") == 1
    bars = [Reached("A1", None, 75.0, "withheld"), Reached("A2", 50.0, 75.0, "behind")]
    assert target_chart(bars, width).count('height="14"') == 1
    rows = [Interval("A<b>", 5.0, -5.0, 15.0, "no clear difference")]
    drawn = difference_chart(rows, width)
    assert "A&lt;b&gt;" in drawn
    assert drawn.count("<circle") == 1


def test_a_difference_lies_right_of_nought_where_it_is_more() -> None:
    def place(value: float) -> float:
        drawn = difference_chart([Interval("A", value, value - 1, value + 1, "higher")], 920)
        return float(re.findall(r'<circle cx="([\d.]+)"', drawn)[0])

    assert place(-10.0) < place(0.0) < place(10.0)
    assert place(10.0) - place(0.0) == pytest.approx(place(0.0) - place(-10.0), abs=0.2)


def test_a_local_aim_is_told_from_its_definition() -> None:
    row = {
        "start_milestone": "permanence_recommended",
        "stop_milestone": "adm_decision",
        "routes": "any",
        "ages": "under 5",
        "within_days": "98",
    }
    assert local_aim_sentence(row) == (
        "From permanence recommendation, children aged under 5 to decision by the agency decision "
        "maker within 98 days"
    )


def test_nobody_is_said_as_nobody_in_what_reviews_led_to() -> None:
    away, ended, stayed = (
        "accommodated_within_90_days",
        "order_ended_within_90_days",
        "order_continued",
    )
    told = _outcome_sentence(pd.DataFrame({away: [0, 0], ended: [5, 6], stayed: [0, 0]}), 4)
    assert "no child was still at home" in told
    assert "the order of 11 had ended, and no child had moved away" in told
    told = _outcome_sentence(pd.DataFrame({away: [7], ended: [0], stayed: [9]}), 1)
    assert "9 children were still at home" in told
    assert "the order of no child had ended, and 7 had moved away" in told
