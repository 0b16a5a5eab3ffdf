"""The standard extract as Parquet: days as days, everything else as text."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.synthetic.days import iso
from pipelines.synthetic.extract import TABLES, Cell, Row, Rows


class Parquet:
    """Writes ``<table>.parquet``; keeps the rows until then, for columns are written whole."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._rows: dict[str, list[Row]] = {table: [] for table in TABLES}

    def add(self, rows: Rows) -> None:
        """Keep the rows of one child."""
        for table, of_table in rows.items():
            self._rows[table] += of_table

    def close(self) -> None:
        """Write the files."""
        for table, rows in self._rows.items():
            columns = list(zip(*rows, strict=True)) or [()] * len(TABLES[table])
            arrays = dict(zip(TABLES[table], map(_array, columns), strict=True))
            pq.write_table(pa.table(arrays), self._folder / f"{table}.parquet")


def _array(cells: Sequence[Cell]) -> pa.Array:
    is_date = any(isinstance(cell, int) for cell in cells)
    if is_date and not any(isinstance(cell, str) for cell in cells):
        days = [date.fromordinal(c) if isinstance(c, int) else None for c in cells]
        return pa.array(days, pa.date32())
    # One cell that is no day makes the whole column text, as it would in the sender's program.
    return pa.array([iso(c) if isinstance(c, int) else c for c in cells], pa.string())
