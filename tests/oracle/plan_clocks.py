"""Aims 3 and 4: clocks of plans and approvals, opened while walking an episode's events."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from .clock_rules import THRESHOLDS, common_exclusions, exclude, finish, new_clock
from .codes import AWAY_ROUTES, NOT_LODGED_BY_AUTHORITY
from .episode_walk import (
    Ending,
    EpisodeWalk,
    EventReason,
    EventTest,
    is_approval,
    is_home_recommendation,
    is_recommendation,
)
from .model import Clock


@dataclass(frozen=True)
class Opened:
    """A clock of a variant, and what is needed to say whether it runs."""

    position: int
    ending: Ending
    one_day: bool


def open_clocks(
    walk: EpisodeWalk,
    opens: EventTest,
    exclusions: Callable[[int], list[str]],
    is_stop: EventTest,
    exit_reason: EventReason,
) -> list[Opened]:
    """The clocks of one variant of an episode: each opens "while no … clock … is running"."""
    opened: list[Opened] = []
    for position in range(len(walk.events)):
        if not opens(position) or walk.repeats_plan(position):
            continue
        if any(walk.is_running(o.position, o.ending, o.one_day, position) for o in opened):
            # This also keeps shut the approval which ends a clock with `plan_changed_route`:
            # "it opens no clock of its own"
            continue
        ending = walk.ending(position, is_stop, exit_reason)
        opened.append(Opened(position, ending, runs_one_day(exclusions(position))))
    return opened


def runs_one_day(reasons: Sequence[str]) -> bool:
    """ "that one day only (`not_recorded_then` and for no other reason: until it would have

    ended)".
    """
    return bool(reasons) and list(reasons) != ["not_recorded_then"]


def clock_row(
    walk: EpisodeWalk,
    aim: int,
    variant: str,
    opened: Opened,
    route: str,
    reasons: Sequence[str],
) -> Clock:
    """Turn an opened clock into a row of `aim_clock`."""
    clock = new_clock(walk.history, aim, variant, walk.events[opened.position].day)
    clock.route = route
    if aim == 3:
        clock.not_approved_on = first_not_approved(walk, opened)
    if reasons:
        exclude(clock, walk.history, reasons[0])
    else:
        clock.clock_stop = opened.ending.stop
        clock.exit_date = opened.ending.exit_date
        clock.exit_reason = opened.ending.exit_reason
        still_open = clock.clock_stop is None and clock.exit_date is None
        if still_open and walk.episode.transferred_on is not None:
            # "it censors it on that day"
            clock.transferred_on = walk.episode.transferred_on
            clock.censored_on = walk.episode.transferred_on
    return finish(clock)


def first_not_approved(walk: EpisodeWalk, opened: Opened) -> date | None:
    """`not_approved_on` (aim 3: the first `not_approved` while the clock runs)."""
    for position in range(opened.position + 1, len(walk.events)):
        event = walk.events[position]
        if not walk.is_running(opened.position, opened.ending, opened.one_day, position):
            return None
        if event.milestone == "adm_decision" and event.outcome == "not_approved":
            return event.day
    return None


# --- aim 3 ----------------------------------------------------------------------------------


def aim_3_clocks(walk: EpisodeWalk) -> list[Clock]:
    """Aim 3: "an away-route `permanence_recommended` while no aim-3 clock … is running"."""
    events = walk.events

    def opens(position: int) -> bool:
        return is_recommendation(events[position]) and events[position].route in AWAY_ROUTES

    def is_stop(position: int) -> bool:
        # "next `adm_decision` `approved`", of any route
        return is_approval(events[position])

    def exit_reason(position: int) -> str:
        event = events[position]
        if is_home_recommendation(event):
            return "plan_changed_home"
        # "a lodging by anyone or a `court_decision` `granted` without the stop"
        granted = event.milestone == "court_decision" and event.outcome == "granted"
        if event.milestone == "application_lodged" or granted:
            return "stop_not_recorded"
        return ""

    def exclusions(start: date, route: str, variant: str) -> list[str]:
        reasons = common_exclusions(walk.history, 3, start)
        if route == "kinship_care_order" and variant != "all_away_routes":
            reasons.append("no_agency_decision_needed")
        return reasons

    clocks = []
    for variant in ("national", "all_away_routes"):

        def reasons_at(position: int, variant: str = variant) -> list[str]:
            return exclusions(events[position].day, events[position].route, variant)

        for opened in open_clocks(walk, opens, reasons_at, is_stop, exit_reason):
            route = events[opened.position].route
            reasons = reasons_at(opened.position)
            clocks.append(clock_row(walk, 3, variant, opened, route, reasons))
            if variant != "national":
                continue
            # "variant `ratified`: the first `permanence_ratified` on or after it while the clock
            # runs (none: no row)"; "`ratified` looks at the running clocks of `national`"
            ratified_at = first_ratified(walk, opened)
            if ratified_at is None:
                continue
            # Reading: the exclusions of `ratified` are judged on its own start, and an excluded
            # `national` clock may be ratified while it runs.
            reasons = exclusions(events[ratified_at].day, route, "ratified")
            ending = walk.ending(ratified_at, is_stop, exit_reason)
            ratified = Opened(ratified_at, ending, runs_one_day(reasons))
            clocks.append(clock_row(walk, 3, "ratified", ratified, route, reasons))
    return clocks


def first_ratified(walk: EpisodeWalk, opened: Opened) -> int | None:
    for position in range(opened.position + 1, len(walk.events)):
        if not walk.is_running(opened.position, opened.ending, opened.one_day, position):
            return None
        if walk.events[position].milestone == "permanence_ratified":
            return position
    return None


# --- aim 4 ----------------------------------------------------------------------------------


def aim_4_clocks(walk: EpisodeWalk) -> list[Clock]:
    """Aim 4: "an `adm_decision` `approved` while no aim-4 clock of the episode is running"."""
    events = walk.events

    def opens(position: int) -> bool:
        return is_approval(events[position])

    def is_stop(position: int) -> bool:
        event = events[position]
        return (
            event.milestone == "application_lodged"
            and event.applicant == "authority"
            and event.application_type in ("permanence_order", "permanence_order_adoption")
        )

    def exit_reason(position: int) -> str:
        event = events[position]
        if is_home_recommendation(event):
            return "plan_changed_home"
        # "a later approval whose effective route the authority does not lodge"
        if is_approval(event) and walk.effective[position] in NOT_LODGED_BY_AUTHORITY:
            return "plan_changed_route"
        if event.milestone == "application_lodged" and event.applicant in ("carer", "adopter"):
            return "lodged_by_other"
        if event.milestone == "court_decision" and event.outcome == "granted":
            return "stop_not_recorded"
        return ""

    def exclusions(position: int) -> list[str]:
        reasons = common_exclusions(walk.history, 4, events[position].day)
        if walk.effective[position] in NOT_LODGED_BY_AUTHORITY:
            reasons.append("not_lodged_by_authority")
        if walk.effective[position] == "not_known":
            reasons.append("route_not_known")
        return reasons

    clocks = []
    for variant in THRESHOLDS[4]:
        for opened in open_clocks(walk, opens, exclusions, is_stop, exit_reason):
            route = walk.effective[opened.position]
            reasons = exclusions(opened.position)
            clocks.append(clock_row(walk, 4, variant, opened, route, reasons))
    return clocks
