"""`marts.waiting_now`, `marts.home_orders` and `marts.home_reviews`, quarter by quarter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date

from .areas import Areas
from .codes import OUTCOMES
from .dates import add_days, add_months, last_day_of_quarter, quarters_between
from .model import CareSpell, ChildResult, Clock, Event
from .rules_of_time import covers

# "1 by `within_one_year`, else `national`"
WAITING_VARIANT = {1: "within_one_year", 2: "national", 3: "national", 4: "national"}
SETTLED_WITHIN_DAYS = 90
LATEST_REVIEW_SAID = {
    "order_ends": "latest_review_said_ends",
    "order_continues": "latest_review_said_continues",
    "accommodate": "latest_review_said_accommodate",
}


def quarter_ends(first: date, as_at: date) -> list[tuple[date, date]]:
    """First and last day of the quarters that end by `as_at`."""
    return [
        (quarter, last_day_of_quarter(quarter))
        for quarter in quarters_between(first, as_at)
        if last_day_of_quarter(quarter) <= as_at
    ]


# --- waiting_now ----------------------------------------------------------------------------


def counts_as_open(clock: Clock, day: date) -> bool:
    """ "a clock stopped, exited or transferred by then no longer counts"."""
    ended = (clock.clock_stop, clock.exit_date, clock.transferred_on)
    return clock.clock_start <= day and not any(end is not None and end <= day for end in ended)


def waiting_counts(clocks: Sequence[Clock], day: date) -> Counter[str]:
    """ "`waiting` and `overdue` as `status` would be with that day as `censored_on`"."""
    counts: Counter[str] = Counter()
    for clock in clocks:
        if clock.status == "excluded" or not counts_as_open(clock, day):
            continue
        if clock.threshold_date > day:
            counts["waiting"] += 1
            continue
        counts["overdue"] += 1
        # "of the overdue, start + 2 × threshold not after it"
        assert clock.threshold_days is not None
        if add_days(clock.clock_start, 2 * clock.threshold_days) <= day:
            counts["overdue_twice"] += 1
    return counts


def waiting_now(areas: Areas, children: dict[str, list[ChildResult]]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    for aim, variant in WAITING_VARIANT.items():
        clocks = {
            authority: [
                clock
                for child in members
                for clock in child.clocks
                if (clock.aim, clock.variant) == (aim, variant)
            ]
            for authority, members in children.items()
        }
        starts = [clock.clock_start for of in clocks.values() for clock in of]
        if not starts:
            continue
        for _, day in quarter_ends(min(starts), max(areas.as_at.values())):
            counted = {a: waiting_counts(of, day) for a, of in clocks.items()}
            for area, members in areas.everything().items():
                reached = areas.reached(members, day)
                if reached:
                    rows.append(
                        {"area": area, "aim": aim, "quarter_end": day}
                        | sums([counted[m] for m in reached], "waiting", "overdue", "overdue_twice")
                    )
    return rows


def sums(counters: Sequence[Counter[str]], *names: str) -> dict[str, object]:
    return {name: sum(counter[name] for counter in counters) for name in names}


# --- home spells and their reviews ----------------------------------------------------------


def reviews_from_two_years(child: ChildResult, spell: CareSpell, until: date) -> list[Event]:
    """`home_plan_review`s of the child from the spell's `home_two_years` to a day, inclusive."""
    if spell.two_years is None:
        return []
    return [
        event
        for event in child.history.events
        if event.milestone == "home_plan_review" and spell.two_years <= event.day <= until
    ]


def first_care_day(children: dict[str, list[ChildResult]]) -> date | None:
    days = [s.start for members in children.values() for c in members for s in c.home_spells]
    return min(days, default=None)


# --- home_orders ----------------------------------------------------------------------------


def home_orders(areas: Areas, children: dict[str, list[ChildResult]]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    first = first_care_day(children)
    if first is None:
        return rows
    for authority, members in children.items():
        for _, day in quarter_ends(first, areas.as_at[authority]):
            counts: Counter[str] = Counter()
            for child in members:
                for spell in child.home_spells:
                    if covers(spell.start, spell.end, day):
                        count_at_home(counts, child, spell, day)
            over = counts["over_two_years"]
            rows.append(
                {"authority_code": authority, "census_quarter": day}
                | sums([counts], "at_home", "over_two_years", "reviewed")
                | sums([counts], "reviewed_last_12_months", *LATEST_REVIEW_SAID.values())
                | {"percent_reviewed": 100 * counts["reviewed"] / over if over else None}
            )
    return rows


def count_at_home(counts: Counter[str], child: ChildResult, spell: CareSpell, day: date) -> None:
    """One child in a home spell on a census day."""
    counts["at_home"] += 1
    # "of them, `home_two_years` of that spell on or before it"
    if spell.two_years is None or spell.two_years > day:
        return
    counts["over_two_years"] += 1
    # "of those, a `home_plan_review` from then to that day"
    reviews = reviews_from_two_years(child, spell, day)
    if not reviews:
        return
    counts["reviewed"] += 1
    # "of `reviewed`, one after the same day a year before"
    if any(review.day > add_months(day, -12) for review in reviews):
        counts["reviewed_last_12_months"] += 1
    # "of several on a day the first in the order of the list"
    latest = max(review.day for review in reviews)
    said = {review.outcome for review in reviews if review.day == latest}
    # Reading: an empty outcome comes after those of the list.
    for outcome in OUTCOMES["home_plan_review"]:
        if outcome in said:
            if outcome in LATEST_REVIEW_SAID:
                counts[LATEST_REVIEW_SAID[outcome]] += 1
            return


# --- home_reviews ---------------------------------------------------------------------------

HOME_REVIEW_COUNTS = (
    "over_two_years_at_start",
    "reached_two_years",
    "left",
    "over_two_years_at_end",
    "left_without_review",
    "first_reviewed",
    "accommodated_within_90_days",
    "order_ended_within_90_days",
    "order_continued",
)


def home_reviews(areas: Areas, children: dict[str, list[ChildResult]]) -> list[dict[str, object]]:
    rows: list[dict[str, object]] = []
    first = first_care_day(children)
    if first is None:
        return rows
    for quarter, last in quarter_ends(first, max(areas.as_at.values())):
        counted = {
            authority: review_counts(members, quarter, last, areas.as_at[authority])
            for authority, members in children.items()
        }
        for area, members_of in areas.everything().items():
            reached = areas.reached(members_of, last)
            if reached:
                rows.append(
                    {"area": area, "quarter": quarter}
                    | sums([counted[m] for m in reached], *HOME_REVIEW_COUNTS)
                )
    return rows


def review_counts(
    children: Sequence[ChildResult], quarter: date, last: date, as_at: date
) -> Counter[str]:
    counts: Counter[str] = Counter()
    for child in children:
        for spell in child.home_spells:
            if spell.two_years is not None:
                count_flow(counts, child, spell, quarter, last)
                count_first_review(counts, child, spell, quarter, last, as_at)
    return counts


def count_flow(
    counts: Counter[str], child: ChildResult, spell: CareSpell, quarter: date, last: date
) -> None:
    """ "`over_two_years_at_start` + `reached_two_years` − `left` = `over_two_years_at_end`"."""
    assert spell.two_years is not None
    # Ruling: `left` in the quarter that contains its `home_ended` date.
    if spell.two_years < quarter and (spell.end is None or spell.end >= quarter):
        counts["over_two_years_at_start"] += 1
    if quarter <= spell.two_years <= last:
        counts["reached_two_years"] += 1
    if spell.end is not None and quarter <= spell.end <= last:
        counts["left"] += 1
        # "of `left`, no `home_plan_review` from `home_two_years` to the spell's end"
        if not reviews_from_two_years(child, spell, spell.end):
            counts["left_without_review"] += 1
    if spell.two_years <= last and (spell.end is None or spell.end > last):
        counts["over_two_years_at_end"] += 1


def count_first_review(
    counts: Counter[str],
    child: ChildResult,
    spell: CareSpell,
    quarter: date,
    last: date,
    as_at: date,
) -> None:
    """`first_reviewed` in the quarter, and what came of it."""
    reviews = reviews_from_two_years(child, spell, spell.end or as_at)
    if not reviews:
        return
    first = min(review.day for review in reviews)
    if not quarter <= first <= last:
        return
    counts["first_reviewed"] += 1
    horizon = add_days(first, SETTLED_WITHIN_DAYS)
    if spell.end is None or spell.end > horizon:
        # "`order_continued` (not ended by review + 90, that day ≤ `as_at`)"
        if horizon <= as_at:
            counts["order_continued"] += 1
        return
    # "the spell ends 0–90 days after, and the child is in an away spell on that day"
    if any(covers(away.start, away.end, spell.end) for away in child.away_spells):
        counts["accommodated_within_90_days"] += 1
        return
    # "it ends so otherwise, transfers apart"
    transferred = spell.ends_with_episode and spell.episode.transferred_on is not None
    if not transferred:
        counts["order_ended_within_90_days"] += 1
