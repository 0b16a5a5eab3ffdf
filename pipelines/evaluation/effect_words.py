"""What to think of an estimate of the programme's effect, in plain words beside the row."""

from __future__ import annotations

import re
from collections.abc import Iterator

import numpy as np

from pipelines.evaluation.effect_inference import Jackknife
from pipelines.evaluation.plan import AnalysisPlan

CHOSEN = "Authorities chose when to join; what made them join may also have made them change."
WARNING = (
    "A warning, not an estimate: it compares authorities that joined late with those that had "
    "joined before, and is wrong wherever the effect grows with time."
)
CHECK = "A check on the estimates beside it, not the estimate of the plan."
ONE = "It rests on one authority: no error is known."
BASE = "What the others are held against: 0 by definition."
FEW = 5
MANY = (
    "Four aims are looked at: were there no effect on any, about one such programme in five would "
    "still show one."
)
RETURN = "some of the change may be a return to what was usual."
_BEFORE = re.compile(
    r"(Just before they joined the share lay|The half-year it is held against lay) "
    r"[^:]*: " + re.escape(RETURN) + r"\s*"
)


def caution_of(
    estimator: str,
    event_time: int | str | None,
    low: float,
    high: float,
    detectable: float,
    authorities: int,
    plan: AnalysisPlan | None,
) -> str:
    """Return the caution of one row.

    "No effect" is never said where the smallest effect that would be seen exceeds the plan's limit.
    """
    if plan is None or estimator == "two_way_fixed_effects":
        return WARNING
    return " ".join(_sentences(estimator, event_time, low, high, detectable, authorities, plan))


def _sentences(
    estimator: str,
    event_time: int | str | None,
    low: float,
    high: float,
    detectable: float,
    authorities: int,
    plan: AnalysisPlan,
) -> Iterator[str]:
    if event_time == "base":
        yield BASE
    elif authorities < 2:
        yield ONE
    elif low <= 0 <= high:
        limit = plan.no_effect_may_be_said_up_to_points
        yield (
            f"Cannot be told from no change; a change of less than {detectable:.0f} points would "
            "often not have been seen, so this does not show that there is none."
            if detectable > limit or np.isnan(detectable)
            else f"Cannot be told from no change; a change of {detectable:.0f} points or more "
            "would mostly have been seen."
        )
    if 2 <= authorities < FEW:
        yield f"It rests on {authorities} authorities."
    if isinstance(event_time, int) and event_time < 0:
        yield "Before they joined: what differs here was not the programme."
    if estimator in plan.checks:
        yield CHECK
    yield CHOSEN


def before_joining(mean: float, error: Jackknife, base: int | None) -> str | None:
    """Return a warning of regression to the mean; None where chance explains what came before.

    Args:
        mean: of the effects before joining: of an estimate held against a base, of the half-years
            before that (positive: the base stood low); else of the half-years just before joining,
            which the estimate leaves out (negative: they stood low).
        error: of that mean.
        base: the half-year that is 0 by definition; None where there is none.
    """
    low, high = error.interval(mean)
    if np.isnan([mean, low, high]).any() or low <= 0 <= high:
        return None
    stood_low = mean > 0 if base is not None else mean < 0
    way = "below" if stood_low else "above"
    if base is None:
        return (
            f"Just before they joined the share lay {abs(mean):.0f} points {way} what it would "
            f"have been beside others: {RETURN}"
        )
    return (
        f"The half-year it is held against lay {abs(mean):.0f} points {way} those before it, "
        f"beside others: {RETURN}"
    )


def without_before_joining(caution: str) -> str:
    """Return a caution without the warning of regression to the mean.

    It says a figure of the half-years before joining, which may not be fit to be said.
    """
    return _BEFORE.sub("", caution).strip()


def many_looks(low: float, high: float, *, is_planned: bool) -> str | None:
    """Return what to think of an effect among several; None of what is not told, or not planned."""
    return MANY if is_planned and (low > 0 or high < 0) else None
