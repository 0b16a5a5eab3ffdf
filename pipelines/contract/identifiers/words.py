"""Words about people: their names, and text that somebody wrote."""

from __future__ import annotations

import re

from pipelines.contract.identifiers.listed import listed

_WORD = r"[A-ZÀ-Þ][A-Za-zÀ-ÿ]*(?:['’-][A-Za-zÀ-ÿ]+)*\.?"
_SEVERAL = re.compile(rf"{_WORD}(?:,? {_WORD}){{1,3}}")
_ONE = re.compile(rf"{_WORD}")
_CAMEL = re.compile(r"(?<=[a-zà-ÿ])(?=[A-ZÀ-Þ])")
_APART = re.compile(r"[^a-zà-ÿ']+")
# Forenames that are places, and months, too.
_PLACES = frozenset(
    ("angus", "arran", "glen", "harris", "iona", "isla", "islay", "june", "lewis", "ross", "skye")
)
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


def could_name_somebody(title: str) -> bool:
    """Return whether a title (of a file, a sheet, a column) could be, or hold, a person's name.

    A forename beside a word that titles do not have, or alone among those that they have.
    """
    words = [w for w in _APART.split(_CAMEL.sub(" ", title).lower()) if len(w) > 1]
    rare = [word not in listed("words_of_files") or word in _PLACES for word in words]
    for at, word in enumerate(words):
        if word in forenames():
            beside = [n for n in (at - 1, at + 1) if 0 <= n < len(words)]
            if any(rare[n] for n in beside) or (word not in _PLACES and sum(rare) == 1):
                return True
    return False
