"""The columns that may leave, each with its heading, meaning, unit and source model."""

from __future__ import annotations

from pipelines.contract.release_tables import Kind, ReleaseColumn

_CHILDREN = "children"
_CLOCKS = "clocks (a child's wait for one milestone)"
_PERCENT = "per cent (0 to 100), one decimal"


def _column(
    name: str, heading: str, kind: Kind, meaning: str, unit: str, source: str
) -> ReleaseColumn:
    return ReleaseColumn(name, heading, kind, meaning, unit, source)


def of_source(
    source: str, name: str, heading: str, kind: Kind, meaning: str, unit: str
) -> ReleaseColumn:
    """Return a column, its source first: for tables whose columns are all of one mart."""
    return _column(name, heading, kind, meaning, unit, source)


def _count(name: str, heading: str, meaning: str, unit: str, source: str) -> ReleaseColumn:
    return ReleaseColumn(name, heading, Kind.COUNT, meaning, unit, source)


AREA = _column(
    "area",
    "Area code",
    Kind.AREA,
    "Code of the area: the nine-character GSS code of an authority, or the name of a group.",
    "code",
    "core.authority",
)
AREA_NAME = _column("area_name", "Area", Kind.NAME, "Name of the area.", "text", "core.authority")
AIM = _column(
    "aim",
    "Aim",
    Kind.CODE,
    "Number of the PACE aim: 1 the plan of a child at home for over two years is reviewed; "
    "2 a recommendation for permanence within 26 weeks of becoming looked after away from home; "
    "3 an agency decision within 14 weeks of the recommendation; 4 an application lodged with the "
    "court within 16 weeks of the decision.",
    "number, 1 to 4",
    "core.aim_clock",
)
VARIANT = _column(
    "variant",
    "Variant of the aim",
    Kind.CODE,
    "Which time limit is applied: national, or within_one_year for Aim 1, for which no limit is "
    "published (ours).",
    "code",
    "core.aim_clock",
)
STATUS = _column(
    "data_status",
    "Data status",
    Kind.STATUS,
    "MADE-UP where every figure is invented for demonstration; REAL otherwise.",
    "code",
    "core.build",
)
COHORT_QUARTER = _column(
    "cohort_quarter",
    "Quarter of start (first day)",
    Kind.PERIOD,
    "First day of the calendar quarter in which the waits started.",
    "ISO date",
    "marts.aim_timeliness",
)
COHORT_YEAR = _column(
    "cohort_year",
    "Year of start",
    Kind.PERIOD,
    "Calendar year in which the waits started: the sum of its four quarters.",
    "year",
    "marts.aim_timeliness",
)
COHORT_YEARS = _column(
    "cohort_years",
    "Years of start",
    Kind.PERIOD,
    "Three calendar years in which the waits started: the sum of their twelve quarters. The years "
    "are fixed (2014/2016, 2017/2019 and so on, the first and the last of three).",
    "years",
    "marts.aim_timeliness",
)
QUARTER_END = _column(
    "quarter_end",
    "Quarter's last day",
    Kind.PERIOD,
    "The day on which those waiting are counted.",
    "ISO date",
    "marts.waiting_now",
)
CENSUS_QUARTER = _column(
    "census_quarter",
    "Quarter's last day",
    Kind.PERIOD,
    "The day on which children at home are counted.",
    "ISO date",
    "marts.home_orders",
)
QUARTER = _column(
    "quarter",
    "Quarter (first day)",
    Kind.PERIOD,
    "First day of the calendar quarter.",
    "ISO date",
    "marts.home_reviews",
)


def members(source: str) -> tuple[ReleaseColumn, ReleaseColumn]:
    """Return the two columns that say how many authorities a group's row rests on."""
    return (
        _column(
            "authorities_included",
            "Authorities included",
            Kind.AUTHORITIES,
            "Authorities whose data are complete enough to be in this row.",
            "authorities",
            source,
        ),
        _column(
            "authorities_missing",
            "Authorities missing",
            Kind.AUTHORITIES,
            "Authorities of the group whose data are not complete enough to be in this row.",
            "authorities",
            source,
        ),
    )


def _interval(prefix: str, label: str, of: str, source: str) -> tuple[ReleaseColumn, ...]:
    return tuple(
        _column(
            f"{prefix}ci_{end}",
            f"{label}: 95% interval, {word} end",
            Kind.PERCENT,
            f"{word.capitalize()} end of the 95% confidence interval (Wilson) of {of}.",
            _PERCENT,
            source,
        )
        for end, word in (("low", "lower"), ("high", "upper"))
    )


COHORT = (
    _count(
        "counted_starts",
        "Starts counted",
        "Waits that started in the period and whose outcome at the time limit is known: within, "
        "not within, or left before. The transferred and the not recorded are not among them.",
        _CLOCKS,
        "marts.aim_timeliness",
    ),
    _count(
        "within",
        "Within the limit",
        "Of the starts counted, those that reached the milestone within the limit.",
        _CLOCKS,
        "marts.aim_timeliness",
    ),
    _count(
        "not_within",
        "Not within the limit",
        "Of the starts counted, those still waiting when the limit passed.",
        _CLOCKS,
        "marts.aim_timeliness",
    ),
    _count(
        "exited_before_threshold",
        "Left before the limit",
        "Of the starts counted, those whose wait ended another way before the limit passed, for "
        "example by returning home.",
        _CLOCKS,
        "marts.aim_timeliness",
    ),
    _column(
        "percent_of_all_starts",
        "Percent of all starts",
        Kind.PERCENT,
        "Within the limit, of all starts counted.",
        _PERCENT,
        "marts.aim_timeliness",
    ),
    *_interval("starts_", "Percent of all starts", "percent_of_all_starts", "marts.aim_timeliness"),
    _column(
        "percent_within",
        "Percent of those still waiting",
        Kind.PERCENT,
        "Within the limit, of those who had not left before it: within and not within.",
        _PERCENT,
        "marts.aim_timeliness",
    ),
    *_interval("", "Percent of those still waiting", "percent_within", "marts.aim_timeliness"),
)

WAITING = (
    _count(
        "waiting",
        "Waiting, limit not passed",
        "Waits open on the day whose time limit has not passed.",
        _CLOCKS,
        "marts.waiting_now",
    ),
    _count(
        "overdue",
        "Waiting, limit passed",
        "Waits open on the day whose time limit has passed.",
        _CLOCKS,
        "marts.waiting_now",
    ),
)

OVERDUE = (
    _count(
        "overdue_once",
        "Limit passed, not yet twice",
        "Of those whose limit has passed, those who have not waited twice the limit.",
        _CLOCKS,
        "marts.waiting_now",
    ),
    _count(
        "overdue_twice",
        "Waiting, twice the limit passed",
        "Of those whose limit has passed, those who have waited twice the limit.",
        _CLOCKS,
        "marts.waiting_now",
    ),
)

HOME_STOCK = (
    _count(
        "at_home",
        "Looked after at home",
        "Children looked after at home on the day.",
        _CHILDREN,
        "marts.home_orders",
    ),
    _count(
        "over_two_years",
        "At home over two years",
        "Of those at home, children at home for over two years.",
        _CHILDREN,
        "marts.home_orders",
    ),
    _count(
        "reviewed",
        "Reviewed since two years",
        "Of those over two years, children whose plan was reviewed since two years were reached.",
        _CHILDREN,
        "marts.home_orders",
    ),
    _column(
        "percent_reviewed",
        "Percent reviewed",
        Kind.PERCENT,
        "Reviewed, of those at home over two years.",
        _PERCENT,
        "marts.home_orders",
    ),
)

HOME_DECISIONS = (
    _count(
        "reviewed_last_12_months",
        "Reviewed in the last 12 months",
        "Of the reviewed, children with a review in the 12 months up to the day.",
        _CHILDREN,
        "marts.home_orders",
    ),
    *(
        _count(f"latest_review_said_{code}", heading, meaning, _CHILDREN, "marts.home_orders")
        for code, heading, meaning in (
            ("ends", "Latest review: order ends", "Of the reviewed: the order should end."),
            (
                "continues",
                "Latest review: order continues",
                "Of the reviewed: the order should continue.",
            ),
            (
                "accommodate",
                "Latest review: accommodate",
                "Of the reviewed: the child should be accommodated away from home.",
            ),
        )
    ),
)

HOME_FLOW = (
    _count(
        "over_two_years_at_start",
        "Over two years at start",
        "Home spells over two years when the quarter began.",
        "home spells",
        "marts.home_reviews",
    ),
    _count(
        "reached_two_years",
        "Reached two years",
        "Home spells that reached two years in the quarter.",
        "home spells",
        "marts.home_reviews",
    ),
    _count(
        "left",
        "Left",
        "Home spells over two years that ended in the quarter.",
        "home spells",
        "marts.home_reviews",
    ),
    _count(
        "over_two_years_at_end",
        "Over two years at end",
        "At start, plus those that reached two years, less those that left.",
        "home spells",
        "marts.home_reviews",
    ),
    _count(
        "left_without_review",
        "Left without a review",
        "Of those that left, spells without a review since two years were reached.",
        "home spells",
        "marts.home_reviews",
    ),
    _count(
        "first_reviewed",
        "First reviewed",
        "Home spells over two years whose first review was in the quarter.",
        "home spells",
        "marts.home_reviews",
    ),
)

HOME_OUTCOMES = (
    _count(
        "accommodated_within_90_days",
        "Accommodated within 90 days",
        "Of those first reviewed in the quarter: away from home within 90 days.",
        "home spells",
        "marts.home_reviews",
    ),
    _count(
        "order_ended_within_90_days",
        "Order ended within 90 days",
        "Of those first reviewed in the quarter: the spell ended otherwise within 90 days.",
        "home spells",
        "marts.home_reviews",
    ),
    _count(
        "order_continued",
        "Order continued",
        "Of those first reviewed in the quarter: still at home 90 days later.",
        "home spells",
        "marts.home_reviews",
    ),
)
