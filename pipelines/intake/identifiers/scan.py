"""Look at the values of columns: what identifies people refuses the file; no value is told."""

from __future__ import annotations

import base64
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date

from pipelines.authorities.mapping import Mapping
from pipelines.contract.findings import Finding
from pipelines.contract.identifiers import kinds_in_column, kinds_in_text
from pipelines.contract.identifiers.words import (
    could_name_somebody,
    forenames,
    has_a_forename,
    is_free_text,
    is_like_a_name,
)
from pipelines.intake.headers import showable
from pipelines.intake.identifiers.roles import Roles, roles_of
from pipelines.intake.source_table import Cell, Place, SourceTable, plain_text

# Digests, dates, slugs, and ids of a few letters and digits: nothing that a test applies to.
_DULL = re.compile(
    r"[0-9a-f]{16,}|[0-9A-F]{16,}|[0-9]{4}-[0-9]{2}(?:-[0-9]{2})?|[A-Za-z_-]{0,3}[0-9]{0,8}"
    r"|[a-z_]+[0-9]{0,2}"
)
_DASHES = re.compile("[\u2010-\u2015\u2212]")
_FULL_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}[/.-][0-9]{1,2}[/.-][0-9]{2,4}")
# What nine digits and more become: in hexadecimal 3 and itself, in base 64 from M, N or O on.
_CODED = re.compile(r"(?:3[0-9]|2[0def]){9,15}|[MNO][0-9A-Za-z+/]{11,19}={0,2}", re.IGNORECASE)
_NUMBER = re.compile(r"[0-9][0-9 ./-]{7,13}[0-9]")
_NAMES_MOST_BY_CHANCE = 3
_FORENAMES_MOST_BY_CHANCE = 5
_LONG = 25
_FULL_DATES, _FULL_DATES_SHARE = 5, 0.1


def warm_up() -> None:
    """Read what is read from disk, which a child cannot."""
    forenames()
    could_name_somebody("Fiona Somebody")


def identifier_values(mapping: Mapping, source: str, table: SourceTable) -> list[Finding]:
    """Return the columns of a source whose values identify people, without leave to be sent."""
    roles = roles_of(mapping, source)
    found: list[Finding] = []
    for position, (name, cells) in enumerate(zip(table.header, table.columns, strict=True)):
        if name not in roles.allowed:
            said = list(_said_of(cells, _distinct(cells), name, roles))
            found += [_finding(table.place, position, name, words) for words in said]
    return found


def faults_of_raw_columns(
    place: Place, names: Sequence[str], columns: Sequence[Sequence[Cell]], at: Iterable[int]
) -> list[Finding]:
    """Return the undeclared columns whose values identify people (``at``: their positions)."""
    return [
        _finding(place, position, name, words)
        for position, name, cells in zip(at, names, columns, strict=False)
        for words in _said_of_text(_distinct(cells), is_pseudonym=False)
    ]


def _distinct(cells: Sequence[Cell]) -> set[str]:
    texts = {cell for cell in set(cells) if isinstance(cell, str)}
    others = {plain_text(cell) for cell in set(cells) if type(cell) in (int, float)}
    return {_as_judged(text) for text in texts | others}


def _as_judged(text: str) -> str:
    """Return a text without the dress that hides what it is: other dashes, blanks and digits,
    or a coding that every program undoes (base 64, hexadecimal).
    """
    if not text.isascii():
        text = _DASHES.sub("-", unicodedata.normalize("NFKC", text))
    text = " ".join(text.split()) if "  " in text or not text.isprintable() else text.strip()
    return _decoded(text) if _CODED.fullmatch(text) else text


def _from_base_64(text: str) -> bytes:
    bare = text.rstrip("=")
    return base64.b64decode(bare + "=" * (-len(bare) % 4), validate=True)


def _decoded(text: str) -> str:
    """Return the number that a text is the coding of, or the text."""
    for decode in (bytes.fromhex, _from_base_64):
        try:
            found = decode(text).decode("ascii")
        except ValueError:
            continue
        # Random letters are the coding of nine digits less than once in 10^10.
        if _NUMBER.fullmatch(found):
            return found
    return text


def _said_of(cells: Sequence[Cell], texts: set[str], name: str, roles: Roles) -> Iterator[str]:
    if name in roles.months and _are_full_dates(texts, cells):
        yield "full dates of birth"
    if name not in roles.pseudonyms and name in roles.months | roles.dates | roles.coded:
        # Labels are words; only what no label and no date can be is looked for.
        yield from _said_of_values(texts)
    else:
        yield from _said_of_text(texts, is_pseudonym=name in roles.pseudonyms)


def _said_of_text(texts: set[str], *, is_pseudonym: bool) -> Iterator[str]:
    yield from _said_of_values(texts)
    if _are_names(texts, is_pseudonym=is_pseudonym):
        yield "names of people"
    free = sum(is_free_text(text) for text in texts)
    if free and (is_pseudonym or free >= _NAMES_MOST_BY_CHANCE):
        yield "free text"


def _said_of_values(texts: Collection[str]) -> Iterator[str]:
    telling = {text for text in texts if not _DULL.fullmatch(text)}
    kinds = kinds_in_column(telling) if telling else []
    long = [text for text in telling if len(text) >= _LONG or " " in text]
    inside = [kind for text in long for kind in kinds_in_text(text)]
    yield from dict.fromkeys(kind.words for kind in [*kinds, *inside])


def _are_names(texts: set[str], *, is_pseudonym: bool) -> bool:
    full = sum(is_like_a_name(text) for text in texts)
    known = sum(has_a_forename(text) for text in texts)
    if is_pseudonym and full >= _NAMES_MOST_BY_CHANCE:
        return True
    # Labels of teams and places are words with capitals too; they do not hold many forenames.
    return known >= _FORENAMES_MOST_BY_CHANCE and known * 5 >= len(texts)


def _are_full_dates(texts: set[str], cells: Sequence[Cell]) -> bool:
    full = sum(bool(_FULL_DATE.fullmatch(text)) for text in texts)
    full += sum(isinstance(cell, date) and cell.day != 1 for cell in set(cells))
    return full >= _FULL_DATES and full > _FULL_DATES_SHARE * len(set(cells))


def _finding(place: Place, position: int, name: str, words: str) -> Finding:
    return place.fault(
        "identifier_values",
        f"The column holds {words}, or values that can hardly be anything else.",
        "Take the column out or send a keyed pseudonym; tell the project team, who will remove "
        "the file.",
        position=position,
        column=showable(name),
    )
