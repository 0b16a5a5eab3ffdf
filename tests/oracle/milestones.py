"""`milestone_event`: what was sent, and the derived milestones."""

from __future__ import annotations

from collections.abc import Sequence

from .model import CareEpisode, CareSpell, Event, History, MilestoneRow
from .rules_of_time import in_order


def derived(
    episodes: Sequence[CareEpisode],
    at_home: Sequence[CareSpell],
    away: Sequence[CareSpell],
) -> list[Event]:
    """Section 4: `looked_after_started` … `away_ended`; rule 2: none of a short-break episode.

    Reading: an episode without days has `looked_after_started` and `looked_after_ended`.
    """
    events: list[Event] = []
    for episode in episodes:
        if episode.short_break:
            continue
        events.append(Event("looked_after_started", episode.start))
        if episode.end is not None:
            events.append(Event("looked_after_ended", episode.end))
    for spell in at_home:
        events.append(Event("home_started", spell.start))
        if spell.end is not None:
            events.append(Event("home_ended", spell.end))
        if spell.two_years is not None:
            events.append(Event("home_two_years", spell.two_years))
    for spell in away:
        events.append(Event("away_started", spell.start))
        if spell.end is not None:
            events.append(Event("away_ended", spell.end))
    return events


def milestone_rows(history: History, derived_events: Sequence[Event]) -> list[MilestoneRow]:
    """`occurrence` (1, 2, … by date), of each milestone of the child.

    Reading: occurrences of one day are numbered in the order of rule 7; the comparer does not
    insist on it.
    """
    everything = in_order([*history.events, *derived_events])
    seen: dict[str, int] = {}
    rows = []
    for event in everything:
        seen[event.milestone] = seen.get(event.milestone, 0) + 1
        rows.append(MilestoneRow(seen[event.milestone], event))
    return rows
