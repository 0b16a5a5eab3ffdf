"""A permanence plan: recommended, perhaps changed, and followed to wherever it leads."""

from __future__ import annotations

from pipelines.synthetic.chance import between
from pipelines.synthetic.histories import routes
from pipelines.synthetic.histories.approval import agency_decision
from pipelines.synthetic.histories.courts import adoption, kinship_care_order, permanence_order
from pipelines.synthetic.histories.life import Life
from pipelines.synthetic.histories.routes import recommend
from pipelines.synthetic.histories.stint import HOME, PlanEnd, Stint
from pipelines.synthetic.waits import RETURNS_HOME


def follow_plan(life: Life, on: int) -> PlanEnd:
    """Tell a plan recommended on a day, from the recommendation to the end of the stay."""
    route = routes.any_route(life, on)
    recommend(life, on, route)
    if route == routes.RETURN_HOME:
        return _towards_home(life, on)
    if route == routes.NOT_KNOWN:
        on += between(life.rng, 50, 200)
        route = routes.away_route(life, on)
        if on >= life.leaves_by:
            return grown_up(life)
        recommend(life, on, route)
    return away_plan(life, on, route)


def away_plan(life: Life, on: int, route: str, attempts: int = 2) -> PlanEnd:
    """Tell an away plan from its recommendation on."""
    _around_the_recommendation(life, on, route)
    if route == routes.KINSHIP:
        return kinship_care_order(life, on)
    approved = agency_decision(life, on, route)
    if approved.gone_home:
        recommend(life, approved.on, routes.RETURN_HOME)
        return go_home(life, approved.on)
    if approved.left:
        return PlanEnd(Stint(approved.on, destination="home_parents"))
    if approved.on >= life.leaves_by:
        return grown_up(life)
    if route == routes.ADOPTION:
        return adoption(life, approved.on)
    end = permanence_order(life, approved.on, route)
    if end is not None:
        return end
    return _thought_again(life, route, attempts)


def _thought_again(life: Life, route: str, attempts: int) -> PlanEnd:
    """The court said no, or the application was withdrawn: a new plan, or none."""
    again = max(e.on for e in life.events if e.milestone == "court_decision") + between(
        life.rng, 30, 150
    )
    if attempts == 0 or again >= life.leaves_by or life.chance(0.3):
        return grown_up(life)
    new = routes.away_route(life, again, not_this=route if life.chance(0.5) else "")
    recommend(life, again, new)
    return away_plan(life, again, new, attempts - 1)


def _around_the_recommendation(life: Life, on: int, route: str) -> None:
    practice = life.practice
    if practice.ratifies and life.chance(0.88):
        life.event("permanence_ratified", on + between(life.rng, 0, 56), route)
    early = practice.advice_first or practice.uses("early_legal_advice", on)
    if life.chance(0.8):
        advised = on + (-between(life.rng, 2, 40) if early else between(life.rng, 4, 50))
        life.event("legal_advice", advised, agency="legal")


def _towards_home(life: Life, on: int) -> PlanEnd:
    """A plan to go home; one in ten turns into a plan away from home."""
    if life.chance(0.1):
        changed = on + between(life.rng, 60, 240)
        if changed < life.leaves_by:
            route = routes.away_route(life, changed)
            recommend(life, changed, route)
            return away_plan(life, changed, route)
    return go_home(life, on)


def go_home(life: Life, on: int) -> PlanEnd:
    """Tell the return home: out of care, or still on an order at home."""
    home_on = min(on + RETURNS_HOME.draw(life.rng), life.leaves_by)
    if life.chance(0.3) and home_on < life.leaves_by:
        return PlanEnd(Stint(home_on, HOME))
    return PlanEnd(Stint(home_on, destination="home_parents"))


def grown_up(life: Life) -> PlanEnd:
    """Nothing came of it: away from home until leaving care as a young person."""
    leaves = life.leaves_by - (between(life.rng, 0, 700) if life.chance(0.5) else 0)
    return PlanEnd(Stint(leaves, destination=leaving_as_young_person(life)))


def leaving_as_young_person(life: Life) -> str:
    """Return where a young person goes on leaving care."""
    if life.chance(0.35):
        return "supported_or_own_tenancy"
    if life.chance(0.35):
        return "continuing_care"
    if life.chance(0.3):
        return "former_foster_carers"
    return "home_parents" if life.chance(0.6) else "not_known"
