"""The columns of charts, funnels and the programme's effect, as they may leave."""

from __future__ import annotations

from pipelines.contract.release_tables import Kind, ReleaseColumn
from pipelines.disclosure.columns import of_source

_PERCENT = "per cent (0 to 100), one decimal"
_POINTS = "percentage points, one decimal"
_YES = "yes or no"
_CHART = "marts.run_chart"
_SUMMARY = "marts.programme_summary"
_EFFECT = "marts.programme_effect"


def _chart(name: str, heading: str, kind: Kind, meaning: str, unit: str) -> ReleaseColumn:
    return of_source(_CHART, name, heading, kind, meaning, unit)


MEASURE = _chart(
    "measure",
    "Share charted",
    Kind.CODE,
    "percent_of_all_starts of the quarter's starts (Aims 2 to 4), or percent_reviewed of the "
    "children at home over two years on the quarter's last day (Aim 1).",
    "code",
)
CHART_QUARTER = _chart(
    "quarter", "Quarter (first day)", Kind.PERIOD, "First day of the quarter.", "ISO date"
)
ANNOTATION = _chart(
    "annotation",
    "What happened",
    Kind.NAME,
    "When the first of the group's authorities joined the programme, and how many change ideas of "
    "the aim began to be tested in the quarter; 'none' where nothing is marked.",
    "text",
)
RUN_CHART = (
    _chart("percent", "Percent", Kind.PERCENT, "The share that is charted.", _PERCENT),
    _chart(
        "counted",
        "Counted",
        Kind.COUNT,
        "What the share is of: starts counted, or children at home over two years.",
        "clocks (Aims 2 to 4) or children (Aim 1)",
    ),
    _chart(
        "median",
        "Median of the baseline",
        Kind.PERCENT,
        "Frozen: of the last 12 points shown before the first authority of the group joined, where "
        "there are 8, else of the first 8 shown.",
        _PERCENT,
    ),
    _chart(
        "in_baseline",
        "In the baseline",
        Kind.WORD,
        "Whether the median comes from the point.",
        _YES,
    ),
    _chart(
        "baseline_kind",
        "Baseline",
        Kind.WORD,
        "before_engagement: points from before the first of its authorities joined; series_start: "
        "the first points there are, as too few lie before.",
        "code",
    ),
    _chart("side", "Side of the median", Kind.WORD, "above, below or on_median.", "code"),
    _chart(
        "shift_signal",
        "Part of a shift",
        Kind.WORD,
        "Whether the point is one of at least 6 after the baseline on one side of the median; "
        "points on it are passed over.",
        _YES,
    ),
    _chart(
        "trend_signal",
        "Part of a trend",
        Kind.WORD,
        "Whether the point is one of at least 5 that all rise or all fall.",
        _YES,
    ),
    _chart(
        "favourable",
        "The better way",
        Kind.WORD,
        "Whether the signal at the point goes the better way: yes, no, or 'none' without a signal.",
        "code",
    ),
    _chart("phase", "Phase", Kind.TALLY, "1, then one more for each recorded decision.", "number"),
    _chart(
        "useful_points", "Points off the median", Kind.TALLY, "Points not on the median.", "points"
    ),
    _chart("runs", "Runs", Kind.TALLY, "Groups of neighbouring points on one side.", "runs"),
    _chart("runs_low", "Fewest runs by chance", Kind.TALLY, "Fewer are a signal.", "runs"),
    _chart("runs_high", "Most runs by chance", Kind.TALLY, "More are a signal.", "runs"),
    _chart("runs_signal", "Too few or many runs", Kind.WORD, "Whether they are a signal.", _YES),
    _chart("longest_run", "Longest run", Kind.TALLY, "Points of the longest run.", "points"),
    _chart("crossings", "Crossings", Kind.TALLY, "How often the median is crossed.", "number"),
    _chart(
        "anhoej_signal",
        "Anhøj's signal",
        Kind.WORD,
        "Whether the longest run is longer, or the crossings fewer, than chance would often show.",
        _YES,
    ),
    _chart(
        "false_alarm_probability",
        "Chance of a false alarm",
        Kind.PROBABILITY,
        "How probable it is that so many points show any of these signals by chance alone "
        "(simulated, points taken as independent).",
        "probability, 0 to 1",
    ),
    _chart(
        "fit_for_run_chart",
        "Fit to be read",
        Kind.WORD,
        "Whether there are 10 points off the median, and enough children in them.",
        _YES,
    ),
    _chart(
        "quarters_not_shown",
        "Quarters not shown",
        Kind.TALLY,
        "Quarters of the series that are withheld or not available: missing points to the rules.",
        "quarters",
    ),
    _chart("caution", "Caution", Kind.WORD, "What to bear in mind, in plain words.", "text"),
)


def _summary(name: str, heading: str, meaning: str, kind: Kind = Kind.TALLY) -> ReleaseColumn:
    unit = {Kind.DECIMAL: "authorities, one decimal", Kind.PROBABILITY: "probability, 0 to 1"}
    return of_source(_SUMMARY, name, heading, kind, meaning, unit.get(kind, "authorities"))


SUMMARY_QUARTER = of_source(
    _SUMMARY,
    "quarter",
    "Quarter (first day)",
    Kind.PERIOD,
    "The charts' points up to it.",
    "ISO date",
)
SUMMARY = (
    _summary(
        "areas_testing",
        "Authorities testing",
        "Authorities that have begun to test changes.",
        Kind.AUTHORITIES,
    ),
    _summary("areas_fit", "Charts fit to be read", "Of them, those whose chart is fit to be read."),
    _summary(
        "favourable_shifts",
        "With a shift for the better",
        "Of the fit, those with a shift the better way since testing began.",
    ),
    _summary(
        "unfavourable_shifts",
        "With a shift for the worse",
        "Of the fit, those with a shift the other way since testing began.",
    ),
    _summary("both_shifts", "With both", "Of the fit, those with a shift of either kind."),
    _summary("no_shift", "Without a shift", "Of the fit, those without any."),
    _summary(
        "expected_by_chance",
        "Expected by chance",
        "Charts that would show a shift for the better by chance alone.",
        Kind.DECIMAL,
    ),
    _summary(
        "probability_of_so_many",
        "Chance of so many",
        "How probable so many or more shifts for the better are by chance alone.",
        Kind.PROBABILITY,
    ),
)


def _effect(name: str, heading: str, kind: Kind, meaning: str, unit: str) -> ReleaseColumn:
    return of_source(_EFFECT, name, heading, kind, meaning, unit)


EFFECT_KEY = (
    _effect(
        "estimator",
        "Estimator",
        Kind.CODE,
        "imputation (the plan's own); callaway_santanna beside it; sun_abraham as a check; "
        "two_way_fixed_effects as a warning alone.",
        "code",
    ),
    _effect(
        "comparison",
        "Compared with",
        Kind.CODE,
        "Authorities not_yet_engaged (or never), or never_engaged alone.",
        "code",
    ),
    _effect(
        "when",
        "When",
        Kind.CODE,
        "overall; since_N: N half-years after the one in which an authority joined; before_N: N "
        "half-years before it.",
        "code",
    ),
    _effect(
        "authorities",
        "Authorities behind it",
        Kind.TALLY,
        "Authorities whose half-years the row rests on.",
        "authorities",
    ),
)
EFFECT = (
    _effect(
        "estimate",
        "Effect, percentage points",
        Kind.POINTS,
        "Change in the percentage of all starts beside authorities that had not joined.",
        _POINTS,
    ),
    _effect(
        "se", "Standard error", Kind.POINTS, "By leaving out one authority at a time.", _POINTS
    ),
    *(
        _effect(
            f"ci_{end}",
            f"95% interval, {word} end",
            Kind.POINTS,
            f"{word.capitalize()} end of the 95% interval of the effect.",
            _POINTS,
        )
        for end, word in (("low", "lower"), ("high", "upper"))
    ),
    _effect(
        "smallest_detectable",
        "Smallest effect that would be seen",
        Kind.POINTS,
        "Effect that would be told from none in 8 of 10 such programmes.",
        _POINTS,
    ),
    _effect(
        "p_wild_bootstrap",
        "Chance if no effect, bootstrap",
        Kind.PROBABILITY,
        "How often so large an effect would be seen if there were none (wild cluster bootstrap).",
        "probability, 0 to 1",
    ),
    _effect(
        "p_randomisation",
        "Chance if no effect, exchanged",
        Kind.PROBABILITY,
        "The same by exchanging the days on which authorities joined.",
        "probability, 0 to 1",
    ),
    _effect(
        "clocks_band", "Waits behind it, as a band", Kind.WORD, "How many waits it is of.", "band"
    ),
    _effect("caution", "Caution", Kind.WORD, "What to bear in mind, in plain words.", "text"),
)
