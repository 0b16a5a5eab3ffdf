"""To which tables each block is written: groups by quarter, groups by year, named authorities.

One list for the tables, for the attack on them, and for what is withheld after it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pipelines.contract.release_tables import TableShape
from pipelines.disclosure import grains, shapes
from pipelines.disclosure.periods import first_day, last_day, new_years_eve, years_of


@dataclass(frozen=True)
class Written:
    """A table, its column of periods, and how it writes a quarter, a year or a span of years."""

    shape: TableShape
    column: str
    period: Callable[[Any], str]


_COHORT = (
    Written(shapes.COHORT_QUARTERS, "cohort_quarter", first_day),
    Written(shapes.COHORT_YEARS, "cohort_year", str),
    Written(shapes.COHORT_AUTHORITIES, "cohort_year", years_of),
)
_COHORT_OF_THREE_YEARS = (
    *_COHORT[:2],
    Written(shapes.COHORT_AUTHORITIES_THREE_YEARS, "cohort_years", years_of),
)
_WAITING = (
    Written(shapes.WAITING_QUARTERS, "quarter_end", last_day),
    None,
    Written(shapes.WAITING_AUTHORITIES, "quarter_end", new_years_eve),
)


def _groups(shape: TableShape, column: str, period: Callable[[Any], str]) -> _Tables:
    return (Written(shape, column, period), None, None)


_Tables = tuple[Written, Written | None, Written | None]
TABLES: Mapping[str, _Tables] = {
    grains.COHORT.name: _COHORT,
    grains.COHORT_OF_THREE_YEARS.name: _COHORT_OF_THREE_YEARS,
    grains.HOME_COHORT.name: (_COHORT[0], None, None),
    grains.WAITING.name: _WAITING,
    grains.HOME_WAITING.name: _WAITING,
    grains.OVERDUE.name: _groups(shapes.OVERDUE_QUARTERS, "quarter_end", last_day),
    grains.HOME_STOCK.name: (
        Written(shapes.HOME_STOCK_QUARTERS, "census_quarter", last_day),
        None,
        Written(shapes.HOME_STOCK_AUTHORITIES, "census_quarter", new_years_eve),
    ),
    grains.HOME_DECISIONS.name: _groups(shapes.HOME_DECISIONS_QUARTERS, "census_quarter", last_day),
    grains.HOME_FLOW.name: _groups(shapes.HOME_FLOW_QUARTERS, "quarter", first_day),
    grains.HOME_OUTCOMES.name: _groups(shapes.HOME_OUTCOMES_QUARTERS, "quarter", first_day),
}
