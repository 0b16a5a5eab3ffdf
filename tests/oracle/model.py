"""What the oracle reads (standardised rows) and what it makes of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

Row = dict[str, str]


@dataclass(frozen=True)
class EpisodeRow:
    start: date
    end: date | None
    destination: str = ""


@dataclass(frozen=True)
class LegalStatus:
    reason: str
    start: date
    end: date | None = None


@dataclass(frozen=True)
class Placement:
    kind: str
    start: date
    end: date | None = None


@dataclass(frozen=True)
class Event:
    """A row of `milestones`; an empty route is `not_known` (see `route_of`)."""

    milestone: str
    day: date
    route: str = ""
    outcome: str = ""
    application_type: str = ""
    applicant: str = ""
    agency: str = ""

    @property
    def route_or_not_known(self) -> str:
        """Section 2: "an empty route is `not_known`"."""
        return self.route or "not_known"


@dataclass(frozen=True)
class History:
    """All that is known of one child, and of the authority that sent it."""

    authority: str
    child_id: str
    as_at: date
    birth_month: date | None = None
    episodes: tuple[EpisodeRow, ...] = ()
    legal: tuple[LegalStatus, ...] = ()
    placements: tuple[Placement, ...] = ()
    events: tuple[Event, ...] = ()
    # `complete_from` of each stop milestone, where recording.csv gives one for the authority
    complete_from: dict[str, date] = field(default_factory=dict)


@dataclass(frozen=True)
class CareEpisode:
    """A merged episode (rule 2)."""

    start: date
    end: date | None
    destination: str
    short_break: bool

    @property
    def transferred_on(self) -> date | None:
        """The day of a transfer, where the episode ended with destination `transferred`."""
        return self.end if self.destination == "transferred" else None


@dataclass(frozen=True)
class CareSpell:
    """A home spell (rule 4) or an away spell (rule 5) of an episode; open where `end` is None."""

    episode: CareEpisode
    start: date
    end: date | None
    two_years: date | None = None  # home spells that reach two years only

    @property
    def ends_with_episode(self) -> bool:
        return self.end is not None and self.end == self.episode.end


@dataclass
class Clock:
    """A row of `aim_clock`, under the contract's names; `transferred_on` is internal."""

    aim: int
    variant: str
    clock_start: date
    threshold_days: int | None
    threshold_date: date
    censored_on: date
    age_at_start_years: int | None
    clock_stop: date | None = None
    exit_date: date | None = None
    exit_reason: str = ""
    exclusion_reason: str = ""
    route: str = ""
    not_approved_on: date | None = None
    transferred_on: date | None = None
    status: str = ""
    outcome_at_threshold: str = ""


@dataclass(frozen=True)
class MilestoneRow:
    """A row of `milestone_event`."""

    occurrence: int
    event: Event


@dataclass
class ChildResult:
    """Everything `core` holds of one child."""

    history: History
    episodes: list[CareEpisode]
    home_spells: list[CareSpell]
    away_spells: list[CareSpell]
    milestones: list[MilestoneRow]
    clocks: list[Clock]
