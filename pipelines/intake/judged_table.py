"""One table after judgement: which rows stay, are repaired, are put aside, or were sent twice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.contract.findings import Finding, Severity, column_letter
from pipelines.intake.catalogue import Check
from pipelines.intake.conform import ConformedTable
from pipelines.intake.distinct import DistinctRows

Mask = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Verdict:
    """The rows (from 0) of a table that fail one check of one column."""

    check: Check
    rows: list[int]


def failed(verdicts: Sequence[Verdict], rows: int, severity: Severity) -> Mask:
    """Return which of so many rows fail a check of a severity."""
    mask = np.zeros(rows, dtype=bool)
    for verdict in verdicts:
        if verdict.check.severity is severity:
            mask[verdict.rows] = True
    return mask


@dataclass(frozen=True)
class JudgedTable:
    """The distinct rows of a table and the verdicts on them, in the order of the catalogue."""

    distinct: DistinctRows
    verdicts: list[Verdict]

    @property
    def conformed(self) -> ConformedTable:
        """Return the table as it was received, copies included."""
        return self.distinct.conformed

    @property
    def frame(self) -> pd.DataFrame:
        """Return the texts of the distinct rows."""
        return self.distinct.frame

    @property
    def positions(self) -> npt.NDArray[np.intp]:
        """Return the place of each distinct row among those received."""
        return self.distinct.positions

    @property
    def name(self) -> str:
        """Return the name of the table."""
        return self.conformed.table.name

    @property
    def duplicates(self) -> int:
        """Return how many exact copies were left out."""
        return self.conformed.rows - len(self.frame)

    def first_failed(self, severity: Severity) -> pd.Series[str]:
        """Return, by row, the id of the first check of a severity that it failed (where any)."""
        ids = pd.Series(None, index=self.frame.index, dtype="object")
        for verdict in reversed(self.verdicts):
            if verdict.check.severity is severity:
                ids.iloc[verdict.rows] = verdict.check.id
        return ids

    @cached_property
    def is_quarantined(self) -> Mask:
        """Return which rows are put aside."""
        return failed(self.verdicts, len(self.frame), Severity.QUARANTINE)

    @cached_property
    def is_repaired(self) -> Mask:
        """Return which rows stay with a value set to not_known."""
        return failed(self.verdicts, len(self.frame), Severity.REPAIR) & ~self.is_quarantined

    def bad_cells(self, column: str) -> list[int]:
        """Return the rows whose cell in a column failed a check of that column."""
        rows = [v.rows for v in self.verdicts if v.check.column == column]
        return sorted(set().union(*rows))

    def place_of(self, row: int) -> tuple[str, str | None, int]:
        """Return file, sheet and row, as people are told them, that a distinct row stands at."""
        position = int(self.positions[row])
        place = self.conformed.origins[self.conformed.origin_of_row[position]].source.place
        return place.shown_file, place.shown_sheet, self.conformed.source_row[position]

    @cached_property
    def findings(self) -> list[Finding]:
        """Return a located finding for every row and check, in the order of the rows."""
        quarantined = self.is_quarantined
        found = [
            (int(self.positions[row]), self._finding(verdict.check, int(self.positions[row])))
            for verdict in self.verdicts
            for row in verdict.rows
            # A row that is put aside is not repaired as well.
            if verdict.check.severity is Severity.QUARANTINE or not quarantined[row]
        ]
        return [finding for _position, finding in sorted(found, key=lambda pair: pair[0])]

    def _finding(self, check: Check, position: int) -> Finding:
        origin = self.conformed.origins[self.conformed.origin_of_row[position]]
        column = origin.columns.get(check.column)
        letter = None if column is None else column_letter(origin.source.position(column))
        return Finding(
            rule=check.id,
            severity=check.severity,
            sentence=check.sentence,
            what_to_do=check.what_to_do,
            file=origin.source.place.shown_file,
            sheet=origin.source.place.shown_sheet,
            row=self.conformed.source_row[position],
            column=column or check.column,
            column_letter=letter,
            table=self.name,
        )
