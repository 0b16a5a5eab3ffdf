"""Words about people: their names, and text that somebody wrote."""

from __future__ import annotations

import re

from pipelines.contract.identifiers.listed import listed

_WORD = r"[A-ZÀ-Þ][A-Za-zÀ-ÿ]*(?:['’-][A-Za-zÀ-ÿ]+)*\.?"
_SEVERAL = re.compile(rf"{_WORD}(?:,? {_WORD}){{1,3}}")
_ONE = re.compile(rf"{_WORD}")
_FREE_TEXT_CHARACTERS, _FREE_TEXT_WORDS = 40, 7


def forenames() -> frozenset[str]:
    """Return common forenames in lower case (a list of ours, from general knowledge)."""
    return listed("forenames")


def is_like_a_name(text: str) -> bool:
    """Return whether a text has the form of a full name: two to four words with capitals."""
    return bool(_SEVERAL.fullmatch(text))


def has_a_forename(text: str) -> bool:
    """Return whether one of the words of a name-like text is a common forename."""
    if not (_ONE.fullmatch(text) or _SEVERAL.fullmatch(text)):
        return False
    return any(word in forenames() for word in re.split(r"[ ,.]+", text.lower()))


def is_free_text(text: str) -> bool:
    """Return whether somebody wrote this: long, and of several words."""
    return len(text) >= _FREE_TEXT_CHARACTERS and len(text.split()) >= _FREE_TEXT_WORDS
