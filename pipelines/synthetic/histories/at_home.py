"""A stay at home on a compulsory supervision order: aim 1 as it is lived."""

from __future__ import annotations

from pipelines.synthetic.chance import between
from pipelines.synthetic.days import add_months
from pipelines.synthetic.histories.life import WORLD_ENDS, Life
from pipelines.synthetic.histories.orders import yearly_orders
from pipelines.synthetic.histories.routes import REMAIN_HOME, recommend
from pipelines.synthetic.histories.stint import AWAY, LEFT, Stint
from pipelines.synthetic.waits import HOME_ORDER_LASTS


def home_stint(life: Life, start: int) -> Stint:
    """Tell a stay at home on an order, and return how it ended."""
    drawn = start + HOME_ORDER_LASTS.draw(life.rng)
    goes = AWAY if life.chance(0.16) else LEFT
    end, goes = _reviewed(life, start, drawn, goes)
    if end >= life.leaves_by:
        end, goes = life.leaves_by, LEFT
    end = max(end, start + 1)
    _orders(life, start, end)
    _at_home(life, start, end)
    if life.chance(0.25):
        life.event("other_review", min(start + between(life.rng, 80, 200), end))
    return Stint(end, goes, _destination(life))


def _destination(life: Life) -> str:
    return "home_parents" if life.chance(0.95) else "kinship" if life.chance(0.5) else "not_known"


def _orders(life: Life, start: int, end: int) -> None:
    ordered = start
    if life.chance(0.15):
        ordered = min(start + between(life.rng, 10, 22), end)
        life.legal("icso_home", start, ordered)
    yearly_orders(life, "cso_home", ordered, end)


def _reviewed(life: Life, start: int, drawn: int, goes: str) -> tuple[int, str]:
    """Tell the reviews after two years; what they say may end the order sooner or later."""
    two_years = add_months(start, 24)
    if drawn <= two_years or two_years > WORLD_ENDS:
        return drawn, goes
    practice = life.practice
    if life.chance(0.06):  # a review a little too early, which does not count
        life.event("home_plan_review", two_years - between(life.rng, 5, 80), None, "other")
    on = two_years + practice.wait(1, two_years, life.rng)
    if on > drawn or not life.chance(practice.happens(1, two_years)):
        return drawn, goes
    for _ in range(5):
        outcome, end, goes = _review(life, on, drawn, goes)
        life.event("home_plan_review", on, None, outcome, "social_work")
        if outcome in ("order_ends", "accommodate"):
            return end, goes
        if life.chance(0.1):
            recommend(life, on, REMAIN_HOME)
        on += between(life.rng, 200, 420)
        if on > drawn:
            break
    return drawn, goes


def _review(life: Life, on: int, drawn: int, goes: str) -> tuple[str, int, str]:
    point = life.rng.random()
    if point < 0.4:
        return "order_ends", on + between(life.rng, 0, 80), LEFT
    if point < 0.48:
        return "accommodate", on + between(life.rng, 5, 100), AWAY
    return ("order_continues" if point < 0.94 else "other"), drawn, goes


def _at_home(life: Life, start: int, end: int) -> None:
    """Tell the placement with the parents; some children spend a while with a grandparent."""
    if end - start > 90 and life.chance(0.04):
        leaves = start + between(life.rng, 20, 60)
        back = leaves + between(life.rng, 5, 26)
        life.placed("home_parents", start, leaves, None)
        carer = life.new_carer() if life.practice.records_carers else None
        life.placed("kinship", leaves, back, carer)
        start = back
    life.placed("home_parents", start, end, None)
