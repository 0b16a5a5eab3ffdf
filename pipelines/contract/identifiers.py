"""Column names that say that a column identifies people."""

from __future__ import annotations

import re

_TOLD_APART = re.compile(r"[^a-z]+")
_IDENTIFIER_WORDS = frozenset(
    [
        "dob",
        "upn",
        "chi",
        "nhs",
        "nino",
        "ni",
        "scn",
        "postcode",
        "post",
        "address",
        "email",
        "phone",
        "telephone",
        "mobile",
        "name",
        "names",
        "surname",
        "forename",
        "firstname",
        "lastname",
        "fullname",
        "childname",
    ]
)
_IDENTIFIER_PHRASES = ({"birth", "date"}, {"candidate", "number"}, {"national", "insurance"})


def is_identifier_name(name: str) -> bool:
    """Return whether a column's name says that it holds a direct identifier."""
    words = set(_TOLD_APART.split(name.lower())) - {""}
    return bool(words & _IDENTIFIER_WORDS) or any(p <= words for p in _IDENTIFIER_PHRASES)
