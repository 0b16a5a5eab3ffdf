"""The catalogue of row checks (``expectations/submission_rows.yaml``): what is asked of what."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict

from pipelines.contract.cell_kinds import Kind, columns_of
from pipelines.contract.findings import Severity
from pipelines.contract.vocabulary import vocabulary
from pipelines.settings import EXPECTATIONS_DIR

CATALOGUE_FILE = EXPECTATIONS_DIR / "submission_rows.yaml"


class Entry(BaseModel):
    """One check of the catalogue, asked of every cell of a kind."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    for_each: Kind
    needs: Literal["as_at", "children"] | None = None
    category: str
    severity: Literal["quarantine", "repair", "warn"]
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
