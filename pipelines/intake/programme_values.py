"""The values of the programme's records: strictly of the type the vocabulary gives a column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import pyarrow as pa

from pipelines.authorities.date_format import parser_of
from pipelines.contract.identifiers import kinds_in_text
from pipelines.contract.identifiers.prose import words_for_people_in
from pipelines.contract.vocabulary import Column, Vocabulary

GROUPS = ("all_reporting", "engaged", "not_engaged", "scotland")

_INTEGER = re.compile(r"-?[0-9]{1,15}")
_NUMBER = re.compile(r"-?[0-9]{1,15}(\.[0-9]{1,15})?")
_KINDS = {"date": pa.date32(), "integer": pa.int64(), "number": pa.float64()}


class BadValue(ValueError):  # noqa: N818
    """A value is not of its column's type; carries a rule and a sentence, never the value."""

    def __init__(self, rule: str, sentence: str) -> None:
        super().__init__(rule)
        self.rule, self.sentence = rule, sentence


@dataclass(frozen=True)
class Values:
    """Readers of every type of column, for one list of authorities."""

    words: Vocabulary
    authority_codes: frozenset[str]

    def read(self, column: Column, text: str) -> Any:
        """Return the value of a cell (None where empty); raise :class:`BadValue`."""
        if not text:
            if column.required:
                raise BadValue("required_empty", "The cell is empty, and must not be.")
            return None
        value = self._readers.get(column.type, _free)(text, column)
        _within(column, value)
        return value

    @property
    def _readers(self) -> Mapping[str, Callable[[str, Column], Any]]:
        return {
            "date": _date,
            "integer": _integer,
            "number": _number,
            "code": _code,
            "authority": self._authority,
            "authority_or_group": self._authority_or_group,
            "milestone": self._milestone,
            "routes": self._routes,
            "free_text": _free_text,
            "text": _label,
        }

    def _authority(self, text: str, _column: Column) -> str:
        if text not in self.authority_codes:
            raise BadValue("unknown_authority", "No authority has this code.")
        return text

    def _authority_or_group(self, text: str, column: Column) -> str:
        return text if text in GROUPS else self._authority(text, column)

    def _milestone(self, text: str, _column: Column) -> str:
        if text not in self.words.milestones:
            raise BadValue("unknown_milestone", "The contract has no milestone of this name.")
        return text

    def _routes(self, text: str, _column: Column) -> str:
        routes = text.split("|")
        if not set(routes) <= set(self.words.code_lists["route"]) or len(set(routes)) < len(routes):
            raise BadValue("bad_routes", "The cell is no list of routes joined by a vertical bar.")
        return text


def arrow_type(column: Column) -> pa.DataType:
    """Return the type under which a column is kept."""
    return _KINDS.get(column.type, pa.string())


def _date(text: str, _column: Column) -> date:
    day = parser_of("iso")(text)
    if day is None:
        raise BadValue("bad_date", "The cell is not a date in the form YYYY-MM-DD.")
    return day


def _integer(text: str, _column: Column) -> int:
    if not _INTEGER.fullmatch(text):
        raise BadValue("bad_number", "The cell is not a whole number.")
    return int(text)


def _number(text: str, _column: Column) -> float:
    if not _NUMBER.fullmatch(text):
        raise BadValue("bad_number", "The cell is not a number such as 12 or 12.5.")
    return float(text)


def _code(text: str, column: Column) -> str:
    if text not in (column.codes or ()):
        raise BadValue("bad_code", "The cell is not one of the codes this column may hold.")
    return text


def _free(text: str, _column: Column) -> str:
    return text


def _free_text(text: str, _column: Column) -> str:
    return _of_nobody(text, words_for_people_in(text))


def _label(text: str, _column: Column) -> str:
    # An id may be a number; one alone says nothing of anybody.
    return _of_nobody(text, [kind.words for kind in kinds_in_text(text)])


def _of_nobody(text: str, words: list[str]) -> str:
    if words:
        told = f"The cell holds {' and '.join(words)}, or what can hardly be anything else."
        raise BadValue("identifier_values", f"{told} Nothing that identifies people may be kept.")
    return text


def _within(column: Column, value: Any) -> None:
    below = column.minimum is not None and value < column.minimum
    above = column.maximum is not None and value > column.maximum
    if below or above:
        raise BadValue("out_of_bounds", "The number is outside what this column may hold.")
