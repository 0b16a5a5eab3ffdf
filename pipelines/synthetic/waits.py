"""INVENTED waits and effects, declared in one place.

No source gives how long Scotland's children waited, nor what the programme changed: every number
below is made up, and ``truth/truth.json`` repeats it with that label. A wait is log-normal. Its
median is the product of

* the median at the start of the made-up world,
* a secular trend common to all authorities (a factor per year),
* the authority's own habit,
* one minus the planted effect of the programme, and
* the effect of each adopted change idea.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import erf, exp, log, sqrt
from random import Random
from typing import Final

from pipelines.synthetic.days import day

WORLD_STARTS: Final = day(2008, 4, 1)


@dataclass(frozen=True)
class Wait:
    """An invented wait in days: the median when the world starts, and its spread (log scale)."""

    median_days: float
    spread: float
    least_days: int = 1

    def draw(self, rng: Random, factor: float = 1.0) -> int:
        """Return one wait, its median multiplied by a factor."""
        days = exp(log(self.median_days * factor) + self.spread * rng.gauss(0.0, 1.0))
        return max(self.least_days, round(days))

    def share_within(self, days: int, factor: float = 1.0) -> float:
        """Return the share of drawn waits that last no longer than so many days."""
        z = (log(days + 0.5) - log(self.median_days * factor)) / self.spread
        return 0.5 * (1.0 + erf(z / sqrt(2.0)))


@dataclass(frozen=True)
class AimParameters:
    """What is invented about one aim: its wait, the trend for all, the programme's effect."""

    aim: int
    wait: Wait
    threshold_days: int
    yearly_factor: float
    reduction: float
    happens: float = 1.0
    happens_with_programme: float = 1.0


AIMS: Final[dict[int, AimParameters]] = {
    1: AimParameters(
        1, Wait(190, 0.8), 365, 0.975, reduction=0.5, happens=0.5, happens_with_programme=0.92
    ),
    2: AimParameters(2, Wait(232, 0.5, 5), 182, 0.985, reduction=0.30),
    3: AimParameters(3, Wait(160, 0.55, 7), 98, 0.985, reduction=0.38),
    4: AimParameters(4, Wait(172, 0.55, 3), 112, 0.985, reduction=0.34),
}

DEPTH_BY_DELIVERY: Final[dict[str, float]] = {"full": 1.0, "light": 0.5, "data_only": 0.0}
SHARE_WHILE_TESTING: Final = 0.6

# Waits the programme does not touch.
CARER_LODGES: Final = Wait(150, 0.6, 14)
ADOPTER_LODGES: Final = Wait(210, 0.55, 30)
COURT_DECIDES: Final = Wait(190, 0.55, 30)
RETURNS_HOME: Final = Wait(75, 0.7, 7)
SHORT_STAY: Final = Wait(50, 1.1, 1)
LONG_STAY: Final = Wait(1500, 1.0, 60)
HOME_ORDER_LASTS: Final = Wait(530, 0.75, 28)
