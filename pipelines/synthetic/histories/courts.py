"""Applications and orders: what follows a decision, and how care ends or goes on with it."""

from __future__ import annotations

from pipelines.synthetic.chance import between
from pipelines.synthetic.histories import routes
from pipelines.synthetic.histories.life import Life
from pipelines.synthetic.histories.stint import HOME, PlanEnd, Stint
from pipelines.synthetic.waits import ADOPTER_LODGES, CARER_LODGES, COURT_DECIDES, RETURNS_HOME


def _court(life: Life, lodged: int, granted: bool = True) -> int:
    """Tell the first hearing and the decision, and return the day of the decision."""
    decided = lodged + COURT_DECIDES.draw(life.rng)
    first = min(lodged + between(life.rng, 14, 60), decided)
    if life.chance(0.85):
        life.event("court_first_hearing", first, agency="court")
    outcome = "granted" if granted else "refused" if life.chance(0.4) else "withdrawn"
    life.event("court_decision", decided, outcome=outcome, agency="court")
    return decided


def _leaves_as_adult(life: Life, destination: str = "supported_or_own_tenancy") -> Stint:
    return Stint(life.leaves_by, destination=destination)


def kinship_care_order(life: Life, recommended_on: int) -> PlanEnd:
    """Carers apply themselves; an agency decision may or may not be made first."""
    if life.chance(0.35):
        decided = recommended_on + life.practice.wait(3, recommended_on, life.rng)
        life.event("adm_decision", decided, routes.KINSHIP, "approved", "social_work")
    lodged = recommended_on + CARER_LODGES.draw(life.rng)
    if lodged >= life.leaves_by:
        return PlanEnd(_leaves_as_adult(life), settled_in="kinship", settled_on=recommended_on)
    life.lodged(lodged, "kinship_care_order", "carer")
    ordered = _court(life, lodged)
    if ordered >= life.leaves_by:
        return PlanEnd(_leaves_as_adult(life), settled_in="kinship", settled_on=recommended_on)
    stint = Stint(ordered, destination="kinship_care_order")
    return PlanEnd(stint, settled_in="kinship", settled_on=recommended_on)


def adoption(life: Life, approved_on: int) -> PlanEnd:
    """Adopters apply directly; care ends with the order."""
    settled = approved_on + between(life.rng, 20, 150)
    lodged = max(settled, approved_on + ADOPTER_LODGES.draw(life.rng))
    if life.chance(0.9):
        life.event("permanence_placed", settled, routes.ADOPTION, agency="social_work")
    life.lodged(lodged, "adoption", "adopter")
    ordered = _court(life, lodged)
    if ordered >= life.leaves_by:
        return PlanEnd(_leaves_as_adult(life))
    stint = Stint(ordered, destination="adoption")
    return PlanEnd(stint, settled_in="prospective_adopters", settled_on=settled)


def permanence_order(life: Life, approved_on: int, route: str) -> PlanEnd | None:
    """Tell the authority's application and its order; ``None`` where the court said no.

    A few plans turn before the application: home, or to a route the authority does not lodge.
    """
    turned = _turned_before_lodging(life, approved_on)
    if turned is not None:
        return turned
    lodged = approved_on + life.practice.wait(4, approved_on, life.rng)
    if lodged >= life.leaves_by:
        return PlanEnd(_leaves_as_adult(life))
    _on_the_way_to_court(life, approved_on, lodged, route)
    applicant = "authority" if life.chance(0.97) else "carer"
    life.lodged(lodged, routes.application_for(route), applicant)
    granted = life.chance(0.93)
    ordered = _court(life, lodged, granted)
    if not granted:
        return None
    return _with_an_order(life, approved_on, ordered, route)


def _turned_before_lodging(life: Life, approved_on: int) -> PlanEnd | None:
    fate = life.rng.random()
    turns = approved_on + between(life.rng, 15, 150)
    if turns >= life.leaves_by:
        return None
    if fate < 0.03:
        routes.recommend(life, turns, routes.RETURN_HOME)
        home_on = min(turns + RETURNS_HOME.draw(life.rng), life.leaves_by)
        return PlanEnd(Stint(home_on, destination="home_parents"))
    if fate < 0.05:
        life.event("adm_decision", turns, routes.ADOPTION, "approved", "social_work")
        return adoption(life, turns)
    return None


def _on_the_way_to_court(life: Life, approved_on: int, lodged: int, route: str) -> None:
    if life.chance(0.5) and lodged - approved_on > 10:
        advised = approved_on + between(life.rng, 5, lodged - approved_on)
        life.event("hearing_advice", advised, agency="scra")
    if life.chance(0.15):  # a review that restates the plan
        again = approved_on + between(life.rng, 20, 200)
        life.event("permanence_recommended", again, route, agency="social_work")


def _with_an_order(life: Life, approved_on: int, ordered: int, route: str) -> PlanEnd:
    settles = max(approved_on, approved_on + between(life.rng, 0, 240))
    if life.chance(0.85):
        life.event("permanence_placed", settles, route, agency="social_work")
    reason = routes.application_for(route)
    stint = _after_the_order(life, ordered, route)
    return PlanEnd(stint, reason, ordered, routes.SETTLES_IN[route], settles)


def _after_the_order(life: Life, ordered: int, route: str) -> Stint:
    if ordered >= life.leaves_by:
        return _leaves_as_adult(life)
    if route == routes.PO_ADOPTION and life.chance(0.85):
        lodged = ordered + between(life.rng, 30, 240)
        life.lodged(lodged, "adoption", "adopter")
        return Stint(min(_court(life, lodged), life.leaves_by), destination="adoption")
    if life.chance(0.02):
        return Stint(min(ordered + between(life.rng, 100, 900), life.leaves_by), HOME)
    after = "former_foster_carers" if route == routes.PO_FOSTER else "continuing_care"
    return _leaves_as_adult(life, after if life.chance(0.6) else "supported_or_own_tenancy")
