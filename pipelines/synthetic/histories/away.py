"""A stay away from home, from its first night to its end: aim 2 as it is lived."""

from __future__ import annotations

from typing import Final, NamedTuple

from pipelines.synthetic.chance import between
from pipelines.synthetic.histories.homes import placements
from pipelines.synthetic.histories.life import Life
from pipelines.synthetic.histories.meant import Stay
from pipelines.synthetic.histories.orders import away_orders
from pipelines.synthetic.histories.plans import (
    away_plan,
    follow_plan,
    grown_up,
    leaving_as_young_person,
    make_plan,
)
from pipelines.synthetic.histories.reviews import assessments, reviews
from pipelines.synthetic.histories.routes import PO_ADOPTION, share_on_record
from pipelines.synthetic.histories.stint import HOME, PlanEnd, Stint
from pipelines.synthetic.waits import AIMS, LONG_STAY, SHORT_STAY

BY_CRIMINAL_COURT: Final = ("warrant", "criminal")


class Planned(NamedTuple):
    """A plan made before the child was born: when, and whether that is on record."""

    on: int
    held: bool


def away_stint(life: Life, start: int, reason: str, planned: Planned | None = None) -> Stint:
    """Tell a stay away from home that begins with a legal reason, and return how it ended."""
    stay = life.stay_begins(start, False, reason in BY_CRIMINAL_COURT)
    recommended_on = None
    if planned is not None:
        made = make_plan(life, planned.on, PO_ADOPTION, planned.held, not_before=start + 1)
        plan = away_plan(life, made)
    else:
        leaves = _leaves_unplanned(life, start, reason)
        last = min(leaves, life.eighteenth) - 1
        _seen_by_the_programme(life, stay, last)
        recommended = start + life.practice.wait(2, start, life.rng)
        if recommended <= last:
            plan, recommended_on = follow_plan(life, recommended), recommended
        else:
            plan = _no_plan(life, start, leaves)
    plan = _in_order(plan, start)
    end = stay.end = plan.stint.end
    reviews(life, start, end, reason, recommended_on)
    assessments(life, start, end)
    _orders(life, start, reason, plan)
    placements(life, start, end, plan.settled_on, plan.settled_in)
    return plan.stint


def _seen_by_the_programme(life: Life, stay: Stay, last: int) -> None:
    within = min(AIMS[2].threshold_days, last - stay.start)
    held = share_on_record(life, stay.start)
    stay.waiting.chances = life.practice.chances(2, stay.start, within, held)


def _in_order(plan: PlanEnd, start: int) -> PlanEnd:
    """Keep a stay at least a day long, whatever was drawn."""
    if plan.stint.end > start:
        return plan
    return PlanEnd(Stint(start + 1, destination=plan.stint.destination))


def _leaves_unplanned(life: Life, start: int, reason: str) -> int:
    """Return the day on which the stay would end if no plan were made."""
    if reason in BY_CRIMINAL_COURT:
        return start + between(life.rng, 2, 60)
    short = 0.36 if reason in ("s25", "other") else 0.24
    stay = SHORT_STAY if life.chance(short) else LONG_STAY
    return start + stay.draw(life.rng)


def _no_plan(life: Life, start: int, leaves: int) -> PlanEnd:
    if leaves >= life.leaves_by:
        return grown_up(life) if life.leaves_by - start > 800 else _left_at(life, life.leaves_by)
    if life.chance(0.2) and leaves - start > 28:
        return PlanEnd(Stint(leaves, HOME))
    return _left_at(life, leaves)


def _left_at(life: Life, on: int) -> PlanEnd:
    return PlanEnd(Stint(on, destination=_destination(life, on)))


def _destination(life: Life, on: int) -> str:
    if life.age(on) >= 15.5:
        return "custody" if life.chance(0.03) else leaving_as_young_person(life)
    point = life.rng.random()
    if point < 0.76:
        return "home_parents"
    if point < 0.93:
        return "kinship"
    return "died" if point < 0.932 else "other" if point < 0.965 else "not_known"


def _orders(life: Life, start: int, reason: str, plan: PlanEnd) -> None:
    end = plan.stint.end
    if plan.order is None or plan.order_from is None or plan.order_from >= end:
        away_orders(life, reason, start, end)
        return
    away_orders(life, reason, start, plan.order_from)
    life.legal(plan.order, plan.order_from, end)
