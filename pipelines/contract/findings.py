"""What is said about a fault: where it is, which rule, what to do; never the value itself."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Severity(StrEnum):
    """What a finding does to what it was found in."""

    REFUSE = "refuse"
    WAIT = "wait"  # a person decides
    QUARANTINE = "quarantine"
    REPAIR = "repair"
    WARN = "warn"


@dataclass(frozen=True)
class Finding:
    """One fault, located as a spreadsheet shows it (rows and columns from 1, column letters)."""

    rule: str
    severity: Severity
    sentence: str
    what_to_do: str
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    column_letter: str | None = None
    table: str | None = None

    @property
    def place(self) -> str:
        """Return the place in words: ``episodes.csv, row 12, column C (start_date)``."""
        parts = [self.file or self.table or "submission"]
        if self.sheet:
            parts.append(f"sheet {self.sheet}")
        if self.row is not None:
            parts.append(f"row {self.row}")
        if self.column_letter and self.column:
            parts.append(f"column {self.column_letter} ({self.column})")
        elif self.column or self.column_letter:
            parts.append(f"column {self.column or self.column_letter}")
        return ", ".join(parts)

    @property
    def line(self) -> str:
        """Return the one line for a person."""
        return f"{self.place}: {self.sentence} [{self.rule}] {self.what_to_do}"

    def as_dict(self) -> dict[str, Any]:
        """Return the finding for a program."""
        return asdict(self) | {"severity": self.severity.value, "place": self.place}


class Refused(Exception):  # noqa: N818  (a refusal is an outcome, not an error of ours)
    """Something was refused, for the reasons it carries."""

    def __init__(self, findings: list[Finding]) -> None:
        super().__init__("; ".join(f.line for f in findings))
        self.findings = findings


def column_letter(position: int) -> str:
    """Return the spreadsheet letter of a column counted from 0: 0 is A, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, remainder = divmod(position - 1, 26)
        letters = chr(ord("A") + remainder) + letters
    return letters
