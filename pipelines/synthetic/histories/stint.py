"""What one stay hands to the next part of the story."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

LEFT: Final = "left"
HOME: Final = "home"
AWAY: Final = "away"


@dataclass(frozen=True)
class Stint:
    """A stay at home or away that ended: when, what came next, and where to if care ended."""

    end: int
    goes: str = LEFT
    destination: str = "not_known"


@dataclass(frozen=True)
class PlanEnd:
    """How following a plan ended, and what the court and the placement made of it meanwhile."""

    stint: Stint
    order: str | None = None
    order_from: int | None = None
    settled_in: str | None = None
    settled_on: int | None = None
