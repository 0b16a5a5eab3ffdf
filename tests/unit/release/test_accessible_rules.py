"""Every rule holds for a plain good book, and is broken by the one thing it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from pipelines.contract.checks import CheckOutcome
from pipelines.release import DraftSummary
from pipelines.release.accessible_sheets import RULES, accessible, broken_places
from pipelines.release.accessible_sheets.model import (
    Look,
    MarkedTable,
    Place,
    Sheet,
    SheetBook,
    SheetCell,
)
from pipelines.release.accessible_sheets.rules_text import contrast

TITLE = Look(size=16, bold=True, heading=1)
HEAD = Look(bold=True, colour="ffffff", fill="12436d")
LINK = Look(underlined=True, colour="0000ff")
NUMBER = Look(side="right")


def _sheet(name: str, lines: list[str], rows: list[list[Any]], table: str = "") -> Sheet:
    """Return a sheet: a title, lines under it, and a table of rows, the first of them headings."""
    cells = {(1, 1): SheetCell(f"About {name}", TITLE)}
    cells |= {(i, 1): SheetCell(line) for i, line in enumerate(lines, start=2)}
    top = len(lines) + 2
    for i, row in enumerate(rows):
        for j, value in enumerate(row, start=1):
            look = HEAD if i == 0 else NUMBER if isinstance(value, int) else Look()
            cells[top + i, j] = SheetCell(value, look)
    if not rows:
        return Sheet(name, cells)
    marked = MarkedTable(table, top, 1, top + len(rows) - 1, len(rows[0]))
    return Sheet(name, cells, (marked,), running_lines=("REAL data", "REAL - page &P of &N"))


def good() -> SheetBook:
    """Return a small book that breaks nothing."""
    contents = _sheet(
        "Contents", ["Every sheet."], [["Sheet", "What"], ["Notes", "Notes."]], "contents"
    )
    linked = dict(contents.cells)
    linked[4, 1] = SheetCell("Notes", LINK, link="#'Notes'!A1")
    linked[5, 1] = SheetCell("Table_1", LINK, link="#'Table_1'!A1")
    linked[5, 2] = SheetCell("Children waiting.")
    table = replace(contents.tables[0], bottom=5)
    figures = _sheet(
        "Table_1",
        ["This sheet holds one table.", "[c] withheld."],
        [["Area", "Children"], ["Perth", 12], ["Fife", "[c]"]],
        "children_waiting",
    )
    notes = _sheet(
        "Notes", ["What to know."], [["Note", "Text"], ["[r]", "Revised."]], "notes_here"
    )
    cover = _sheet("Cover", ["REAL data", "REAL figures of all areas."], [])
    return SheetBook(
        sheets=(cover, replace(contents, cells=linked, tables=(table,)), notes, figures),
        title="Children waiting",
        language="en-GB",
        creator="A team",
        subject="Waits",
        members=("xl/workbook.xml",),
    )


Change = Callable[[SheetBook], SheetBook]


def _book(**facts: Any) -> Change:
    return lambda book: replace(book, **facts)


def _on(sheet: str, /, **facts: Any) -> Change:
    """Return a change of the facts of a sheet."""
    return lambda book: replace(
        book, sheets=tuple(replace(s, **facts) if s.name == sheet else s for s in book.sheets)
    )


def _cell(place: Place, cell: SheetCell | None, name: str = "Table_1") -> Change:
    """Return a change of one cell; None takes it away."""

    def change(book: SheetBook) -> SheetBook:
        sheet = book.sheet(name)
        assert sheet is not None
        cells = dict(sheet.cells) | ({place: cell} if cell else {})
        if cell is None:
            del cells[place]
        return _on(name, cells=cells)(book)

    return change


def _looks(place: Place, **look: Any) -> Change:
    def change(book: SheetBook) -> SheetBook:
        sheet = book.sheet("Table_1")
        assert sheet is not None
        cell = sheet.cells[place]
        return _cell(place, replace(cell, look=replace(cell.look, **look)))(book)

    return change


def _marked(**facts: Any) -> Change:
    def change(book: SheetBook) -> SheetBook:
        sheet = book.sheet("Table_1")
        assert sheet is not None
        return _on("Table_1", tables=(replace(sheet.tables[0], **facts),))(book)

    return change


def _without(name: str) -> Change:
    return lambda book: replace(book, sheets=tuple(s for s in book.sheets if s.name != name))


def _renamed(old: str, new: str) -> Change:
    return _on(old, name=new)


FAULTS: dict[str, Change] = {
    "document_title": _book(title=" "),
    "document_language": _book(language="English"),
    "document_author": _book(creator=""),
    "no_macros": _book(members=("xl/vbaProject.bin",)),
    "no_connections": _book(members=("xl/externalLinks/externalLink1.xml",)),
    "cover_first": lambda book: replace(book, sheets=book.sheets[::-1]),
    "has_contents": _without("Contents"),
    "contents_lead": _cell((5, 1), SheetCell("Table_1"), "Contents"),
    "has_notes": _without("Notes"),
    "notes_are_a_table": _on("Notes", tables=()),
    "named_sheets": _renamed("Table_1", "Sheet4"),
    "unique_sheets": _renamed("Notes", "table_1"),
    "no_blank_sheet": lambda book: replace(book, sheets=(*book.sheets, Sheet("Empty", {}))),
    "no_hidden_sheet": _on("Notes", is_hidden=True),
    "no_hidden_rows": _on("Notes", hidden_rows=1),
    "no_merged_cells": _on("Notes", merged=1),
    "no_frozen_panes": _on("Notes", is_frozen=True),
    "nothing_floats": _on("Notes", floating=1),
    "print_repeats_cells": _on("Notes", running_lines=("Said in print alone",)),
    "title_first": _cell((1, 1), None),
    "title_is_heading": _looks((1, 1), heading=0),
    "unique_titles": _cell((1, 1), SheetCell("About Notes", TITLE)),
    "described_below_title": _on("Cover", cells={(1, 1): SheetCell("About", TITLE)}),
    "no_formulas": _cell((6, 2), SheetCell("=1+1", NUMBER, is_formula=True)),
    "one_table": _on("Table_1", tables=()),
    "named_tables": _marked(name="Table1"),
    "unique_tables": _marked(name="CONTENTS"),
    "tagged_header": _marked(has_header=False),
    "filled_header": _cell((4, 2), SheetCell(" ", HEAD)),
    "unique_header": _cell((4, 2), SheetCell("area", HEAD)),
    "table_has_rows": _marked(bottom=4),
    "no_filters": _marked(has_filter=True),
    "left_edge": _marked(left=2),
    "nothing_below": _cell((7, 1), SheetCell("A remark.")),
    "nothing_beside": _cell((5, 3), SheetCell("A remark.")),
    "column_a": _cell((2, 2), SheetCell("A remark.")),
    "no_blank_rows": _cell((3, 1), None),
    "no_empty_cells": _cell((5, 2), None),
    "explained_symbols": _cell((5, 2), SheetCell("[x]")),
    "clear_symbols": _cell((5, 2), SheetCell("*")),
    "aligned": _cell((5, 2), SheetCell(12, Look(side="left"))),
    "text_wraps": _looks((5, 1), wraps=False),
    "sans_serif": _looks((5, 1), font="Times New Roman"),
    "least_size": _looks((5, 1), size=9),
    "title_size": _looks((1, 1), size=11),
    "no_italics": _looks((5, 1), italic=True),
    "links_alone_underlined": _looks((5, 1), underlined=True),
    "links_say_where": _cell((4, 1), SheetCell("click here", LINK, link="#'Notes'!A1"), "Contents"),
    "no_raised_text": _looks((5, 1), raised=True),
    "horizontal": _looks((4, 1), rotation=90),
    "contrast": _looks((5, 1), colour="999999"),
    "no_fill": _looks((5, 1), fill="ffff00"),
    "no_colour_by_value": _on("Table_1", coloured_by_condition=1),
    "headings_in_order": _looks((2, 1), heading=3),
    "one_line": _cell((5, 1), SheetCell("Perth\nand Kinross")),
}


def test_a_plain_good_book_breaks_nothing() -> None:
    assert broken_places(good()) == {}


def test_every_rule_has_one_id_one_sentence_and_a_fault_of_its_own() -> None:
    assert [rule.id for rule in RULES] == list(dict.fromkeys(rule.id for rule in RULES))
    assert len(RULES) >= 25
    assert {rule.id for rule in RULES} == set(FAULTS)
    assert all(rule.sentence.endswith(".") for rule in RULES)


@pytest.mark.parametrize("rule", FAULTS)
def test_a_fault_breaks_its_rule(rule: str) -> None:
    assert rule in broken_places(FAULTS[rule](good()))


def test_contrast_is_that_of_the_web_guidelines() -> None:
    assert contrast(Look()) == pytest.approx(21.0)
    assert contrast(Look(colour="767676")) == pytest.approx(4.54, abs=0.01)
    assert contrast(Look(colour="ffffff", fill="12436d")) > 7


def test_a_draft_breaks_nothing_in_either_format(draft: DraftSummary) -> None:
    results = accessible(draft.folder)
    assert {r.check.table for r in results} == {"spreadsheet .ods", "spreadsheet .xlsx"}
    assert len(results) == 2 * len(RULES)
    assert {r.check.id for r in results if r.outcome is not CheckOutcome.PASSED} == set()


def test_a_fault_in_the_file_itself_is_found(copy_of_draft: Path) -> None:
    (path,) = copy_of_draft.glob("*.xlsx")
    book = openpyxl.load_workbook(path)
    sheet = book["Table_1"]
    sheet.freeze_panes = "B9"
    sheet["A9"].value = "=1+1"
    sheet.row_dimensions[10].hidden = True
    book["Notes"]["A4"].font = openpyxl.styles.Font(name="Times New Roman", italic=True)
    book["Notes"].merge_cells("A5:B5")
    book.save(path)
    failed = {r.check.expectation for r in accessible(copy_of_draft) if r.rows_failing}
    assert failed >= {"no_frozen_panes", "no_formulas", "no_hidden_rows", "no_italics"}
    assert failed >= {"sans_serif", "no_merged_cells", "no_empty_cells"}
