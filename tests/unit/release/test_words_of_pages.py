"""What a reader was left to guess: days, codes, symbols, and a chart without its table."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

import pandas as pd
import pytest

from pipelines.contract.release_tables import Protected, ProtectedTable
from pipelines.release import DraftSummary, texts
from pipelines.release.authority_page import _withheld as rows_of_authority
from pipelines.release.changes import changes
from pipelines.release.page_parts import HtmlTable
from pipelines.release.report import _aim, _waiting
from pipelines.release.series import QUARTERS, WAITING, YEARS, headline_area, home
from pipelines.release.spoken import sentence


def _with(protected: Protected, name: str, frame: pd.DataFrame) -> Protected:
    changed = ProtectedTable(protected.table(name).shape, frame)
    tables = tuple(changed if t.shape.name == name else t for t in protected.tables)
    return replace(protected, tables=tables)


def test_a_comparison_of_nobody_has_no_axis_without_a_point(protected: Protected) -> None:
    frame = protected.table("improvement").frame.copy()
    frame["difference"] = pd.NA
    assert [c.figure for c in changes(_with(protected, "improvement", frame))] == [None] * 3


def test_the_table_behind_the_chart_of_who_waits_holds_what_is_drawn(protected: Protected) -> None:
    frame = protected.table(WAITING).frame.copy()
    newest = frame["quarter_end"] == frame["quarter_end"].max()
    frame.loc[newest, "symbol"] = "[c]"
    hidden = _with(protected, WAITING, frame)
    drawn = _waiting(hidden)["figure"]
    shown = re.findall(r"(\d+) waiting within the limit and (\d+) past it", drawn.alternative)
    assert shown
    behind = [tuple(row[3:5]) for row in drawn.table.rows]
    assert set(shown) <= set(behind)


def test_a_table_with_a_figure_is_not_said_to_be_withheld_whole(protected: Protected) -> None:
    hidden = protected
    for name in (QUARTERS, YEARS):
        frame = protected.table(name).frame.copy()
        own = frame.index[(frame["area"] == headline_area(protected)) & (frame["aim"] == 2)]
        frame.loc[own, "percent_of_all_starts"] = pd.NA
        frame.loc[own[-1], ["percent_of_all_starts", "symbol"]] = [50.0, ""]
        hidden = _with(hidden, name, frame)
    told = _aim(hidden, 2)
    assert not told["figures"], "one point is no chart"
    assert told["table"].caption == "Aim 2: starts of each quarter"


def test_the_day_of_a_stock_is_said_where_it_is_read_aloud(protected: Protected) -> None:
    day = texts.spoken_day(str(home(protected).shown.iloc[-1]["census_quarter"]))
    assert sentence(protected, 1).startswith(f"On {day}, of every 100 children at home")


@pytest.mark.parametrize(
    ("code", "words"),
    [
        ("before_1", "1 half-year before joining"),
        ("since_0", "0 half-years since joining"),
        ("never_engaged", "that never joined"),
        ("callaway_santanna", "Callaway and Sant'Anna"),
        ("baseline", "before joining"),
        ("2017/2019", "2017 to 2019"),
        ("12.3", "12.3"),
    ],
)
def test_codes_are_told_in_words(code: str, words: str) -> None:
    assert texts.spoken_cell(code) == words


def test_no_cell_of_a_page_is_a_code(draft: DraftSummary) -> None:
    for page in draft.folder.rglob("*.html"):
        cells = re.findall(r"<t[dh][^>]*>([^<]*)</t[dh]>", page.read_text("utf-8"))
        codes = {c for c in map(unescape, cells) if re.fullmatch(r"[a-z]+(_[a-z0-9]+)+", c)}
        assert codes == set(), page.name


def test_symbols_are_explained_below_the_table_that_holds_them() -> None:
    table = HtmlTable("Caption", ["A", "B"], [["2019 [r]", "[c]"], ["2020", "7"]])
    assert table.symbols == "[c] withheld; [r] revised"
    assert HtmlTable("Caption", ["A"], [["7"]]).symbols == ""


def test_every_page_with_a_symbol_in_a_table_has_its_key(draft: DraftSummary) -> None:
    for page in draft.folder.rglob("*.html"):
        text = page.read_text("utf-8")
        for table, after in re.findall(r"<table>(.*?)</table>\s*</div>\s*(\S+)", text, re.DOTALL):
            if re.search(r">\[[a-z]+\]<", table):
                assert after == "<p", page.name


def test_rows_about_an_authority_add_up(protected: Protected) -> None:
    name = "aim_timeliness_authorities_by_year"
    frame = protected.table(name).frame.copy()
    frame.loc[frame["cohort_year"] == frame["cohort_year"].max(), "symbol"] = "[x]"
    changed = _with(protected, name, frame)
    for authority in protected.named:
        for _, rows, *parts in rows_of_authority(changed, authority.code).rows:
            assert int(rows) == sum(map(int, parts))


def test_per_cent_is_two_words_in_running_text(draft: DraftSummary) -> None:
    for page in draft.folder.rglob("*.html"):
        paragraphs = re.findall(r"<(p|li|dd)\b[^>]*>(.*?)</\1>", page.read_text("utf-8"), re.DOTALL)
        assert not [p for _, p in paragraphs if re.search(r"\bpercent\b", p, re.IGNORECASE)]


def test_it_is_said_why_the_same_night_can_have_two_stocks() -> None:
    (said,) = [note for heading, note in texts.NOTES if heading == "Children at home"]
    assert "Authorities included" in said
    assert "can differ" in said


def test_per_cent_is_two_words_in_what_is_said_of_a_column(protected: Protected) -> None:
    """Headings stand for the names of columns, which stay as they are."""
    told = [table.shape.about for table in protected.tables]
    told += [w for t in protected.tables for c in t.shape.columns for w in (c.meaning, c.unit)]
    assert not [w for w in told if re.search(r"(?<!_)\bpercent\b", w, re.IGNORECASE)]
