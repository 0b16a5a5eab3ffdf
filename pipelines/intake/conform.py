"""From tables of cells to the tables of the contract: every cell in the contract's text form."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass, field

from pipelines.authorities.cell_rule import CellRule
from pipelines.authorities.mapping import Mapping
from pipelines.authorities.parts import ColumnsPart, StepsPart, TablePart
from pipelines.contract.findings import Finding, Refused
from pipelines.contract.vocabulary import Table, vocabulary
from pipelines.intake.cells import NotAnId, Text, conform_cells, unreadable
from pipelines.intake.choose_rows import Chosen, chosen_rows
from pipelines.intake.source_table import SourceTable
from pipelines.intake.widen import Sources, widened

EMPTY = "empty"
NOT_USED = ""


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
    """What became of the rows of one source in one table: mapped, or skipped by a declared rule.

    ``column``: of a wide table, which of its columns; each is accounted for over all rows. The
    table of a source that is declared not used is empty.
    """

    table: str
    source: str
    rows: int
    mapped: int
    skipped: dict[str, int]
    column: str = ""

    def __post_init__(self) -> None:
        if self.rows != self.mapped + sum(self.skipped.values()):
            raise AssertionError(f"rows of {self.source} for {self.table or 'no table'}")


@dataclass(frozen=True)
class Conformed:
    """The tables of a submission and the account of the rows they were made of."""

    tables: dict[str, ConformedTable]
    accounts: list[SourceAccount]
    findings: list[Finding]


@dataclass(frozen=True)
class _Run:
    """Rows of one source that are filled in one way; ``given``: columns known already."""

    source: SourceTable
    rules: AnyMapping[str, CellRule]
    chosen: Chosen
    column: str = ""
    given: AnyMapping[str, list[Text]] = field(default_factory=dict)
    given_by: str | None = None


def conform(sources: Sources, mapping: Mapping) -> Conformed:
    """Return the contract tables that the mapping makes of the sources that are there."""
    tables: dict[str, ConformedTable] = {}
    accounts: list[SourceAccount] = list(_not_used(sources, mapping))
    findings: list[Finding] = []
    for name, parts in mapping.tables.items():
        if not all(needed in sources for part in parts for needed in part.sources):
            continue
        table = vocabulary().tables[name]
        made = ConformedTable(table, {column: [] for column in table.columns})
        for part in parts:
            for source in sources[part.from_]:
                try:
                    for run in _runs(part, source, sources, table):
                        accounts.append(_add(made, part.from_, run))
                except Refused as refusal:
                    findings += refusal.findings
        tables[name] = made
    return Conformed(tables, accounts, findings)


def _not_used(sources: Sources, mapping: Mapping) -> Iterator[SourceAccount]:
    for name, source in mapping.sources.items():
        if source.not_used is not None:
            rows = sum(table.rows for table in sources.get(name, []))
            yield SourceAccount(NOT_USED, name, rows, 0, {source.not_used: rows})


def _runs(part: TablePart, source: SourceTable, sources: Sources, table: Table) -> Iterator[_Run]:
    seen = widened(part, source, sources)
    chosen = chosen_rows(part, seen)
    if isinstance(part, ColumnsPart):
        yield from _wide_runs(part, seen.source, chosen, table)
    elif isinstance(part, StepsPart):
        yield _step_run(part, seen.source, chosen, table)
    else:
        yield _Run(seen.source, part.columns, chosen)


def _wide_runs(
    part: ColumnsPart, source: SourceTable, chosen: Chosen, table: Table
) -> Iterator[_Run]:
    wanted = part.unless_empty
    for _place, rules in part.layouts():
        texts = _column(table, wanted, _Run(source, rules, chosen))
        filled = chosen.less([text is None for text in texts], EMPTY)
        rule = rules.get(wanted)
        yield _Run(source, rules, filled, (rule.column or "") if rule else "")


def _step_run(part: StepsPart, source: SourceTable, chosen: Chosen, table: Table) -> _Run:
    labels = source.texts(part.step)
    steps = [labels[row] for row in chosen.rows]
    decided = [n for n in table.columns if any(n in given for given in part.steps.values())]
    run = _Run(source, part.columns, chosen)
    filled: dict[str, list[Text]] = {}
    for name in decided:
        own = _column(table, name, run)
        unknown = table.columns[name].required
        filled[name] = [
            part.steps[step].get(name, text)
            if step in part.steps
            else (unreadable(step) if step and unknown else None)
            for step, text in zip(steps, own, strict=True)
        ]
    return _Run(source, part.columns, chosen, given=filled, given_by=part.step)


def _add(made: ConformedTable, source_name: str, run: _Run) -> SourceAccount:
    rows, source = run.chosen.rows, run.source
    for name in made.table.columns:
        made.columns[name] += _column(made.table, name, run)
    made.origin_of_row += [len(made.origins)] * len(rows)
    made.source_row += [source.first_row + row for row in rows]
    named = {c: r.column for c, r in run.rules.items() if r.column is not None}
    if run.given_by is not None:
        named |= dict.fromkeys(run.given, run.given_by)
    made.origins.append(Origin(source, named))
    skipped = run.chosen.skipped
    return SourceAccount(made.table.name, source_name, source.rows, len(rows), skipped, run.column)


def _column(table: Table, name: str, run: _Run) -> list[Text]:
    if name in run.given:
        return run.given[name]
    rows, rule = run.chosen.rows, run.rules.get(name)
    if rule is None or rule.column is None:
        return [rule.constant if rule else None] * len(rows)
    cells = run.source.cells(rule.column)
    wanted = cells if len(rows) == len(cells) else [cells[row] for row in rows]
    try:
        return conform_cells(wanted, rule, table.columns[name])
    except NotAnId:
        found = _inexact_id(run.source, rule.column)
    raise Refused([found])


def _inexact_id(source: SourceTable, column: str) -> Finding:
    return source.place.fault(
        "id_not_as_text",
        "An id in this column is stored as a number or date that may have lost what was typed.",
        "Format the column as text before the ids are entered or imported, and send it again.",
        position=source.position(column),
        column=column,
    )
