"""`marts.aim_timeliness`."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from datetime import date
from statistics import NormalDist

from .areas import Areas
from .clock_rules import THRESHOLDS, threshold_date
from .dates import add_days, add_months, last_day_of_quarter, quarter_of
from .model import ChildResult, Clock

RECORDING_LAG_DAYS = 42
AGE_BANDS = {"0-4": (0, 4), "5-11": (5, 11), "12-15": (12, 15), "16-17": (16, 17)}
OUTCOMES_AT_THRESHOLD = ("within", "not_within", "out", "not_recorded", "not_yet")
# "95 % is z = Φ⁻¹(0.975) throughout"
Z = NormalDist().inv_cdf(0.975)

# authority, aim, variant, quarter, age band -> outcome at the threshold -> clocks
Tally = dict[tuple[str, int, str, date, str], Counter[str]]


def wilson(numerator: int, denominator: int) -> tuple[float, float] | None:
    """Methods 4: "centre (p + z²/2n)/(1+z²/n), half-width z√(p(1-p)/n + z²/4n²)/(1+z²/n)"."""
    if denominator == 0:
        return None
    n = denominator
    p = numerator / n
    scale = 1 + Z * Z / n
    centre = (p + Z * Z / (2 * n)) / scale
    half = Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n)) / scale
    return centre - half, centre + half


def band_of(clock: Clock) -> str | None:
    """Unknown age: in `all` only (rule 8: "no age")."""
    for band, (low, high) in AGE_BANDS.items():
        if clock.age_at_start_years is not None and low <= clock.age_at_start_years <= high:
            return band
    return None


def tally(children: dict[str, list[ChildResult]]) -> Tally:
    result: Tally = {}
    for authority, members in children.items():
        for clock in (clock for child in members for clock in child.clocks):
            if clock.status == "excluded":
                continue  # "`clocks_started` (not excluded)"
            for band in {"all", band_of(clock) or "all"}:
                key = (authority, clock.aim, clock.variant, quarter_of(clock.clock_start), band)
                result.setdefault(key, Counter())[clock.outcome_at_threshold] += 1
    return result


def is_mature(as_at: date, aim: int, variant: str, quarter: date) -> bool:
    """ "its last day + threshold + `recording_lag_days` (42) is not after `as_at`"."""
    threshold = threshold_date(last_day_of_quarter(quarter), THRESHOLDS[aim][variant])
    return add_days(threshold, RECORDING_LAG_DAYS) <= as_at


def latest_four_mature_quarters(
    areas: Areas, members: Sequence[str], aim: int, variant: str
) -> list[date]:
    """ "the latest four quarters for which all its members are mature, with clocks or not"."""
    quarter = quarter_of(min(areas.as_at[member] for member in members))
    while not all(is_mature(areas.as_at[m], aim, variant, quarter) for m in members):
        quarter = add_months(quarter, -3)
    # An earlier quarter of the same members is mature as well.
    return [add_months(quarter, -3 * back) for back in range(4)]


def started(
    counts: Tally, members: Sequence[str], aim: int, variant: str, quarters: Sequence[date]
) -> int:
    """Clocks "of that aim and variant, all ages" that members started in some quarters."""
    return sum(
        counts.get((member, aim, variant, quarter, "all"), Counter()).total()
        for member in members
        for quarter in quarters
    )


def group_is_mature(
    areas: Areas,
    counts: Tally,
    members: Sequence[str],
    included: Sequence[str],
    aim: int,
    variant: str,
) -> bool:
    """ "it is mature when those held at least 90 % of the clocks … that the group started in the

    latest four quarters …" (no clocks there: mature only if all are included).
    """
    quarters = latest_four_mature_quarters(areas, members, aim, variant)
    of_all = started(counts, members, aim, variant, quarters)
    if of_all == 0:
        return len(included) == len(members)
    return 10 * started(counts, included, aim, variant, quarters) >= 9 * of_all


def shares(counts: Counter[str]) -> dict[str, object]:
    """The two shares that "are always shown together", in percent, with Wilson's intervals."""
    within = counts["within"]
    waiting = within + counts["not_within"]
    starts = waiting + counts["out"]
    percent_interval = wilson(within, waiting)
    starts_interval = wilson(within, starts)
    return {
        "percent_within": 100 * within / waiting if waiting else None,
        "ci_low": 100 * percent_interval[0] if percent_interval else None,
        "ci_high": 100 * percent_interval[1] if percent_interval else None,
        "percent_of_all_starts": 100 * within / starts if starts else None,
        "starts_ci_low": 100 * starts_interval[0] if starts_interval else None,
        "starts_ci_high": 100 * starts_interval[1] if starts_interval else None,
    }


def aim_timeliness(areas: Areas, children: dict[str, list[ChildResult]]) -> list[dict[str, object]]:
    counts = tally(children)
    rows = []
    for area, members in areas.everything().items():
        is_group = area not in areas.as_at
        cohorts = sorted({key[1:] for key in counts if key[0] in members})
        for aim, variant, quarter, band in cohorts:
            mature_members = [
                m for m in members if is_mature(areas.as_at[m], aim, variant, quarter)
            ]
            # "A group's cohort sums its *included* authorities, those whose own cohort is
            # mature"; an authority's own row is shown, mature or not.
            included = mature_members if is_group else list(members)
            total: Counter[str] = Counter()
            for member in included:
                total.update(counts.get((member, aim, variant, quarter, band), Counter()))
            if is_group:
                mature = group_is_mature(areas, counts, members, included, aim, variant)
            else:
                mature = bool(mature_members)
            rows.append(
                {
                    "area": area,
                    "aim": aim,
                    "variant": variant,
                    "cohort_quarter": quarter,
                    "age_band": band,
                    "clocks_started": sum(total[name] for name in OUTCOMES_AT_THRESHOLD),
                    "within": total["within"],
                    "not_within": total["not_within"],
                    "exited_before_threshold": total["out"],
                    "not_recorded": total["not_recorded"],
                    "not_yet_mature": total["not_yet"],
                    "authorities_included": len(included),
                    "authorities_missing": len(members) - len(included),
                    "is_mature": mature,
                    **shares(total),
                }
            )
    return rows
