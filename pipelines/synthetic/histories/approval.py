"""From a recommendation away from home to the agency's decision: aim 3 as it is lived."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from pipelines.synthetic.chance import between
from pipelines.synthetic.histories.life import Life
from pipelines.synthetic.histories.meant import Plan, Waiting
from pipelines.synthetic.histories.routes import ADOPTION, KINSHIP
from pipelines.synthetic.waits import AIMS

GIVEN_UP: Final = 0.07
GIVEN_UP_FOR_HOME: Final = 0.045
WRITTEN_DOWN: Final = 0.985
"""How often a decision that was made is also recorded."""


@dataclass(frozen=True)
class Approval:
    """When the decision fell, or the plan was given up before it."""

    on: int
    gone_home: bool = False
    left: bool = False


def agency_decision(life: Life, plan: Plan) -> Approval:
    """Tell report, panel and decision; some plans end before there is one."""
    rng, recommended_on = life.rng, plan.recommended_on
    _seen_by_the_programme(life, plan)
    drawn = recommended_on + life.practice.wait(3, recommended_on, rng)
    decided = max(drawn, plan.not_before)
    fate = rng.random()
    if fate < GIVEN_UP:
        given_up = recommended_on + int((decided - recommended_on) * (0.2 + 0.7 * rng.random()))
        given_up = min(max(given_up, plan.not_before), life.leaves_by)
        _ratified(life, plan, given_up)
        return Approval(given_up, fate < GIVEN_UP_FOR_HOME, fate >= GIVEN_UP_FOR_HOME)
    _ratified(life, plan, min(decided + 1, life.eighteenth))
    if decided >= life.eighteenth:
        return Approval(decided)
    _before_the_decision(life, plan, decided)
    _approved(life, plan, decided)
    return Approval(decided)


def _seen_by_the_programme(life: Life, plan: Plan) -> None:
    on = plan.recommended_on
    within = min(AIMS[3].threshold_days, life.eighteenth - 1 - on)
    if plan.not_before - on > within:
        return
    held = WRITTEN_DOWN if life.holds("adm_decision", on) else 0.0
    given = (1.0 - GIVEN_UP) * held
    plan.deciding.chances = life.practice.chances(3, on, within, given)


def _ratified(life: Life, plan: Plan, before: int) -> None:
    """Tell the review that ratifies a recommendation, where there is one before it is settled."""
    if life.practice.ratifies and life.chance(0.88):
        on = plan.recommended_on + between(life.rng, 0, 56)
        if on < before and life.event("permanence_ratified", on, plan.route):
            plan.deciding.ratified_on = on


def _approved(life: Life, plan: Plan, on: int) -> None:
    # Where the recommendation is not on record, the decision names the route it is about.
    route = _told_route(life.rng, plan.route) if plan.held else plan.route
    plan.approval_held = life.chance(WRITTEN_DOWN) and life.event(
        "adm_decision", on, route, "approved", "social_work"
    )
    plan.deciding.stops(on, plan.approval_held)
    wait_for_lodging(life, plan, on, plan.route)
    if plan.approval_held and life.chance(0.85):
        life.event("parents_notified", on + between(life.rng, 1, 9), agency="social_work")


def wait_for_lodging(life: Life, plan: Plan, on: int, route: str) -> None:
    """Tell that an approval opens the wait for an application, if it is on record."""
    for_others = "not_lodged_by_authority" if route in (ADOPTION, KINSHIP) else None
    plan.lodging = Waiting(4, on, route, for_others)
    if plan.approval_held:
        life.waits.append(plan.lodging)


def match_approved(life: Life, plan: Plan, approved_on: int, before: int) -> None:
    """Tell the approval of a match, which restates the plan before anything comes of it."""
    if plan.approval_held and life.chance(0.08):
        matched = approved_on + between(life.rng, 20, 160)
        if matched < before:
            route = _told_route(life.rng, plan.route)
            life.event("adm_decision", matched, route, "approved", "social_work")


def _told_route(rng: Random, route: str) -> str | None:
    point = rng.random()
    return route if point < 0.72 else None if point < 0.97 else "not_known"


def _before_the_decision(life: Life, plan: Plan, decided: int) -> None:
    rng, recommended_on, route = life.rng, plan.recommended_on, plan.route
    panel = max(recommended_on, decided - between(rng, 1, 20))
    if life.chance(0.75):
        done = recommended_on + int((panel - recommended_on) * 0.7)
        life.event("report_completed", done, agency="social_work")
    if life.chance(0.93):
        life.event("panel", panel, route, "recommended", "social_work")
    earlier = recommended_on + int((panel - recommended_on) * (0.4 + 0.3 * rng.random()))
    if panel - recommended_on < 21:
        return
    if life.chance(0.1):
        outcome = "deferred" if life.chance(0.8) else "not_recommended"
        life.event("panel", earlier, route, outcome, "social_work")
    if life.chance(0.05):
        outcome = "not_approved" if life.chance(0.5) else "deferred"
        said_no = min(earlier + between(rng, 3, 14), decided - 1)
        held = life.event("adm_decision", said_no, route, outcome, "social_work")
        if held and outcome == "not_approved":
            plan.deciding.said_no_on = said_no
