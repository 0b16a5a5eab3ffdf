"""Random children: stories that come near every rule, told with the dice of `dice.py`."""

from __future__ import annotations

from datetime import date

from .codes import AWAY_PLACEMENT_TYPES, HOME_LEGAL_REASONS, LEGAL_REASONS, MILESTONES, ROUTES
from .dates import add_days, add_months, add_two_years, last_day_of_quarter, quarter_of
from .dice import AWAY_LEGAL_REASONS, LEAP_DAY, PLAN_MILESTONES, Dice
from .model import Row


class RandomChild(Dice):
    """A child with a story, or two."""

    def make(self) -> dict[str, list[Row]]:
        self.choose_magnets_and_birth()
        stories = (
            (self.long_at_home, 5),
            (self.away, 4),
            (self.planned_from_the_start, 3),
            (self.chaos, 2),
            (self.odd_episodes, 1),
        )
        chosen = self.rng.choices([s for s, _ in stories], [w for _, w in stories])[0]
        chosen()
        if self.chance(0.15):
            self.rng.choice(stories)[0]()
        if self.chance(0.3):
            self.crowd_of_events(self.rng.choice(self.magnets))
        for _ in range(self.rng.choice((0, 0, 1, 3))):
            self.event(self.rng.choice(MILESTONES), self.any_day(), route=self.route())
        for table in self.tables.values():
            self.rng.shuffle(table)
        return self.tables

    # --- stories ----------------------------------------------------------------------------

    def long_at_home(self) -> None:
        """Two years and more at home, with breaks of 27, 28 and 29 days, and reviews."""
        rng = self.rng
        start = LEAP_DAY if self.chance(0.2) else self.near(self.any_day(), -730, -731, -800, -640)
        two_years = add_two_years(start)
        end: date | None = None
        if self.chance(0.6):
            end = self.near(two_years, -1, 0, 1, 60, 89, 90, 91, 92, 130, 300, 365, 366)
            if self.birth_month and self.chance(0.3):
                end = self.clamp(date(self.birth_month.year + 18, self.birth_month.month, 1))
        end = None if end is not None and end < start else end
        last = end or self.as_at
        day = start
        while day < last:  # yearly orders, renewed on time or late
            until = min(add_days(day, rng.choice((200, 364, 365))), last)
            self.legal(rng.choice(HOME_LEGAL_REASONS), day, None if until == self.as_at else until)
            day = add_days(until, rng.choice((0, 0, 0, 1, 26, 27, 28, 29)))
        self.placement("home_parents", start, end if self.chance(0.7) else None)
        for _ in range(rng.choice((0, 1, 1, 2))):
            away_from = self.near(start, 100, 300, 600, 700, 702, 703, 729, 730, 760)
            away_to = self.near(away_from, 0, 7, 27, 28, 29, 40)
            kind = rng.choice(AWAY_PLACEMENT_TYPES)
            self.placement(kind, away_from, None if self.chance(0.1) else away_to)
        if end is not None and self.chance(0.4):  # accommodated when the home spell ends
            self.placement("foster_authority", end, None)
            self.legal("cso_away", end, None)
            self.split_episode(start, self.episode_end(end))
        else:
            self.split_episode(start, end)
        if end is not None and self.chance(0.3):
            self.event("home_plan_review", self.near(end, -91, -90, -89, -1, 0, 1))
        else:
            for _ in range(rng.choice((0, 1, 2, 3))):
                offset = rng.choice((-1, 0, 1, 89, 90, 91, 180, 364, 365, 366))
                self.event("home_plan_review", add_days(two_years, offset))
        if self.chance(0.15):
            self.event("home_plan_review", self.near(last, -91, -90, -89, -1, 0, 1))
        if self.chance(0.2):  # a year to the day before a census
            quarter = quarter_of(add_days(two_years, rng.choice((20, 110))))
            self.event("home_plan_review", last_day_of_quarter(quarter))
        if self.chance(0.3):
            self.event("hearing", self.near(two_years, 0, 10))

    def away(self) -> None:
        """Away from home, with stays at home of 27, 28 and 29 days, and a recommendation."""
        rng = self.rng
        start = self.any_day()
        six_months = add_months(start, 6)
        if self.chance(0.8):
            day = self.clamp(
                rng.choice(
                    (
                        six_months,
                        add_days(six_months, 1),
                        add_days(start, rng.choice((-281, -280, -279, -1, 0, 1, 181, 182, 183))),
                        self.any_day(),
                    )
                )
            )
            self.event("permanence_recommended", day, route=self.route(*ROUTES[3:7]))
            if self.chance(0.5):
                self.plan(day)
        end = self.episode_end(start)
        self.split_episode(start, end)
        last = end or self.as_at
        self.legal(rng.choice((*AWAY_LEGAL_REASONS, "s25", "s25")), start, end)
        if self.chance(0.15):
            self.legal(rng.choice(("criminal", "warrant")), start, self.near(start, 0, 1, 5))
        if not self.chance(0.1):  # some have no placement at all
            covered = self.near(start, 0, 0, 0, 1, 5)
            self.placement(
                rng.choice(AWAY_PLACEMENT_TYPES), covered, None if self.chance(0.3) else last
            )
        for _ in range(rng.choice((0, 1, 1, 2))):
            length = rng.choice((0, 1, 27, 28, 29, 60))
            home_from = rng.choice((self.any_day(), add_days(last, -length), start))
            home_to: date | None = self.clamp(add_days(home_from, length))
            if home_to == self.as_at and self.chance(0.5):
                home_to = None
            home_from = self.clamp(home_from)
            self.placement("home_parents", home_from, home_to)
            if self.chance(0.5):
                self.legal(rng.choice(HOME_LEGAL_REASONS), self.near(home_from, 0, 0, 3), home_to)

    def planned_from_the_start(self) -> None:
        """Plans and plans again, before and during the episode."""
        start = self.any_day()
        self.plan(self.near(start, -281, -280, -279, -30, 0, 0, 40, 100))
        if self.chance(0.6):
            self.plan(self.any_day())
        end = self.episode_end(start)
        self.split_episode(start, end)
        self.legal("cso_away", start, end)
        if self.chance(0.9):
            self.placement("foster_authority", start, end)

    def plan(self, day: date) -> None:
        """Recommendation, decision, lodging, court, on days that thresholds make interesting."""
        rng = self.rng
        route = rng.choice((*ROUTES[2:8], *ROUTES[3:7]))
        for _ in range(rng.choice((1, 1, 2, 3))):
            self.event("permanence_recommended", day, route=self.route(route))
            if self.chance(0.4):
                self.event("permanence_ratified", self.near(day, 0, 0, 1, 98, 20), route=route)
            if self.chance(0.2):
                self.crowd_of_events(day)
            if self.chance(0.3):
                day = self.near(day, 0, 10, 97)
                self.event("adm_decision", day, route=self.route(route, ""), outcome="not_approved")
            day = self.near(day, 0, 0, 1, 97, 98, 99, 120)
            if self.chance(0.8):
                self.event("adm_decision", day, route=self.route(route, ""), outcome="approved")
            day = self.near(day, 0, 0, 1, 41, 42, 43, 111, 112, 113, 150)
            if self.chance(0.7):
                self.event("application_lodged", day)
            day = self.near(day, 0, 30, 100)
            if self.chance(0.6):
                self.event("court_decision", day, route=self.route(route))
            day = self.near(day, 0, 0, 1, 28)
            if self.chance(0.4):
                route = rng.choice(ROUTES)

    def crowd_of_events(self, day: date) -> None:
        """Several events of all kinds on one day or two."""
        names = [name for name, _ in PLAN_MILESTONES]
        weights = [weight for _, weight in PLAN_MILESTONES]
        for _ in range(self.rng.randrange(2, 7)):
            name = self.rng.choices(names, weights)[0]
            self.event(name, self.near(day, 0, 0, 0, 1), route=self.route())

    def odd_episodes(self) -> None:
        """Short breaks, episodes without days, episodes that touch, legal statuses without days."""
        rng = self.rng
        day = self.any_day()
        for _ in range(rng.choice((1, 2, 3, 4))):
            end = self.near(day, 0, 0, 1, 2, 30, 60)
            self.episode(day, end if not self.chance(0.1) else None)
            if self.chance(0.7):
                reason = "short_break" if self.chance(0.7) else rng.choice(LEGAL_REASONS)
                self.legal(reason, self.near(day, 0, 0, -3), self.near(end, 0, 0, 1, -1))
            if self.chance(0.2):
                self.legal("s25", day, day)
            day = self.near(end, 0, 1, 2, 3)
        if self.chance(0.7):
            self.plan(self.near(day, -60, -30, -281, -280, -3))

    def chaos(self) -> None:
        """Anything."""
        rng = self.rng
        for _ in range(rng.choice((1, 1, 2, 3))):
            start = self.any_day()
            self.episode(start, self.episode_end(start))
        for _ in range(rng.randrange(5)):
            start, end = self.any_day(), self.any_day()
            self.legal(
                rng.choice((*LEGAL_REASONS, "cso_home", "cso_home")), start, rng.choice((end, None))
            )
        for _ in range(rng.randrange(6)):
            start, end = self.any_day(), self.any_day()
            kind = rng.choice(("home_parents", rng.choice(AWAY_PLACEMENT_TYPES)))
            self.placement(kind, start, rng.choice((end, None)))
            if self.chance(0.3):  # another that starts together with it
                other = rng.choice(("home_parents", "kinship"))
                self.placement(other, start, rng.choice((end, None, self.any_day())))
        for _ in range(rng.randrange(4)):
            self.crowd_of_events(self.any_day())
