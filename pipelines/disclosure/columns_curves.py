"""The columns of waiting curves, as they may leave."""

from __future__ import annotations

from pipelines.contract.release_tables import Kind, ReleaseColumn
from pipelines.disclosure.columns import of_source

_CLOCK = "core.aim_clock"
_PERCENT = "per cent (0 to 100), one decimal"


def _curve(name: str, heading: str, kind: Kind, meaning: str, unit: str) -> ReleaseColumn:
    return of_source(_CLOCK, name, heading, kind, meaning, unit)


DAYS = _curve(
    "days",
    "Days after the start",
    Kind.PERIOD,
    "Whole days from the start, day 0: every 28 days, to twice the time limit, as far as every "
    "authority of the year was followed.",
    "days",
)
CURVE = (
    _curve(
        "reached_percent",
        "Percent that had reached it",
        Kind.PERCENT,
        "Of the starts counted, those that had reached the milestone by that day (incidence with "
        "leaving as a competing end). At the time limit it would be the percentage of all starts.",
        _PERCENT,
    ),
    *(
        _curve(
            f"reached_ci_{end}",
            f"Percent that had reached it: 95% interval, {word} end",
            Kind.PERCENT,
            f"{word.capitalize()} end of the 95% confidence interval (Wilson) of reached_percent.",
            _PERCENT,
        )
        for end, word in (("low", "lower"), ("high", "upper"))
    ),
    _curve(
        "left_percent",
        "Percent that had left",
        Kind.PERCENT,
        "Of the starts counted, those whose wait had ended another way by that day.",
        _PERCENT,
    ),
    _curve(
        "still_waiting_band",
        "Still waiting, as a band",
        Kind.WORD,
        "How many were still waiting after that day; the curve ends where they are fewer than 10.",
        "band",
    ),
)
