"""What the story means: stays, and what a child waits for in them, told while they are lived.

A story says what a wait waits for, and everything that would end it, in the words of the contract;
:mod:`pipelines.synthetic.truth_clocks` says which of that an extract can show on a day. Nothing is
worked out from the rows that are sent.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from pipelines.synthetic.practice import NO_CHANCE, Chances


class Ending(NamedTuple):
    """What ends a wait, on record or not: its stop (``reason`` is None) or an exit."""

    on: int
    reason: str | None
    held: bool


@dataclass
class Waiting:
    """One wait of an aim, from its start; ``excluded`` is the aim's own reason to leave it out."""

    aim: int
    start: int
    route: str | None = None
    excluded: str | None = None
    ratified_on: int | None = None
    said_no_on: int | None = None
    endings: list[Ending] = field(default_factory=list)
    chances: Chances = NO_CHANCE
    """Of a stop within the threshold: as it is, without change ideas, without the programme."""

    def stops(self, on: int, held: bool = True) -> None:
        """Tell that what is waited for comes about."""
        self.endings.append(Ending(on, None, held))

    def exits(self, on: int, reason: str, held: bool = True) -> None:
        """Tell what ends the wait in another way, unless it has ended by then."""
        self.endings.append(Ending(on, reason, held))


class Break(NamedTuple):
    """Some days on which a stay at home seems to be none: order lapsed, or ``away`` for a visit."""

    start: int
    end: int
    away: bool


@dataclass
class Stay:
    """A stay at home on an order, or away; the wait that comes with it, and its breaks."""

    start: int
    at_home: bool
    waiting: Waiting
    end: int = 0
    breaks: list[Break] = field(default_factory=list)


@dataclass
class Plan:
    """A plan away from home while it is followed: what is on record, what it waits for."""

    route: str
    recommended_on: int
    held: bool
    deciding: Waiting
    not_before: int = 0
    """The day before which nothing is decided: a child planned for before birth is born first."""
    approval_held: bool = False
    lodging_held: bool = False
    lodging: Waiting | None = None

    def exit_all(self, on: int, reason: str, held: bool) -> None:
        """Tell what ends either wait of the plan, where it still goes on."""
        self.deciding.exits(on, reason, held)
        if self.lodging is not None:
            self.lodging.exits(on, reason, held)
