"""Placements over a stay away from home: where a child lives, moves, and changes of label."""

from __future__ import annotations

from typing import Final

from pipelines.synthetic.chance import Lottery, between
from pipelines.synthetic.histories.life import WORLD_ENDS, Life
from pipelines.synthetic.waits import Wait

UNDER_TWELVE: Final = Lottery(
    {
        "kinship": 0.38,
        "foster_authority": 0.42,
        "foster_purchased": 0.16,
        "other_community": 0.01,
        "residential_authority": 0.02,
        "crisis": 0.01,
    }
)
OLDER: Final = Lottery(
    {
        "kinship": 0.24,
        "foster_authority": 0.24,
        "foster_purchased": 0.15,
        "other_community": 0.05,
        "residential_authority": 0.15,
        "residential_voluntary": 0.04,
        "residential_school": 0.08,
        "residential_other": 0.02,
        "crisis": 0.02,
        "secure": 0.01,
    }
)
RELABELLED: Final = {
    "foster_authority": "foster_purchased",
    "foster_purchased": "foster_authority",
    "residential_voluntary": "residential_school",
}
WITHOUT_CARER: Final = frozenset({"crisis", "secure", "residential_other", "other_community"})

FIRST_STAY: Final = Wait(150, 1.15, 2)
LATER_STAY: Final = Wait(530, 1.05, 3)


def placements(
    life: Life, start: int, end: int, settled_on: int | None = None, settled_in: str | None = None
) -> None:
    """Tell the placements from ``start`` to ``end``; from ``settled_on`` in a permanent one."""
    moves_until = end if settled_on is None else min(settled_on, end)
    type_, carer = _moving(life, start, moves_until)
    if settled_in is None or moves_until >= end:
        return
    carer = carer if type_ == settled_in and life.chance(0.6) else _carer(life, settled_in)
    _settled(life, settled_in, moves_until, end, carer)


def _moving(life: Life, start: int, until: int) -> tuple[str, int | None]:
    kinds = OLDER if life.age(start) >= 12 else UNDER_TWELVE
    type_ = kinds.draw(life.rng)
    carer = _carer(life, type_)
    leaves = start + FIRST_STAY.draw(life.rng)
    while leaves < min(until, WORLD_ENDS):
        _stay(life, type_, start, leaves, carer)
        start, leaves = leaves, leaves + LATER_STAY.draw(life.rng)
        if type_ in RELABELLED and life.chance(0.1):
            type_ = RELABELLED[type_]
            continue
        type_ = kinds.draw(life.rng)
        carer = _carer(life, type_)
    _stay(life, type_, start, until, carer)
    return type_, carer


def _stay(life: Life, type_: str, start: int, end: int, carer: int | None) -> None:
    """Tell one stay; now and then broken by some days at home that do not work out."""
    if end - start > 120 and life.chance(0.012):
        goes = start + between(life.rng, 30, 80)
        back = goes + between(life.rng, 3, 24)
        life.placed(type_, start, goes, carer)
        life.placed("home_parents", goes, back, None)
        start = back
    life.placed(type_, start, end, carer)


def _settled(life: Life, type_: str, start: int, end: int, carer: int | None) -> None:
    breaks_down = start + between(life.rng, 200, 2500)
    if breaks_down < end and life.chance(0.08):
        life.placed(type_, start, breaks_down, carer)
        _moving(life, breaks_down, end)
        return
    life.placed(type_, start, end, carer)


def _carer(life: Life, type_: str) -> int | None:
    if type_ in WITHOUT_CARER or not life.practice.records_carers:
        return None
    return life.new_carer()
