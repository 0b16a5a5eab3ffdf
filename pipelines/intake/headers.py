"""Column names as sent: exactly the declared ones, in any order, each once."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence

from pipelines.contract.findings import Finding
from pipelines.contract.identifiers import is_identifier_name
from pipelines.contract.identifiers.words import could_name_somebody
from pipelines.contract.vocabulary import vocabulary
from pipelines.intake.source_table import Place

_PLAIN_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_ ./()-]{0,39}")
_LIKE_A_VALUE = re.compile(r"[0-9]{4}|[0-9]{1,2}[-/. ][0-9A-Za-z]{1,3}[-/. ][0-9]{2}|^[0-9]|@")


def header_faults(
    place: Place, header: Sequence[str], used: Collection[str], ignored: Collection[str], row: int
) -> list[Finding]:
    """Return what is wrong with a header; a row of data in its place is never shown."""
    expected = {*used, *ignored}
    if not expected & set(header) and _looks_like_data(header):
        return [_no_header(place, row)]
    return [
        *_repeated_or_empty(place, header, row),
        *_unknown(place, header, expected, row),
        *identifier_faults(place, ["" if name in expected else name for name in header], row),
        *_missing(place, header, expected, row),
    ]


def identifier_faults(place: Place, header: Sequence[str], row: int) -> list[Finding]:
    """Return the columns whose names say that they identify people."""
    return [
        place.fault(
            "identifier_column",
            "The column's name says that it identifies people; such data must not be sent.",
            "Take the column out and tell the project team, who will remove the file.",
            row=row,
            position=position,
            column=showable(name),
        )
        for position, name in enumerate(header)
        if is_identifier_name(name)
    ]


def _looks_like_data(header: Sequence[str]) -> bool:
    codes = {code for codes in vocabulary().code_lists.values() for code in codes}
    return any(name in codes or _LIKE_A_VALUE.search(name) for name in header)


def showable(name: str) -> str | None:
    """Return a name that can be no value of a person, else None (its letter says where it is)."""
    is_plain = _PLAIN_NAME.fullmatch(name) and not _LIKE_A_VALUE.search(name)
    return name if is_plain and not could_name_somebody(name) else None


def _no_header(place: Place, row: int) -> Finding:
    return place.fault(
        "no_header",
        "The row that should hold the column names holds something else.",
        "Put the column names into this row and send the file again.",
        row=row,
    )


def _repeated_or_empty(place: Place, header: Sequence[str], row: int) -> Iterator[Finding]:
    for position, name in enumerate(header):
        if not name:
            yield place.fault(
                "column_without_name",
                "A column has no name.",
                "Name the column or take it out.",
                row=row,
                position=position,
            )
        elif name in header[:position]:
            yield place.fault(
                "repeated_column",
                "A column of this name stands here already.",
                "Send each column once.",
                row=row,
                position=position,
                column=showable(name),
            )


def _unknown(
    place: Place, header: Sequence[str], expected: set[str], row: int
) -> Iterator[Finding]:
    for position, name in enumerate(header):
        if not name or name in expected:
            continue
        yield place.fault(
            "unknown_column",
            "The column is not declared.",
            "Take the column out, or have it declared in the mapping.",
            row=row,
            position=position,
            column=showable(name),
        )


def _missing(
    place: Place, header: Sequence[str], expected: set[str], row: int
) -> Iterator[Finding]:
    for name in sorted(expected - set(header)):
        yield place.fault(
            "missing_column",
            "The column is missing.",
            "Send the column, empty where nothing is known.",
            row=row,
            column=name,
        )
