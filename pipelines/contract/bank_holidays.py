"""Scottish bank holidays, as the working days of ``process_timeliness`` need them.

Bank holidays in Scotland are those of Schedule 1 to the Banking and Financial Dealings Act 1971,
those proclaimed each year under it (the last Monday of May, Boxing Day) and St Andrew's Day (St
Andrew's Day Bank Holiday (Scotland) Act 2007). The United Kingdom's government publishes them about
two years ahead (gov.uk/bank-holidays); later years follow the rules until something else is
proclaimed, and are to be looked at again then. Local holidays of a council are not among them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pandas as pd
from pandas.tseries.offsets import Easter

FIRST_YEAR, LAST_YEAR = 1990, 2035
ST_ANDREWS_SINCE = 2007

# Days moved or added by proclamation: the rule's day (none where one was added), the day, its name.
PROCLAIMED: tuple[tuple[date | None, date, str], ...] = (
    (date(1995, 5, 1), date(1995, 5, 8), "Early May bank holiday (VE Day)"),
    (None, date(1999, 12, 31), "Millennium celebrations"),
    (None, date(2002, 6, 3), "Golden Jubilee"),
    (date(2002, 5, 27), date(2002, 6, 4), "Spring bank holiday"),
    (None, date(2011, 4, 29), "Royal wedding"),
    (date(2012, 5, 28), date(2012, 6, 4), "Spring bank holiday"),
    (None, date(2012, 6, 5), "Diamond Jubilee"),
    (date(2020, 5, 4), date(2020, 5, 8), "Early May bank holiday (VE Day)"),
    (date(2022, 5, 30), date(2022, 6, 2), "Spring bank holiday"),
    (None, date(2022, 6, 3), "Platinum Jubilee"),
    (None, date(2022, 9, 19), "State funeral of the Queen"),
    (None, date(2023, 5, 8), "Coronation of the King"),
    (None, date(2026, 6, 15), "Scotland at the World Cup"),
)


def bank_holidays(year: int) -> dict[date, str]:
    """Return the bank holidays of a year by day, in order, a weekend's as its substitute."""
    moved = {was for was, _, _ in PROCLAIMED}
    kept = {day: name for day, name in _weekdays_by_rule(year) if day not in moved}
    kept |= {day: name for _, day, name in PROCLAIMED if day.year == year}
    for day, name in _fixed_days(year):
        kept[_first_free_weekday(day, kept)] = name
    return dict(sorted(kept.items()))


def _weekdays_by_rule(year: int) -> Iterator[tuple[date, str]]:
    """Yield the days that fall on a weekday by their rule."""
    easter = (pd.Timestamp(year, 1, 1) + Easter()).date()
    yield easter - timedelta(days=2), "Good Friday"
    yield _monday_on_or_after(date(year, 5, 1)), "Early May bank holiday"
    yield _monday_on_or_after(date(year, 5, 25)), "Spring bank holiday"
    yield _monday_on_or_after(date(year, 8, 1)), "Summer bank holiday"


def _fixed_days(year: int) -> Iterator[tuple[date, str]]:
    """Yield the days of a fixed date, those on a weekday first: substitutes give way to them."""
    days = [
        (date(year, 1, 1), "New Year's Day"),
        (date(year, 1, 2), "2nd January"),
        (date(year, 12, 25), "Christmas Day"),
        (date(year, 12, 26), "Boxing Day"),
    ]
    if year >= ST_ANDREWS_SINCE:
        days.append((date(year, 11, 30), "St Andrew's Day"))
    yield from sorted(days, key=lambda d: (_is_weekend(d[0]), d[0]))


def _first_free_weekday(day: date, taken: dict[date, str]) -> date:
    while _is_weekend(day) or day in taken:
        day += timedelta(days=1)
    return day


def _monday_on_or_after(day: date) -> date:
    return day + timedelta(days=-day.weekday() % 7)


def _is_weekend(day: date) -> bool:
    return day.weekday() >= 5
