"""One child's life as it is being lived: spells and events, gathered in order of telling."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Final, NamedTuple

from pipelines.synthetic.days import add_months, day, years_between
from pipelines.synthetic.practice import Practice

WORLD_ENDS: Final = day(2021, 12, 31)


class Traits(NamedTuple):
    """What is known of a child whatever happens; ``birth_month`` is the first day of a month."""

    birth_month: int
    sex: str
    ethnic_group: str
    disability: str
    linkage_id: str | None


class Episode(NamedTuple):
    """A looked-after episode; ``end`` is the first day after it."""

    start: int
    end: int
    destination: str


class LegalStatus(NamedTuple):
    """A spell of a legal reason."""

    reason: str
    start: int
    end: int


class Placement(NamedTuple):
    """A spell in one placement; the carer is a number within the authority, or none."""

    type: str
    start: int
    end: int
    carer: int | None


class Event(NamedTuple):
    """One occurrence of a milestone."""

    milestone: str
    on: int
    route: str | None = None
    outcome: str | None = None
    application_type: str | None = None
    applicant: str | None = None
    agency: str | None = None


@dataclass
class Life:
    """A child, the authority's practice, and everything that has happened so far."""

    rng: Random
    practice: Practice
    traits: Traits
    episodes: list[Episode] = field(default_factory=list)
    legal_statuses: list[LegalStatus] = field(default_factory=list)
    placements: list[Placement] = field(default_factory=list)
    events: list[Event] = field(default_factory=list)
    leaves_by: int = WORLD_ENDS

    def __post_init__(self) -> None:
        # Birthdays fall anywhere in their month; the contract's 18th birthday is its first day.
        self.leaves_by = add_months(self.traits.birth_month, 18 * 12) + int(self.rng.random() * 27)

    def age(self, on: int) -> float:
        """Return the age in years on a day; negative before birth."""
        return years_between(self.traits.birth_month, on)

    def chance(self, probability: float) -> bool:
        """Return whether something of that probability happens."""
        return self.rng.random() < probability

    def event(
        self,
        milestone: str,
        on: int,
        route: str | None = None,
        outcome: str | None = None,
        agency: str | None = None,
    ) -> None:
        """Tell that a milestone was reached."""
        self.events.append(Event(milestone, on, route, outcome, None, None, agency))

    def lodged(self, on: int, application_type: str, applicant: str) -> None:
        """Tell that an application was lodged in court."""
        self.events.append(
            Event("application_lodged", on, None, None, application_type, applicant, "legal")
        )

    def legal(self, reason: str, start: int, end: int) -> None:
        """Tell a spell of a legal reason; one without days is not told."""
        if start < end:
            self.legal_statuses.append(LegalStatus(reason, start, end))

    def placed(self, type_: str, start: int, end: int, carer: int | None) -> None:
        """Tell a spell in a placement; one without days is not told."""
        if start < end:
            self.placements.append(Placement(type_, start, end, carer))

    def new_carer(self) -> int:
        """Return a carer nobody else has (but a sibling, who shares the generator's seed)."""
        return self.rng.getrandbits(40)
