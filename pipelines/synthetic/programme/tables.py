"""Writing the programme's files: a table is its columns and its rows."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from pipelines.contract.vocabulary import vocabulary
from pipelines.synthetic.days import iso

Value: TypeAlias = str | int | float | None


def write_table(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> None:
    """Write a CSV in UTF-8 with plain newlines; an empty cell is an absent value."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(columns)
        writer.writerows(["" if v is None else v for v in row] for row in rows)


def write_programme(folder: Path, name: str, rows: Iterable[Sequence[Value]]) -> None:
    """Write one of the programme's files with the columns the contract gives it."""
    columns = list(vocabulary().programme_files[name].columns)
    write_table(folder / f"{name}.csv", columns, rows)


def date_or_none(day: int | None) -> str | None:
    """Return a day as programme files carry it."""
    return None if day is None else iso(day)
