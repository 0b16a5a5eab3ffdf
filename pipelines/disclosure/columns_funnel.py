"""The columns of funnels and of the case mix, as they may leave."""

from __future__ import annotations

from pipelines.contract.release_tables import Kind, ReleaseColumn
from pipelines.disclosure.columns import of_source

_FUNNEL = "marts.cross_authority"
_CLOCKS = "clocks (a child's wait for one milestone)"
_PERCENT = "per cent (0 to 100), one decimal"


def _column(name: str, heading: str, kind: Kind, meaning: str, unit: str) -> ReleaseColumn:
    return of_source(_FUNNEL, name, heading, kind, meaning, unit)


def _percent(name: str, heading: str, meaning: str) -> ReleaseColumn:
    return _column(name, heading, Kind.PERCENT, meaning, _PERCENT)


PERIOD = _column(
    "period",
    "Period",
    Kind.CODE,
    "baseline: the time before the authority joined; latest: the latest four complete quarters. "
    "Both as in the table improvement.",
    "code",
)
COUNTED = (
    _column("denominator", "Starts counted", Kind.COUNT, "Waits of the period.", _CLOCKS),
    _column(
        "observed",
        "Within the limit",
        Kind.COUNT,
        "Of them, those that reached the milestone within the limit.",
        _CLOCKS,
    ),
    _percent("percent", "Percent of all starts", "Within, of all starts counted."),
    _percent(
        "centre_percent",
        "Of all shown together",
        "The share of all authorities shown in the table for the aim and period, taken together.",
    ),
)
FUNNEL = (
    *(
        _percent(
            f"{kind}_{end}_{tail}",
            f"{label}: {share} limit, {word} end",
            f"{word.capitalize()} end of the range in which {share} of authorities of this size "
            f"would lie {why}.",
        )
        for kind, label, why in (
            ("exact", "Chance alone", "if chance alone made them differ (binomial)"),
            ("overdispersed", "As they differ", "if they differ as much as they do"),
        )
        for tail, share in (("95", "95%"), ("998", "99.8%"))
        for end, word in (("low", "lower"), ("high", "upper"))
    ),
    _column(
        "position",
        "Position",
        Kind.WORD,
        "By the limits as authorities differ: within, below_95, above_95, below_998, above_998.",
        "code",
    ),
    _percent(
        "shrunken_percent",
        "Drawn towards the whole",
        "The percentage drawn towards the centre by how little the authority's number of starts "
        "tells (normal-normal shrinkage): a fairer guess of a small share than its own.",
    ),
    *(
        _percent(
            f"shrunken_{end}",
            f"Drawn towards the whole: 95% interval, {word} end",
            f"{word.capitalize()} end of the 95% interval of shrunken_percent.",
        )
        for end, word in (("low", "lower"), ("high", "upper"))
    ),
)
CASE_MIX = (
    _percent(
        "expected_percent",
        "Expected by case mix",
        "The share to be expected of the authority's children by their age at the start, their "
        "legal basis and whether they had been looked after before: a model of all shown, without "
        "the authority as a term. A category small in many authorities joins the commonest.",
    ),
    _percent(
        "standardised_percent",
        "Standardised percent",
        "Observed over expected, times the centre, at most 100: the share if its children were of "
        "the kinds of all shown.",
    ),
    *(
        _percent(
            f"standardised_{end}",
            f"Standardised percent: 95% interval, {word} end",
            f"{word.capitalize()} end of the 95% interval of standardised_percent (Byar's limits).",
        )
        for end, word in (("low", "lower"), ("high", "upper"))
    ),
)
