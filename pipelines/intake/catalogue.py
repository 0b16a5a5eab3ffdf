"""The catalogue of row checks (``expectations/submission_rows.yaml``): what is asked of what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict

from pipelines.contract.findings import Severity
from pipelines.contract.vocabulary import Table, vocabulary
from pipelines.settings import EXPECTATIONS_DIR

CATALOGUE_FILE = EXPECTATIONS_DIR / "submission_rows.yaml"
CHILDREN = "children"

Kind = Literal[
    "required", "descriptive", "date", "month", "code", "spell", "outcome", "child_of", "child_row"
]


class Entry(BaseModel):
    """One check of the catalogue, asked of every cell of a kind."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    for_each: Kind
    needs: Literal["as_at", "children"] | None = None
    category: str
    severity: Literal["quarantine", "repair"]
    owner: str
    sentence: str
    why: str
    what_to_do: str
    expectation: str
    kwargs: dict[str, Any]


@dataclass(frozen=True)
class Check:
    """A check of the catalogue, asked of one column of one table."""

    order: int
    id: str
    column: str
    severity: Severity
    sentence: str
    what_to_do: str


@cache
def entries() -> tuple[Entry, ...]:
    """Return the catalogue in its order."""
    raw = yaml.safe_load(CATALOGUE_FILE.read_text(encoding="utf-8"))
    return tuple(Entry.model_validate(entry) for entry in raw["checks"])


def entries_for(kind: Kind, as_at: date | None) -> list[Entry]:
    """Return the checks of a kind of cell, less those that lack what they need."""
    return [e for e in entries() if e.for_each == kind and not (e.needs == "as_at" and not as_at)]


def skipped_entries(as_at: date | None, *, has_children: bool) -> list[Entry]:
    """Return the checks that are left out for want of what they need."""
    missing = {"as_at": as_at is None, "children": not has_children}
    return [entry for entry in entries() if entry.needs and missing[entry.needs]]


def check_of(entry: Entry, column: str) -> Check:
    """Return an entry as asked of one column."""
    return Check(
        order=entries().index(entry),
        id=entry.id,
        column=column,
        severity=Severity(entry.severity),
        sentence=entry.sentence.replace("{column}", column),
        what_to_do=entry.what_to_do,
    )


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


def choices(kind: Kind) -> list[str]:
    """Return every acceptable choice of a kind: ``column: code``, or ``milestone: outcome``."""
    words = vocabulary()
    if kind == "outcome":
        return [f"{m}: {o}" for m, listed in words.outcomes_by_milestone.items() for o in listed]
    return [
        f"{name}: {code}"
        for table in words.tables.values()
        for name in columns_of(kind, table)
        for code in table.columns[name].codes or ()
    ]
