"""Days as proleptic ordinals (``date.toordinal``): adding and comparing them is plain integer work.

Every module of this room passes days as ``int``; only the shapes turn them into text.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import Final

FIRST: Final = date(1985, 1, 1).toordinal()
LAST: Final = date(2045, 12, 31).toordinal()
DAYS_PER_YEAR: Final = 365.25

_ISO: Final[tuple[str, ...]] = tuple(
    date.fromordinal(day).isoformat() for day in range(FIRST, LAST + 1)
)


def day(year: int, month: int, day_of_month: int) -> int:
    """Return the ordinal of a calendar date."""
    return date(year, month, day_of_month).toordinal()


def from_iso(text: str) -> int:
    """Return the ordinal of an ISO date."""
    return date.fromisoformat(text).toordinal()


def iso(ordinal: int) -> str:
    """Return the ISO date of an ordinal between 1985 and 2045."""
    return _ISO[ordinal - FIRST]


def month(ordinal: int) -> str:
    """Return the ``YYYY-MM`` of an ordinal."""
    return _ISO[ordinal - FIRST][:7]


def month_start(ordinal: int) -> int:
    """Return the first day of the month of an ordinal."""
    return ordinal - int(_ISO[ordinal - FIRST][8:]) + 1


def add_months(ordinal: int, months: int) -> int:
    """Return the same day some months on, or the last day of that month where it is shorter."""
    then = date.fromordinal(ordinal)
    years, month_index = divmod(then.year * 12 + then.month - 1 + months, 12)
    last = monthrange(years, month_index + 1)[1]
    return date(years, month_index + 1, min(then.day, last)).toordinal()


def years_between(earlier: int, later: int) -> float:
    """Return a span in years, to the precision an age band or a trend needs."""
    return (later - earlier) / DAYS_PER_YEAR
