"""What all clocks share: thresholds, exclusions by age and recording, status and outcome."""

from __future__ import annotations

from datetime import date

from .dates import add_days, add_months, eighteenth_birthday, whole_years
from .model import Clock, History

SIX_CALENDAR_MONTHS = "six_calendar_months"

# aim -> variant -> days; None: six calendar months ("`threshold_days` … is empty")
THRESHOLDS: dict[int, dict[str, int | None]] = {
    1: {"within_90_days": 90, "within_one_year": 365},
    2: {"national": 182, SIX_CALENDAR_MONTHS: None},
    3: {"national": 98, "ratified": 98, "all_away_routes": 98},
    4: {"national": 112, "six_weeks": 42},
}
STOP_MILESTONE = {
    1: "home_plan_review",
    2: "permanence_recommended",
    3: "adm_decision",
    4: "application_lodged",
}


def threshold_date(start: date, days: int | None) -> date:
    """ "`threshold_date` = start + threshold"; six calendar months: same day, else the last."""
    return add_months(start, 6) if days is None else add_days(start, days)


def new_clock(history: History, aim: int, variant: str, start: date) -> Clock:
    days = THRESHOLDS[aim][variant]
    return Clock(
        aim=aim,
        variant=variant,
        clock_start=start,
        threshold_days=days,
        threshold_date=threshold_date(start, days),
        censored_on=history.as_at,
        age_at_start_years=whole_years(history.birth_month, start),
    )


def common_exclusions(history: History, aim: int, start: date) -> list[str]:
    """The exclusions of any aim, in order: "this comes first, then `not_recorded_then`"."""
    reasons = []
    birthday = eighteenth_birthday(history.birth_month)
    # "A child 18 or over at the start: the clock is excluded, `aged_18_before_start`."
    if birthday is not None and birthday <= start:
        reasons.append("aged_18_before_start")
    # "A clock of any aim that starts before `complete_from` of its stop milestone … is excluded"
    complete_from = history.complete_from.get(STOP_MILESTONE[aim])
    if complete_from is not None and start < complete_from:
        reasons.append("not_recorded_then")
    return reasons


def exclude(clock: Clock, history: History, reason: str) -> None:
    """ "An excluded clock has no `clock_stop`, `exit_date`, `exit_reason`"; `as_at` censors."""
    clock.exclusion_reason = reason
    clock.clock_stop = None
    clock.exit_date = None
    clock.exit_reason = ""
    clock.censored_on = history.as_at
    clock.transferred_on = None


def finish(clock: Clock) -> Clock:
    """Fill `status` (section 4) and `outcome_at_threshold` (section 5)."""
    clock.status = status_of(clock)
    clock.outcome_at_threshold = outcome_of(clock)
    return clock


def status_of(clock: Clock) -> str:
    """`met`, `late`, `waiting`, `overdue`, `exited`, `excluded`."""
    if clock.exclusion_reason:
        return "excluded"
    if clock.clock_stop is not None:
        return "met" if clock.clock_stop <= clock.threshold_date else "late"
    if clock.exit_date is not None:
        return "exited"
    # "`waiting` (open, `threshold_date` after `censored_on`), `overdue` (open, not after it)"
    return "waiting" if clock.threshold_date > clock.censored_on else "overdue"


def outcome_of(clock: Clock) -> str:
    """Section 5, the outcome at the threshold of a clock that is not excluded."""
    if clock.exclusion_reason:
        return ""
    # "`not_yet` where `threshold_date > censored_on`, even if it has already stopped"
    if clock.threshold_date > clock.censored_on:
        return "not_yet"
    # "otherwise `within`, stopped by then"
    if clock.clock_stop is not None and clock.clock_stop <= clock.threshold_date:
        return "within"
    if clock.exit_date is not None:
        # "`out`, exited on or before then without a stop"
        if clock.exit_date <= clock.threshold_date:
            return "out"
        # "`not_recorded`, exited after then with `stop_not_recorded` or `lodged_by_other`"
        if clock.exit_reason in ("stop_not_recorded", "lodged_by_other"):
            return "not_recorded"
    return "not_within"
