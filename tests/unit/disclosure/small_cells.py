"""Which counts of a made-up world are small, and which of a release are shown: for attackers.

A target is a name, a sum of an attacker's unknowns (``attack.py``), and its true value.
"""

from __future__ import annotations

from collections.abc import Iterator

import pandas as pd

from pipelines.contract.release_tables import MartFrames, Protected
from tests.support.release_periods import STARTS, quarters_of, three_years_of
from tests.unit.disclosure.attack import COHORT, Known, Terms

SMALL = range(1, 5)
Target = tuple[str, Terms, int]
TABLES = tuple(STARTS)


def small_cohort_cells(
    frames: MartFrames, known: Known, aim: int, atom: str, lag: int
) -> Iterator[Target]:
    """Yield the small counts of an outcome, by quarter, year and three years: name, sum, truth."""
    rows = frames.aim_timeliness[frames.aim_timeliness["aim"] == aim]
    mature = rows[rows["is_mature"]]
    by_quarter = mature.assign(quarter=pd.PeriodIndex(mature["cohort_quarter"], freq="Q"))
    for _, row in by_quarter[by_quarter[atom].isin(SMALL)].iterrows():
        codes = known.at(row["area"], row["quarter"], lag)
        yield f"{row['area']} {row['quarter']}", {(c, row["quarter"]): 1 for c in codes}, row[atom]
    years = by_quarter["quarter"].dt.year
    for periods in (years.astype(str), years.map(three_years_of)):
        of = by_quarter.assign(period=periods)
        for (area, period), total in of.groupby(["area", "period"])[atom].sum().items():
            terms = {(c, q): 1 for q in quarters_of(period) for c in known.at(area, q, lag)}
            if total in SMALL:
                yield f"{area} {period}", terms, int(total)


def small_waits(frames: MartFrames, known: Known, aim: int) -> Iterator[Target]:
    """Yield the small stocks of those who wait for an aim."""
    rows = frames.waiting_now[frames.waiting_now["aim"] == aim]
    yield from _cells(rows, known, "area", "quarter_end", ("waiting", "overdue", "overdue_twice"))


def small_home(frames: MartFrames, known: Known) -> Iterator[Target]:
    """Yield the small stocks and flows of children at home."""
    stock = ("at_home", "reviewed", "reviewed_last_12_months", "latest_review_said_accommodate")
    yield from _cells(frames.home_orders, known, "authority_code", "census_quarter", stock)
    flow = (
        "reached_two_years",
        "left",
        "left_without_review",
        "first_reviewed",
        "accommodated_within_90_days",
        "order_continued",
    )
    yield from _cells(frames.home_reviews, known, "area", "quarter", flow)
    rows = frames.aim_timeliness[frames.aim_timeliness["aim"] == 1]
    for _, row in rows[rows["is_mature"]].iterrows():
        quarter = pd.Period(row["cohort_quarter"], freq="Q")
        for atom in COHORT:
            if row[atom] in SMALL:
                codes = known.at(row["area"], quarter, 1)
                yield f"{atom} {row['area']}", {(atom, c, quarter): 1 for c in codes}, row[atom]


def _cells(
    rows: pd.DataFrame, known: Known, area: str, day: str, columns: tuple[str, ...]
) -> Iterator[Target]:
    for _, row in rows.iterrows():
        quarter = pd.Period(row[day], freq="Q")
        for column in columns:
            if row[column] in SMALL:
                terms = {(column, c, quarter): 1 for c in known.at(row[area], quarter)}
                yield f"{column} {row[area]} {quarter}", terms, int(row[column])


Cells = dict[tuple[str, ...], int]


def open_cells(protected: Protected) -> Cells:
    """Return every shown count of the cohorts' tables, by table, area, aim, period and column."""
    out: Cells = {}
    for name in TABLES:
        table = protected.table(name)
        for row in table.shown.to_dict("records"):
            period = str(row[STARTS[name]])
            for column in table.shape.counts:
                out[(name, str(row["area"]), str(row["aim"]), period, column)] = int(row[column])
    return out
