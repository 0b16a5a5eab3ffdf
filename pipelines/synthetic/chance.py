"""Chance that can be repeated: generators of random numbers seeded by name, and small draws."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from itertools import accumulate
from random import Random
from typing import Generic, TypeVar

T = TypeVar("T")


def stream(seed: int, *names: object) -> Random:
    """Return the generator of one named purpose; independent of hash seed, clock and order."""
    text = ":".join([str(seed), *map(str, names)])
    return Random(int.from_bytes(sha256(text.encode()).digest()[:16], "big"))  # noqa: S311


def life_stream(seed: int) -> Random:
    """Return the generator of one family's lives."""
    return Random(seed)  # noqa: S311


class Lottery(Generic[T]):
    """A fixed set of outcomes with weights that need not sum to one."""

    def __init__(self, weights: dict[T, float]) -> None:
        self._outcomes: Sequence[T] = tuple(weights)
        self._cumulative = tuple(accumulate(weights.values()))

    def share_of(self, outcome: T) -> float:
        """Return how probable one outcome is."""
        position = self._outcomes.index(outcome)
        before = self._cumulative[position - 1] if position else 0.0
        return (self._cumulative[position] - before) / self._cumulative[-1]

    def draw(self, rng: Random) -> T:
        """Return one outcome."""
        point = rng.random() * self._cumulative[-1]
        for outcome, reached in zip(self._outcomes, self._cumulative, strict=True):
            if point < reached:
                return outcome
        return self._outcomes[-1]


def between(rng: Random, low: int, high: int) -> int:
    """Return a whole number from ``low`` to ``high`` inclusive (faster than ``randint``)."""
    return low + int(rng.random() * (high - low + 1))
