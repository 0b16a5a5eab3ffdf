"""One observation that speaks for or against a kind of identifier."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Trial:
    """Whether a value passed a test, and how likely a random value of its shape passes it.

    ``key``: the part of the value that the test is about; values that share it count once.
    ``spread``: of those that pass, a part that differs between people, where there is one;
    ``serial``: what follows the date in a value that could have been counted.
    """

    test: str
    passed: bool
    key: str
    chance: float
    spread: str = ""
    serial: str = ""
