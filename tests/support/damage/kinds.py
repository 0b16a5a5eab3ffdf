"""All kinds of damage, by name."""

from __future__ import annotations

from tests.support.damage import (
    kinds_archives,
    kinds_books,
    kinds_cells,
    kinds_files,
    kinds_people,
    kinds_rows,
    kinds_stored,
    kinds_text,
)
from tests.support.damage.case import KINDS, Case, Expected, damaged

__all__ = ["FAMILIES", "KINDS", "Case", "Expected", "damaged", "family_of"]

FAMILIES = {
    kinds_cells: "a cell",
    kinds_stored: "a cell",
    kinds_rows: "rows and headers",
    kinds_text: "the text of a file",
    kinds_books: "workbooks",
    kinds_files: "files, archives, declarations",
    kinds_archives: "files, archives, declarations",
    kinds_people: "identifiers",
}


def family_of(name: str) -> str:
    """Return what a kind of damage is done to."""
    return next(words for m, words in FAMILIES.items() if KINDS[name].__module__ == m.__name__)
