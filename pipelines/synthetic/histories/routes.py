"""Routes to permanence: which are recommended at what age, and what each leads to."""

from __future__ import annotations

from typing import Final

from pipelines.synthetic.chance import Lottery
from pipelines.synthetic.histories.life import Life

KINSHIP: Final = "kinship_care_order"
ADOPTION: Final = "adoption"
PO_ADOPTION: Final = "permanence_order_adoption"
PO_KINSHIP: Final = "permanence_order_kinship"
PO_FOSTER: Final = "permanence_order_foster"
PO_RESIDENTIAL: Final = "permanence_order_residential"
RETURN_HOME: Final = "return_home"
REMAIN_HOME: Final = "remain_home"
NOT_KNOWN: Final = "not_known"

_INFANT: Final = Lottery(
    {
        RETURN_HOME: 0.2,
        KINSHIP: 0.2,
        PO_ADOPTION: 0.3,
        ADOPTION: 0.13,
        PO_FOSTER: 0.06,
        PO_KINSHIP: 0.08,
        NOT_KNOWN: 0.03,
    }
)
_CHILD: Final = Lottery(
    {
        RETURN_HOME: 0.29,
        KINSHIP: 0.2,
        PO_ADOPTION: 0.08,
        ADOPTION: 0.02,
        PO_FOSTER: 0.2,
        PO_KINSHIP: 0.18,
        NOT_KNOWN: 0.03,
    }
)
_TEENAGER: Final = Lottery(
    {
        RETURN_HOME: 0.36,
        KINSHIP: 0.1,
        PO_FOSTER: 0.24,
        PO_KINSHIP: 0.12,
        PO_RESIDENTIAL: 0.13,
        NOT_KNOWN: 0.05,
    }
)
SETTLES_IN: Final = {
    KINSHIP: "kinship",
    ADOPTION: "prospective_adopters",
    PO_ADOPTION: "prospective_adopters",
    PO_KINSHIP: "kinship",
    PO_FOSTER: "foster_authority",
    PO_RESIDENTIAL: "residential_authority",
}


def any_route(life: Life, on: int) -> str:
    """Return a route a review recommends for a child of that age."""
    return _lottery(life, on).draw(life.rng)


def _lottery(life: Life, on: int) -> Lottery[str]:
    age = life.age(on)
    return _INFANT if age < 3 else _CHILD if age < 11 else _TEENAGER


def away_route(life: Life, on: int, not_this: str = "") -> str:
    """Return an away route for a child of that age, other than the one named."""
    for _ in range(20):
        route = any_route(life, on)
        if route not in (RETURN_HOME, NOT_KNOWN, not_this):
            return route
    return PO_FOSTER if not_this != PO_FOSTER else PO_KINSHIP


def application_for(route: str) -> str:
    """Return the application type a permanence order route leads to."""
    return "permanence_order_adoption" if route == PO_ADOPTION else "permanence_order"


def recommend(life: Life, on: int, route: str) -> bool:
    """Tell a recommendation, and return whether it is on record.

    It is not where it is to be at home and the authority does not record those.
    """
    is_home = route in (RETURN_HOME, REMAIN_HOME)
    told = None if route == NOT_KNOWN and life.chance(0.5) else route
    held = (life.practice.records_home_routes or not is_home) and life.event(
        "permanence_recommended", on, told, agency="social_work"
    )
    if held and not is_home and route != NOT_KNOWN:
        life.away_plans.append(on)
    if life.stays and not life.stays[-1].at_home:
        life.stays[-1].waiting.stops(on, held)
    return held


def share_on_record(life: Life, on: int) -> float:
    """Return how probable it is that a recommendation of a day is on record."""
    if not life.holds("permanence_recommended", on):
        return 0.0
    if life.practice.records_home_routes:
        return 1.0
    return 1.0 - _lottery(life, on).share_of(RETURN_HOME)
