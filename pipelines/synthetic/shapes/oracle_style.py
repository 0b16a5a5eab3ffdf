"""An Oracle-style export: ``01-APR-19``, ``31-DEC-4712`` for "still open", codes padded out."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from pipelines.synthetic.extract import TABLES, Rows
from pipelines.synthetic.shapes.templates import ORACLE, mapping_of
from pipelines.synthetic.shapes.written_back import TableFile

PADDING: Final = 2


class OracleStyle:
    """Writes the five files of the export."""

    def __init__(self, folder: Path) -> None:
        self._files = {
            table: TableFile(folder, mapping_of(ORACLE), table, columns, blanks=PADDING)
            for table, columns in TABLES.items()
        }

    def add(self, rows: Rows) -> None:
        """Write the rows of one child."""
        for table, of_table in rows.items():
            for row in of_table:
                self._files[table].add(row)

    def close(self) -> None:
        """Finish the files."""
        for file in self._files.values():
            file.close()
