"""What to think of an estimate of the programme's effect, in plain words beside the row."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

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
            f"Not told from no change; a change of less than {detectable:.0f} points would often "
            "not have been seen, so this does not show that there is none."
            if detectable > limit or np.isnan(detectable)
            else f"Not told from no change; a change of {detectable:.0f} points or more would "
            "mostly have been seen."
        )
    if 2 <= authorities < FEW:
        yield f"It rests on {authorities} authorities."
    if isinstance(event_time, int) and event_time < 0:
        yield "Before they joined: what differs here was not the programme."
    if estimator in plan.checks:
        yield CHECK
    yield CHOSEN
