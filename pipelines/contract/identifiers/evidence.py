"""Weigh what a column holds against chance: could random ids of this shape look so?

A single number can be anything: 3.7 % of all ten-digit numbers begin with a date. So the share of
values that pass a test is held against the share of random values of their shape that would, and
a column is one of identifiers where so many would pass by chance less than once in ten million
columns. Tests of one kind that are independent of each other are multiplied.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from math import exp, lgamma, log

from pipelines.contract.identifiers import marks, numbers
from pipelines.contract.identifiers.trial import Trial

ONCE_IN = 1e-7
# Fewer different days of the month than this do not make five dates of birth or more.
_DIFFERENT_DAYS = 3
_MANY = 5
_COUNTED, _CHANCE_OF_A_LOW_SERIAL = "1000", 0.1


@dataclass(frozen=True)
class Kind:
    """A kind of identifier: its name in findings, in words, and what speaks for it.

    ``is_dated``: a date and a number, as ids that somebody counted can be.
    """

    name: str
    words: str
    trials: Callable[[str], Iterator[Trial]]
    is_dated: bool = False


KINDS = (
    Kind("chi", "CHI numbers", numbers.chi, is_dated=True),
    Kind("nhs_number", "NHS numbers", numbers.nhs_number),
    Kind("candidate_number", "Scottish Candidate Numbers", numbers.candidate_number),
    Kind("upn", "pupil numbers (UPN)", numbers.pupil_number),
    Kind("ni_number", "National Insurance numbers", marks.ni_number),
    Kind("postcode", "full postcodes", marks.postcode),
    Kind("e_mail", "e-mail addresses", marks.e_mail),
    Kind("telephone", "telephone numbers", marks.telephone),
)


def kinds_in_column(values: Collection[str]) -> list[Kind]:
    """Return the kinds that the distinct, trimmed values of a column can hardly be by chance."""
    return [kind for kind in KINDS if _chance(kind, values) < ONCE_IN]


def kinds_in_text(text: str) -> list[Kind]:
    """Return the kinds of marks inside one longer text that need no second one to be believed."""
    parts = set(marks.marks_inside(text))
    return [kind for kind in KINDS if parts and _chance(kind, parts) < ONCE_IN]


def _chance(kind: Kind, values: Collection[str]) -> float:
    """Return how likely so many random values of these shapes pass the tests of a kind."""
    keys: dict[tuple[str, float], dict[str, bool]] = defaultdict(dict)
    spread: set[str] = set()
    for value in _without_counted(kind, values) if kind.is_dated else values:
        for trial in kind.trials(value):
            keys[trial.test, trial.chance][trial.key] = trial.passed
            if trial.passed and trial.spread:
                spread.add(trial.spread)
    if not keys or _is_front_of_years(keys, spread):
        return 1.0
    whole = 1.0
    for (_test, chance), passed in keys.items():
        # A test that says nothing does not speak against the others.
        whole *= min(1.0, _at_least(sum(passed.values()), len(passed), chance))
    return whole


def _without_counted(kind: Kind, values: Collection[str]) -> Collection[str]:
    """Leave out dated values that somebody counted: 0001, 0002 … of a day, or of all.

    One in ten people has a number whose last four digits begin with 0. What is not left out is
    weighed as ever, so that numbers of people among counted ones are seen.
    """
    serials = {
        value: trial.serial
        for value in values
        if value[:1].isalpha()
        for trial in kind.trials(value)
        if trial.passed and trial.serial
    }
    low = {value for value, serial in serials.items() if serial < _COUNTED}
    chance = _at_least(len(low), len(serials), _CHANCE_OF_A_LOW_SERIAL)
    if len(low) * 2 < len(serials) or chance >= ONCE_IN:
        return values
    return [value for value in values if value not in low]


def _is_front_of_years(keys: dict[tuple[str, float], dict[str, bool]], spread: set[str]) -> bool:
    hits = sum(sum(p.values()) for (test, _chance), p in keys.items() if test == "date")
    return hits >= _MANY and len(spread) < _DIFFERENT_DAYS


def _at_least(hits: int, of: int, chance: float) -> float:
    """Return the probability of at least so many hits in so many trials, all alike."""
    if hits <= of * chance:
        return 1.0
    terms = (_term(k, of, chance) for k in range(hits, min(of, hits + 400) + 1))
    return sum(terms)


def _term(k: int, of: int, chance: float) -> float:
    ways = lgamma(of + 1) - lgamma(k + 1) - lgamma(of - k + 1)
    return exp(ways + k * log(chance) + (of - k) * log(1 - chance))
