"""One child's life as it is being lived: spells and events, gathered in order of telling."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Final, NamedTuple

from pipelines.synthetic.days import add_months, day, years_between
from pipelines.synthetic.histories.meant import Stay, Waiting
from pipelines.synthetic.practice import Practice

WORLD_ENDS: Final = day(2021, 12, 31)
RECORDED_BEFORE_COMPLETE: Final = 0.45
"""Of the children who lived before recording was complete, whose events are held all the same."""
BEFORE_CARE_DAYS: Final = 280
"""So long does a recommendation away from home still stand for the stay that follows."""


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
    stays: tuple[Stay, ...] = ()
    waits: tuple[Waiting, ...] = ()
    """The waits of the plans made in the episode; those of aims 1 and 2 belong to their stays."""


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
    stays: list[Stay] = field(default_factory=list)
    waits: list[Waiting] = field(default_factory=list)
    away_plans: list[int] = field(default_factory=list)
    """Days of the recommendations away from home that are on record."""
    eighteenth: int = WORLD_ENDS
    leaves_by: int = WORLD_ENDS
    keeps_early: bool = True

    def __post_init__(self) -> None:
        # Birthdays fall anywhere in their month; the contract's 18th birthday is its first day.
        self.eighteenth = add_months(self.traits.birth_month, 18 * 12)
        self.leaves_by = self.eighteenth + int(self.rng.random() * 27)
        self.keeps_early = self.rng.random() < RECORDED_BEFORE_COMPLETE

    def age(self, on: int) -> float:
        """Return the age in years on a day; negative before birth."""
        return years_between(self.traits.birth_month, on)

    def chance(self, probability: float) -> bool:
        """Return whether something of that probability happens."""
        return self.rng.random() < probability

    def holds(self, milestone: str, on: int) -> bool:
        """Return whether the authority's system holds a milestone of a day.

        Before recording is complete it holds a child's events whole or not at all.
        """
        return self.keeps_early or on >= self.practice.complete_from.get(milestone, 0)

    def event(
        self,
        milestone: str,
        on: int,
        route: str | None = None,
        outcome: str | None = None,
        agency: str | None = None,
    ) -> bool:
        """Tell that a milestone was reached, and return whether that is on record."""
        return self._record(Event(milestone, on, route, outcome, None, None, agency))

    def lodged(self, on: int, application_type: str, applicant: str) -> bool:
        """Tell that an application was lodged in court, and return whether that is on record."""
        return self._record(
            Event("application_lodged", on, None, None, application_type, applicant, "legal")
        )

    def _record(self, event: Event) -> bool:
        held = self.holds(event.milestone, event.on)
        if held:
            kept = event if self.practice.records_agencies else event._replace(agency=None)
            self.events.append(kept)
        return held

    def stay_begins(self, start: int, at_home: bool, by_criminal_court: bool = False) -> Stay:
        """Tell that a stay begins, and with it the wait for what its aim wants."""
        if at_home:
            waiting = Waiting(1, add_months(start, 24))
        else:
            excluded = "criminal" if by_criminal_court else self.planned_shortly_before(start)
            waiting = Waiting(2, start, excluded=excluded)
        stay = Stay(start, at_home, waiting)
        self.stays.append(stay)
        return stay

    def planned_shortly_before(self, start: int) -> str | None:
        """Return why a stay away from home waits for no recommendation: it had been made before."""
        recent = any(1 <= start - on <= BEFORE_CARE_DAYS for on in self.away_plans)
        return "recommended_before_start" if recent else None

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
