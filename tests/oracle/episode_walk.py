"""The events of one episode in order: plans in force, and how a clock of aim 3 or 4 ends."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from .codes import AWAY_ROUTES, HOME_ROUTES
from .dates import eighteenth_birthday
from .model import CareEpisode, Event, History
from .rules_of_time import episode_of, in_order

EventTest = Callable[[int], bool]
EventReason = Callable[[int], str]


@dataclass(frozen=True)
class Ending:
    """How a clock ends: at the event of a position, or by date after all events of the day."""

    position: int | None = None
    stop: date | None = None
    exit_date: date | None = None
    exit_reason: str = ""


def is_recommendation(event: Event) -> bool:
    return event.milestone == "permanence_recommended"


def is_approval(event: Event) -> bool:
    return event.milestone == "adm_decision" and event.outcome == "approved"


def is_home_recommendation(event: Event) -> bool:
    return is_recommendation(event) and event.route in HOME_ROUTES


class EpisodeWalk:
    """The events of one episode in order, with the plan in force before each of them."""

    def __init__(
        self, history: History, episode: CareEpisode, episodes: Sequence[CareEpisode]
    ) -> None:
        self.history = history
        self.episode = episode
        # "those of aims 3 and 4 among the events of the episode (rule 6), which may begin
        # before it"
        self.events = in_order([e for e in history.events if episode_of(e, episodes) == episode])
        self.effective: list[str] = []  # of approvals; else the event's own route
        self.plan_before: list[str] = []  # the plan in force before each event, or ""
        self.find_plans_in_force()

    def find_plans_in_force(self) -> None:
        """ "Plan in force: from an `adm_decision` `approved` (its effective route …) until …"."""
        last_known = "not_known"
        plan = ""
        for event in self.events:
            route = event.route_or_not_known
            # "its *effective* route (its own, or where that is `not_known` the route of the last
            # recommendation or approval before it in the episode with a known one, a home route
            # too)"
            if is_approval(event) and route == "not_known":
                route = last_known
            self.effective.append(route)
            self.plan_before.append(plan)
            if (is_recommendation(event) or is_approval(event)) and route != "not_known":
                last_known = route
            plan = plan_after(event, route, plan)

    def repeats_plan(self, position: int) -> bool:
        """ "A recommendation repeats it when its route is the same, an approval when its

        effective route is the same or `not_known`".
        """
        plan = self.plan_before[position]
        route = self.effective[position]
        if not plan:
            return False
        return route == plan or (is_approval(self.events[position]) and route == "not_known")

    def exit_by_date(self) -> tuple[date, str] | None:
        """`left_care` and `aged_18`, whichever is first; of one day, the order of the table."""
        exits: list[tuple[date, int, str]] = []
        end = self.episode.end
        if end is not None and self.episode.transferred_on is None:
            exits.append((end, 0, "left_care"))
        birthday = eighteenth_birthday(self.history.birth_month)
        if (
            birthday is not None
            and birthday <= self.history.as_at
            and (end is None or birthday <= end)
        ):
            exits.append((birthday, 1, "aged_18"))
        if not exits:
            return None
        day, _, reason = min(exits)
        return day, reason

    def ending(self, opened_at: int, is_stop: EventTest, exit_reason: EventReason) -> Ending:
        """Walk from the event that opened a clock to the one that ends it."""
        by_date = self.exit_by_date()
        for position in range(opened_at + 1, len(self.events)):
            day = self.events[position].day
            # "exits by date … come after all events of the day"
            if by_date is not None and day > by_date[0]:
                break
            if is_stop(position):
                return Ending(position, stop=day)
            reason = exit_reason(position)
            if reason:
                # "A clock whose stop falls on its exit day runs until the stop."
                for later in range(position + 1, len(self.events)):
                    if self.events[later].day == day and is_stop(later):
                        return Ending(later, stop=day)
                return Ending(position, exit_date=day, exit_reason=reason)
        if by_date is not None:
            return Ending(exit_date=by_date[0], exit_reason=by_date[1])
        return Ending()

    def is_running(self, opened_at: int, ending: Ending, one_day: bool, position: int) -> bool:
        """Whether a clock that event `opened_at` opened still runs when `position` comes up."""
        day = self.events[position].day
        if one_day:
            # "One of aims 3 and 4 runs for that one day only"; the whole of it, whatever else
            # happens on it
            return day == self.events[opened_at].day
        if ending.position is not None:
            return position <= ending.position
        # Ended by date, after all events of the day, or open
        return ending.exit_date is None or day <= ending.exit_date


def plan_after(event: Event, effective: str, plan: str) -> str:
    """The plan in force after an event.

    Reading: "an approval with another known route" means its effective route.
    """
    if is_home_recommendation(event):
        return ""
    if is_approval(event):
        if effective in HOME_ROUTES:
            return ""
        if effective in AWAY_ROUTES:
            return effective
    if event.milestone == "court_decision" and event.outcome in ("refused", "withdrawn"):
        return ""
    return plan
