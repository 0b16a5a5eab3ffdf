"""Pseudonyms an authority would send: unlike any number of a person, unique where they must be."""

from __future__ import annotations

from random import Random


def _digits(number: int, length: int) -> str:
    """Return hexadecimal digits with a letter in the middle, so that no long number stands there.

    Intake refuses runs of nine or ten digits, which might be a health or candidate number.
    """
    text = f"{number:0{length}x}"
    middle = length // 2
    return text[:middle] + "abcdef"[int(text[middle], 16) % 6] + text[middle + 1 :]


class ChildIds:
    """Hands out child pseudonyms of one authority, each once."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._given: set[str] = set()

    def new(self) -> str:
        """Return a pseudonym not given before: ``C`` and ten hexadecimal digits."""
        while True:
            child_id = "C" + _digits(self._rng.getrandbits(40), 10)
            if child_id not in self._given:
                self._given.add(child_id)
                return child_id


def carer_id(number: int) -> str:
    """Return a carer's pseudonym: ``K`` and ten hexadecimal digits."""
    return "K" + _digits(number, 10)
