"""What a mapping must mean beyond its form: it names tables, columns and codes of the contract."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pipelines.authorities.date_format import BadFormatError, check_format
from pipelines.authorities.mapping import CellRule, Mapping, RowsPart
from pipelines.contract.vocabulary import Column, Table, vocabulary


@dataclass(frozen=True)
class Complaint:
    """Where in the mapping (a dotted path) and what is wrong there."""

    path: str
    sentence: str


def complaints(mapping: Mapping) -> list[Complaint]:
    """Return everything that keeps a well-formed mapping from making sense."""
    return [*_of_tables(mapping), *_of_sources(mapping), *_of_parts(mapping)]


def _of_tables(mapping: Mapping) -> Iterator[Complaint]:
    tables = vocabulary().tables
    for name in [*mapping.tables, *mapping.absent]:
        if name not in tables:
            yield Complaint(f"tables.{name}", "The contract has no table of this name.")
    for name, table in tables.items():
        given = bool(mapping.tables.get(name))
        if given == (name in mapping.absent):
            yield Complaint(f"tables.{name}", "A table is either built here or declared absent.")
        if name in mapping.absent and table.required:
            yield Complaint("absent", f"{name} is required and cannot be absent.")


def _of_sources(mapping: Mapping) -> Iterator[Complaint]:
    used = {part.from_ for parts in mapping.tables.values() for part in parts}
    for name, source in mapping.sources.items():
        if name not in used:
            yield Complaint(f"sources.{name}", "No table uses this source.")
        if mapping.columns_used(name) & set(source.ignored_columns):
            yield Complaint(f"sources.{name}.ignored_columns", "An ignored column is used.")
    for name in sorted(used - set(mapping.sources)):
        yield Complaint("tables", f"The source {name} is not declared.")


def _of_parts(mapping: Mapping) -> Iterator[Complaint]:
    for table_name, parts in mapping.tables.items():
        table = vocabulary().tables.get(table_name)
        for number, part in enumerate(parts):
            if table is not None:
                yield from _of_part(table, part, f"tables.{table_name}.{number}.columns")


def _of_part(table: Table, part: RowsPart, path: str) -> Iterator[Complaint]:
    for name in part.columns:
        if name not in table.columns:
            yield Complaint(f"{path}.{name}", "The table has no column of this name.")
    for name, column in table.columns.items():
        rule = part.columns.get(name)
        if rule is not None:
            yield from _of_rule(column, rule, f"{path}.{name}")
        elif column.required or column.repaired_to:
            yield Complaint(f"{path}.{name}", "The column must be given a source or a constant.")


def _of_rule(column: Column, rule: CellRule, path: str) -> Iterator[Complaint]:
    targets = set((rule.codes or {}).values()) | ({rule.constant} if rule.constant else set())
    if column.codes is not None and targets - set(column.codes):
        yield Complaint(path, "A code is not of the contract's list for this column.")
    if column.codes is None and rule.codes is not None:
        yield Complaint(f"{path}.codes", "The column takes no codes.")
    if rule.open_when and column.name != "end_date":
        yield Complaint(f"{path}.open_when", "Only an end date can be open.")
    yield from _of_dates(column, rule, path)


def _of_dates(column: Column, rule: CellRule, path: str) -> Iterator[Complaint]:
    if rule.date_format is None:
        if rule.century_pivot is not None:
            yield Complaint(f"{path}.century_pivot", "A pivot needs a date_format with yy.")
        return
    if column.type not in ("date", "month"):
        yield Complaint(f"{path}.date_format", "The column holds no date.")
        return
    try:
        with_day, has_pivot = column.type == "date", rule.century_pivot is not None
        check_format(rule.date_format, with_day=with_day, has_pivot=has_pivot)
    except BadFormatError as error:
        yield Complaint(f"{path}.date_format", str(error).capitalize() + ".")
