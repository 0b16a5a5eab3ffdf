"""How tables write a quarter or a year."""

from __future__ import annotations

import pandas as pd


def first_day(quarter: pd.Period) -> str:
    """Return a quarter's first day as an ISO date."""
    return str(quarter.start_time.date().isoformat())


def last_day(quarter: pd.Period) -> str:
    """Return a quarter's last day as an ISO date."""
    return str(quarter.end_time.date().isoformat())


def new_years_eve(year: int) -> str:
    """Return 31 December of a year as an ISO date."""
    return f"{year}-12-31"
