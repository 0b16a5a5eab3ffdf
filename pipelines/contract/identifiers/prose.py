"""What identifies a person inside prose, where one is enough: no id of a system stands there.

A column of ids may hold a number that begins with a date by chance; a narrative has no reason to
hold any number of nine or ten digits that could be a person's.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from pipelines.contract.identifiers.evidence import KINDS
from pipelines.contract.identifiers.marks import marks_inside

_ALONE = r"(?<![0-9A-Za-z]){}(?![0-9A-Za-z])"
_PARTS = tuple(
    re.compile(_ALONE.format(shape), re.IGNORECASE)
    for shape in (
        r"[0-9]{9,11}",
        r"[0-9]{6}[ \-][0-9]{4}",
        r"[0-9]{3}[ \-][0-9]{3}[ \-][0-9]{4}",
        r"[A-Z][0-9]{11}[0-9A-Z]",
        r"[A-Z]{2} ?[0-9]{2} ?[0-9]{2} ?[0-9]{2} ?[A-D]",
        r"[A-Z]{1,2}[0-9][0-9A-Z]? ?[0-9][A-Z]{2}",
        r"\(?0[0-9 ()\-.]{8,15}[0-9]",
    )
)
_ABROAD = re.compile(r"(?:\+|00)44[0-9 ()\-.]{8,15}[0-9]")
_MONTH = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_DAY = (
    rf"(?:[0-9]{{4}}-[0-9]{{2}}-[0-9]{{2}}|[0-9]{{1,2}}[/.\-][0-9]{{1,2}}[/.\-][0-9]{{2,4}}"
    rf"|[0-9]{{1,2}}(?:st|nd|rd|th)?(?: of)? {_MONTH},? [0-9]{{4}}"
    rf"|{_MONTH} [0-9]{{1,2}},? [0-9]{{4}})"
)
_BORN = re.compile(
    rf"\b(?:born|d\.?o\.?b\b\.?|date of birth|birth ?date|birthday)[^0-9]{{0,20}}{_DAY}",
    re.IGNORECASE,
)
BIRTH = "full dates of birth"


NUMBERS = ("chi", "nhs_number", "candidate_number", "upn")


def words_for_people_in(text: str, *, numbers: Collection[str] = NUMBERS) -> list[str]:
    """Return what a text holds that identifies people, in words and without a value.

    ``numbers``: the kinds of bare numbers that are believed: the name of a file may hold a day.
    """
    parts = set(_parts(text))
    kinds = [kind for kind in KINDS if kind.name in numbers or kind.name not in NUMBERS]
    found = [k.words for k in kinds if any(t.passed for p in parts for t in k.trials(p))]
    return [*found, *([BIRTH] if _BORN.search(text) else [])]


def _parts(text: str) -> Iterator[str]:
    yield from (part.strip() for part in marks_inside(text))
    for shape in (*_PARTS, _ABROAD):
        yield from (found.group().strip() for found in shape.finditer(text))
