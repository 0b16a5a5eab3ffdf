"""Applications and orders: what follows a decision, and how care ends or goes on with it."""

from __future__ import annotations

from typing import Final

from pipelines.synthetic.chance import between
from pipelines.synthetic.histories import routes
from pipelines.synthetic.histories.approval import match_approved, wait_for_lodging
from pipelines.synthetic.histories.life import Life
from pipelines.synthetic.histories.meant import Plan
from pipelines.synthetic.histories.stint import HOME, PlanEnd, Stint
from pipelines.synthetic.waits import (
    ADOPTER_LODGES,
    AIMS,
    CARER_LODGES,
    COURT_DECIDES,
    RETURNS_HOME,
)

TURNS_HOME: Final = 0.03
TURNS_TO_ADOPTION: Final = 0.02
AUTHORITY_LODGES: Final = 0.97


def _court(life: Life, plan: Plan, lodged: int, granted: bool = True) -> int:
    """Tell the first hearing and the decision, and return the day of the decision."""
    decided = lodged + COURT_DECIDES.draw(life.rng)
    first = min(lodged + between(life.rng, 14, 60), decided)
    if life.chance(0.85):
        life.event("court_first_hearing", first, agency="court")
    outcome = "granted" if granted else "refused" if life.chance(0.4) else "withdrawn"
    held = life.event("court_decision", decided, outcome=outcome, agency="court")
    if granted:
        plan.exit_all(decided, "stop_not_recorded", held)
    return decided


def _leaves_as_adult(life: Life, destination: str = "supported_or_own_tenancy") -> Stint:
    return Stint(life.leaves_by, destination=destination)


def kinship_care_order(life: Life, plan: Plan) -> PlanEnd:
    """Carers apply themselves; an agency decision may or may not be made first."""
    on = plan.recommended_on
    if life.chance(0.35):
        _decided_all_the_same(life, plan)
    lodged = on + CARER_LODGES.draw(life.rng)
    if lodged >= life.leaves_by:
        return PlanEnd(_leaves_as_adult(life), settled_in="kinship", settled_on=on)
    held = life.lodged(lodged, "kinship_care_order", "carer")
    plan.deciding.exits(lodged, "stop_not_recorded", held)
    ordered = _court(life, plan, lodged)
    if ordered >= life.leaves_by:
        return PlanEnd(_leaves_as_adult(life), settled_in="kinship", settled_on=on)
    stint = Stint(ordered, destination="kinship_care_order")
    return PlanEnd(stint, settled_in="kinship", settled_on=on)


def _decided_all_the_same(life: Life, plan: Plan) -> None:
    decided = plan.recommended_on + life.practice.wait(3, plan.recommended_on, life.rng)
    if decided >= life.eighteenth:
        return
    held = life.event("adm_decision", decided, routes.KINSHIP, "approved", "social_work")
    plan.deciding.stops(decided, held)
    plan.approval_held = held
    wait_for_lodging(life, plan, decided, routes.KINSHIP)


def adoption(life: Life, plan: Plan, approved_on: int, matched: bool = True) -> PlanEnd:
    """Adopters apply directly; care ends with the order."""
    settled = approved_on + between(life.rng, 20, 150)
    lodged = max(settled, approved_on + ADOPTER_LODGES.draw(life.rng))
    if life.chance(0.9):
        life.event("permanence_placed", settled, routes.ADOPTION, agency="social_work")
    if matched:
        match_approved(life, plan, approved_on, min(lodged, life.eighteenth))
    held = life.lodged(lodged, "adoption", "adopter")
    plan.deciding.exits(lodged, "stop_not_recorded", held)
    ordered = _court(life, plan, lodged)
    if ordered >= life.leaves_by:
        return PlanEnd(_leaves_as_adult(life))
    stint = Stint(ordered, destination="adoption")
    return PlanEnd(stint, settled_in="prospective_adopters", settled_on=settled)


def permanence_order(life: Life, plan: Plan, approved_on: int) -> PlanEnd | None:
    """Tell the authority's application and its order; ``None`` where the court said no.

    A few plans turn before the application: home, or to a route the authority does not lodge.
    """
    _seen_by_the_programme(life, plan, approved_on)
    turned = _turned_before_lodging(life, plan, approved_on)
    if turned is not None:
        return turned
    lodged = approved_on + life.practice.wait(4, approved_on, life.rng)
    if lodged >= life.leaves_by:
        return PlanEnd(_leaves_as_adult(life))
    _on_the_way_to_court(life, plan, approved_on, lodged)
    _lodged(life, plan, lodged)
    granted = life.chance(0.93)
    ordered = _court(life, plan, lodged, granted)
    if not granted:
        return None
    return _with_an_order(life, plan, approved_on, ordered)


def _seen_by_the_programme(life: Life, plan: Plan, approved_on: int) -> None:
    assert plan.lodging is not None  # noqa: S101  (an approval opens it)
    held = 1.0 if life.holds("application_lodged", approved_on) else 0.0
    given = (1.0 - TURNS_HOME - TURNS_TO_ADOPTION) * AUTHORITY_LODGES * held
    within = min(AIMS[4].threshold_days, life.eighteenth - approved_on)
    plan.lodging.chances = life.practice.chances(4, approved_on, within, given)


def _lodged(life: Life, plan: Plan, on: int) -> None:
    assert plan.lodging is not None  # noqa: S101  (an approval opens it)
    by_authority = life.chance(AUTHORITY_LODGES)
    applicant = "authority" if by_authority else "carer"
    held = life.lodged(on, routes.application_for(plan.route), applicant)
    plan.lodging_held = held
    plan.deciding.exits(on, "stop_not_recorded", held)
    if by_authority:
        plan.lodging.stops(on, held)
    else:
        plan.lodging.exits(on, "lodged_by_other", held)


def _turned_before_lodging(life: Life, plan: Plan, approved_on: int) -> PlanEnd | None:
    fate = life.rng.random()
    turns = approved_on + between(life.rng, 15, 150)
    if turns >= life.eighteenth:
        return None
    if fate < TURNS_HOME:
        held = routes.recommend(life, turns, routes.RETURN_HOME)
        plan.exit_all(turns, "plan_changed_home", held)
        home_on = min(turns + RETURNS_HOME.draw(life.rng), life.leaves_by)
        return PlanEnd(Stint(home_on, destination="home_parents"))
    if fate < TURNS_HOME + TURNS_TO_ADOPTION:
        return _turned_to_adoption(life, plan, turns)
    return None


def _turned_to_adoption(life: Life, plan: Plan, turns: int) -> PlanEnd:
    """Another approval changes the route; where the first is not on record, this one is it."""
    held = life.event("adm_decision", turns, routes.ADOPTION, "approved", "social_work")
    plan.deciding.stops(turns, held)
    assert plan.lodging is not None  # noqa: S101  (an approval opens it)
    plan.lodging.exits(turns, "plan_changed_route", held)
    if not plan.approval_held:
        plan.approval_held = held
        wait_for_lodging(life, plan, turns, routes.ADOPTION)
    return adoption(life, plan, turns, matched=False)


def _on_the_way_to_court(life: Life, plan: Plan, approved_on: int, lodged: int) -> None:
    if life.chance(0.5) and lodged - approved_on > 10:
        advised = approved_on + between(life.rng, 5, lodged - approved_on)
        life.event("hearing_advice", advised, agency="scra")
    before = min(lodged, life.eighteenth)
    match_approved(life, plan, approved_on, before)
    if plan.approval_held and life.chance(0.15):  # a review that restates the plan
        again = approved_on + between(life.rng, 20, 200)
        if again < before:
            routes.recommend(life, again, plan.route)


def _with_an_order(life: Life, plan: Plan, approved_on: int, ordered: int) -> PlanEnd:
    route = plan.route
    settles = approved_on + between(life.rng, 0, 240)
    if life.chance(0.85):
        life.event("permanence_placed", settles, route, agency="social_work")
    reason = routes.application_for(route)
    stint = _after_the_order(life, plan, ordered)
    return PlanEnd(stint, reason, ordered, routes.SETTLES_IN[route], settles)


def _after_the_order(life: Life, plan: Plan, ordered: int) -> Stint:
    if ordered >= life.leaves_by:
        return _leaves_as_adult(life)
    if plan.route == routes.PO_ADOPTION and life.chance(0.85):
        lodged = ordered + between(life.rng, 30, 240)
        life.lodged(lodged, "adoption", "adopter")
        return Stint(min(_court(life, plan, lodged), life.leaves_by), destination="adoption")
    if life.chance(0.02):
        return _home_after_all(life, ordered)
    after = "former_foster_carers" if plan.route == routes.PO_FOSTER else "continuing_care"
    return _leaves_as_adult(life, after if life.chance(0.6) else "supported_or_own_tenancy")


def _home_after_all(life: Life, ordered: int) -> Stint:
    """Tell a return home after an order; on a new order at home only where a review said so.

    Otherwise the plan of the order would still stand, and a later one could not be told from it.
    """
    home_on = min(ordered + between(life.rng, 100, 900), life.leaves_by)
    recommended = max(ordered + 1, home_on - between(life.rng, 10, 60))
    held = recommended < home_on and routes.recommend(life, recommended, routes.RETURN_HOME)
    return Stint(home_on, HOME) if held else Stint(home_on, destination="home_parents")
