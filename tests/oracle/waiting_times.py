"""`marts.waiting_times`: Aalen–Johansen with exits competing, day by day, in exact fractions."""

from __future__ import annotations

import math
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from .areas import Areas
from .clock_rules import SIX_CALENDAR_MONTHS, THRESHOLDS
from .model import ChildResult, Clock
from .timeliness import Z

ALL_YEARS = "all"
# "aim 2's `six_calendar_months` at 182"
SIX_MONTHS_DAYS = 182
QUARTILES = {
    "p25_days": Fraction(1, 4),
    "median_days": Fraction(1, 2),
    "p75_days": Fraction(3, 4),
}


@dataclass(frozen=True)
class Wait:
    """One clock: whole days from its start, and how it ended (`stopped`, `exited`, `censored`)."""

    days: int
    how: str


@dataclass(frozen=True)
class Step:
    """A day on which a clock stopped or exited. Shares are of all starts.

    They are kept as whole parts of one `whole`, not reduced: a cohort of a hundred thousand has
    fractions of ten thousand digits, and reducing them on every day takes hours.
    """

    day: int
    at_risk: int
    stops: int
    exits: int
    left_before: int
    left: int
    stopped: int
    exited: int
    whole_before: int
    whole: int

    @property
    def survival(self) -> Fraction:
        return Fraction(self.left, self.whole)

    @property
    def incidence(self) -> Fraction:
        """Of stops."""
        return Fraction(self.stopped, self.whole)

    @property
    def exit_incidence(self) -> Fraction:
        return Fraction(self.exited, self.whole)


def wait_of(clock: Clock) -> Wait:
    """The first of stop, exit and end of observation; "`days` … the start day is 0"."""
    if clock.clock_stop is not None:
        return Wait((clock.clock_stop - clock.clock_start).days, "stopped")
    if clock.exit_date is not None:
        return Wait((clock.exit_date - clock.clock_start).days, "exited")
    return Wait((clock.censored_on - clock.clock_start).days, "censored")


def curve(waits: Sequence[Wait]) -> list[Step]:
    """Methods 1: "F_k(t) = sum S(u-) d_ku/n_u, with S from **all** causes".

    "Ties: events precede censoring on the same day. Day 0 events are allowed and count."
    """
    by_day: dict[int, Counter[str]] = defaultdict(Counter)
    for wait in waits:
        by_day[wait.days][wait.how] += 1
    at_risk = len(waits)
    left, stopped, exited, whole = 1, 0, 0, 1
    steps = []
    for day, ended in sorted(by_day.items()):
        stops, exits = ended["stopped"], ended["exited"]
        if stops or exits:
            before, whole_before = left, whole
            # Each share gains left/whole × d/n, and survival loses as much: all over whole × n.
            stopped = stopped * at_risk + before * stops
            exited = exited * at_risk + before * exits
            left = before * (at_risk - stops - exits)
            whole *= at_risk
            parts = (before, left, stopped, exited, whole_before, whole)
            steps.append(Step(day, at_risk, stops, exits, *parts))
        at_risk -= ended.total()
    return steps


def first_day_reaching(steps: Sequence[Step], share: Fraction) -> int | None:
    """ "first day on which incidence reaches 25, 50, 75 %; empty if never"."""
    n, d = share.numerator, share.denominator
    return next((step.day for step in steps if step.stopped * d >= n * step.whole), None)


def incidence_at(waits: Sequence[Wait], steps: Sequence[Step], day: int) -> Fraction | None:
    """ "empty where follow-up ends before it with a clock still open"."""
    last = max(wait.days for wait in waits)
    still_open = any(wait.days == last and wait.how == "censored" for wait in waits)
    if last < day and still_open:
        return None
    by_then = [step for step in steps if step.day <= day]  # in order, and it never falls
    return by_then[-1].incidence if by_then else Fraction(0)


def variance(steps: Sequence[Step], incidence: Fraction, day: int) -> float:
    """V = Σ(F−Fⱼ)²dⱼ/(nⱼ(nⱼ−dⱼ)) + ΣS²ⱼ₋₁aⱼ(nⱼ−aⱼ)/nⱼ³ − 2Σ(F−Fⱼ)Sⱼ₋₁aⱼ/nⱼ².

    "dⱼ stops and exits and aⱼ stops among nⱼ at risk on day j up to the threshold … the first
    term 0 where nⱼ = dⱼ".
    """
    total, reached = 0.0, float(incidence)
    for step in steps:
        if step.day > day:
            continue
        n, a = step.at_risk, step.stops
        d = step.stops + step.exits
        rest, before = reached - step.stopped / step.whole, step.left_before / step.whole_before
        if n != d:
            total += rest**2 * d / (n * (n - d))
        total += before**2 * a * (n - a) / n**3
        total -= 2 * rest * before * a / n**2
    return total


def log_log_limits(incidence: float, variance_: float) -> tuple[float, float] | None:
    """F^exp(±z√V ÷ (F·ln F)), "empty at 0 and 1"."""
    if incidence in (0.0, 1.0):
        return None
    half = Z * math.sqrt(variance_) / (incidence * math.log(incidence))
    # ln F is negative, so the sum is the upper limit.
    return incidence ** math.exp(-half), incidence ** math.exp(half)


def threshold_of(aim: int, variant: str) -> int:
    days = THRESHOLDS[aim][variant]
    assert days is not None or variant == SIX_CALENDAR_MONTHS
    return SIX_MONTHS_DAYS if days is None else days


def waiting_row(waits: Sequence[Wait], threshold: int) -> dict[str, object]:
    """The columns of one cohort."""
    steps = curve(waits)
    at_threshold = incidence_at(waits, steps, threshold)
    limits = None
    if at_threshold is not None:
        limits = log_log_limits(float(at_threshold), variance(steps, at_threshold, threshold))
    # "exits as censored": Kaplan–Meier is the same curve with nobody leaving.
    nobody_left = curve([Wait(w.days, w.how if w.how == "stopped" else "censored") for w in waits])
    counts = Counter(wait.how for wait in waits)
    return {
        "clocks": len(waits),
        **{how: counts[how] for how in ("stopped", "exited", "censored")},
        **{name: first_day_reaching(steps, share) for name, share in QUARTILES.items()},
        "cif_at_threshold": None if at_threshold is None else float(at_threshold),
        "cif_ci_low": limits[0] if limits else None,
        "cif_ci_high": limits[1] if limits else None,
        "km_if_nobody_left_median_days": first_day_reaching(nobody_left, Fraction(1, 2)),
    }


def waiting_times(areas: Areas, children: dict[str, list[ChildResult]]) -> list[dict[str, object]]:
    """One row per area, aim, variant and year of the start, and one for all years."""
    rows = []
    for area, members in areas.everything().items():
        cohorts: dict[tuple[int, str, str], list[Wait]] = defaultdict(list)
        # "other marts sum all members"
        for clock in (c for m in members for child in children[m] for c in child.clocks):
            if clock.status != "excluded":
                for year in (ALL_YEARS, str(clock.clock_start.year)):
                    cohorts[clock.aim, clock.variant, year].append(wait_of(clock))
        for (aim, variant, year), waits in sorted(cohorts.items()):
            grain = {"area": area, "aim": aim, "variant": variant, "cohort_year": year}
            rows.append(grain | waiting_row(waits, threshold_of(aim, variant)))
    return rows
