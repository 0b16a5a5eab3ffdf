"""Delimited files written from a mapping read backwards: what it turns into the contract's cells.

Files and mapping cannot drift apart, because the files are made from the mapping: its columns, its
labels (of several for one code, the first), its date formats, its text for "still open".
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Final, TextIO

from pipelines.authorities.cell_rule import CellRule
from pipelines.authorities.date_format import MONTHS, formats_of
from pipelines.authorities.mapping import Mapping, Source
from pipelines.synthetic.days import from_iso
from pipelines.synthetic.extract import Cell

FILLER: Final = "North"
"""What stands in the columns that nobody uses."""
_ALIASES: Final = {"iso": "yyyy-mm-dd", "iso-month": "yyyy-mm"}


class CellWriter:
    """Writes the cells of one column as the source has them."""

    def __init__(self, rule: CellRule, is_month: bool = False, blanks: int = 0) -> None:
        self._labels = {code: text for text, code in reversed((rule.codes or {}).items())}
        declared = rule.date_format or ("iso-month" if is_month else "iso")
        self._format = formats_of(declared)[0]
        self._empty = next(iter(rule.open_when), "")
        self._is_month = is_month
        self._blanks = " " * blanks if rule.trim else ""

    def __call__(self, cell: Cell) -> str:
        """Return the text of a cell; what is no code and no day stays what it is."""
        if cell is None:
            return self._empty
        if isinstance(cell, int):
            return day_text(cell, self._format)
        if self._is_month and cell:
            return day_text(from_iso(f"{cell}-01"), self._format)
        return self._labels.get(cell, cell) + self._blanks


def day_text(day: int, date_format: str) -> str:
    """Return a day (an ordinal) in a declared date format."""
    on = date.fromordinal(day)
    text = _ALIASES.get(date_format, date_format)
    # Longest first; the month's name last, for its letters are no tokens by then.
    parts = {"yyyy": f"{on.year:04}", "yy": f"{on.year % 100:02}", "mm": f"{on.month:02}"}
    for token, part in {**parts, "dd": f"{on.day:02}", "MON": MONTHS[on.month - 1]}.items():
        text = text.replace(token, part)
    return text


class DelimitedFile:
    """One file of a source as the mapping declares it: encoding, delimiter, unused columns."""

    def __init__(self, folder: Path, source: Source, header: Sequence[str]) -> None:
        self._delimiter = source.delimiter
        self._filler = [FILLER] * len(source.ignored_columns)
        self._file: TextIO = (folder / source.file.replace("*", "")).open(
            "w", encoding=source.encoding, newline=""
        )
        self._write([*header, *source.ignored_columns])

    def add(self, cells: Iterable[str]) -> None:
        """Write one row."""
        self._write([*cells, *self._filler])

    def _write(self, cells: Iterable[str]) -> None:
        self._file.write(self._delimiter.join(cells) + "\r\n")

    def close(self) -> None:
        """Finish the file."""
        self._file.close()


class TableFile:
    """One table of the contract, a row for a row, with further columns of the source if wanted."""

    def __init__(
        self,
        folder: Path,
        mapping: Mapping,
        table: str,
        columns: Sequence[str],
        *,
        more: Sequence[str] = (),
        blanks: int = 0,
    ) -> None:
        part = mapping.tables[table][0]
        rules = [part.columns[name] for name in columns]
        self._writers = [
            CellWriter(rule, name == "birth_month", blanks)
            for rule, name in zip(rules, columns, strict=True)
        ]
        header = [str(rule.column) for rule in rules]
        self._file = DelimitedFile(folder, mapping.sources[part.from_], [*header, *more])

    def add(self, row: Sequence[Cell], *more: str) -> None:
        """Write one row."""
        cells = [write(cell) for write, cell in zip(self._writers, row, strict=True)]
        self._file.add([*cells, *more])

    def close(self) -> None:
        """Finish the file."""
        self._file.close()
