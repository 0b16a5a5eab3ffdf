"""A row that moved since an earlier release may not say something of each of a few children."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.disclosure.ledger import LINE, TERM, Ledger
from pipelines.disclosure.moved_rows import moved_rows

COHORT = ("aim_timeliness_groups_by_year", "all_reporting", "4", "2014")


def release(row: tuple[str, ...], *, is_open: bool = True, **counts: int) -> Ledger:
    lines = pd.DataFrame(
        [(*row, column, count, is_open) for column, count in counts.items()], columns=LINE
    )
    return Ledger(lines.astype({"value": "Int64"}), pd.DataFrame(columns=TERM))


def cohort(within: int, late: int, out: int, *, is_open: bool = True) -> Ledger:
    counts = {"within": within, "not_within": late, "exited_before_threshold": out}
    return release(COHORT, is_open=is_open, counted_starts=within + late + out, **counts)


@pytest.mark.parametrize(
    ("before", "now", "says", "why"),
    [
        ((25, 89, 8), (25, 95, 8), True, "six children more, all of them late"),
        ((25, 89, 8), (30, 89, 8), True, "five more, all of them within"),
        ((25, 89, 8), (25, 83, 8), True, "six fewer, all of them late"),
        ((25, 89, 8), (30, 95, 8), False, "eleven more, some of them late"),
        ((25, 89, 8), (25, 89, 8), False, "nothing moved"),
    ],
)
def test_a_row_that_moved_in_one_outcome_alone(
    before: tuple[int, int, int], now: tuple[int, int, int], says: bool, why: str
) -> None:
    found = set(moved_rows(cohort(*now), [cohort(*before)]))
    assert (found == {COHORT}) is says, why


def test_what_either_release_withholds_is_not_compared() -> None:
    shown, hidden = cohort(25, 95, 8), cohort(25, 89, 8, is_open=False)
    assert not set(moved_rows(shown, [hidden.known_to_readers()]))
    assert not set(moved_rows(hidden, [shown]))
