"""From a recommendation away from home to the agency's decision: aim 3 as it is lived."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from pipelines.synthetic.chance import between
from pipelines.synthetic.histories.life import Life


@dataclass(frozen=True)
class Approval:
    """When the decision fell, or the plan was given up before it."""

    on: int
    gone_home: bool = False
    left: bool = False


def agency_decision(life: Life, recommended_on: int, route: str) -> Approval:
    """Tell report, panel and decision; some plans end before there is one."""
    rng = life.rng
    decided = recommended_on + life.practice.wait(3, recommended_on, rng)
    fate = rng.random()
    if fate < 0.07:
        given_up = recommended_on + int((decided - recommended_on) * (0.2 + 0.7 * rng.random()))
        return Approval(given_up, gone_home=fate < 0.045, left=fate >= 0.045)
    if decided >= life.leaves_by:
        return Approval(decided)
    _before_the_decision(life, recommended_on, decided, route)
    if life.chance(0.985):  # else it was made, but not recorded
        life.event("adm_decision", decided, _told_route(rng, route), "approved", "social_work")
        if life.chance(0.85):
            life.event("parents_notified", decided + between(rng, 1, 9), agency="social_work")
    if life.chance(0.08):  # the approval of a match restates the plan
        matched = decided + between(rng, 20, 160)
        life.event("adm_decision", matched, _told_route(rng, route), "approved", "social_work")
    return Approval(decided)


def _told_route(rng: Random, route: str) -> str | None:
    point = rng.random()
    return route if point < 0.72 else None if point < 0.97 else "not_known"


def _before_the_decision(life: Life, recommended_on: int, decided: int, route: str) -> None:
    rng = life.rng
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
        life.event("adm_decision", said_no, route, outcome, "social_work")
