"""A stay at home on a compulsory supervision order: aim 1 as it is lived."""

from __future__ import annotations

from pipelines.synthetic.chance import between
from pipelines.synthetic.histories.life import WORLD_ENDS, Life
from pipelines.synthetic.histories.meant import Break, Stay
from pipelines.synthetic.histories.orders import yearly_orders
from pipelines.synthetic.histories.routes import REMAIN_HOME, recommend
from pipelines.synthetic.histories.stint import AWAY, LEFT, Stint
from pipelines.synthetic.waits import AIMS, HOME_ORDER_LASTS


def home_stint(life: Life, start: int) -> Stint:
    """Tell a stay at home on an order, and return how it ended."""
    stay = life.stay_begins(start, at_home=True)
    drawn = start + HOME_ORDER_LASTS.draw(life.rng)
    goes = AWAY if life.chance(0.16) else LEFT
    end, goes = _reviewed(life, stay, drawn, goes)
    if end >= life.leaves_by:
        end, goes = life.leaves_by, LEFT
    end = stay.end = max(end, start + 1)
    _orders(life, stay)
    _at_home(life, stay)
    if life.chance(0.25):
        life.event("other_review", min(start + between(life.rng, 80, 200), end))
    return Stint(end, goes, _destination(life))


def _destination(life: Life) -> str:
    return "home_parents" if life.chance(0.95) else "kinship" if life.chance(0.5) else "not_known"


def _orders(life: Life, stay: Stay) -> None:
    start, end = stay.start, stay.end
    ordered = start
    if life.chance(0.15):
        ordered = min(start + between(life.rng, 10, 22), end)
        life.legal("icso_home", start, ordered)
    lapses = yearly_orders(life, "cso_home", ordered, end)
    stay.breaks += [Break(first, renewed, away=False) for first, renewed in lapses]


def _reviewed(life: Life, stay: Stay, drawn: int, goes: str) -> tuple[int, str]:
    """Tell the reviews after two years; what they say may end the order sooner or later."""
    two_years = stay.waiting.start
    if drawn <= two_years or two_years > WORLD_ENDS:
        return drawn, goes
    practice = life.practice
    within = min(AIMS[1].threshold_days, min(drawn, life.eighteenth) - two_years)
    held = 1.0 if life.holds("home_plan_review", two_years) else 0.0
    stay.waiting.chances = practice.chances(1, two_years, within, held)
    if life.chance(0.06):  # a review a little too early, which does not count
        life.event("home_plan_review", two_years - between(life.rng, 5, 80), None, "other")
    on = two_years + practice.wait(1, two_years, life.rng)
    if on > drawn or not life.chance(practice.happens(1, two_years)):
        return drawn, goes
    for _ in range(5):
        outcome, end, goes = _review(life, on, drawn, goes)
        held = life.event("home_plan_review", on, None, outcome, "social_work")
        stay.waiting.stops(on, held)
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


def _at_home(life: Life, stay: Stay) -> None:
    """Tell the placement with the parents; some children spend a while with a grandparent."""
    start, end = stay.start, stay.end
    if end - start > 90 and life.chance(0.04):
        leaves = start + between(life.rng, 30, 60)
        back = leaves + between(life.rng, 5, 26)
        stay.breaks.append(Break(leaves, back, away=True))
        life.placed("home_parents", start, leaves, None)
        carer = life.new_carer() if life.practice.records_carers else None
        life.placed("kinship", leaves, back, carer)
        start = back
    life.placed("home_parents", start, end, None)
