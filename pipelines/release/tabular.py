"""Tidy CSV and the data dictionary."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from pipelines.contract.release_tables import Protected, ProtectedTable

DICTIONARY_HEADER = (
    "table",
    "position",
    "column",
    "heading",
    "kind",
    "unit",
    "meaning",
    "source",
    "data_status",
)


def table_csv(table: ProtectedTable) -> bytes:
    """Return a table as CSV: UTF-8, one header row, one line per row, symbols in the cells."""
    header = [c.name for c in table.shape.columns]
    return _csv(header, table.cells().to_numpy().tolist())


def dictionary_rows(protected: Protected) -> list[list[str]]:
    """Return a row per column of each table, in the order of ``DICTIONARY_HEADER``."""
    return [
        [
            table.shape.name,
            str(position),
            column.name,
            column.heading,
            column.kind.value,
            column.unit,
            column.meaning,
            column.source,
            protected.data_status,
        ]
        for table in protected.written
        for position, column in enumerate(table.shape.columns, start=1)
    ]


def dictionary_csv(protected: Protected) -> bytes:
    """Return the data dictionary as CSV."""
    return _csv(DICTIONARY_HEADER, dictionary_rows(protected))


def _csv(header: Sequence[str], rows: Sequence[Sequence[str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")
