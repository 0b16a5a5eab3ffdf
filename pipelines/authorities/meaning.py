"""What a mapping must mean beyond its form: it names tables, columns and codes of the contract."""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as AnyMapping
from dataclasses import dataclass

from pipelines.authorities.cell_rule import CellRule
from pipelines.authorities.date_format import BadFormatError, DateFormat, check_format
from pipelines.authorities.mapping import Mapping, Source
from pipelines.authorities.parts import ColumnsPart, KeepOne, TablePart
from pipelines.contract.identifiers import is_identifier_name
from pipelines.contract.vocabulary import Column, Table, vocabulary


@dataclass(frozen=True)
class Complaint:
    """Where in the mapping (a dotted path) and what is wrong there."""

    path: str
    sentence: str


def complaints(mapping: Mapping) -> list[Complaint]:
    """Return everything that keeps a well-formed mapping from making sense."""
    found = [*_of_tables(mapping), *_of_sources(mapping), *_of_parts(mapping)]
    return list(dict.fromkeys([*found, *_of_identifiers(mapping)]))


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
    used = {name for _table, _number, part in mapping.parts() for name in part.sources}
    for name, source in mapping.sources.items():
        if (name in used) == (source.not_used is not None):
            yield Complaint(f"sources.{name}", "A source is either used or declared not_used.")
        yield from _of_columns(mapping, name, source)
    for name in sorted(used - set(mapping.sources)):
        yield Complaint("tables", f"The source {name} is not declared.")


def _of_columns(mapping: Mapping, name: str, source: Source) -> Iterator[Complaint]:
    used, ignored = mapping.columns_used(name), set(source.ignored_columns)
    keys = {c for _t, _n, part in mapping.parts() for s, c in part.key_columns if s == name}
    if used & ignored:
        yield Complaint(f"sources.{name}.ignored_columns", "An ignored column is used.")
    if source.dropped_columns & ((used - keys) | ignored):
        yield Complaint(f"sources.{name}.drop", "A dropped column is used or ignored as well.")


def _of_parts(mapping: Mapping) -> Iterator[Complaint]:
    for table_name, number, part in mapping.parts():
        table = vocabulary().tables.get(table_name)
        path = f"tables.{table_name}.{number}"
        yield from _of_versions(part.keep_one, path)
        if table is None:
            continue
        if isinstance(part, ColumnsPart) and part.unless_empty not in table.columns:
            yield Complaint(f"{path}.unless_empty", "The table has no column of this name.")
        for place, rules in part.layouts():
            yield from _of_layout(table, rules, f"{path}.{place}")


def _of_versions(kept: KeepOne | None, path: str) -> Iterator[Complaint]:
    if kept is None or kept.by is None:
        return
    order = kept.by
    if order.as_ == "date":
        form, pivot = order.date_format or "iso", order.century_pivot
        yield from _of_format(form, pivot, f"{path}.keep_one.by", with_day=True)
    elif order.date_format is not None or order.century_pivot is not None:
        yield Complaint(f"{path}.keep_one.by", "A number takes no date_format or pivot.")


def _of_layout(table: Table, rules: AnyMapping[str, CellRule], path: str) -> Iterator[Complaint]:
    for name in rules:
        if name not in table.columns:
            yield Complaint(f"{path}.{name}", "The table has no column of this name.")
    for name, column in table.columns.items():
        rule = rules.get(name)
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
    if rule.degrade is not None and column.type != "month":
        yield Complaint(f"{path}.degrade", "Only a month can be made of a full date.")
    yield from _of_dates(column, rule, path)


def _of_dates(column: Column, rule: CellRule, path: str) -> Iterator[Complaint]:
    if rule.date_format is None:
        if rule.century_pivot is not None:
            yield Complaint(f"{path}.century_pivot", "A pivot needs a date_format with yy.")
        return
    if column.type not in ("date", "month"):
        yield Complaint(f"{path}.date_format", "The column holds no date.")
        return
    with_day = column.type == "date" or rule.degrade is not None
    yield from _of_format(
        rule.date_format, rule.century_pivot, f"{path}.date_format", with_day=with_day
    )


def _of_format(
    form: DateFormat, pivot: int | None, path: str, *, with_day: bool
) -> Iterator[Complaint]:
    try:
        check_format(form, with_day=with_day, has_pivot=pivot is not None)
    except BadFormatError as error:
        yield Complaint(path, str(error).capitalize() + ".")


def _of_identifiers(mapping: Mapping) -> Iterator[Complaint]:
    """Yield identifier columns that would come in unchanged, and agreements nobody knows."""
    sentence = "The column identifies people: it must be declared dropped, or degraded."
    for name, source in mapping.sources.items():
        if any(is_identifier_name(column) for column in source.ignored_columns):
            yield Complaint(f"sources.{name}.ignored_columns", sentence)
        if any(drop.agreement not in mapping.agreements for drop in source.drop):
            yield Complaint(f"sources.{name}.drop", "The agreement is not declared.")
    for table, number, part in mapping.parts():
        for place, rules in part.layouts():
            for column, rule in rules.items():
                path = f"tables.{table}.{number}.{place}.{column}"
                if _is_taken_in_whole(part, rule):
                    yield Complaint(path, sentence)
                if rule.agreement is not None and rule.agreement not in mapping.agreements:
                    yield Complaint(f"{path}.agreement", "The agreement is not declared.")
        for source_name, column in sorted(part.key_columns):
            known = mapping.sources.get(source_name)
            if is_identifier_name(column) and known and column not in known.dropped_columns:
                yield Complaint(f"tables.{table}.{number}.join", sentence)


def _is_taken_in_whole(part: TablePart, rule: CellRule) -> bool:
    """Return whether an identifier's value could pass: codes let only the contract's own pass."""
    if rule.column is None or rule.codes is not None or rule.degrade is not None:
        return False
    fetched = {name: column for join in part.join for name, column in join.fetch.items()}
    combined = part.combine[rule.column].columns if rule.column in part.combine else ()
    names = [fetched.get(name, name) for name in (rule.column, *combined)]
    return any(is_identifier_name(name) for name in names)
