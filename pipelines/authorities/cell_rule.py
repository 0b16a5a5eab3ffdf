"""How one contract column is filled, and which rows of a source are left out."""

from __future__ import annotations

from typing import Annotated, Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, model_validator

Name = Annotated[str, Field(min_length=1)]
DateFormats: TypeAlias = Name | Annotated[tuple[Name, ...], Field(min_length=1)]


class Strict(BaseModel):
    """A setting of the mapping language: frozen, unknown keys refused."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)


class CellRule(Strict):
    """How one contract column is filled: from a source column, or with a constant."""

    column: Name | None = Field(
        default=None, description="The column of the source, as its header says."
    )
    constant: str | None = Field(default=None, description="The same contract value for every row.")
    codes: dict[str, str] | None = Field(
        default=None,
        description="Label of the source: code of the contract. Other labels are bad codes.",
    )
    date_format: DateFormats | None = Field(
        default=None,
        description="iso, dd/mm/yyyy, dd-MON-yy, excel-1900, …, or a list of them; without it "
        "strictly ISO. A text that two of a list read as different days is unreadable.",
    )
    century_pivot: int | None = Field(
        default=None, ge=0, le=99, description="With yy: the last two-digit year of this century."
    )
    open_when: tuple[str, ...] = Field(
        default=(), description="Texts of an end date that mean: still open (31-DEC-4712)."
    )
    empty_when: tuple[str, ...] = Field(default=(), description="Texts that mean: no value.")
    trim: bool = Field(default=False, description="Take blanks off both ends of the cell.")
    degrade: Literal["first_of_month"] | None = Field(
        default=None,
        description="Of a full date (date_format says its form) only the month is taken in.",
    )
    agreement: Name | None = Field(
        default=None, description="With degrade: the agreement under which the full value is sent."
    )

    @model_validator(mode="after")
    def _one_origin(self) -> CellRule:
        if (self.column is None) == (self.constant is None):
            raise ValueError("give either column or constant")
        if self.constant is not None and self.model_fields_set - {"constant"}:
            raise ValueError("a constant takes no other setting")
        if (self.degrade is None) != (self.agreement is None):
            raise ValueError("degrade and agreement belong together")
        return self


class SkipRule(Strict):
    """Rows of the source that are left out on purpose, and counted."""

    column: Name
    is_one_of: tuple[str, ...] | None = Field(
        default=None, description="Rows with one of these texts go; an empty text is empty."
    )
    is_none_of: tuple[str, ...] | None = Field(
        default=None, description="Rows with any other text than these go."
    )
    because: Name = Field(description="Why these rows are no part of the extract.")

    @model_validator(mode="after")
    def _one_list(self) -> SkipRule:
        if (self.is_one_of is None) == (self.is_none_of is None):
            raise ValueError("give either is_one_of or is_none_of")
        return self

    def hits(self, text: str) -> bool:
        """Return whether a row with this text in the column is left out."""
        if self.is_one_of is not None:
            return text in self.is_one_of
        return text not in (self.is_none_of or ())
