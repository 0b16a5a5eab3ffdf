"""What a rule is: an id, one sentence, and where a book breaks it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from pipelines.release.accessible_sheets.model import Look, Sheet, SheetBook, SheetCell

Broken = Callable[[SheetBook], Iterable[str]]


@dataclass(frozen=True)
class Rule:
    """A rule; ``broken`` gives the sheet of each place that breaks it, or '' for the whole book."""

    id: str
    sentence: str
    broken: Broken


def of_sheet(breaks: Callable[[Sheet], bool]) -> Broken:
    """Return what asks every sheet."""
    return lambda book: [sheet.name for sheet in book.sheets if breaks(sheet)]


def of_cell(breaks: Callable[[SheetCell], bool]) -> Broken:
    """Return what asks every filled cell."""
    return lambda book: [s.name for s in book.sheets for cell in s.cells.values() if breaks(cell)]


def of_look(breaks: Callable[[Look], bool]) -> Broken:
    """Return what asks how every filled cell looks, each look once."""
    return lambda book: [
        sheet.name
        for sheet in book.sheets
        for look, count in sheet.looks
        if breaks(look)
        for _ in range(count)
    ]


def of_book(breaks: Callable[[SheetBook], bool]) -> Broken:
    """Return what asks the book as a whole."""
    return lambda book: [""] if breaks(book) else []
