"""Which cells the catalogue of row checks speaks of: kinds of cells, and their columns."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from pipelines.contract.vocabulary import Table

CHILDREN = "children"

Kind = Literal[
    "required",
    "pseudonym",
    "descriptive",
    "date",
    "month",
    "code",
    "spell",
    "outcome",
    "child_of",
    "child_row",
]


def columns_of(kind: Kind, table: Table) -> Iterator[str]:
    """Yield the columns of a table whose cells are of a kind, in contract order."""
    if kind == "spell":
        yield from ["end_date"] if table.is_spell else []
    elif kind in ("child_of", "child_row"):
        yield from ["child_id"] if (table.name == CHILDREN) == (kind == "child_row") else []
    else:
        yield from (name for name in table.columns if _is_of(kind, table, name))


def _is_of(kind: Kind, table: Table, name: str) -> bool:
    column = table.columns[name]
    if kind == "required":
        return column.required
    if column.codes is None:
        return kind == column.type
    if name == "outcome":
        # An outcome is judged with its milestone, which implies its list.
        return kind == "outcome"
    return kind == ("descriptive" if column.repaired_to else "code")
