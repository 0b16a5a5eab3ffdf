"""`marts.improvement`: a baseline before engagement against the latest mature quarters."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from .areas import Areas
from .dates import add_months, quarter_of
from .model import ChildResult, Clock
from .timeliness import Z, latest_four_mature_quarters, wilson

AIMS = (2, 3, 4)
PERIODS = ("latest", "programme")
# "the start moved back by quarters of a year, to 3 years at most, until `baseline_of` ≥ 20"
BASELINE_MONTHS = (12, 15, 18, 21, 24, 27, 30, 33, 36)
BASELINE_ENOUGH = 20
FEWEST_TO_TELL = 10
WIDEST_TO_TELL = 30  # percentage points


@dataclass(frozen=True)
class Engagement:
    """A row of `engagement.csv`, so far as it matters here."""

    engaged_on: date | None = None
    ended_on: date | None = None


@dataclass(frozen=True)
class Share:
    """Clocks within the threshold, of all starts (within, not within and out)."""

    within: int = 0
    of: int = 0

    @property
    def exact(self) -> Fraction:
        return Fraction(self.within, self.of)

    @property
    def percent(self) -> float | None:
        return float(100 * self.exact) if self.of else None


@dataclass(frozen=True)
class Change:
    """A difference (current − baseline) with its interval, in percentage points."""

    difference: float
    low: float
    high: float


@dataclass(frozen=True)
class Comparison:
    """One row: both shares, and the days that bound the baseline."""

    baseline: Share
    current: Share
    baseline_from: date | None = None
    baseline_to: date | None = None


def share_of(clocks: Sequence[Clock]) -> Share:
    """ "by outcome at the threshold …, of all starts"."""
    outcomes = [clock.outcome_at_threshold for clock in clocks]
    starts = sum(outcome in ("within", "not_within", "out") for outcome in outcomes)
    return Share(outcomes.count("within"), starts)


def baseline_of(clocks: Sequence[Clock], engaged_on: date) -> tuple[Share, date]:
    """ "clocks whose **threshold date** lies in [engaged_on − 1 year, engaged_on)"."""
    share, start = Share(), engaged_on
    for months in BASELINE_MONTHS:
        start = add_months(engaged_on, -months)
        share = share_of([c for c in clocks if start <= c.threshold_date < engaged_on])
        if share.of >= BASELINE_ENOUGH:
            break
    return share, start


def current_quarters(
    areas: Areas, authority: str, aim: int, period: str, ended_on: date | None
) -> list[date]:
    """ "the latest 4 calendar quarters that are mature, with clocks or not (`latest`), or the

    latest 4 such whose first day is before `ended_on` (`programme`; the same where it is empty)".
    """
    quarters = latest_four_mature_quarters(areas, [authority], aim, "national")
    if period == "latest" or ended_on is None:
        return quarters
    # All quarters before a mature one are mature.
    while quarters[0] >= ended_on:
        quarters = [add_months(quarter, -3) for quarter in quarters]
    return quarters


def compare_periods(
    areas: Areas,
    authority: str,
    aim: int,
    clocks: Sequence[Clock],
    period: str,
    engagement: Engagement,
) -> Comparison:
    quarters = current_quarters(areas, authority, aim, period, engagement.ended_on)
    current = share_of([c for c in clocks if quarter_of(c.clock_start) in quarters])
    engaged_on = engagement.engaged_on
    if engaged_on is None:
        return Comparison(Share(), current)
    baseline, start = baseline_of(clocks, engaged_on)
    return Comparison(baseline, current, start, engaged_on)


def newcombe(baseline: Share, current: Share) -> Change | None:
    """Methods 4, Newcombe's method 10: d − √((p1−l1)²+(u2−p2)²), d + √((u1−p1)²+(p2−l2)²)."""
    of_current = wilson(current.within, current.of)
    of_baseline = wilson(baseline.within, baseline.of)
    if of_current is None or of_baseline is None:
        return None
    (l1, u1), (l2, u2) = of_current, of_baseline
    p1, p2 = float(current.exact), float(baseline.exact)
    difference = float(current.exact - baseline.exact)
    low = difference - math.sqrt((p1 - l1) ** 2 + (u2 - p2) ** 2)
    high = difference + math.sqrt((u1 - p1) ** 2 + (p2 - l2) ** 2)
    return Change(100 * difference, 100 * low, 100 * high)


def mantel_haenszel(members: Sequence[Comparison]) -> Change | None:
    """ "weights n₁n₀ ÷ (n₁+n₀), variance Σw²(p₁q₁/n₁ + p₀q₀/n₀) ÷ (Σw)²"."""
    weights = difference = spread = Fraction(0)
    for member in members:
        n1, n0 = member.current.of, member.baseline.of
        if not n1 or not n0:
            continue  # "authorities without a baseline or current clock weigh 0"
        p1, p0 = member.current.exact, member.baseline.exact
        weight = Fraction(n1 * n0, n1 + n0)
        weights += weight
        difference += weight * (p1 - p0)
        spread += weight**2 * (p1 * (1 - p1) / n1 + p0 * (1 - p0) / n0)
    if not weights:
        return None
    middle = float(difference / weights)
    half = Z * math.sqrt(spread / weights**2)
    return Change(100 * middle, 100 * (middle - half), 100 * (middle + half))


def verdict(comparison: Comparison, change: Change | None) -> str:
    """Reading: without a difference (no authority has both periods) it `cannot_tell`."""
    fewest = min(comparison.baseline.of, comparison.current.of)
    if change is None or fewest < FEWEST_TO_TELL or change.high - change.low > WIDEST_TO_TELL:
        return "cannot_tell"
    if change.low > 0:
        return "higher"
    return "lower" if change.high < 0 else "no_clear_difference"


def row_of(
    area: str, aim: int, period: str, comparison: Comparison, change: Change | None
) -> dict[str, object]:
    baseline, current = comparison.baseline, comparison.current
    return {
        "area": area,
        "aim": aim,
        "period": period,
        "baseline_within": baseline.within,
        "baseline_of": baseline.of,
        "baseline_percent": baseline.percent,
        "baseline_from": comparison.baseline_from,
        "baseline_to": comparison.baseline_to,
        "current_within": current.within,
        "current_of": current.of,
        "current_percent": current.percent,
        "difference": change.difference if change else None,
        "ci_low": change.low if change else None,
        "ci_high": change.high if change else None,
        "verdict": verdict(comparison, change),
    }


def engaged_together(members: Sequence[Comparison]) -> Comparison:
    """ "counts summed"; both days are "empty for `engaged`"."""
    return Comparison(
        Share(sum(m.baseline.within for m in members), sum(m.baseline.of for m in members)),
        Share(sum(m.current.within for m in members), sum(m.current.of for m in members)),
    )


def improvement(
    areas: Areas, children: dict[str, list[ChildResult]], engagements: dict[str, Engagement]
) -> list[dict[str, object]]:
    """Authorities and `engaged`: "No other areas".

    Reading: an authority without an `engaged_on` has no baseline; its row may be absent.
    """
    rows = []
    for aim in AIMS:
        for period in PERIODS:
            compared = {
                authority: compare_periods(
                    areas,
                    authority,
                    aim,
                    national_clocks(children[authority], aim),
                    period,
                    engagements.get(authority, Engagement()),
                )
                for authority in areas.authorities()
            }
            rows += [
                row_of(authority, aim, period, one, newcombe(one.baseline, one.current))
                for authority, one in compared.items()
            ]
            members = [compared[a] for a in areas.groups().get("engaged", [])]
            if members:
                together = engaged_together(members)
                rows.append(row_of("engaged", aim, period, together, mantel_haenszel(members)))
    return rows


def national_clocks(children: Sequence[ChildResult], aim: int) -> list[Clock]:
    """Clocks of an aim's `national` variant that are not excluded."""
    return [
        clock
        for child in children
        for clock in child.clocks
        if (clock.aim, clock.variant) == (aim, "national") and clock.status != "excluded"
    ]
