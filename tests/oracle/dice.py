"""Random children whose dates crowd around a few magnet days, so that coincidences are common."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import date

from .codes import (
    AGENCIES,
    APPLICANTS,
    APPLICATION_TYPES,
    DESTINATIONS,
    DISABILITIES,
    ETHNIC_GROUPS,
    HOME_LEGAL_REASONS,
    LEGAL_REASONS,
    OUTCOMES,
    ROUTES,
    SEXES,
    TABLES,
)
from .dates import add_days, add_months, eighteenth_birthday
from .model import Row

EARLIEST = date(2005, 1, 1)
OFFSETS = (
    *(0, 0, 0, 0, 1, -1, 2, 7, 14, 27, 28, 29, 41, 42, 43, 89, 90, 91, 97, 98, 99),
    *(111, 112, 113, 181, 182, 183, 184, 279, 280, 281, 364, 365, 366, 730, 731),
)
LEAP_DAY = date(2016, 2, 29)
AWAY_LEGAL_REASONS = tuple(
    r for r in LEGAL_REASONS if r not in (*HOME_LEGAL_REASONS, "short_break")
)
PLAN_MILESTONES = (
    ("permanence_recommended", 7),
    ("permanence_ratified", 3),
    ("adm_decision", 7),
    ("application_lodged", 4),
    ("court_decision", 3),
    ("panel", 1),
)


@dataclass
class Dice:
    """The rows of one child, and the dice that make them."""

    rng: random.Random
    child_id: str
    as_at: date
    magnets: list[date] = field(default_factory=list)
    birth_month: date | None = None
    tables: dict[str, list[Row]] = field(default_factory=lambda: {t: [] for t in TABLES})

    # --- dice -------------------------------------------------------------------------------

    def chance(self, probability: float) -> bool:
        return self.rng.random() < probability

    def clamp(self, day: date) -> date:
        return max(EARLIEST, min(day, self.as_at))

    def near(self, day: date, *offsets: int) -> date:
        return self.clamp(add_days(day, self.rng.choice(offsets or (0, 1, -1))))

    def any_day(self) -> date:
        """A magnet, a magnet and a telling number of days, or any day of the last five years."""
        if self.chance(0.75):
            sign = self.rng.choice((1, 1, -1))
            return self.near(self.rng.choice(self.magnets), sign * self.rng.choice(OFFSETS))
        return self.clamp(add_days(self.as_at, -self.rng.randrange(5 * 365)))

    def route(self, *favoured: str) -> str:
        if favoured and self.chance(0.7):
            return self.rng.choice(favoured)
        return self.rng.choice((*ROUTES, "", "permanence_order_foster"))

    # --- rows -------------------------------------------------------------------------------

    def episode(self, start: date, end: date | None, destination: str = "") -> None:
        if end is not None and end < start:
            start, end = end, start
        key = (start.isoformat(), end.isoformat() if end else "")
        if any((row["start_date"], row["end_date"]) == key for row in self.tables["episodes"]):
            return  # of two rows with both dates the same the contract says nothing
        if end is not None and end == eighteenth_birthday(self.birth_month) and self.chance(0.5):
            destination = "transferred"
        if end is not None and not destination and not self.chance(0.1):
            destination = self.rng.choice((*DESTINATIONS, "transferred", "transferred"))
        self.add("episodes", start_date=key[0], end_date=key[1], destination=destination)

    def legal(self, reason: str, start: date, end: date | None) -> None:
        if end is None or end >= start:
            self.add(
                "legal_statuses",
                legal_reason=reason,
                start_date=start.isoformat(),
                end_date=end.isoformat() if end else "",
            )

    def placement(self, kind: str, start: date, end: date | None) -> None:
        if end is None or end >= start:
            self.add(
                "placements",
                placement_type=kind,
                start_date=start.isoformat(),
                end_date=end.isoformat() if end else "",
                carer_id=f"carer{self.rng.randrange(40)}" if self.chance(0.5) else "",
            )

    def event(self, milestone: str, day: date, **cells: str) -> None:
        if milestone in OUTCOMES and "outcome" not in cells:
            outcomes = OUTCOMES[milestone]
            cells["outcome"] = self.rng.choice((*outcomes, outcomes[0], outcomes[0], ""))
        if milestone == "application_lodged":
            cells.setdefault(
                "application_type",
                self.rng.choice((*APPLICATION_TYPES, *APPLICATION_TYPES[:2], "")),
            )
            cells.setdefault("applicant", self.rng.choice((*APPLICANTS, "authority", "")))
        if self.chance(0.2):
            cells["agency"] = self.rng.choice(AGENCIES)
        self.add("milestones", milestone=milestone, event_date=self.clamp(day).isoformat(), **cells)

    def add(self, table: str, **cells: str) -> None:
        row = dict.fromkeys(TABLES[table], "") | {"child_id": self.child_id} | cells
        if row not in self.tables[table]:
            self.tables[table].append(row)

    # --- the child ---------------------------------------------------------------------------

    def choose_magnets_and_birth(self) -> None:
        rng = self.rng
        self.magnets = [
            add_days(self.as_at, -rng.randrange(30, 4 * 365)) for _ in range(rng.choice((2, 3)))
        ]
        if self.chance(0.3):
            self.magnets.append(self.as_at)
        if self.chance(0.2):
            self.magnets.append(LEAP_DAY)
        if self.chance(0.25):  # thresholds that fall on the censoring date, or the day after
            back = rng.choice((42, 98, 112, 182, 90, 365)) - rng.choice((0, 0, 1, -1))
            self.magnets.append(add_days(self.as_at, -back))
        if self.chance(0.08):
            self.birth_month = None
        elif self.chance(0.25):  # an 18th birthday in the middle of things
            birthday = max(rng.sample(self.magnets, 2)).replace(day=1)
            self.birth_month = birthday.replace(year=birthday.year - 18)
            self.magnets += [birthday, birthday]
        elif self.chance(0.15):  # unborn at a magnet, or after as_at
            self.birth_month = add_months(
                rng.choice(self.magnets).replace(day=1), rng.choice((0, 1, 5))
            )
        else:
            months = rng.randrange(12 * 17)
            self.birth_month = add_months(rng.choice(self.magnets).replace(day=1), -months)
        self.add(
            "children",
            birth_month=self.birth_month.strftime("%Y-%m") if self.birth_month else "",
            sex=rng.choice(SEXES),
            ethnic_group=rng.choice(ETHNIC_GROUPS),
            disability=rng.choice(DISABILITIES),
            linkage_id=f"link{rng.randrange(10**6)}" if self.chance(0.1) else "",
        )

    def episode_end(self, start: date) -> date | None:
        """Open, or an end on something: a magnet, a birthday, an event, the censoring date."""
        days = [date.fromisoformat(row["event_date"]) for row in self.tables["milestones"]]
        birthday = eighteenth_birthday(self.birth_month)
        if birthday is not None and start < birthday <= self.as_at and self.chance(0.3):
            return birthday
        candidates = [d for d in (*self.magnets, *days, self.as_at, self.any_day()) if d >= start]
        return None if self.chance(0.35) or not candidates else self.rng.choice(candidates)

    def split_episode(self, start: date, end: date | None) -> None:
        """One episode, sent as several rows that overlap, touch or leave a gap."""
        while self.chance(0.3):
            last = end or self.as_at
            if (last - start).days < 40:
                break
            middle = add_days(start, self.rng.randrange(20, (last - start).days))
            self.episode(start, middle)
            start = self.near(middle, 0, 1, 1, 2, -5, 3)
        self.episode(start, end)
