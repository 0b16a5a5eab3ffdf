"""Who the children of an authority are: families, ages, entries, moves between authorities."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from random import Random
from typing import Final

from pipelines.synthetic.authorities import SENDERS, InventedAuthority
from pipelines.synthetic.chance import Lottery, between, life_stream, stream
from pipelines.synthetic.days import add_months, from_iso, month_start, years_between
from pipelines.synthetic.extract import transferred
from pipelines.synthetic.histories.life import Life, Traits
from pipelines.synthetic.histories.stint import AWAY, HOME
from pipelines.synthetic.histories.story import Entry, tell
from pipelines.synthetic.practice import Practice
from pipelines.synthetic.waits import WORLD_STARTS

AGE_BANDS: Final = Lottery({(0, 12): 17.0, (12, 60): 21.0, (60, 144): 36.0, (144, 207): 26.0})
"""Age at first entry in months; 38 % under five, as published for starters."""

ETHNIC_GROUP: Final = Lottery(
    {
        "white": 0.88,
        "mixed": 0.025,
        "asian": 0.02,
        "african_caribbean_black": 0.02,
        "other": 0.01,
        "not_known": 0.045,
    }
)
SEX: Final = Lottery({"male": 0.535, "female": 0.458, "other": 0.002, "not_known": 0.005})
DISABILITY: Final = Lottery({"no": 0.8, "yes": 0.11, "not_known": 0.09})
SIBLINGS: Final = Lottery({1: 0.78, 2: 0.14, 3: 0.06, 4: 0.02})
"""Children of one family who become looked after on the same day."""

HAS_LINKAGE: Final = 0.35
TRANSFERS_PER_CHILD: Final = 0.012
CHILDREN_PER_UNBORN: Final = 400


@dataclass(frozen=True)
class Transfer:
    """A planned move of responsibility from one authority to another."""

    leaves: str
    joins: str
    traits: Traits
    entered_on: int
    moves_on: int
    seed: int


def home_share(on: int, age: float) -> float:
    """Return the share of entries that are at home: falling over time, lower for the youngest."""
    falling = 0.42 - 0.015 * years_between(WORLD_STARTS, on)
    return falling * (0.8 if age < 5 else 1.08)


def entry_day(rng: Random, last: int) -> int:
    """Return a day of first entry up to a last one; entries thin out slowly over the years."""
    span = last - WORLD_STARTS
    while True:
        share = rng.random()
        if rng.random() < 1.0 - 0.3 * share:
            return WORLD_STARTS + int(span * share)


def a_child(rng: Random, entered_on: int, linkage: bool) -> Traits:
    """Return the traits of a child who first becomes looked after on a day."""
    low, high = AGE_BANDS.draw(rng)
    months = low + int((high - low) * (rng.random() ** (2 if low == 0 else 1)))
    born = add_months(month_start(entered_on), -months)
    return Traits(
        born, SEX.draw(rng), ETHNIC_GROUP.draw(rng), DISABILITY.draw(rng), _linkage(rng, linkage)
    )


def _linkage(rng: Random, wanted: bool) -> str | None:
    # A letter in the middle keeps any run of digits too short to look like a number of a person.
    return f"L{rng.getrandbits(20):05x}f{rng.getrandbits(24):06x}" if wanted else None


def _entry(rng: Random, on: int, age: float) -> Entry:
    if rng.random() < 0.004:
        return Entry(on, AWAY, short_break=True)
    return Entry(on, HOME if rng.random() < home_share(on, age) else AWAY)


def planned_transfers(seed: int, children: dict[str, int]) -> list[Transfer]:
    """Return all moves between authorities, the larger ones more often at either end."""
    rng = stream(seed, "transfers")
    sizes = Lottery({a.code: float(children[a.code]) for a in SENDERS})
    last = {a.code: from_iso(a.as_at) for a in SENDERS}
    planned = []
    for _ in range(round(sum(children.values()) * TRANSFERS_PER_CHILD)):
        leaves, joins = sizes.draw(rng), sizes.draw(rng)
        until = min(last[leaves], last[joins]) - 60
        entered = entry_day(rng, until - 400)
        moves = between(rng, entered + 60, min(entered + 900, until))
        traits = a_child(rng, entered, linkage=rng.random() < 0.6)
        old_at_move = years_between(traits.birth_month, moves) > 17.2
        if leaves != joins and not old_at_move:
            seed_of_life = rng.getrandbits(62)
            planned.append(Transfer(leaves, joins, traits, entered, moves, seed_of_life))
    return planned


def lives(
    seed: int,
    authority: InventedAuthority,
    practice: Practice,
    children: int,
    transfers: list[Transfer],
) -> Iterator[Life]:
    """Yield exactly so many lives: those who moved in or out first, then families."""
    told = 0
    for transfer in transfers:
        life = _of_transfer(transfer, authority.code, practice) if told < children else None
        if life is not None:
            told += 1
            yield life
    rng = stream(seed, "families", authority.code)
    last = from_iso(authority.as_at)
    for _ in range(children // CHILDREN_PER_UNBORN):
        told += 1
        yield _unborn(rng, practice, last)
    while told < children:
        for life in _family(rng, practice, last, children - told):
            told += 1
            yield life


def _of_transfer(transfer: Transfer, code: str, practice: Practice) -> Life | None:
    if code == transfer.joins:
        arrival = Entry(transfer.moves_on, AWAY, "cso_away")
        return tell(life_stream(transfer.seed), practice, transfer.traits, arrival)
    if code != transfer.leaves:
        return None
    for attempt in range(1, 40):
        rng = life_stream(transfer.seed + attempt)
        life = tell(rng, practice, transfer.traits, Entry(transfer.entered_on, AWAY))
        if transferred(life, transfer.moves_on):
            return life
    return None


def _unborn(rng: Random, practice: Practice, last: int) -> Life:
    """A child expected after the last extract, for whom there are plans and nothing else yet."""
    due = month_start(add_months(last, between(rng, 1, 3)))
    traits = Traits(due, "not_known", "not_known", "not_known", None)
    entry = Entry(due + between(rng, 1, 12), AWAY, "cpo", planned_before_birth=True)
    return tell(life_stream(rng.getrandbits(62)), practice, traits, entry)


def _family(rng: Random, practice: Practice, last: int, at_most: int) -> Iterator[Life]:
    """Yield siblings who enter together; the same seed lets their lives run side by side."""
    size = min(SIBLINGS.draw(rng), at_most)
    on = entry_day(rng, last)
    linked = rng.random() < HAS_LINKAGE
    first = a_child(rng, on, linked)
    entry = _entry(rng, on, years_between(first.birth_month, on))
    shared = rng.getrandbits(62)
    for position in range(size):
        traits = first if position == 0 else _sibling(rng, first, on, linked)
        yield tell(life_stream(shared), practice, traits, entry)


def _sibling(rng: Random, first: Traits, on: int, linked: bool) -> Traits:
    apart = between(rng, 11, 50) * (1 if rng.random() < 0.5 else -1)
    born = add_months(first.birth_month, apart)
    if not 0 <= years_between(born, on) < 17:
        born = add_months(first.birth_month, -apart)
    if not 0 <= years_between(born, on) < 17:
        born = first.birth_month
    return Traits(
        born, SEX.draw(rng), first.ethnic_group, DISABILITY.draw(rng), _linkage(rng, linked)
    )
