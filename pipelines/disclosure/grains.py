"""What may leave, decided once: marts, columns, grains, and what is decided together.

Contract section 5 says what a release *may* carry. This draft is stricter in these points:

* age bands leave as ``all`` only: four bands of one cohort are four more equations on small cells;
* of a cohort the counted starts leave (within, not within, left before), not ``clocks_started``:
  the difference would give back the few transferred or not recorded;
* ``overdue_twice`` leaves for groups only, in a table of its own, where ``overdue`` is shown;
* authorities leave with flows of Aims 2 to 4 and stocks only: a stock at each year's end beside a
  flow of Aim 1 gives back those who left;
* authorities' flows leave by calendar year (Aim 2) and by three of them (Aims 3 and 4, of which a
  year holds too few children); a stock is of a day, and merging days would count children twice;
* the flows of Aim 1 leave for all reporting authorities together only, for the same reason;
* Aim 1's tables are tied, for the children are the same: who waits is shown where the stock is; a
  flow where the stocks before and after it are; its cohort where the flow could be; and the flow
  is withheld where beside its cohort it would give back the few who reached two years uncounted.

``Block`` is a set of counts that is shown or withheld as one; its ``atoms`` are disjoint parts, so
that every published count, and every difference between two, is a sum of them.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum

import pandas as pd

from pipelines.settings import DBT_PROJECT_DIR

# The headline variant of each aim and its time limit in days, as the models have them.
_HEADLINES = pd.read_csv(DBT_PROJECT_DIR / "seeds" / "aim_variant.csv").query(
    "is_headline == 'yes'"
)
HEADLINE_VARIANT: dict[int, str] = dict(zip(_HEADLINES["aim"], _HEADLINES["variant"], strict=True))
LIMIT_DAYS: dict[int, int] = {
    int(aim): int(days)
    for aim, days in zip(_HEADLINES["aim"], _HEADLINES["threshold_days"], strict=True)
}
AGE_BAND = "all"


class Areas(StrEnum):
    """Which areas a block leaves for."""

    WHOLE = "whole"  # all_reporting (and scotland, where all authorities are in force)
    GROUPS = "groups"  # and engaged, not_engaged
    AUTHORITIES = "authorities"  # and named authorities by calendar years


class Year(StrEnum):
    """What an authority's calendar years hold."""

    SUM = "sum"  # of their quarters
    END = "end"  # the stock on 31 December


@dataclass(frozen=True)
class Block:
    """Counts that are shown or withheld together.

    ``uniform``: the two atoms of which one being 0 says the same of every child. ``group_years``:
    groups leave by calendar year too. ``span_years``: named authorities leave by so many years.
    """

    name: str
    atoms: tuple[str, ...]
    areas: Areas
    year: Year = Year.SUM
    group_years: bool = False
    span_years: int = 1
    uniform: tuple[str, str] | None = None


COHORT_ATOMS = ("within", "not_within", "exited_before_threshold")
WAITING_ATOMS = ("waiting", "overdue")
OVERDUE_ATOMS = ("overdue_once", "overdue_twice")

COHORT = Block(
    name="cohort",
    atoms=COHORT_ATOMS,
    areas=Areas.AUTHORITIES,
    group_years=True,
    uniform=("within", "not_within"),
)
COHORT_OF_THREE_YEARS = replace(COHORT, name="cohort_of_three_years", span_years=3)
COHORTS = {2: COHORT, 3: COHORT_OF_THREE_YEARS, 4: COHORT_OF_THREE_YEARS}
WAITING = Block("waiting", WAITING_ATOMS, Areas.AUTHORITIES, year=Year.END)
OVERDUE = Block("overdue", OVERDUE_ATOMS, Areas.GROUPS)

HOME_STOCK = Block(
    name="home_stock",
    atoms=("under_two_years", "reviewed", "not_reviewed"),
    areas=Areas.AUTHORITIES,
    year=Year.END,
    uniform=("reviewed", "not_reviewed"),
)
# The last atom is the difference between two tables: who is over two years at home without a review
# and yet has no running clock (an adult, or excluded).
HOME_WAITING = Block(
    name="home_waiting",
    atoms=(*WAITING_ATOMS, "not_reviewed_without_clock"),
    areas=Areas.AUTHORITIES,
    year=Year.END,
)
HOME_DECISIONS = Block(
    name="home_decisions",
    atoms=(
        "reviewed_last_12_months",
        "reviewed_earlier",
        "latest_review_said_ends",
        "latest_review_said_continues",
        "latest_review_said_accommodate",
        "latest_review_said_other",
    ),
    areas=Areas.GROUPS,
)
HOME_FLOW = Block(
    name="home_flow",
    atoms=(
        "over_two_years_at_start",
        "over_two_years_at_end",
        "reached_two_years",
        "left_after_review",
        "left_without_review",
        "first_reviewed",
    ),
    areas=Areas.WHOLE,
)
HOME_OUTCOMES = Block(
    name="home_outcomes",
    atoms=(
        "accommodated_within_90_days",
        "order_ended_within_90_days",
        "order_continued",
        "not_yet_known",
    ),
    areas=Areas.WHOLE,
)
HOME_COHORT = Block(name="home_cohort", atoms=COHORT_ATOMS, areas=Areas.WHOLE)
