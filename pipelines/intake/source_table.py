"""What readers hand on: files as bytes, and tables of cells with their place."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from pathlib import Path, PurePosixPath

from pipelines.contract.findings import Finding, Severity, column_letter
from pipelines.contract.identifiers.numbers import is_stamp
from pipelines.contract.identifiers.prose import words_for_people_in
from pipelines.contract.identifiers.words import could_name_somebody
from pipelines.intake.open_file import MOST_BYTES, digest_of, opened, size_of

_TEN_DIGITS = re.compile(r"(?<![0-9])[0-9]{10}(?![0-9])")
Cell = str | int | float | bool | date | datetime | time | timedelta


@dataclass(frozen=True)
class SourceFile:
    """One file as received: its name, its bytes and their SHA-256.

    ``unread``: the size in bytes of a file that is too large to be taken into memory, whose
    ``data`` are empty. ``inside``: the archive that it was packed in.
    """

    name: str
    data: bytes
    sha256: str
    unread: int = 0
    inside: str = ""

    @classmethod
    def read(cls, path: Path) -> SourceFile:
        """Read a file once; everything said about it is about these bytes.

        Raises OSError for what is no plain file (a link, a folder) or cannot be opened.
        """
        with opened(path) as file:
            size = size_of(file)
            if size > MOST_BYTES:
                return cls(path.name, b"", digest_of(file), unread=size)
            data = file.read(MOST_BYTES)
        return cls(path.name, data, hashlib.sha256(data).hexdigest())

    @property
    def size(self) -> int:
        """Return the size in bytes."""
        return self.unread or len(self.data)

    @property
    def shown(self) -> str:
        """Return the name that people are told: of a packed file, behind that of its archive."""
        return f"{self.inside}/{self.name}" if self.inside else self.name

    @property
    def ending(self) -> str:
        """Return the ending in lower case, with its dot."""
        return Path(self.name).suffix.lower()

    @property
    def stem(self) -> str:
        """Return the name without its ending."""
        return Path(self.name).stem


@dataclass(frozen=True)
class Place:
    """Where a table of cells came from."""

    file: str
    sheet: str | None = None

    @property
    def shown_file(self) -> str:
        """Return the name of the file as people are told it."""
        return shown_name(self.file)

    @property
    def shown_sheet(self) -> str | None:
        """Return the name of the sheet as people are told it."""
        return None if self.sheet is None else shown_name(self.sheet)

    def fault(
        self,
        rule: str,
        sentence: str,
        what_to_do: str,
        *,
        row: int | None = None,
        position: int | None = None,
        column: str | None = None,
        severity: Severity = Severity.REFUSE,
    ) -> Finding:
        """Return a finding at this place (``position``: of the column, from 0)."""
        return Finding(
            rule=rule,
            severity=severity,
            sentence=sentence,
            what_to_do=what_to_do,
            file=self.shown_file,
            sheet=self.shown_sheet,
            row=row,
            column=column,
            column_letter=None if position is None else column_letter(position),
        )


@dataclass(frozen=True)
class SourceTable:
    """A header and its columns of cells, all as long; ``first_row`` as a spreadsheet counts.

    ``stands_at``: for columns that were made (joined, combined), the column they are shown at.
    """

    place: Place
    header: Sequence[str]
    columns: Sequence[Sequence[Cell]]
    first_row: int
    stands_at: Mapping[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """Return the number of data rows."""
        return len(self.columns[0]) if self.columns else 0

    def position(self, column: str) -> int:
        """Return the position of a column, from 0; of a made one, where it is shown."""
        return list(self.header).index(self.stands_at.get(column, column))

    def cells(self, column: str) -> Sequence[Cell]:
        """Return the cells of a column."""
        return self.columns[list(self.header).index(column)]

    def texts(self, column: str) -> list[str]:
        """Return the cells of a column as text, whole numbers and dates in their plain form."""
        return [cell if isinstance(cell, str) else plain_text(cell) for cell in self.cells(column)]

    def with_column(self, name: str, cells: Sequence[Cell], shown_at: str) -> SourceTable:
        """Return the table with one more column, shown to people at a column it has."""
        stands_at = {**self.stands_at, name: self.stands_at.get(shown_at, shown_at)}
        return SourceTable(
            self.place, [*self.header, name], [*self.columns, cells], self.first_row, stands_at
        )


def tells_on_somebody(name: str) -> bool:
    """Return whether the name of a file or sheet holds what identifies a person."""
    plain = _TEN_DIGITS.sub(lambda m: "" if is_stamp(m.group()) else m.group(), name)
    return bool(words_for_people_in(plain.replace("_", " "), numbers=("chi",)))


@cache
def shown_name(name: str) -> str:
    """Return the name of a file or sheet as people are told it."""
    stem = PurePosixPath(name).stem
    if tells_on_somebody(name) or tells_on_somebody(stem) or could_name_somebody(stem):
        return "(a name that is withheld)"
    # A terminal would obey what it cannot show.
    return "".join(sign if sign.isprintable() else "\ufffd" for sign in name)


def plain_text(cell: Cell) -> str:
    """Return a cell as a person would type it."""
    if isinstance(cell, datetime) and cell.time() == time.min:
        return cell.date().isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return cell.isoformat() if isinstance(cell, date | time) else str(cell)
