"""Column names that say that a column identifies people."""

from __future__ import annotations

import re

from pipelines.contract.identifiers.listed import listed

_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_TOLD_APART = re.compile(r"[^a-z]+")
_IDENTIFIER_WORDS = listed("column_words")
_RUN_TOGETHER = re.compile(
    r"(?:child|young|person|mother|father|parent|carer|worker|client|first|last|full|family|given|"
    r"middle|known|maiden|birth|sibling|school|social)+(?:s|person|worker)?names?"
    r"|dateofbirth|birthdate|birthday|postcode\w*|emailaddress|phoneno|phonenumber|chinumber|chino"
    r"|nhsnumber|nhsno|ninumber|homeaddress|scnno"
)
_IDENTIFIER_PHRASES = (
    {"birth", "date"},
    {"candidate", "number"},
    {"national", "insurance"},
    {"known", "as"},
    {"pupil", "number"},
    {"reporter", "reference"},
    {"reporter", "ref"},
    {"free", "text"},
    {"case", "note"},
)


def is_identifier_name(name: str) -> bool:
    """Return whether a column's name says that it holds a direct identifier or free text."""
    words = set(_TOLD_APART.split(_CAMEL.sub(" ", name).lower())) - {""}
    words |= set(_TOLD_APART.split(name.lower())) - {""}
    return (
        bool(words & _IDENTIFIER_WORDS)
        or any(phrase <= words for phrase in _IDENTIFIER_PHRASES)
        or any(_RUN_TOGETHER.fullmatch(word) for word in words)
    )
