"""Rules of time 1 to 7 of contract section 4, by walking the days."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from .codes import AWAY_ROUTES, DESTINATIONS, HOME_LEGAL_REASONS, HOME_ROUTES, OUTCOMES, ROUTES
from .dates import add_days, add_two_years, each_day
from .model import CareEpisode, CareSpell, EpisodeRow, Event, LegalStatus, Placement

MERGE_GAP_DAYS = 1
HOME_BREAK_DAYS = 28
RETURN_HOME_DAYS = 28
BELONGS_BEFORE_DAYS = 280


def covers(start: date, end: date | None, day: date) -> bool:
    """Rule 1: "Spells are half-open: [start_date, end_date), open where end_date is empty"."""
    return start <= day and (end is None or day < end)


def days_of(start: date, end: date | None, as_at: date) -> list[date]:
    """Rule 1: "Days run to the submission's `as_at` inclusive"."""
    last = as_at if end is None else min(add_days(end, -1), as_at)
    return list(each_day(start, last))


# --- rule 2 ---------------------------------------------------------------------------------


def merge_episodes(
    rows: Sequence[EpisodeRow], legal: Sequence[LegalStatus], as_at: date
) -> list[CareEpisode]:
    """Rule 2: episodes "that overlap, touch or leave a gap of at most 1 day are one"."""
    groups: list[list[EpisodeRow]] = []
    for row in sorted(rows, key=lambda r: (r.start, r.end or date.max)):
        if groups and joins(groups[-1], row):
            groups[-1].append(row)
        else:
            groups.append([row])
    return [merged(group, legal, as_at) for group in groups]


def joins(group: Sequence[EpisodeRow], row: EpisodeRow) -> bool:
    """Whether a row (that starts no earlier) overlaps, touches or nearly touches a group."""
    ends = [member.end for member in group]
    if None in ends:
        return True
    latest = max(end for end in ends if end is not None)
    # An end on the 10th and a start on the 11th leave one day uncovered, the 10th.
    return (row.start - latest).days <= MERGE_GAP_DAYS


def merged(group: Sequence[EpisodeRow], legal: Sequence[LegalStatus], as_at: date) -> CareEpisode:
    """Rule 2: "from the earliest start to the latest end (open if any is open)"."""
    start = min(row.start for row in group)
    end = None if any(row.end is None for row in group) else max(r.end for r in group if r.end)
    # "with the destination of the one that ends last (of two, the later-starting)"
    # Reading: of two rows with the same start and end, the first destination of the code list,
    # an empty one last. (Generated worlds avoid this case.)
    last = max(
        group,
        key=lambda row: (row.end or date.max, row.start, -destination_rank(row.destination)),
    )
    return CareEpisode(start, end, last.destination, is_short_break(start, end, legal, as_at))


def destination_rank(destination: str) -> int:
    return DESTINATIONS.index(destination) if destination else len(DESTINATIONS)


def is_short_break(
    start: date, end: date | None, legal: Sequence[LegalStatus], as_at: date
) -> bool:
    """Rule 2: it "shares a day with at least one legal status, all such being `short_break`"."""
    days = days_of(start, end, as_at)
    if not days:
        return False
    sharing = [
        status
        for status in legal
        if status.start <= days[-1]
        and (status.end is None or days[0] < status.end)
        and status.start != status.end
    ]
    return bool(sharing) and all(status.reason == "short_break" for status in sharing)


# --- rule 3 ---------------------------------------------------------------------------------


def home_legal_reason_in_force(legal: Sequence[LegalStatus], day: date) -> bool:
    return any(
        status.reason in HOME_LEGAL_REASONS and covers(status.start, status.end, day)
        for status in legal
    )


def settings_by_placement(placements: Sequence[Placement], as_at: date) -> dict[date, str]:
    """Rule 3: "that of the placement covering it (`home` for `home_parents`, else `away`)"."""
    # "where two cover it, that of the later-starting, of two that start together the
    # later-ending, then `away`": the last in this order has the last word on a day.
    placed: dict[date, str] = {}
    for p in sorted(
        placements, key=lambda p: (p.start, p.end or date.max, p.kind != "home_parents")
    ):
        setting = "home" if p.kind == "home_parents" else "away"
        placed.update(dict.fromkeys(days_of(p.start, p.end, as_at), setting))
    return placed


def settings(
    episode: CareEpisode,
    placements: Sequence[Placement],
    legal: Sequence[LegalStatus],
    as_at: date,
) -> dict[date, str]:
    """Rule 3: the setting of every day of an episode."""
    days = days_of(episode.start, episode.end, as_at)
    if not days:
        return {}
    placed = settings_by_placement(placements, as_at)
    first_covered = next((placed[day] for day in days if day in placed), None)
    if first_covered is None:
        # "in an episode that no placement covers a day of, `home` if a home legal reason is in
        # force on its first day, else `away`"
        setting = "home" if home_legal_reason_in_force(legal, days[0]) else "away"
        return dict.fromkeys(days, setting)
    result: dict[date, str] = {}
    # "A day that none covers takes the setting of the last covered day before it in the
    # episode, before the first covered day that of the first"
    current = first_covered
    for day in days:
        current = placed.get(day, current)
        result[day] = current
    return result


# --- rules 4 and 5 --------------------------------------------------------------------------


def runs_with_breaks(wanted: Sequence[date], shortest_break: int) -> list[tuple[date, date]]:
    """First and last day of each run of days, breaks of fewer than `shortest_break` bridged."""
    runs: list[tuple[date, date]] = []
    for day in wanted:
        if runs:
            first, last = runs[-1]
            days_between = (day - last).days - 1
            if days_between < shortest_break:
                runs[-1] = (first, day)
                continue
        runs.append((day, day))
    return runs


def home_spells(
    episode: CareEpisode,
    setting: dict[date, str],
    legal: Sequence[LegalStatus],
    as_at: date,
) -> list[CareSpell]:
    """Rule 4: "a maximal run of days … with setting `home` and a home legal reason in force"."""
    home_days = [
        day
        for day, where in setting.items()
        if where == "home" and home_legal_reason_in_force(legal, day)
    ]
    spells = []
    for first, last in runs_with_breaks(home_days, HOME_BREAK_DAYS):
        # "A break that lasts 28 days, or to the end of the episode, or to the censoring date,
        # ends it on the break's first day."
        still_running = episode.end is None and last == as_at
        end = None if still_running else add_days(last, 1)
        spells.append(CareSpell(episode, first, end, two_year_point(first, end, as_at)))
    return spells


def two_year_point(start: date, end: date | None, as_at: date) -> date | None:
    """`home_two_years`: "where that date is a day of the spell"."""
    point = add_two_years(start)
    return point if point <= as_at and covers(start, end, point) else None


def away_spells(
    episode: CareEpisode, setting: dict[date, str], at_home: Sequence[CareSpell]
) -> list[CareSpell]:
    """Rule 5: "a maximal run of days … with setting `away` that no home spell covers"."""
    away_days = [
        day
        for day, where in setting.items()
        if where == "away" and not any(covers(s.start, s.end, day) for s in at_home)
    ]
    last_day = max(setting, default=None)
    spells = []
    for first, last in runs_with_breaks(away_days, RETURN_HOME_DAYS):
        # "nor does such a stay at the end of the episode or still going on at the censoring
        # date. It ends on the first day of the return home, or on the episode's end."
        later = any(day > last for day in away_days)
        home_days_after = 0 if last_day is None else (last_day - last).days
        if not later and home_days_after < RETURN_HOME_DAYS:
            spells.append(CareSpell(episode, first, episode.end))
        else:
            spells.append(CareSpell(episode, first, add_days(last, 1)))
    return spells


# --- rules 6 and 7 --------------------------------------------------------------------------


def episode_of(event: Event, episodes: Sequence[CareEpisode]) -> CareEpisode | None:
    """Rule 6: to which episode an event belongs.

    Reading: a `short_break` episode is an episode here: it takes its events, and they then open
    and stop no clock of aims 3 and 4.
    """
    for episode in episodes:
        if episode.start <= event.day and (episode.end is None or event.day <= episode.end):
            return episode
    # "otherwise to the first episode that starts within the next 280 days"
    for episode in sorted(episodes, key=lambda e: e.start):
        if 0 < (episode.start - event.day).days <= BELONGS_BEFORE_DAYS:
            return episode
    return None


def same_day_order(event: Event) -> tuple[int, int, int, int]:
    """Rule 7: the order of the events of one day."""
    route = event.route_or_not_known
    outcomes = OUTCOMES.get(event.milestone, ())
    # Reading: an empty outcome comes after those of the list.
    outcome_rank = outcomes.index(event.outcome) if event.outcome in outcomes else len(outcomes)
    within = 0
    if event.milestone == "permanence_recommended":
        kind = 0
        within = 0 if route in AWAY_ROUTES else 1 if route in HOME_ROUTES else 2
    elif event.milestone == "permanence_ratified":
        kind = 1
    elif event.milestone == "adm_decision":
        kind, within = 2, outcome_rank
    elif event.milestone == "application_lodged":
        kind = 3
    elif event.milestone == "court_decision":
        kind = 4
    else:
        kind = 5
    return (kind, within, ROUTES.index(route), outcome_rank)


def in_order(events: Sequence[Event]) -> list[Event]:
    """By date, and rule 7 within a day. The rest only makes the order of rows irrelevant."""
    return sorted(
        events,
        key=lambda e: (
            e.day,
            same_day_order(e),
            e.application_type,
            e.applicant,
            e.agency,
            e.route,
        ),
    )
