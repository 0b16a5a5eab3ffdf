"""What one authority does: its part in the programme, its habits, and the waits that follow.

A :class:`Practice` is all that a child's history may know of its authority.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import NamedTuple

from pipelines.synthetic.days import years_between
from pipelines.synthetic.waits import AIMS, DEPTH_BY_DELIVERY, SHARE_WHILE_TESTING, WORLD_STARTS


class Chances(NamedTuple):
    """How probable a stop in time is: as it is, without change ideas, without the programme."""

    as_it_is: float
    without_ideas: float
    without_programme: float


NO_CHANCE = Chances(0.0, 0.0, 0.0)


@dataclass(frozen=True)
class Engagement:
    """One authority's time in the programme; days as ordinals."""

    engaged_on: int
    testing_from: int | None
    implementing_from: int | None
    ended_on: int | None
    delivery: str

    def depth_on(self, day: int) -> float:
        """Return how much of the planted effect a clock starting that day feels, 0 to 1."""
        if self.testing_from is None or day < self.testing_from:
            return 0.0
        depth = DEPTH_BY_DELIVERY[self.delivery]
        if self.implementing_from is None or day >= self.implementing_from:
            return depth
        stage = (day - self.testing_from) / (self.implementing_from - self.testing_from)
        return depth * (SHARE_WHILE_TESTING + (1.0 - SHARE_WHILE_TESTING) * stage)


@dataclass(frozen=True)
class Idea:
    """One change idea in one authority, and what it does to the waits of its aim once adopted."""

    change_idea_id: str
    key: str
    aim: int
    factor: float
    tested_from: int
    adopted_on: int | None
    abandoned_on: int | None

    def in_use_on(self, day: int) -> bool:
        """Return whether the idea had been adopted by a day."""
        return self.adopted_on is not None and day >= self.adopted_on


@dataclass(frozen=True)
class Practice:
    """How one authority works with children, plans and records."""

    code: str
    engagement: Engagement | None = None
    ideas: tuple[Idea, ...] = ()
    pace: Mapping[int, float] = field(default_factory=lambda: dict.fromkeys(AIMS, 1.0))
    response: Mapping[int, float] = field(default_factory=lambda: dict.fromkeys(AIMS, 1.0))
    ratifies: bool = False
    advice_first: bool = False
    records_home_routes: bool = True
    records_carers: bool = True
    records_agencies: bool = True
    complete_from: Mapping[str, int] = field(default_factory=dict)

    def programme_factor(self, aim: int, day: int) -> float:
        """Return what the planted effect alone multiplies the median wait by."""
        if self.engagement is None:
            return 1.0
        felt = self.engagement.depth_on(day) * self.response[aim]
        return 1.0 - AIMS[aim].reduction * min(felt, 1.5)

    def factor(self, aim: int, day: int) -> float:
        """Return what the median wait of an aim's clock starting that day is multiplied by."""
        return (
            self.own_factor(aim, day)
            * self.programme_factor(aim, day)
            * self.ideas_factor(aim, day)
        )

    def own_factor(self, aim: int, day: int) -> float:
        """Return what the common trend and the authority's habit multiply the median by."""
        trend: float = AIMS[aim].yearly_factor ** years_between(WORLD_STARTS, day)
        return trend * self.pace[aim]

    def ideas_factor(self, aim: int, day: int) -> float:
        """Return what the change ideas in use multiply the median by."""
        factor = 1.0
        for idea in self.ideas:
            if idea.aim == aim and idea.in_use_on(day):
                factor *= idea.factor
        return factor

    def chances(self, aim: int, day: int, within: int, given: float = 1.0) -> Chances:
        """Return how probable a stop within so many days is, for a clock starting that day.

        ``given`` is the probability of everything else that must be so for it to be seen. Change
        ideas come with the programme: without the programme there are none.
        """
        if within < 0:
            return NO_CHANCE
        share, own = AIMS[aim].wait.share_within, self.own_factor(aim, day)
        plain = given * AIMS[aim].happens * share(within, own)
        programme, ideas = self.programme_factor(aim, day), self.ideas_factor(aim, day)
        happens = self.happens(aim, day)
        if programme == ideas == 1.0:
            return Chances(given * happens * share(within, own), plain, plain)
        alone = given * happens * share(within, own * programme)
        return Chances(given * happens * share(within, own * programme * ideas), alone, plain)

    def wait(self, aim: int, day: int, rng: Random) -> int:
        """Return one child's wait from a clock start to its stop, in days."""
        return AIMS[aim].wait.draw(rng, self.factor(aim, day))

    def happens(self, aim: int, day: int) -> float:
        """Return the chance that the stop of a clock starting that day ever comes by itself."""
        parameters = AIMS[aim]
        felt = self.engagement.depth_on(day) if self.engagement else 0.0
        gain = parameters.happens_with_programme - parameters.happens
        return parameters.happens + max(gain, 0.0) * min(felt * self.response[aim], 1.0)

    def uses(self, key: str, day: int) -> bool:
        """Return whether a change idea of that kind was in use on a day."""
        return any(idea.key == key and idea.in_use_on(day) for idea in self.ideas)
