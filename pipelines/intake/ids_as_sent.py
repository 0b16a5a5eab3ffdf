"""Ids that a spreadsheet has rounded: refused, for nobody can know what they were.

A spreadsheet keeps 15 digits of a number; it writes longer ones as 1.23457E+17 into a text file.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from pipelines.authorities.mapping import Mapping
from pipelines.contract.findings import Finding
from pipelines.intake.identifiers.roles import roles_of
from pipelines.intake.source_table import Cell, SourceTable

_DIGITS_KEPT = 15
_MOST = 20
_SCIENTIFIC = re.compile(r"\s*[+-]?[0-9](?:[.,][0-9]+)?[eE]\+[0-9]{1,3}\s*")


def ids_that_lost_digits(mapping: Mapping, source: str, table: SourceTable) -> list[Finding]:
    """Return the cells of id columns that can no longer be what was typed, up to 20 a column."""
    names = roles_of(mapping, source).pseudonyms
    found: list[Finding] = []
    for position, (name, cells) in enumerate(zip(table.header, table.columns, strict=True)):
        if name in names:
            found += [_lost(table, name, position, row) for row in list(_rows(cells))[:_MOST]]
    return found


def _rows(cells: Sequence[Cell]) -> Iterator[int]:
    bad = {cell for cell in set(cells) if _has_lost(cell)}
    return (row for row, cell in enumerate(cells) if bad and cell in bad)


def _has_lost(cell: Cell) -> bool:
    if isinstance(cell, str):
        return "+" in cell and bool(_SCIENTIFIC.fullmatch(cell))
    return (
        not isinstance(cell, bool)
        and isinstance(cell, int | float)
        and abs(cell) >= 10**_DIGITS_KEPT
    )


def _lost(table: SourceTable, name: str, position: int, row: int) -> Finding:
    return table.place.fault(
        "id_not_as_text",
        "The id is stored or written as a number that has lost its last digits.",
        "Format the column as text before the ids are entered or imported, and send it again.",
        row=table.first_row + row,
        position=position,
        column=name,
    )
