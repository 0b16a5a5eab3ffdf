"""Aims 1 and 2: clocks of home spells and of away spells."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from .clock_rules import THRESHOLDS, common_exclusions, exclude, finish, new_clock
from .codes import AWAY_ROUTES
from .dates import eighteenth_birthday
from .model import CareSpell, Clock, History
from .rules_of_time import BELONGS_BEFORE_DAYS, covers


def aim_1_clocks(history: History, spells: Sequence[CareSpell]) -> list[Clock]:
    """Aim 1: one clock per "home spell that reaches two years"."""
    clocks = []
    for spell in spells:
        if spell.two_years is None:
            continue
        for variant in THRESHOLDS[1]:
            clock = new_clock(history, 1, variant, spell.two_years)
            reasons = common_exclusions(history, 1, spell.two_years)
            if reasons:
                exclude(clock, history, reasons[0])
            else:
                run_to_spell_end(clock, history, spell, "home_plan_review", "home_spell_ended")
            clocks.append(finish(clock))
    return clocks


def aim_2_clocks(history: History, spells: Sequence[CareSpell]) -> list[Clock]:
    """Aim 2: one clock per away spell, from `away_started`."""
    clocks = []
    for spell in spells:
        # "the away spell ends (`returned_home`, or `left_care` with the episode)"
        ended = "left_care" if spell.ends_with_episode else "returned_home"
        for variant in THRESHOLDS[2]:
            clock = new_clock(history, 2, variant, spell.start)
            reasons = aim_2_exclusions(history, spell.start)
            if reasons:
                exclude(clock, history, reasons[0])
            else:
                run_to_spell_end(clock, history, spell, "permanence_recommended", ended)
            clocks.append(finish(clock))
    return clocks


def aim_2_exclusions(history: History, start: date) -> list[str]:
    """Age, recording, then "the order of the table": `criminal`, `recommended_before_start`."""
    reasons = common_exclusions(history, 2, start)
    if any(
        status.reason in ("criminal", "warrant") and covers(status.start, status.end, start)
        for status in history.legal
    ):
        reasons.append("criminal")
    # "an away-route recommendation of the child dated 280 to 1 days before the start"
    if any(
        event.milestone == "permanence_recommended"
        and event.route in AWAY_ROUTES
        and 1 <= (start - event.day).days <= BELONGS_BEFORE_DAYS
        for event in history.events
    ):
        reasons.append("recommended_before_start")
    return reasons


def first_stop(history: History, spell: CareSpell, milestone: str, start: date) -> date | None:
    """ "looked for by date among the child's events, from the start to the spell's end

    inclusive".
    """
    days = [
        event.day
        for event in history.events
        if event.milestone == milestone
        and event.day >= start
        and (spell.end is None or event.day <= spell.end)
    ]
    return min(days, default=None)


def first_exit(history: History, spell: CareSpell, spell_ended: str) -> tuple[date, str] | None:
    """The earliest exit up to `as_at`, of several on a day the first in the order of the table."""
    exits: list[tuple[date, int, str]] = []
    # "An episode that ends with destination `transferred` does not exit a clock still running"
    transferred_away = spell.ends_with_episode and spell.episode.transferred_on is not None
    if spell.end is not None and not transferred_away:
        exits.append((spell.end, 0, spell_ended))
    birthday = eighteenth_birthday(history.birth_month)
    # On a transfer "events and birthdays of that day still count"; later ones do not.
    last = history.as_at if spell.end is None else spell.end
    if birthday is not None and birthday <= last:
        exits.append((birthday, 1, "aged_18"))
    if not exits:
        return None
    day, _, reason = min(exits)
    return day, reason


def run_to_spell_end(
    clock: Clock, history: History, spell: CareSpell, stop_milestone: str, spell_ended: str
) -> None:
    """Stop, exit or censor a clock of aim 1 or 2 that is not excluded."""
    stop = first_stop(history, spell, stop_milestone, clock.clock_start)
    exit_ = first_exit(history, spell, spell_ended)
    # Rule 7: "A stop on the day of an exit is a stop."
    if stop is not None and (exit_ is None or stop <= exit_[0]):
        clock.clock_stop = stop
    elif exit_ is not None:
        clock.exit_date, clock.exit_reason = exit_
    elif spell.ends_with_episode:
        # Only a transfer leaves a clock open at the end of its spell: "it censors it on that day"
        clock.transferred_on = spell.episode.transferred_on
        assert clock.transferred_on is not None
        clock.censored_on = clock.transferred_on
