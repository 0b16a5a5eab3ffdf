"""The 32 invented authorities: codes, names, sizes, and how each of them sends.

Names are made up. Sizes are real stocks of children rounded coarsely and handed out in an order
that follows nothing, so that no invented authority stands for a real one.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final


class Shape(StrEnum):
    """The form in which an authority's extract arrives."""

    STANDARD_CSV = "standard_csv"
    WORKBOOK = "workbook"
    PARQUET = "parquet"
    SEMICOLON = "semicolon"
    ORACLE_STYLE = "oracle_style"
    TRACKER = "tracker"
    WORKFLOW_STEPS = "workflow_steps"


class Habit(StrEnum):
    """How an authority sends: most simply do."""

    SENDS = "sends"
    STOPPED = "stopped_sending"
    LATE = "sends_late"
    CORRECTS = "corrects_the_same_day"
    NEVER = "never_sends"
    NEWEST_REFUSED = "newest_refused"


@dataclass(frozen=True)
class InventedAuthority:
    """One invented authority: its size is a weight, its newest extract complete to ``as_at``."""

    code: str
    name: str
    weight: int
    shape: Shape = Shape.STANDARD_CSV
    habit: Habit = Habit.SENDS
    as_at: str = "2020-07-31"
    folder_by_slug: bool = False

    @property
    def slug(self) -> str:
        """Return the name as folders and mapping files carry it."""
        return self.name.lower().replace(" ", "-")

    @property
    def folder(self) -> str:
        """Return the name of the authority's drop folder."""
        return self.slug if self.folder_by_slug else self.code

    @property
    def sends(self) -> bool:
        """Return whether the authority has ever sent anything."""
        return self.habit is not Habit.NEVER


_SIZES: Final[tuple[tuple[str, int], ...]] = (
    ("Strathorran", 400),
    ("Glenfarrow", 200),
    ("Kinlarig", 650),
    ("Invermorrow", 250),
    ("Dunaverly", 100),
    ("Balkerran", 450),
    ("Auchentarve", 200),
    ("Lochvarrich", 1000),
    ("East Tarven", 350),
    ("Ardvellan", 150),
    ("Corrieshaw", 400),
    ("Eilean Sorbhan", 30),
    ("Kirkvarrow", 2150),
    ("West Tarven", 200),
    ("North Lorrie", 500),
    ("Struanhope", 250),
    ("Mearncraig", 450),
    ("South Lorrie", 300),
    ("Drumtarrow", 200),
    ("Selkerry Islands", 20),
    ("Garvenside", 700),
    ("Port Ellery", 200),
    ("Inchvarran", 400),
    ("Rannoway", 350),
    ("Craigdorrel", 600),
    ("Muirhallow", 150),
    ("Pentarrow", 850),
    ("Skerrymore", 40),
    ("Linnhaven", 450),
    ("Fasquhar", 200),
    ("Tarbrecken", 400),
    ("Wester Olla", 200),
)

_SHAPES: Final[dict[str, Shape]] = {
    "Invermorrow": Shape.WORKBOOK,
    "South Lorrie": Shape.SEMICOLON,
    "Garvenside": Shape.PARQUET,
    "Ardvellan": Shape.ORACLE_STYLE,
    "Port Ellery": Shape.TRACKER,
    "Linnhaven": Shape.WORKFLOW_STEPS,
}

_HABITS: Final[dict[str, Habit]] = {
    "Inchvarran": Habit.STOPPED,
    "Rannoway": Habit.LATE,
    "Balkerran": Habit.CORRECTS,
    "Muirhallow": Habit.NEVER,
    "Corrieshaw": Habit.NEWEST_REFUSED,
}

_AS_AT: Final[dict[str, str]] = {
    "Inchvarran": "2018-07-31",
    "Glenfarrow": "2020-06-30",
    "Mearncraig": "2020-03-31",
    "Fasquhar": "2020-05-31",
}


def _authority(position: int, name: str, weight: int) -> InventedAuthority:
    return InventedAuthority(
        code=f"X990000{position:02d}",
        name=name,
        weight=weight,
        shape=_SHAPES.get(name, Shape.STANDARD_CSV),
        habit=_HABITS.get(name, Habit.SENDS),
        as_at=_AS_AT.get(name, "2020-07-31"),
        folder_by_slug=position % 3 == 0,
    )


AUTHORITIES: Final[tuple[InventedAuthority, ...]] = tuple(
    _authority(position, name, weight) for position, (name, weight) in enumerate(_SIZES, start=1)
)
SENDERS: Final[tuple[InventedAuthority, ...]] = tuple(a for a in AUTHORITIES if a.sends)


def in_shape(shape: Shape | None) -> tuple[InventedAuthority, ...]:
    """Return all authorities, each sending in its own shape or all in one."""
    if shape is None:
        return AUTHORITIES
    return tuple(replace(a, shape=shape) for a in AUTHORITIES)


def share_out(children: int) -> dict[str, int]:
    """Return how many children each sending authority has: by weight, at least one, exact sum."""
    if children < len(SENDERS):
        raise ValueError(f"A made-up Scotland needs at least {len(SENDERS)} children.")
    total = sum(a.weight for a in SENDERS)
    spare = children - len(SENDERS)
    exact = {a.code: spare * a.weight / total for a in SENDERS}
    shares = {code: 1 + int(part) for code, part in exact.items()}
    largest_rests = sorted(exact, key=lambda code: (int(exact[code]) - exact[code], code))
    for code in largest_rests[: children - sum(shares.values())]:
        shares[code] += 1
    return shares
