"""How tables write a quarter, a year or several."""

from __future__ import annotations

import pandas as pd

from pipelines.disclosure.cubes import Span


def first_day(quarter: pd.Period) -> str:
    """Return a quarter's first day as an ISO date."""
    return str(quarter.start_time.date().isoformat())


def last_day(quarter: pd.Period) -> str:
    """Return a quarter's last day as an ISO date."""
    return str(quarter.end_time.date().isoformat())


def years_of(span: Span) -> str:
    """Return a span of years as ISO 8601 has it: ``2019``, or ``2017/2019``."""
    return str(span[0]) if len(span) == 1 else f"{span[0]}/{span[-1]}"


def new_years_eve(span: Span) -> str:
    """Return 31 December of a span's last year as an ISO date."""
    return f"{span[-1]}-12-31"
