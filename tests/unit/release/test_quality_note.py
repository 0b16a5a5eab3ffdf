"""The note on quality says what the tables say, and no more."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from pipelines.contract.published import Published, made_of
from pipelines.contract.release_tables import LEGEND, MARK_COLUMN, Protected, ProtectedTable
from pipelines.disclosure.revision_rows import revisions_table
from pipelines.release import DraftSummary
from pipelines.release.page_parts import with_marks
from pipelines.release.quality_note import quality_note


@pytest.fixture(scope="module")
def note(draft: DraftSummary) -> str:
    return (draft.folder / "quality-and-revisions.html").read_text("utf-8")


def test_it_is_linked_both_ways_and_says_made_up(note: str, draft: DraftSummary) -> None:
    assert 'href="quality-and-revisions.html"' in draft.report.read_text("utf-8")
    assert 'href="report.html"' in note
    assert "<title>MADE-UP DATA: Quality and revisions</title>" in note
    assert draft.release_id in note


def test_it_counts_named_authorities_by_band(note: str, protected: Protected) -> None:
    cells = protected.table("data_quality").cells()
    for band in set(cells["came_after"]):
        count = int((cells["came_after"] == band).sum())
        row = f'<th scope="row">Came after</th><th scope="row">{band}</th><td>{count}</td>'
        assert row in note


def test_it_says_how_much_is_withheld_and_by_which_rules(note: str, protected: Protected) -> None:
    counts = [t.row_counts for t in protected.tables]
    kept, rows = (sum(c[k] for c in counts) for k in ("withheld", "rows"))
    assert f"{kept:,} of {rows:,} rows" in note
    assert "A count of 1 to 4 is never shown" in note
    assert protected.policy["name"] in note


def test_it_explains_every_symbol(note: str) -> None:
    assert re.findall(r"<dt>(\[[a-z]+\])</dt>", note) == list(LEGEND)


def test_a_withheld_count_of_children_is_not_told(note: str, protected: Protected) -> None:
    table = protected.table("coverage")
    newest = table.frame.sort_values("day").groupby("area").tail(1)
    hidden = newest[newest["symbol"] != ""]["area_name"]
    for name in hidden:
        assert re.search(rf">{name}</th><td>[0-9-]+</td><td>\[c\]</td>", note)


def test_without_rows_it_still_stands(small: Protected) -> None:
    empty = tuple(ProtectedTable(t.shape, t.frame.iloc[:0]) for t in small.tables)
    page = quality_note(replace(small, tables=empty), "x").decode()
    assert "0 of 0 rows of this release are withheld" in page
    assert "No published number" in page


def test_it_tells_what_was_revised_since_the_release_before(small: Protected) -> None:
    frame = small.table("waiting_now_groups_by_quarter")
    cells = frame.cells().copy()
    shown = frame.shown.index[0]
    cells.loc[shown, "waiting"] = str(int(cells.loc[shown, "waiting"]) + 12)
    inputs = made_of(small.submissions, small.build, small.policy)
    before = Published("2017-01-01-0123456789ab", {frame.shape.name: cells}, inputs)
    table = revisions_table(small.tables, before, inputs, "MADE-UP")
    told = replace(small, tables=(*small.tables, table), release_before=before.release_id)
    page = quality_note(told, "x").decode()
    assert (
        "One count that the release before (2017-01-01-0123456789ab) shows too has changed" in page
    )
    assert "<td>-12</td><td>what other releases give back</td>" in page
    unchanged = quality_note(replace(small, release_before=before.release_id), "x").decode()
    assert "No count that the release before" in unchanged
    assert "nothing can have been revised" in quality_note(small, "x").decode()


def test_a_mark_stands_beside_the_period_in_every_table_of_a_page(small: Protected) -> None:
    table = small.table("waiting_now_groups_by_quarter")
    cells = table.cells().copy()
    cells[MARK_COLUMN] = "[r]"
    assert with_marks(table, cells)["quarter_end"].str.endswith("[r]").all()
    cells[MARK_COLUMN] = "none"
    assert with_marks(table, cells)["quarter_end"].eq(cells["quarter_end"]).all()


def test_bands_are_of_all_who_agreed_to_be_named_with_data_or_not(draft: DraftSummary) -> None:
    page = (draft.folder / "quality-and-revisions.html").read_text(encoding="utf-8")
    assert "authorities that agreed to be named" in page
