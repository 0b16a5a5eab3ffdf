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


def coverage(
    areas: Areas, children: dict[str, list[ChildResult]], published: Sequence[Row]
) -> list[dict[str, object]]:
    """One row per listed authority and day of an official figure, whosever the figure.

    Reading (decision 0003): an authority is seen on every such day, not only on those of its own.
    """
    days = {date.fromisoformat(row["on"]) for row in published if row["measure"] == MEASURE}
    return [
        {
            "authority_code": authority,
            "day": day,
            "counted": counted_on(children.get(authority, []), areas.as_at.get(authority), day),
        }
        for authority in sorted(areas.listed)
        for day in sorted(days)
    ]
