"""Rules for the document and its sheets."""

from __future__ import annotations

import re

from pipelines.release.accessible_sheets.model import Sheet, SheetBook
from pipelines.release.accessible_sheets.rule import Rule, of_book, of_cell, of_sheet

_COVER, _CONTENTS, _NOTES = "Cover", "Contents", "Notes"
_DEFAULT_NAME = re.compile(r"(?i)^(sheet|feuil|tabelle|hoja)[ _]?\d*$")
_PAGE_NUMBERS = re.compile(r"\s*-?\s*page (&P|\d+)( of (&N|\d+))?$")


def _repeats(names: list[str]) -> bool:
    return len({name.casefold() for name in names}) != len(names)


def _nameless(sheet: Sheet) -> bool:
    return not 2 < len(sheet.name) <= 31 or bool(_DEFAULT_NAME.match(sheet.name))


def _not_linked(book: SheetBook) -> list[str]:
    """Return the sheets that the contents do not lead to."""
    contents = book.sheet(_CONTENTS)
    others = [s.name for s in book.sheets if s.name not in (_COVER, _CONTENTS)]
    if contents is None:
        return others
    links = [cell.link.replace("'", "") for cell in contents.cells.values() if cell.link]
    led = {link.removeprefix("#").replace("!", ".").rpartition(".")[0] for link in links}
    return [name for name in others if name not in led]


def _said_in_print_alone(book: SheetBook) -> list[str]:
    """Return the sheets whose running lines say what no cell says."""
    said = "\n".join(str(c.value) for s in book.sheets for c in s.cells.values())
    return [
        sheet.name
        for sheet in book.sheets
        if any(_PAGE_NUMBERS.sub("", line) not in said for line in sheet.running_lines)
    ]


def _same_titles(book: SheetBook) -> bool:
    return _repeats([str(s.title.value) for s in book.sheets if s.title is not None])


STRUCTURE = (
    Rule("document_title", "The document has a title.", of_book(lambda b: not b.title.strip())),
    Rule(
        "document_language",
        "The document says which language it is in.",
        of_book(lambda b: not re.fullmatch(r"[a-z]{2}(-[A-Z]{2})?", b.language)),
    ),
    Rule(
        "document_author",
        "The document says who made it and what it is about.",
        of_book(lambda b: not (b.creator.strip() and b.subject.strip())),
    ),
    Rule(
        "no_macros",
        "There are no macros.",
        of_book(lambda b: any(re.search(r"(?i)vba|macro|^Basic/", m) for m in b.members)),
    ),
    Rule(
        "no_connections",
        "Nothing is read from another file or address.",
        of_book(lambda b: any("externalLink" in m or "connections" in m for m in b.members)),
    ),
    Rule(
        "cover_first",
        "The first sheet is the cover.",
        of_book(lambda b: not b.sheets or b.sheets[0].name != _COVER),
    ),
    Rule(
        "has_contents", "There is a sheet of contents.", of_book(lambda b: not b.sheet(_CONTENTS))
    ),
    Rule("contents_lead", "The contents lead to every other sheet by a link.", _not_linked),
    Rule("has_notes", "There is a sheet of notes.", of_book(lambda b: not b.sheet(_NOTES))),
    Rule(
        "notes_are_a_table",
        "The notes are in a marked table.",
        of_sheet(lambda s: s.name == _NOTES and not s.tables),
    ),
    Rule("named_sheets", "Every sheet has a name that was given to it.", of_sheet(_nameless)),
    Rule(
        "unique_sheets",
        "No two sheets have the same name.",
        of_book(lambda b: _repeats([s.name for s in b.sheets])),
    ),
    Rule("no_blank_sheet", "No sheet is blank.", of_sheet(lambda s: not s.cells)),
    Rule("no_hidden_sheet", "No sheet is hidden.", of_sheet(lambda s: s.is_hidden)),
    Rule(
        "no_hidden_rows",
        "No row or column is hidden.",
        of_sheet(lambda s: bool(s.hidden_rows or s.hidden_columns)),
    ),
    Rule("no_merged_cells", "No cells are merged.", of_sheet(lambda s: s.merged > 0)),
    Rule("no_frozen_panes", "Nothing is frozen in place.", of_sheet(lambda s: s.is_frozen)),
    Rule(
        "nothing_floats",
        "There is no picture, chart, text box, comment or control.",
        of_sheet(lambda s: s.floating > 0),
    ),
    Rule(
        "print_repeats_cells",
        "What is printed above and below a page stands in a cell too.",
        _said_in_print_alone,
    ),
    Rule("title_first", "The first cell is the title.", of_sheet(lambda s: s.title is None)),
    Rule(
        "title_is_heading",
        "The title is tagged as a heading of the first level, and no other cell is.",
        of_sheet(lambda s: [p for p, c in s.cells.items() if c.look.heading == 1] != [(1, 1)]),
    ),
    Rule("unique_titles", "No two sheets have the same title.", of_book(_same_titles)),
    Rule(
        "described_below_title",
        "The cell under the title says what is on the sheet.",
        of_sheet(lambda s: (2, 1) not in s.cells or s.cells[2, 1].link != ""),
    ),
    Rule("no_formulas", "There is no formula.", of_cell(lambda c: c.is_formula)),
)
