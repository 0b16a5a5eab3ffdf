"""The mapping language: which files an authority sends and how they become the standard extract.

A mapping names *sources* (files, or sheets of workbooks, with every property of their format) and
builds each *table* of the standard extract from one or more *parts* (``parts.py``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Literal

from pydantic import Field, model_validator

from pipelines.authorities.cell_rule import Name, Strict
from pipelines.authorities.parts import TablePart

Encoding = Literal["utf-8", "utf-16", "cp1252"]
Format = Literal["csv", "xlsx", "ods", "parquet", "jsonl"]
NotShown = Literal[
    "formulas",
    "merged_cells",
    "hidden_rows",
    "hidden_sheets",
    "hidden_values",
    "copies_of_data",
    "totals_row",
]


class Drop(Strict):
    """Columns with identifiers that an agreement lets the sender leave in: never taken in."""

    columns: tuple[Name, ...] = Field(min_length=1)
    agreement: Name = Field(description="One of the mapping's agreements.")


class Source(Strict):
    """One file, or several of one layout matched by a pattern."""

    file: Name = Field(
        description="File name or pattern (* and ?); letter case of the ending free."
    )
    format: Format = "csv"
    encoding: Encoding = "utf-8"
    delimiter: str = Field(default=",", min_length=1, max_length=4)
    quote: str = Field(default='"', max_length=1, description="Empty: the file knows no quoting.")
    escape: str = Field(
        default="", max_length=1, description="Stands before a quote that is part of a cell."
    )
    line_end: Literal["lf", "cr"] = Field(
        default="lf", description="lf: LF or CR LF, all lines alike; cr: CR alone."
    )
    sheet: Name | None = Field(
        default=None, description="Of a workbook; without it the only sheet."
    )
    header_row: int = Field(default=1, ge=1, description="The row that holds the column names.")
    header_rows: int = Field(
        default=1, ge=1, le=5, description="Rows that make the names, joined by a blank."
    )
    accepts: tuple[NotShown, ...] = Field(
        default=(),
        description="What refuses a sheet (totals_row: any file) unless it is declared here.",
    )
    ignored_columns: tuple[str, ...] = Field(
        default=(),
        description="Columns that are sent and not used; any other unused column refuses.",
    )
    drop: tuple[Drop, ...] = Field(
        default=(), description="Identifier columns that are dropped under an agreement."
    )
    not_used: Name | None = Field(
        default=None,
        description="Why no table is made of this file; its rows are counted as skipped.",
    )

    @property
    def dropped_columns(self) -> set[str]:
        """Return the columns that are dropped under an agreement."""
        return {name for drop in self.drop for name in drop.columns}

    @model_validator(mode="after")
    def _settings_fit_format(self) -> Source:
        csv_only = {"encoding", "delimiter", "quote", "escape", "line_end"} & self.model_fields_set
        if self.format != "csv" and csv_only:
            raise ValueError("encoding, delimiter, quote, escape and line_end belong to csv")
        is_workbook = self.format in ("xlsx", "ods")
        if not is_workbook and self.sheet is not None:
            raise ValueError("sheet belongs to xlsx and ods")
        if not is_workbook and set(self.accepts) - {"totals_row"}:
            raise ValueError("what is accepted belongs to xlsx and ods")
        if self.format in ("parquet", "jsonl") and (self.header_row, self.header_rows) != (1, 1):
            raise ValueError("parquet and jsonl files have no header row")
        marks = [*self.delimiter, self.quote, self.escape]
        if {"\n", "\r"} & set(marks) or (self.quote and self.quote in self.delimiter):
            raise ValueError("delimiter and quote must differ and be no line end")
        if self.escape and (not self.quote or self.escape in (*self.delimiter, self.quote)):
            raise ValueError("an escape needs a quote, and differs from it and the delimiter")
        return self


class Mapping(Strict):
    """How the files of one authority become the five tables of the standard extract."""

    template: Name | None = Field(
        default=None, description="A mapping of the package that this one lays its settings over."
    )
    source_system: Name | None = None
    pseudonym_key_id: Name | None = None
    agreements: dict[str, Name] = Field(
        default_factory=dict,
        description="Agreements under which identifiers are sent, to be degraded or dropped.",
    )
    absent: tuple[str, ...] = Field(default=(), description="Tables this authority cannot send.")
    sources: dict[str, Source]
    tables: dict[str, tuple[TablePart, ...]]

    def parts(self) -> Iterator[tuple[str, int, TablePart]]:
        """Yield every part with its table and its number in it."""
        for table, parts in self.tables.items():
            yield from ((table, number, part) for number, part in enumerate(parts))

    def columns_used(self, source: str) -> set[str]:
        """Return the columns that the tables read from one source."""
        reads = (pair for _table, _number, part in self.parts() for pair in part.reads())
        return {column for name, column in reads if name == source}

    def identifiers(self) -> list[dict[str, str]]:
        """Return every declared degrading and dropping: source, column, what, agreement."""
        degraded = {
            (part.from_, rule.column, "degraded", str(rule.agreement))
            for _table, _number, part in self.parts()
            for _path, rules in part.layouts()
            for rule in rules.values()
            if rule.column is not None and rule.degrade is not None
        }
        dropped = {
            (name, column, "dropped", drop.agreement)
            for name, source in self.sources.items()
            for drop in source.drop
            for column in drop.columns
        }
        names = ("source", "column", "what", "agreement")
        return [dict(zip(names, row, strict=True)) for row in sorted(degraded | dropped)]

    def without(self, tables: Collection[str]) -> Mapping:
        """Return the mapping less these tables and the sources that only they use."""
        kept = {name: parts for name, parts in self.tables.items() if name not in tables}
        used = {name for parts in kept.values() for part in parts for name in part.sources}
        sources = {n: s for n, s in self.sources.items() if n in used or s.not_used is not None}
        return self.model_copy(update={"tables": kept, "sources": sources})
