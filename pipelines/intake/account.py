"""The account of rows: received = accepted + repaired + quarantined + duplicate, always."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from pipelines.contract.findings import Finding, Severity
from pipelines.contract.vocabulary import Table, vocabulary
from pipelines.intake.judged_table import JudgedTable


@dataclass(frozen=True)
class TableAccount:
    """What became of the rows of one table; ``complete``: kept rows that came with a good value."""

    table: str
    received: int = 0
    accepted: int = 0
    duplicate: int = 0
    repaired_by: Mapping[str, int] = field(default_factory=dict)
    quarantined_by: Mapping[str, int] = field(default_factory=dict)
    complete: Mapping[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        parts = self.accepted + self.repaired + self.quarantined + self.duplicate
        if self.received != parts:
            raise AssertionError(f"rows of {self.table}: {self.received} received, {parts} found")

    @property
    def repaired(self) -> int:
        """Return the rows kept with a value set to not_known."""
        return sum(self.repaired_by.values())

    @property
    def quarantined(self) -> int:
        """Return the rows put aside."""
        return sum(self.quarantined_by.values())

    @property
    def is_too_bad(self) -> bool:
        """Return whether so many rows are put aside that the whole submission is refused."""
        words = vocabulary()
        too_many = self.quarantined > words.quarantined_rows_that_refuse
        share = words.quarantined_percent_that_refuses * self.received
        return too_many and self.quarantined * 100 > share

    def totals(self) -> dict[str, int]:
        """Return the five counts."""
        return {
            "received": self.received,
            "accepted": self.accepted,
            "repaired": self.repaired,
            "quarantined": self.quarantined,
            "duplicate": self.duplicate,
        }

    def as_dict(self) -> dict[str, Any]:
        """Return the account for a program."""
        return {
            "table": self.table,
            **self.totals(),
            "repaired_by": dict(self.repaired_by),
            "quarantined_by": dict(self.quarantined_by),
            "complete": dict(self.complete),
        }

    def lines(self) -> list[tuple[str, str, str, str, int]]:
        """Return the lines of ``accounts.parquet``: table, measure, rule, column and rows."""
        whole = [(self.table, m, "", "", self.totals()[m]) for m in ("received", "accepted")]
        repaired = [(self.table, "repaired", r, "", n) for r, n in self.repaired_by.items()]
        put_aside = [(self.table, "quarantined", r, "", n) for r, n in self.quarantined_by.items()]
        complete = [(self.table, "complete", "", c, n) for c, n in self.complete.items()]
        return [
            *whole,
            *sorted(repaired),
            *sorted(put_aside),
            (self.table, "duplicate", "", "", self.duplicate),
            *complete,
        ]


def account_of(judged: JudgedTable) -> TableAccount:
    """Return the account of a judged table."""
    quarantined, repaired = judged.is_quarantined, judged.is_repaired
    return TableAccount(
        table=judged.name,
        received=judged.conformed.rows,
        accepted=int((~quarantined & ~repaired).sum()),
        duplicate=judged.duplicates,
        repaired_by=_counts(judged.first_failed(Severity.REPAIR)[repaired]),
        quarantined_by=_counts(judged.first_failed(Severity.QUARANTINE)[quarantined]),
        complete=_complete(judged),
    )


def empty_account(table: Table) -> TableAccount:
    """Return the account of a table that is declared absent."""
    return TableAccount(table.name, complete=dict.fromkeys(table.columns, 0))


def total_rows(accounts: Iterable[TableAccount]) -> dict[str, int]:
    """Return the five counts summed over the tables."""
    totals = dict.fromkeys(TableAccount("").totals(), 0)
    for account in accounts:
        for measure, rows in account.totals().items():
            totals[measure] += rows
    return totals


def too_bad(account: TableAccount) -> Finding:
    """Return what is said when too much of a table is put aside."""
    words = vocabulary()
    return Finding(
        rule="too_many_quarantined",
        severity=Severity.REFUSE,
        sentence=f"More than {words.quarantined_percent_that_refuses} % of the table's rows, and "
        f"more than {words.quarantined_rows_that_refuse} rows, cannot be used.",
        what_to_do="Mend the rows named below and send the whole extract again.",
        table=account.table,
    )


def _counts(ids: pd.Series[str]) -> dict[str, int]:
    return {str(rule): int(rows) for rule, rows in sorted(ids.value_counts().items())}


def _complete(judged: JudgedTable) -> dict[str, int]:
    stays = ~judged.is_quarantined
    counts = {}
    for column in judged.conformed.table.columns:
        has_value = judged.frame[column].notna().to_numpy() & stays
        has_value[judged.bad_cells(column)] = False
        counts[column] = int(has_value.sum())
    return counts
