"""`marts.local_aim_progress`: each aim's window, counted occurrence by occurrence."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .areas import Areas
from .dates import add_days, whole_years
from .model import ChildResult, Event, Row

WINDOW_DAYS = 365
FEWEST_TO_TELL = 10


@dataclass(frozen=True)
class LocalAim:
    """A row of `local_aims.csv`, typed."""

    local_aim_id: str
    authority: str
    start_milestone: str
    stop_milestone: str
    routes: tuple[str, ...]
    within_days: int
    target_percent: Fraction
    min_age_years: int | None
    max_age_years: int | None
    valid_from: date
    achieve_by: date


@dataclass(frozen=True)
class Tally:
    numerator: int
    denominator: int

    @property
    def percent(self) -> Fraction | None:
        return Fraction(100 * self.numerator, self.denominator) if self.denominator else None


def local_aim_of(row: Row) -> LocalAim:
    return LocalAim(
        local_aim_id=row["local_aim_id"],
        authority=row["authority_code"],
        start_milestone=row["start_milestone"],
        stop_milestone=row["stop_milestone"],
        routes=tuple(filter(None, row["routes"].split("|"))),
        within_days=int(row["within_days"]),
        target_percent=Fraction(row["target_percent"]),
        min_age_years=int(row["min_age_years"]) if row["min_age_years"] else None,
        max_age_years=int(row["max_age_years"]) if row["max_age_years"] else None,
        valid_from=date.fromisoformat(row["valid_from"]),
        achieve_by=date.fromisoformat(row["achieve_by"]),
    )


def age_in_bounds(aim: LocalAim, birth_month: date | None, day: date) -> bool:
    """ "upper bound exclusive, empty = no bound"; "unknown age: out, where there is a bound"."""
    if aim.min_age_years is None and aim.max_age_years is None:
        return True
    age = whole_years(birth_month, day)
    if age is None:
        return False
    above = aim.min_age_years is None or age >= aim.min_age_years
    below = aim.max_age_years is None or age < aim.max_age_years
    return above and below


def starts(aim: LocalAim, child: ChildResult) -> list[date]:
    """The occurrences of the start milestone "(of a listed route)", the child's age in bounds."""
    return [
        event.day
        for event in events_of(child)
        if event.milestone == aim.start_milestone
        and (not aim.routes or event.route_or_not_known in aim.routes)
        and age_in_bounds(aim, child.history.birth_month, event.day)
    ]


def events_of(child: ChildResult) -> list[Event]:
    """All of `milestone_event`: recorded (of any episode or none) and derived."""
    return [row.event for row in child.milestones]


def is_followed(aim: LocalAim, child: ChildResult, start: date) -> bool:
    """ "a stop milestone of the child 0 … `within_days` days later"."""
    return any(
        event.milestone == aim.stop_milestone and 0 <= (event.day - start).days <= aim.within_days
        for event in events_of(child)
    )


def tally(
    aim: LocalAim, children: Sequence[ChildResult], last: date, not_before: date = date.min
) -> Tally:
    """Starts dated in `(last − 365, last]` and not before a day: how many, and how many followed.

    "occurrences (each counts)".
    """
    followed = [
        is_followed(aim, child, day)
        for child in children
        for day in starts(aim, child)
        if add_days(last, -WINDOW_DAYS) < day <= last and day >= not_before
    ]
    return Tally(sum(followed), len(followed))


def status_of(aim: LocalAim, now: Tally, before: Tally, as_at: date | None) -> str:
    """The statuses in the order of the contract."""
    if as_at is None or now.percent is None:
        return "not_yet_measurable"
    if now.denominator < FEWEST_TO_TELL:
        return "too_few"
    if now.percent >= aim.target_percent:
        return "achieved"
    if aim.achieve_by <= as_at:
        return "missed"
    # "percent ≥ baseline + (target − baseline) × the share of the time from `valid_from` to
    # `achieve_by` gone by at `as_at` (baseline 0 where it has no denominator)". A denominator
    # means `valid_from` ≤ `as_at`, and here `as_at` < `achieve_by`: the share is below 1.
    share = Fraction((as_at - aim.valid_from).days, (aim.achieve_by - aim.valid_from).days)
    baseline = before.percent or Fraction(0)
    wanted = baseline + (aim.target_percent - baseline) * share
    return "on_track" if now.percent >= wanted else "behind"


def progress_row(
    aim: LocalAim, as_at: date | None, children: Sequence[ChildResult]
) -> dict[str, object]:
    now = before = Tally(0, 0)
    if as_at is not None:
        until = add_days(min(aim.achieve_by, as_at), -aim.within_days)
        now = tally(aim, children, until, aim.valid_from)
        before = tally(aim, children, add_days(aim.valid_from, -aim.within_days))
    return {
        "local_aim_id": aim.local_aim_id,
        "numerator": now.numerator,
        "denominator": now.denominator,
        "percent": None if now.percent is None else float(now.percent),
        "baseline_percent": None if before.percent is None else float(before.percent),
        "target_percent": float(aim.target_percent),
        "achieve_by": aim.achieve_by,
        "status": status_of(aim, now, before, as_at),
    }


def local_aim_progress(
    areas: Areas, children: dict[str, list[ChildResult]], local_aims: Sequence[Row]
) -> list[dict[str, object]]:
    """ "every aim has a row, of an authority without a submission too"."""
    return [
        progress_row(aim, areas.as_at.get(aim.authority), children.get(aim.authority, []))
        for aim in map(local_aim_of, local_aims)
    ]
