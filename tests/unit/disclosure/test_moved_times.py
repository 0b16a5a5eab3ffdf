"""Between two shown rows of waiting times lie as many clocks as a row needs."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.contract.published import Published
from pipelines.contract.release_tables import SYMBOL_COLUMN, ProtectedTable
from pipelines.disclosure import default_policy
from pipelines.disclosure.assemble import table
from pipelines.disclosure.ledger import LINE, TERM, Ledger
from pipelines.disclosure.moved_times import moved_times
from pipelines.disclosure.shapes_programme import WAITING_TIMES_GROUPS

TIMES = (WAITING_TIMES_GROUPS.name, "all_reporting", "2", "2014")


def counts(clocks: int = 122, exited: int = 8) -> Ledger:
    told = {"clocks": clocks, "stopped": 90, "exited": exited, "reached": 40}
    lines = pd.DataFrame([(*TIMES, c, n, True) for c, n in told.items()], columns=LINE)
    return Ledger(lines.astype({"value": "Int64"}), pd.DataFrame(columns=TERM))


def rows(median_days: int = 161) -> ProtectedTable:
    row = {
        "area": "all_reporting",
        "area_name": "All reporting authorities",
        "aim": 2,
        "variant": "national",
        "cohort_year": "2014",
        "clocks_band": "100 to 199",
        "p25_days": 91,
        "median_days": median_days,
        "p75_days": None,
        "reached_percent": 32.8,
        "reached_ci_low": 24.9,
        "reached_ci_high": 41.0,
        SYMBOL_COLUMN: "",
    }
    return table(WAITING_TIMES_GROUPS, [pd.DataFrame([row])], "", "MADE-UP")


@pytest.mark.parametrize(
    ("clocks", "exited", "median_days", "says", "why"),
    [
        (122, 8, 161, False, "nothing moved"),
        (128, 8, 161, True, "six clocks more: a row of six"),
        (122, 7, 161, True, "the same clocks, and one has not left"),
        (122, 8, 168, True, "the same counts, and one child was followed for longer"),
        (142, 8, 168, False, "twenty clocks more: enough for a row"),
    ],
)
def test_between_two_rows_of_times_there_are_as_many_clocks_as_a_row_needs(
    clocks: int, exited: int, median_days: int, says: bool, why: str
) -> None:
    before = Published("2018-01-01-0123456789ab", {TIMES[0]: rows().cells()}, {})
    now = counts(clocks, exited)
    found = set(moved_times([rows(median_days)], now, [(counts(), before)], default_policy()))
    assert (found == {TIMES}) is says, why
