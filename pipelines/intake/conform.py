"""From tables of cells to the tables of the contract: every cell in the contract's text form."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pipelines.authorities.mapping import Mapping, RowsPart, SkipRule
from pipelines.contract.findings import Finding, Refused
from pipelines.contract.vocabulary import Table, vocabulary
from pipelines.intake.cells import NotAnId, Text, conform_cells
from pipelines.intake.source_table import SourceTable


@dataclass(frozen=True)
class Origin:
    """Where a run of rows came from: the source and the source column of each contract column."""

    source: SourceTable
    columns: dict[str, str]


@dataclass
class ConformedTable:
    """Rows of one contract table as text, with where each came from (origin and row)."""

    table: Table
    columns: dict[str, list[Text]]
    origins: list[Origin] = field(default_factory=list)
    origin_of_row: list[int] = field(default_factory=list)
    source_row: list[int] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Return the number of rows."""
        return len(self.source_row)


@dataclass(frozen=True)
class SourceAccount:
    """What became of the rows of one source in one table: mapped, or skipped by a declared rule."""

    table: str
    source: str
    rows: int
    mapped: int
    skipped: dict[str, int]


@dataclass(frozen=True)
class Conformed:
    """The tables of a submission and the account of the rows they were made of."""

    tables: dict[str, ConformedTable]
    accounts: list[SourceAccount]
    findings: list[Finding]


def conform(sources: dict[str, list[SourceTable]], mapping: Mapping) -> Conformed:
    """Return the contract tables that the mapping makes of the sources that are there."""
    tables: dict[str, ConformedTable] = {}
    accounts: list[SourceAccount] = []
    findings: list[Finding] = []
    for name, parts in mapping.tables.items():
        if not all(part.from_ in sources for part in parts):
            continue
        table = vocabulary().tables[name]
        made = ConformedTable(table, {column: [] for column in table.columns})
        for part, source in _sources_of(parts, sources):
            try:
                accounts.append(_add(made, part, source))
            except Refused as refusal:
                findings += refusal.findings
        tables[name] = made
    return Conformed(tables, accounts, findings)


def _sources_of(
    parts: Sequence[RowsPart], sources: dict[str, list[SourceTable]]
) -> Iterator[tuple[RowsPart, SourceTable]]:
    for part in parts:
        for source in sources[part.from_]:
            yield part, source


def _add(made: ConformedTable, part: RowsPart, source: SourceTable) -> SourceAccount:
    kept, skipped = _kept_rows(source, part.skip_rows_where)
    for name in made.table.columns:
        made.columns[name] += _column(made.table, name, part, source, kept)
    made.origin_of_row += [len(made.origins)] * len(kept)
    made.source_row += [source.first_row + row for row in kept]
    named = {c: r.column for c, r in part.columns.items() if r.column is not None}
    made.origins.append(Origin(source, named))
    return SourceAccount(made.table.name, part.from_, source.rows, len(kept), skipped)


def _kept_rows(
    source: SourceTable, rules: Sequence[SkipRule]
) -> tuple[Sequence[int], dict[str, int]]:
    if not rules:
        return range(source.rows), {}
    kept, skipped = [], {rule.because: 0 for rule in rules}
    tests = [(rule.because, source.cells(rule.column), set(rule.is_one_of)) for rule in rules]
    for row in range(source.rows):
        because = next((b for b, cells, texts in tests if str(cells[row]) in texts), None)
        if because is None:
            kept.append(row)
        else:
            skipped[because] += 1
    return kept, skipped


def _column(
    table: Table, name: str, part: RowsPart, source: SourceTable, kept: Sequence[int]
) -> list[Text]:
    rule = part.columns.get(name)
    if rule is None or rule.column is None:
        return [rule.constant if rule else None] * len(kept)
    cells = source.cells(rule.column)
    chosen = cells if len(kept) == len(cells) else [cells[row] for row in kept]
    try:
        return conform_cells(chosen, rule, table.columns[name])
    except NotAnId:
        found = _inexact_id(source, rule.column)
    raise Refused([found])


def _inexact_id(source: SourceTable, column: str) -> Finding:
    return source.place.fault(
        "id_not_as_text",
        "An id in this column is stored as a number or date that may have lost what was typed.",
        "Format the column as text before the ids are entered or imported, and send it again.",
        position=source.position(column),
        column=column,
    )
