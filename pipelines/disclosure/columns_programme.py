"""The columns about the programme and the data: comparisons, waiting times, aims, quality."""

from __future__ import annotations

from pipelines.contract.release_tables import Kind, ReleaseColumn
from pipelines.disclosure.columns import of_source

_CLOCKS = "clocks (a child's wait for one milestone)"
_PERCENT = "per cent (0 to 100), one decimal"
_POINTS = "percentage points, one decimal"
_IMPROVEMENT = "marts.improvement"
_TIMES = "marts.waiting_times"
_LOCAL = "marts.local_aim_progress"
_QUALITY = "marts.data_quality"
_COVERAGE = "marts.coverage"


def _window(name: str, label: str, which: str) -> tuple[ReleaseColumn, ...]:
    words = (("from", "from", "First day"), ("to", "to (not included)", "Day after the last"))
    return tuple(
        of_source(
            _IMPROVEMENT,
            f"{name}_{end}",
            f"{label} {heading}",
            Kind.WORD,
            f"{start} of {which}; 'varies' for a group, 'none' where there is no such window.",
            "ISO date",
        )
        for end, heading, start in words
    )


def _share(name: str, label: str, which: str) -> tuple[ReleaseColumn, ...]:
    return (
        of_source(
            _IMPROVEMENT,
            f"{name}_of",
            f"{label}: starts counted",
            Kind.COUNT,
            f"Waits of {which} whose outcome at the time limit is known.",
            _CLOCKS,
        ),
        of_source(
            _IMPROVEMENT,
            f"{name}_within",
            f"{label}: within the limit",
            Kind.COUNT,
            "Of them, those that reached the milestone within the limit.",
            _CLOCKS,
        ),
        of_source(
            _IMPROVEMENT,
            f"{name}_percent",
            f"{label}: percent of all starts",
            Kind.PERCENT,
            "Within the limit, of all starts counted.",
            _PERCENT,
        ),
    )


IMPROVEMENT = (
    *_window("baseline", "Baseline", "the time before the programme, by day of the time limit"),
    *_window("current", "Latest", "the latest four complete quarters, by day of start"),
    *_share("baseline", "Baseline", "the time before the programme"),
    *_share("current", "Latest", "the latest four complete quarters"),
    of_source(
        _IMPROVEMENT,
        "difference",
        "Difference, percentage points",
        Kind.POINTS,
        "Latest percentage less the baseline; of the group Mantel and Haenszel's difference "
        "over its authorities, each compared with itself.",
        _POINTS,
    ),
    *(
        of_source(
            _IMPROVEMENT,
            f"ci_{end}",
            f"Difference: 95% interval, {word} end",
            Kind.POINTS,
            f"{word.capitalize()} end of the 95% interval of the difference (Newcombe; of the "
            "group from the pooled variance).",
            _POINTS,
        )
        for end, word in (("low", "lower"), ("high", "upper"))
    ),
    of_source(
        _IMPROVEMENT,
        "verdict",
        "Verdict",
        Kind.WORD,
        "higher: more within the limit than before the programme, by more than chance alone "
        "explains; lower: fewer; no_clear_difference: the interval includes 0; cannot_tell: fewer "
        "than 10 starts in a window, or an interval wider than 30 points.",
        "code",
    ),
)

TIMES_YEAR = of_source(
    _TIMES,
    "cohort_year",
    "Year of start",
    Kind.PERIOD,
    "Calendar year in which the waits started.",
    "year",
)
TIMES_ALL = of_source(
    _TIMES,
    "cohort_years",
    "Years of start",
    Kind.CODE,
    "all: every year together.",
    "code",
)


def _quantile(name: str, share: str, word: str) -> ReleaseColumn:
    return of_source(
        _TIMES,
        name,
        f"Days until {word} had reached it",
        Kind.DAYS,
        f"Day by which {share} of all who started had reached the milestone, told in steps of four "
        "weeks: by this day, and not yet by the step before; [z] where it never came to that.",
        "days, a multiple of 28",
    )


WAITING_TIMES = (
    of_source(
        _TIMES,
        "clocks_band",
        "Waits started, as a band",
        Kind.WORD,
        "How many waits started. A band: beside the starts counted elsewhere the exact number "
        "would give back the few transferred or not recorded.",
        "band",
    ),
    _quantile("p25_days", "25%", "a quarter"),
    _quantile("median_days", "50%", "half"),
    _quantile("p75_days", "75%", "three quarters"),
    of_source(
        _TIMES,
        "reached_percent",
        "Percent reached by the limit",
        Kind.PERCENT,
        "Share of all who started that had reached the milestone by the time limit, those who left "
        "counted as not reaching it (Aalen and Johansen's estimate).",
        _PERCENT,
    ),
    *(
        of_source(
            _TIMES,
            f"reached_ci_{end}",
            f"Percent reached by the limit: 95% interval, {word} end",
            Kind.PERCENT,
            f"{word.capitalize()} end of the 95% interval of reached_percent.",
            _PERCENT,
        )
        for end, word in (("low", "lower"), ("high", "upper"))
    ),
)


def _definition(name: str, heading: str, meaning: str, unit: str = "text") -> ReleaseColumn:
    return of_source("core.local_aim", name, heading, Kind.CODE, meaning, unit)


LOCAL_AIM_ID = _definition("local_aim_id", "Local aim", "Code of the local aim.", "code")
LOCAL_AIM = (
    _definition("aim", "Aim", "PACE aim it belongs to; none where it belongs to no one.", "number"),
    _definition("start_milestone", "From", "Milestone that starts the wait.", "code"),
    _definition("routes", "Routes", "Routes of the start milestone that count, or any.", "code"),
    _definition("ages", "Ages", "Ages at the start that count, in whole years, or any.", "years"),
    _definition("stop_milestone", "To", "Milestone that must be reached.", "code"),
    _definition("within_days", "Within days", "Days allowed.", "days"),
    _definition("achieve_by", "To achieve by", "Day by which the target is to be met.", "ISO date"),
    _definition("target_percent", "Target percent", "Share to be reached in time.", _PERCENT),
    of_source(
        _LOCAL,
        "denominator",
        "Starts in the last year",
        Kind.COUNT,
        "Start milestones in the latest year for which the allowed days have passed.",
        "milestones",
    ),
    of_source(
        _LOCAL, "numerator", "Reached in time", Kind.COUNT, "Of them, in time.", "milestones"
    ),
    of_source(_LOCAL, "percent", "Percent in time", Kind.PERCENT, "Reached in time.", _PERCENT),
    of_source(
        _LOCAL,
        "status",
        "Status",
        Kind.WORD,
        "achieved, missed, on_track (as far as time has gone by since the aim began), behind, "
        "too_few (below 10) or not_yet_measurable (nobody yet).",
        "code",
    ),
)

DATA_QUALITY = (
    of_source(
        "core.authority",
        "data_to",
        "Data up to",
        Kind.CODE,
        "Day up to which the submission in force is complete; none where there is none.",
        "ISO date",
    ),
    of_source(
        _QUALITY,
        "rows_kept",
        "Rows kept",
        Kind.CODE,
        "Share of the rows received that were accepted or repaired, as a band.",
        "band",
    ),
    of_source(
        _QUALITY,
        "rows_repaired",
        "Rows repaired",
        Kind.CODE,
        "Share of the rows received that a named rule repaired, as a band.",
        "band",
    ),
    of_source(
        _QUALITY,
        "births_recorded",
        "Children with a birth month",
        Kind.CODE,
        "Share of children whose month of birth is recorded, as a band; wider where few.",
        "band",
    ),
    of_source(
        _QUALITY,
        "came_after",
        "Came after",
        Kind.CODE,
        "Time from the day the data are complete to the day they came, as a band.",
        "band",
    ),
    of_source(
        _QUALITY,
        "rows_changed",
        "Rows more or fewer than before",
        Kind.CODE,
        "How many rows came more or fewer than in the last submission that describes an earlier "
        "day, as a band of its rows; nothing before where none does.",
        "band",
    ),
)

COVERAGE_DAY = of_source(
    _COVERAGE, "day", "Day", Kind.PERIOD, "Day on which children are counted.", "ISO date"
)
COVERAGE = (
    of_source(
        _COVERAGE,
        "counted_here",
        "Looked after, counted here",
        Kind.COUNT,
        "Children looked after on the day, by the data in force.",
        "children",
    ),
    of_source(
        _COVERAGE,
        "published",
        "Looked after, published",
        Kind.WORD,
        "The published figure that the programme recorded for the day; beside a withheld count it "
        "would all but say it.",
        "children",
    ),
    of_source(
        _COVERAGE,
        "percent_of_published",
        "Counted here, percent of published",
        Kind.POINTS,
        "Children counted here, of the published figure; may be above 100.",
        "per cent, one decimal",
    ),
)
