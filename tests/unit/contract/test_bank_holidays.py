"""Scottish bank holidays, year by year as the government published them (gov.uk/bank-holidays)."""

from __future__ import annotations

import csv
from datetime import date

import pytest

from pipelines.contract.bank_holidays import FIRST_YEAR, LAST_YEAR, bank_holidays
from pipelines.contract.seeds import SEEDS_DIR

PUBLISHED = {
    # Both new year days on a weekend; a royal wedding; Christmas on a Sunday.
    2011: "01-03 01-04 04-22 04-29 05-02 05-30 08-01 11-30 12-26 12-27",
    # Spring moved into June, with the jubilee after it.
    2012: "01-02 01-03 04-06 05-07 06-04 06-05 08-06 11-30 12-25 12-26",
    # St Andrew's Day on a Saturday.
    2019: "01-01 01-02 04-19 05-06 05-27 08-05 12-02 12-25 12-26",
    # Early May moved to VE Day; Boxing Day on a Saturday.
    2020: "01-01 01-02 04-10 05-08 05-25 08-03 11-30 12-25 12-28",
    # 2nd January and Christmas on a Saturday, Boxing Day on a Sunday.
    2021: "01-01 01-04 04-02 05-03 05-31 08-02 11-30 12-27 12-28",
    # New year on a Saturday; jubilee; the Queen's funeral; Christmas on a Sunday.
    2022: "01-03 01-04 04-15 05-02 06-02 06-03 08-01 09-19 11-30 12-26 12-27",
    # New year on a Sunday; the coronation.
    2023: "01-02 01-03 04-07 05-01 05-08 05-29 08-07 11-30 12-25 12-26",
}


@pytest.mark.parametrize("year", PUBLISHED)
def test_the_holidays_of_a_year_are_those_published(year: int) -> None:
    assert [day.strftime("%m-%d") for day in bank_holidays(year)] == PUBLISHED[year].split()


def test_st_andrews_day_is_a_bank_holiday_since_the_act_of_2007() -> None:
    assert date(2006, 11, 30) not in bank_holidays(2006)
    assert date(2007, 11, 30) in bank_holidays(2007)


@pytest.mark.parametrize("year", range(FIRST_YEAR, LAST_YEAR + 1))
def test_every_holiday_is_a_weekday_of_its_year(year: int) -> None:
    days = list(bank_holidays(year))
    assert all(day.year == year and day.weekday() < 5 for day in days)
    assert len(days) >= (9 if year >= 2007 else 8)


def test_the_seed_covers_every_year_without_a_gap() -> None:
    with (SEEDS_DIR / "scottish_bank_holiday.csv").open(encoding="utf-8") as handle:
        years = {int(row["holiday_on"][:4]) for row in csv.DictReader(handle)}
    assert years == set(range(FIRST_YEAR, LAST_YEAR + 1))
