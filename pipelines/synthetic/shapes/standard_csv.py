"""The standard extract as five CSV files: UTF-8, commas, plain newlines, ISO dates."""

from __future__ import annotations

from pathlib import Path

from pipelines.synthetic.days import iso
from pipelines.synthetic.extract import TABLES, Cell, Rows


def _text(cell: Cell) -> str:
    if cell is None:
        return ""
    return cell if isinstance(cell, str) else iso(cell)


class StandardCsv:
    """Writes ``<table>.csv``; cells never hold a comma, a quote or a line break."""

    def __init__(self, folder: Path, undeclared_column: str | None = None) -> None:
        self._undeclared = undeclared_column
        self._files = {
            table: (folder / f"{table}.csv").open("w", encoding="utf-8", newline="")
            for table in TABLES
        }
        for table, columns in TABLES.items():
            self._files[table].write(",".join(columns) + self._end_of_line(table, "header"))

    def _end_of_line(self, table: str, kind: str = "row") -> str:
        if self._undeclared is None or table != "episodes":
            return "\n"
        return f",{self._undeclared}\n" if kind == "header" else ",north\n"

    def add(self, rows: Rows) -> None:
        """Write the rows of one child."""
        for table, of_table in rows.items():
            end = self._end_of_line(table)
            self._files[table].write("".join([",".join(map(_text, r)) + end for r in of_table]))

    def close(self) -> None:
        """Finish the files."""
        for file in self._files.values():
            file.close()
