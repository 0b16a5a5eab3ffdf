"""`marts.coverage`: looked-after children counted here on the days of `published_totals.csv`."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from .areas import Areas
from .model import ChildResult, Row
from .rules_of_time import covers

# The one measure that counts children looked after; other official figures are another question.
MEASURE = "looked_after_children"


def is_looked_after(child: ChildResult, day: date) -> bool:
    """Any episode of `care_episode`, not marked a short break, covers the day (half-open)."""
    return any(
        covers(episode.start, episode.end, day)
        for episode in child.episodes
        if not episode.short_break
    )


def counted_on(children: Sequence[ChildResult], as_at: date | None, day: date) -> int | None:
    """Reading: what no submission in force reaches is not known, and so empty rather than 0."""
    if as_at is None or day > as_at:
        return None
    return sum(is_looked_after(child, day) for child in children)


def figures_of(authority: str, day: date, published: Sequence[Row]) -> set[float | None]:
    """What is published of an authority and day: of several figures each, of none an empty one."""
    return {
        float(row["value"]) if row["value"] else None
        for row in published
        if row["authority_code"] == authority and date.fromisoformat(row["on"]) == day
    } or {None}


def coverage(
    areas: Areas, children: dict[str, list[ChildResult]], published: Sequence[Row]
) -> list[dict[str, object]]:
    """One row per listed authority, day of an official figure, whosever it is, and own figure.

    Reading (decision 0003): an authority is seen on every such day, not only on those of its own.
    """
    of_measure = [row for row in published if row["measure"] == MEASURE]
    rows: list[dict[str, object]] = []
    for day in sorted({date.fromisoformat(row["on"]) for row in of_measure}):
        for authority in areas.listed:
            as_at = areas.as_at.get(authority)
            counted = counted_on(children.get(authority, []), as_at, day)
            rows += [
                {
                    "authority_code": authority,
                    "day": day,
                    "published_value": value,
                    "counted": counted,
                    "difference": None if counted is None or value is None else counted - value,
                }
                for value in figures_of(authority, day, of_measure)
            ]
    return rows
