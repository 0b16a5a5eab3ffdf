"""What charts and the report draw: rows of protected tables that are shown, and nothing else."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from pipelines.contract.release_tables import ALL_REPORTING, SCOTLAND, Protected, ProtectedTable

LEAST_POINTS = 4
RECENT_QUARTERS = 5
QUARTERS = "aim_timeliness_groups_by_quarter"
YEARS = "aim_timeliness_groups_by_year"
_NAMED = {
    2: "aim_timeliness_authorities_by_year",
    3: "aim_timeliness_authorities_by_three_years",
    4: "aim_timeliness_authorities_by_three_years",
}
WAITING = "waiting_now_groups_by_quarter"
WAITING_LONG = "waiting_long_groups_by_quarter"
HOME = "home_orders_groups_by_quarter"


@dataclass(frozen=True)
class Series:
    """Rows of one area in order of time; withheld rows stay in, with figures missing."""

    table: ProtectedTable
    rows: pd.DataFrame
    period: str
    is_yearly: bool = False

    @property
    def shown(self) -> pd.DataFrame:
        """Return the rows with figures."""
        return self.rows[self.rows["symbol"] == ""]

    @property
    def cells(self) -> pd.DataFrame:
        """Return the rows as text, with symbols."""
        return self.table.cells().loc[self.rows.index]


def headline_area(protected: Protected) -> str:
    """Return the area the report is about: Scotland where every authority reports."""
    areas = set(protected.table(HOME).frame["area"])
    return SCOTLAND if SCOTLAND in areas else ALL_REPORTING


def series(
    protected: Protected, name: str, period: str, aim: int | None = None, area: str | None = None
) -> Series:
    """Return the rows of the headline area (or another) in a table."""
    table = protected.table(name)
    rows = table.frame
    rows = rows[rows["area"] == (area or headline_area(protected))]
    if aim is not None:
        rows = rows[rows["aim"].astype(int) == aim]
    return Series(table, rows.sort_values(period), period)


def timeliness(protected: Protected, aim: int) -> Series:
    """Return an aim's shares by quarter; by year where too few quarters can be shown."""
    quarters = series(protected, QUARTERS, "cohort_quarter", aim)
    if aim == 1 or len(quarters.shown) >= max(LEAST_POINTS, len(quarters.rows) // 3):
        return quarters
    years = series(protected, YEARS, "cohort_year", aim)
    yearly = Series(years.table, years.rows, years.period, is_yearly=True)
    return yearly if len(yearly.shown) else quarters


def named_starts(protected: Protected, aim: int) -> ProtectedTable:
    """Return the table of named authorities' starts: by year for Aim 2, by three for 3 and 4."""
    return protected.table(_NAMED[aim])


def home(protected: Protected) -> Series:
    """Return the stock of children at home."""
    return series(protected, HOME, "census_quarter")


def latest_waiting(protected: Protected) -> pd.DataFrame:
    """Return the row of each aim on the newest day shown, of the last five quarter ends."""
    newest = [series(protected, WAITING, "quarter_end", aim) for aim in (1, 2, 3, 4)]
    recent = [s.rows.tail(RECENT_QUARTERS) for s in newest]
    return pd.concat([rows[rows["symbol"] == ""].tail(1) for rows in recent])
