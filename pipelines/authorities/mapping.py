"""The mapping language: which files an authority sends and how they become the standard extract.

A mapping names *sources* (files, or sheets of workbooks, with every property of their format) and
builds each *table* of the standard extract from one or more *parts*. Part kinds are told apart by
``kind``; ``rows`` (one row of the source, one row of the table) is the first of them.
"""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Encoding = Literal["utf-8", "utf-16", "cp1252"]
Format = Literal["csv", "xlsx"]
Name = Annotated[str, Field(min_length=1)]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class CellRule(_Strict):
    """How one contract column is filled: from a source column, or with a constant."""

    column: Name | None = Field(
        default=None, description="The column of the source, as its header says."
    )
    constant: str | None = Field(default=None, description="The same contract value for every row.")
    codes: dict[str, str] | None = Field(
        default=None,
        description="Label of the source: code of the contract. Other labels are bad codes.",
    )
    date_format: Name | None = Field(
        default=None, description="iso, dd/mm/yyyy, dd-MON-yy, …; without it strictly ISO."
    )
    century_pivot: int | None = Field(
        default=None, ge=0, le=99, description="With yy: the last two-digit year of this century."
    )
    open_when: tuple[str, ...] = Field(
        default=(), description="Texts of an end date that mean: still open (31-DEC-4712)."
    )
    empty_when: tuple[str, ...] = Field(default=(), description="Texts that mean: no value.")
    trim: bool = Field(default=False, description="Take blanks off both ends of the cell.")

    @model_validator(mode="after")
    def _one_origin(self) -> CellRule:
        if (self.column is None) == (self.constant is None):
            raise ValueError("give either column or constant")
        if self.constant is not None and self.model_fields_set - {"constant"}:
            raise ValueError("a constant takes no other setting")
        return self


class SkipRule(_Strict):
    """Rows of the source that are left out on purpose, and counted."""

    column: Name
    is_one_of: tuple[str, ...] = Field(description="Texts of the cell; an empty text is empty.")
    because: Name = Field(description="Why these rows are no part of the extract.")


class RowsPart(_Strict):
    """One row of the source becomes one row of the table."""

    kind: Literal["rows"] = "rows"
    from_: Name = Field(alias="from", description="The name of a source.")
    columns: dict[str, CellRule]
    skip_rows_where: tuple[SkipRule, ...] = ()

    @property
    def used_columns(self) -> set[str]:
        """Return the source columns this part reads."""
        used = {rule.column for rule in self.columns.values() if rule.column is not None}
        return used | {rule.column for rule in self.skip_rows_where}


# Further kinds (a column per milestone, workflow steps, joins) join this union by their `kind`.
TablePart = RowsPart


class Source(_Strict):
    """One file, or several of one layout matched by a pattern."""

    file: Name = Field(
        description="File name or pattern (* and ?); letter case of the ending free."
    )
    format: Format = "csv"
    encoding: Encoding = "utf-8"
    delimiter: str = Field(default=",", min_length=1, max_length=1)
    quote: str = Field(default='"', max_length=1, description="Empty: the file knows no quoting.")
    sheet: Name | None = Field(
        default=None, description="Of a workbook; without it the only sheet."
    )
    header_row: int = Field(default=1, ge=1, description="The row that holds the column names.")
    ignored_columns: tuple[str, ...] = Field(
        default=(),
        description="Columns that are sent and not used; any other unused column refuses.",
    )

    @model_validator(mode="after")
    def _settings_fit_format(self) -> Source:
        csv_only = {"encoding", "delimiter", "quote"} & self.model_fields_set
        if self.format == "xlsx" and csv_only:
            raise ValueError("encoding, delimiter and quote belong to csv")
        if self.format == "csv" and self.sheet is not None:
            raise ValueError("sheet belongs to xlsx")
        if self.delimiter in ("\n", "\r", self.quote) or self.quote in ("\n", "\r"):
            raise ValueError("delimiter and quote must differ and be no line end")
        return self


class Mapping(_Strict):
    """How the files of one authority become the five tables of the standard extract."""

    source_system: Name | None = None
    pseudonym_key_id: Name | None = None
    absent: tuple[str, ...] = Field(default=(), description="Tables this authority cannot send.")
    sources: dict[str, Source]
    tables: dict[str, tuple[TablePart, ...]]

    def columns_used(self, source: str) -> set[str]:
        """Return the columns that the tables read from one source."""
        parts = [p for parts in self.tables.values() for p in parts if p.from_ == source]
        return set().union(*(part.used_columns for part in parts))

    def without(self, tables: Collection[str]) -> Mapping:
        """Return the mapping less these tables and the sources that only they use."""
        kept = {name: parts for name, parts in self.tables.items() if name not in tables}
        used = {part.from_ for parts in kept.values() for part in parts}
        sources = {name: source for name, source in self.sources.items() if name in used}
        return self.model_copy(update={"tables": kept, "sources": sources})


def load_mapping(path: Path) -> Mapping:
    """Return the mapping in a file; raise Refused with a located finding for each fault."""
    from pipelines.authorities.load import parse_mapping  # the loader needs the models above

    return parse_mapping(path.read_bytes(), path.name)
