"""Rules for text: font, size, colour, and how words are set."""

from __future__ import annotations

import re

from pipelines.release.accessible_sheets.model import Look, Sheet, SheetBook, SheetCell
from pipelines.release.accessible_sheets.rule import Rule, of_cell, of_look, of_sheet

_SANS_SERIF = frozenset(
    ("Arial", "Liberation Sans", "Helvetica", "Verdana", "Tahoma", "Calibri", "Noto Sans")
)
_LEAST_SIZE, _LEAST_TITLE_SIZE = 10, 12
_LEAST_CONTRAST = 4.5  # level AA for text of a usual size
_ADDRESS = re.compile(r"(?i)^(https?://|www\.|mailto:|click here$|here$|link$)")


def _light(colour: str) -> float:
    """Return the relative luminance of six hex digits, as the web guidelines define it."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(look: Look) -> float:
    """Return the contrast of text and ground, 1 to 21; what is not set is black on white."""
    bright, dark = sorted((_light(look.colour or "000000"), _light(look.fill or "ffffff")))[::-1]
    return (bright + 0.05) / (dark + 0.05)


def _odd_blanks(cell: SheetCell) -> bool:
    return isinstance(cell.value, str) and cell.value != " ".join(cell.value.split())


def _filled_outside_headers(sheet: Sheet) -> bool:
    headers = {(t.top, c) for t in sheet.tables for c in range(t.left, t.right + 1)}
    return any(cell.look.fill and place not in headers for place, cell in sheet.cells.items())


def _small_title(book: SheetBook) -> list[str]:
    titles = [(s.name, s.title) for s in book.sheets if s.title is not None]
    return [name for name, title in titles if title.look.size < _LEAST_TITLE_SIZE]


def _skips_a_level(sheet: Sheet) -> bool:
    levels = [c.look.heading for _, c in sorted(sheet.cells.items()) if c.look.heading]
    return any(b > a + 1 for a, b in zip([0, *levels], levels, strict=False))


TEXT = (
    Rule(
        "sans_serif",
        "The font has no serifs.",
        of_look(lambda k: k.font not in _SANS_SERIF),
    ),
    Rule("least_size", "Text is at least of size 10.", of_look(lambda k: k.size < _LEAST_SIZE)),
    Rule("title_size", "Titles are at least of size 12.", _small_title),
    Rule("no_italics", "No text is in italics.", of_look(lambda k: k.italic)),
    Rule(
        "links_alone_underlined",
        "Links are underlined, and nothing else is.",
        of_cell(lambda c: c.look.underlined != bool(c.link)),
    ),
    Rule(
        "links_say_where",
        "The words of a link say where it leads.",
        of_cell(lambda c: bool(c.link) and bool(_ADDRESS.match(str(c.value)))),
    ),
    Rule("no_raised_text", "Nothing is set as super- or subscript.", of_look(lambda k: k.raised)),
    Rule("horizontal", "All text is horizontal.", of_look(lambda k: k.rotation != 0)),
    Rule(
        "contrast",
        "Text and ground differ enough: 4.5 to 1.",
        of_look(lambda k: contrast(k) < _LEAST_CONTRAST),
    ),
    Rule(
        "no_fill",
        "Only header rows have a ground of another colour.",
        of_sheet(_filled_outside_headers),
    ),
    Rule(
        "no_colour_by_value",
        "No colour depends on a value: nothing is told by colour alone.",
        of_sheet(lambda s: s.coloured_by_condition > 0),
    ),
    Rule("headings_in_order", "Headings go down one level at a time.", of_sheet(_skips_a_level)),
    Rule(
        "one_line",
        "Text has no line breaks and no blanks to set it in place.",
        of_cell(_odd_blanks),
    ),
)
