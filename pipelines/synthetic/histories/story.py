"""A whole life in care: episodes one after another, each of stays at home and away."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random
from typing import Final

from pipelines.synthetic.chance import between
from pipelines.synthetic.histories.at_home import home_stint
from pipelines.synthetic.histories.away import Planned, away_stint
from pipelines.synthetic.histories.life import WORLD_ENDS, Episode, Life, Traits
from pipelines.synthetic.histories.orders import entry_reason
from pipelines.synthetic.histories.routes import PO_ADOPTION, recommend
from pipelines.synthetic.histories.stint import AWAY, HOME, LEFT
from pipelines.synthetic.practice import Practice

COMES_BACK: Final = 0.32
"""Of those who went home or to kin, how many are looked after again later."""

RE_ENTERS_FROM: Final = frozenset({"home_parents", "kinship"})


@dataclass(frozen=True)
class Entry:
    """How a child first becomes looked after: the day, the setting, and what is special."""

    on: int
    setting: str
    reason: str | None = None
    short_break: bool = False
    planned_before_birth: bool = False


def tell(rng: Random, practice: Practice, traits: Traits, entry: Entry) -> Life:
    """Return the life of one child from the first entry to the end of the made-up world."""
    life = Life(rng, practice, traits)
    if entry.short_break:
        _short_break(life, entry.on)
        return life
    newborn = entry.setting == AWAY and entry.on - traits.birth_month < 60
    planned = None
    if entry.planned_before_birth or (newborn and life.chance(0.04)):
        planned = _planned_before_birth(life, entry.on)
    start, setting, reason = entry.on, entry.setting, entry.reason
    while start < min(WORLD_ENDS, life.leaves_by - 30):
        _episode(life, start, setting, reason, planned)
        planned = None
        last = life.episodes[-1]
        if last.destination not in RE_ENTERS_FROM or not life.chance(COMES_BACK):
            break
        start = last.end + between(rng, 3, 30) + int(700 * rng.random() ** 2)
        setting = HOME if life.chance(0.3) else AWAY
        reason = None
    return life


def _episode(
    life: Life, start: int, setting: str, reason: str | None, planned: Planned | None
) -> None:
    on = start
    told = len(life.events)
    life.stays, life.waits = [], []
    for _ in range(5):
        if setting == HOME:
            stint = home_stint(life, on)
        else:
            stint = away_stint(life, on, reason or entry_reason(life, on), planned)
        planned = None
        on, setting, reason = stint.end, stint.goes, "cso_away"
        if setting == LEFT or on >= min(WORLD_ENDS, life.leaves_by):
            break
    destination = stint.destination if stint.destination != "not_known" else "home_parents"
    if setting == LEFT:
        destination = stint.destination
    stays, waits = tuple(life.stays), tuple(life.waits)
    life.episodes.append(Episode(start, on, destination, stays, waits))
    # What was still to come when care ended did not happen.
    life.events[told:] = [event for event in life.events[told:] if event.on <= on]
    life.away_plans = [day for day in life.away_plans if day <= on]


def _short_break(life: Life, start: int) -> None:
    end = start + between(life.rng, 2, 12)
    life.episodes.append(Episode(start, end, "home_parents"))
    life.legal("short_break", start, end)
    life.placed("other_community", start, end, None)


def _planned_before_birth(life: Life, start: int) -> Planned | None:
    """Plans for a child not yet born: advice, and for some a recommendation away from home."""
    before = start - between(life.rng, 20, 120)
    life.event("legal_advice", before, agency="legal")
    if life.chance(0.5):
        return Planned(before + 5, recommend(life, before + 5, PO_ADOPTION))
    return None
