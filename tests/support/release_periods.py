"""Which quarters a released row is of, as its period says."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

# The tables of starts by outcome, and the column of each that holds its period.
STARTS: Mapping[str, str] = {
    "aim_timeliness_groups_by_quarter": "cohort_quarter",
    "aim_timeliness_groups_by_year": "cohort_year",
    "aim_timeliness_authorities_by_year": "cohort_year",
    "aim_timeliness_authorities_by_three_years": "cohort_years",
}


def quarters_of(period: str) -> list[pd.Period]:
    """Return the quarters of a year, of ``2017/2019``, or the one that begins on a day."""
    first, _, last = period.partition("/")
    if len(first) == 4:
        return list(pd.period_range(f"{first}Q1", f"{last or first}Q4", freq="Q"))
    return [pd.Period(period, freq="Q")]


def three_years_of(year: int) -> str:
    """Return the three years, as releases fix them, that a year lies in."""
    first = year - (year - 2014) % 3
    return f"{first}/{first + 2}"
