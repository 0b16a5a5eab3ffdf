"""Calendar arithmetic."""

from __future__ import annotations

import calendar
from collections.abc import Iterator
from datetime import date, timedelta


def add_days(day: date, days: int) -> date:
    return day + timedelta(days=days)


def add_months(day: date, months: int) -> date:
    """To the same day of the month, else its last."""
    index = day.year * 12 + day.month - 1 + months
    year, month = divmod(index, 12)
    last = calendar.monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def add_two_years(day: date) -> date:
    """Section 4: "+ 2 calendar years, 29 Feb → 28 Feb"."""
    return add_months(day, 24)


def eighteenth_birthday(birth_month: date | None) -> date | None:
    """Rule 8: "the first day of `birth_month` + 18 years. Unknown birth month: no birthday"."""
    if birth_month is None:
        return None
    return date(birth_month.year + 18, birth_month.month, 1)


def whole_years(birth_month: date | None, day: date) -> int | None:
    """`age_at_start_years`: "whole years, by month; 0 before birth"; rule 8: unknown, no age."""
    if birth_month is None:
        return None
    months = (day.year - birth_month.year) * 12 + day.month - birth_month.month
    return max(0, months // 12)


def quarter_of(day: date) -> date:
    """The first day of the calendar quarter of a day."""
    return date(day.year, 3 * ((day.month - 1) // 3) + 1, 1)


def last_day_of_quarter(first_day: date) -> date:
    return add_days(add_months(first_day, 3), -1)


def quarters_between(first: date, last: date) -> Iterator[date]:
    """The first days of the quarters from that of `first` to that of `last`."""
    quarter = quarter_of(first)
    while quarter <= last:
        yield quarter
        quarter = add_months(quarter, 3)


def each_day(first: date, last: date) -> Iterator[date]:
    """Every day from first to last, both included."""
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
