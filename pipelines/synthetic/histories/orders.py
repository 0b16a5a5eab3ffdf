"""Legal statuses over a stay: how it began, yearly orders, and what a court made of it."""

from __future__ import annotations

from typing import Final

from pipelines.synthetic.chance import Lottery, between
from pipelines.synthetic.histories.life import WORLD_ENDS, Life

YEARLY_ROW: Final = 0.93
"""How often a continued order is a row of its own; otherwise the first row simply goes on."""

AWAY_ENTRY: Final = Lottery(
    {"s25": 0.47, "cpo": 0.14, "icso_away": 0.14, "cso_away": 0.23, "other": 0.02}
)
TEEN_AWAY_ENTRY: Final = Lottery(
    {
        "s25": 0.47,
        "cpo": 0.04,
        "icso_away": 0.14,
        "cso_away": 0.2,
        "cso_away_residential": 0.1,
        "cso_secure": 0.01,
        "warrant": 0.02,
        "criminal": 0.02,
        "other": 0.02,
    }
)


def entry_reason(life: Life, on: int) -> str:
    """Return the legal reason a stay away from home begins with."""
    return (TEEN_AWAY_ENTRY if life.age(on) >= 12 else AWAY_ENTRY).draw(life.rng)


def yearly_orders(life: Life, reason: str, start: int, end: int) -> list[tuple[int, int]]:
    """Tell a compulsory order made for a year at a time, some continued a few days late.

    Return the days between orders, each as its first and the first after it.
    """
    end = min(end, WORLD_ENDS + 400)
    if not life.chance(YEARLY_ROW):
        life.legal(reason, start, end)
        return []
    lapses = []
    while start < end:
        _hearing(life, start)
        expires = start + 365 - between(life.rng, 0, 24)
        life.legal(reason, start, min(expires, end))
        start = expires + (between(life.rng, 1, 14) if life.chance(0.04) else 0)
        if expires < start:
            lapses.append((expires, start))
    return lapses


def _hearing(life: Life, on: int) -> None:
    if life.chance(0.4):
        life.event("hearing", on, agency="chs")


def away_orders(life: Life, reason: str, start: int, end: int) -> None:
    """Tell the legal statuses of a stay away from home that began with a reason."""
    if reason == "s25":
        _voluntary(life, start, end)
    elif reason == "cpo":
        protected = min(start + between(life.rng, 3, 9), end)
        life.legal("cpo", start, protected)
        _interim_then_order(life, protected, end)
    elif reason == "icso_away":
        _interim_then_order(life, start, end)
    elif reason in ("cso_away", "cso_away_residential"):
        yearly_orders(life, reason, start, end)
    elif reason == "cso_secure":
        secure = min(start + between(life.rng, 30, 90), end)
        life.legal("cso_secure", start, secure)
        yearly_orders(life, "cso_away_residential", secure, end)
    else:
        life.legal(reason, start, end)


def _voluntary(life: Life, start: int, end: int) -> None:
    turns = start + between(life.rng, 45, 420)
    if turns >= end or life.chance(0.3):
        life.legal("s25", start, end)
        return
    life.legal("s25", start, turns)
    _interim_then_order(life, turns, end)


def _interim_then_order(life: Life, start: int, end: int) -> None:
    """Interim orders of at most 22 days, continued one to three times, then a full order."""
    for _ in range(between(life.rng, 1, 3)):
        until = min(start + 22 - between(life.rng, 0, 2), end)
        life.legal("icso_away", start, until)
        start = until
    yearly_orders(life, "cso_away", start, end)
