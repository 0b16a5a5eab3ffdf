"""The part kinds: how rows of a source become rows of a table. Told apart by ``kind``.

``rows``: one row, one row. ``columns``: one row per child, a column per milestone. ``steps``: one
row per workflow step. All of them can join another source, combine columns, leave rows out by a
declared rule, and keep one version of a form that was re-opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Discriminator, Field, Tag, model_validator

from pipelines.authorities.cell_rule import CellRule, DateFormats, Name, SkipRule, Strict

Layout: TypeAlias = tuple[str, dict[str, CellRule]]
"""Where in a part (a dotted path) and how each contract column of a run of rows is filled."""


class Join(Strict):
    """Columns fetched from the one row of another source that has the same key."""

    with_: Name = Field(alias="with", description="The name of the other source.")
    keys: dict[str, str] = Field(
        min_length=1, description="Column of this source: column of the other, equal in both."
    )
    fetch: dict[str, str] = Field(
        min_length=1, description="Name to use in this part: column of the other source."
    )
    unmatched: Literal["refuse", "skip", "keep"] = Field(
        description="Rows without a match: refuse the submission, skip the row (and count it), "
        "or keep it with the fetched columns empty. Two matches always refuse."
    )
    because: Name | None = Field(default=None, description="With skip: why the row is left out.")
    trim: bool = Field(default=False, description="Take blanks off both ends of the keys.")

    @model_validator(mode="after")
    def _reason_fits(self) -> Join:
        if (self.unmatched == "skip") != (self.because is not None):
            raise ValueError("because belongs to skip, and skip needs it")
        return self


class Combine(Strict):
    """Several columns read as one text, so that codes can depend on more than one of them."""

    columns: tuple[Name, ...] = Field(min_length=2)
    separator: str = Field(default=" | ", description="What stands between the texts.")


class OrderRule(Strict):
    """The source column that says which of several versions is the earlier one."""

    column: Name
    as_: Literal["number", "date"] = Field(alias="as")
    date_format: DateFormats | None = Field(
        default=None, description="With date: one or a list; else strictly ISO."
    )
    century_pivot: int | None = Field(default=None, ge=0, le=99)


class KeepOne(Strict):
    """Of rows that are versions of the same thing (a form re-opened), which one counts."""

    same: tuple[Name, ...] = Field(
        min_length=1, description="Columns that are equal in all versions of one thing."
    )
    keep: Literal["first", "last", "all"]
    by: OrderRule | None = Field(
        default=None,
        description="What first and last go by; never the order of the rows. A row whose order "
        "cannot be read is kept, and judged like any other.",
    )
    because: Name = Field(default="another version of it counts", description="The skip rule.")

    @model_validator(mode="after")
    def _order_fits(self) -> KeepOne:
        if (self.keep == "all") != (self.by is None):
            raise ValueError("first and last need by, and all takes none")
        return self


class _Part(Strict):
    from_: Name = Field(alias="from", description="The name of a source.")
    join: tuple[Join, ...] = ()
    combine: dict[str, Combine] = Field(
        default_factory=dict, description="Name to use in this part: the columns read as one."
    )
    skip_rows_where: tuple[SkipRule, ...] = ()
    keep_one: KeepOne | None = None
    columns: dict[str, CellRule] = Field(default_factory=dict)

    def layouts(self) -> Iterator[Layout]:
        """Yield every way in which this part fills a row, with its place in the mapping."""
        yield "columns", self.columns

    def read_columns(self) -> set[str]:
        """Return the columns that are read by name, made ones included."""
        filled = {r.column for _path, rules in self.layouts() for r in rules.values() if r.column}
        kept = self.keep_one
        versions = {*kept.same, *([kept.by.column] if kept.by else [])} if kept else set()
        combined = {name for c in self.combine.values() for name in c.columns}
        return filled | versions | combined | {rule.column for rule in self.skip_rows_where}

    @property
    def made_columns(self) -> set[str]:
        """Return the columns that joins and combinations add to the source."""
        return {name for join in self.join for name in join.fetch} | set(self.combine)

    @property
    def key_columns(self) -> set[tuple[str, str]]:
        """Return the columns, by source, that rows are only matched by."""
        return {
            pair
            for join in self.join
            for mine, theirs in join.keys.items()
            for pair in ((self.from_, mine), (join.with_, theirs))
        }

    def reads(self) -> Iterator[tuple[str, str]]:
        """Yield the source columns this part reads, as source and column."""
        yield from ((self.from_, name) for name in self.read_columns() - self.made_columns)
        yield from self.key_columns
        yield from ((j.with_, column) for j in self.join for column in j.fetch.values())

    @property
    def sources(self) -> set[str]:
        """Return the sources this part needs."""
        return {self.from_, *(join.with_ for join in self.join)}


class RowsPart(_Part):
    """One row of the source becomes one row of the table."""

    kind: Literal["rows"] = "rows"
    columns: dict[str, CellRule]


class WideColumn(Strict):
    """One column (or a group that belongs together) of a wide table: one row where it is filled."""

    constants: dict[str, str] = Field(default_factory=dict)
    columns: dict[str, CellRule]


class ColumnsPart(_Part):
    """One row per child, a column per milestone: each filled column becomes a row."""

    kind: Literal["columns"]
    columns: dict[str, CellRule] = Field(description="What every row made of the source has.")
    each: tuple[WideColumn, ...] = Field(min_length=1)
    unless_empty: Name = Field(
        default="event_date",
        description="The contract column without which there is no row (counted as 'empty').",
    )

    def layouts(self) -> Iterator[Layout]:
        """Yield what each listed column gives."""
        for number, each in enumerate(self.each):
            given = _constants(each.constants)
            yield f"each.{number}", {**self.columns, **each.columns, **given}


class StepsPart(_Part):
    """Workflow steps in long form: the name of the step says what the row is."""

    kind: Literal["steps"]
    columns: dict[str, CellRule] = Field(description="What every row made of the source has.")
    step: Name = Field(description="The column that holds the name of the step.")
    steps: dict[str, dict[str, str]] = Field(
        min_length=1,
        description="Name of the step: the contract values it stands for. Others are bad codes.",
    )

    def layouts(self) -> Iterator[Layout]:
        """Yield what each named step gives."""
        for number, given in enumerate(self.steps.values()):
            yield f"steps.{number}", {**self.columns, **_constants(given)}

    def read_columns(self) -> set[str]:
        """Return the columns that are read by name, the step's own included."""
        return super().read_columns() | {self.step}


def _constants(given: dict[str, str]) -> dict[str, CellRule]:
    return {name: CellRule(constant=value) for name, value in given.items()}


def _kind(part: Any) -> Any:
    return part.get("kind", "rows") if isinstance(part, dict) else getattr(part, "kind", "rows")


TablePart: TypeAlias = Annotated[
    Annotated[RowsPart, Tag("rows")]
    | Annotated[ColumnsPart, Tag("columns")]
    | Annotated[StepsPart, Tag("steps")],
    Discriminator(_kind),
]
