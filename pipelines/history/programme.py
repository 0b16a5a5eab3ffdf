"""Which of the programme's records differ between two builds: counts by file and authority."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.history.two_builds import connect_in_memory


@dataclass(frozen=True)
class ProgrammeChange:
    """How many records of one file and authority are in the later state only, or the earlier."""

    file: str
    authority_code: str
    added: int
    removed: int


def programme_changes(before: Path, after: Path, files: list[str]) -> list[ProgrammeChange]:
    """Compare two kept states of the programme's records (folders of Parquet), row by row.

    A corrected record counts once as removed and once as added. A state that is not kept here (the
    build came from elsewhere) gives no changes.
    """
    found: list[ProgrammeChange] = []
    with connect_in_memory() as connection:
        for file in files:
            sides = [folder / f"{file}.parquet" for folder in (before, after)]
            if all(side.is_file() for side in sides):
                found += _compared(connection, file, *sides)
    return found


def _compared(
    connection: duckdb.DuckDBPyConnection, file: str, before: Path, after: Path
) -> list[ProgrammeChange]:
    a, b = connection.read_parquet(str(before)), connection.read_parquet(str(after))
    if a.columns != b.columns:
        return [ProgrammeChange(file, "", len(b), len(a))]
    owner = "authority_code" if "authority_code" in a.columns else "''"
    counts: dict[str, list[int]] = {}
    for place, rows in ((0, b.except_(a)), (1, a.except_(b))):
        for code, number in rows.aggregate(f"{owner} as code, count(*) as n").fetchall():
            counts.setdefault(str(code or ""), [0, 0])[place] = int(number)
    return [ProgrammeChange(file, code, *counts[code]) for code in sorted(counts)]
