"""A permanence plan: recommended, perhaps changed, and followed to wherever it leads."""

from __future__ import annotations

from pipelines.synthetic.chance import between
from pipelines.synthetic.histories import routes
from pipelines.synthetic.histories.approval import Approval, agency_decision
from pipelines.synthetic.histories.courts import adoption, kinship_care_order, permanence_order
from pipelines.synthetic.histories.life import Life
from pipelines.synthetic.histories.meant import Plan, Waiting
from pipelines.synthetic.histories.routes import recommend
from pipelines.synthetic.histories.stint import HOME, PlanEnd, Stint
from pipelines.synthetic.waits import RETURNS_HOME

SHORTEST_STAY_BEFORE_HOME = 28
"""Whoever goes home on an order was away for so many days: less would be a visit."""


def follow_plan(life: Life, on: int) -> PlanEnd:
    """Tell a plan recommended on a day, from the recommendation to the end of the stay."""
    route = routes.any_route(life, on)
    held = recommend(life, on, route)
    if route == routes.RETURN_HOME:
        return _towards_home(life, on)
    if route == routes.NOT_KNOWN:
        on += between(life.rng, 50, 200)
        route = routes.away_route(life, on)
        if on >= life.eighteenth:
            return grown_up(life)
        held = recommend(life, on, route)
    return away_plan(life, make_plan(life, on, route, held))


def make_plan(life: Life, on: int, route: str, held: bool, not_before: int = 0) -> Plan:
    """Return a plan away from home, and tell that from now on a decision is waited for."""
    for_carers = "no_agency_decision_needed" if route == routes.KINSHIP else None
    plan = Plan(route, on, held, Waiting(3, on, route, for_carers), not_before)
    if held:
        life.waits.append(plan.deciding)
    return plan


def away_plan(life: Life, plan: Plan, attempts: int = 2) -> PlanEnd:
    """Tell an away plan from its recommendation on."""
    _legal_advice(life, plan.recommended_on)
    if plan.route == routes.KINSHIP:
        return kinship_care_order(life, plan)
    approved = agency_decision(life, plan)
    if approved.gone_home:
        return _given_up_for_home(life, plan, approved)
    if approved.left:
        return PlanEnd(Stint(approved.on, destination="home_parents"))
    if approved.on >= life.eighteenth:
        return grown_up(life)
    if plan.route == routes.ADOPTION:
        return adoption(life, plan, approved.on)
    end = permanence_order(life, plan, approved.on)
    if end is not None:
        return end
    return _thought_again(life, plan, attempts)


def _given_up_for_home(life: Life, plan: Plan, approved: Approval) -> PlanEnd:
    """Tell a plan that turned home before the decision.

    Where no review is on record that says so, the child leaves care: else the first plan would seem
    to wait for the decision of the next.
    """
    held = recommend(life, approved.on, routes.RETURN_HOME)
    plan.deciding.exits(approved.on, "plan_changed_home", held)
    return go_home(life, approved.on, may_stay_on_an_order=held)


def _thought_again(life: Life, plan: Plan, attempts: int) -> PlanEnd:
    """The court said no, or the application was withdrawn: a new plan, or none.

    None where the first application is not on record, for its wait would seem to go on.
    """
    again = max(e.on for e in life.events if e.milestone == "court_decision") + between(
        life.rng, 30, 150
    )
    if attempts == 0 or again >= life.eighteenth or life.chance(0.3) or not plan.lodging_held:
        return grown_up(life)
    not_this = plan.route if life.chance(0.5) else ""
    new = routes.away_route(life, again, not_this=not_this)
    held = recommend(life, again, new)
    return away_plan(life, make_plan(life, again, new, held), attempts - 1)


def _legal_advice(life: Life, on: int) -> None:
    practice = life.practice
    early = practice.advice_first or practice.uses("early_legal_advice", on)
    if life.chance(0.8):
        advised = on + (-between(life.rng, 2, 40) if early else between(life.rng, 4, 50))
        life.event("legal_advice", advised, agency="legal")


def _towards_home(life: Life, on: int) -> PlanEnd:
    """A plan to go home; one in ten turns into a plan away from home."""
    if life.chance(0.1):
        changed = on + between(life.rng, 60, 240)
        if changed < life.eighteenth:
            route = routes.away_route(life, changed)
            held = recommend(life, changed, route)
            return away_plan(life, make_plan(life, changed, route, held))
    return go_home(life, on)


def go_home(life: Life, on: int, may_stay_on_an_order: bool = True) -> PlanEnd:
    """Tell the return home: out of care, or still on an order at home."""
    home_on = min(on + RETURNS_HOME.draw(life.rng), life.leaves_by)
    away_for = home_on - life.stays[-1].start
    on_an_order = life.chance(0.3) and home_on < life.leaves_by and may_stay_on_an_order
    if on_an_order and away_for >= SHORTEST_STAY_BEFORE_HOME:
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
