"""What the last vintages said of the same quarter, on a table a person can check."""

from __future__ import annotations

from datetime import date

import pandas as pd

from pipelines.evaluation.revisions import COLUMNS, revisions


def mart(*rows: tuple[str, str, int, int, bool]) -> pd.DataFrame:
    """Return quarters of one area each: area, quarter, within, not within, mature."""
    columns = ["area", "cohort_quarter", "within", "not_within", "is_mature"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(aim=2, variant="national", age_band="all", exited_before_threshold=2)


FIRST = mart(("one", "2018-01-01", 3, 5, True), ("one", "2018-04-01", 1, 1, False))
SECOND = mart(("one", "2018-01-01", 4, 4, True), ("one", "2018-04-01", 4, 4, True))
THIRD = mart(
    ("one", "2018-01-01", 6, 4, True),
    ("one", "2018-04-01", 4, 4, True),
    ("other", "2018-01-01", 5, 5, True),
)
DAYS = (date(2018, 11, 1), date(2019, 5, 1), date(2019, 11, 1))


def test_a_quarter_is_told_from_the_first_vintage_in_which_it_was_mature() -> None:
    # Given newest first: the order of the days counts, not that of the mapping.
    found = revisions(dict(zip(reversed(DAYS), (THIRD, SECOND, FIRST), strict=True)))
    assert list(found["cohort_quarter"]) == ["2018-01-01", "2018-04-01"]
    january, april = found.to_dict("records")
    assert january["vintages"] == 3
    assert (january["first_percent"], january["last_percent"]) == (30.0, 50.0)
    assert (january["change"], january["starts_added"]) == (20.0, 2)
    assert (april["first_vintage"], april["change"]) == (pd.Timestamp(DAYS[1]), 0.0)


def test_one_vintage_or_none_says_nothing() -> None:
    assert list(revisions({DAYS[0]: FIRST}).columns) == COLUMNS
    assert len(revisions({DAYS[0]: FIRST})) == 0
    assert len(revisions({})) == 0


def test_a_quarter_without_starts_has_no_share_to_be_revised() -> None:
    empty = mart(("one", "2018-01-01", 0, 0, True)).assign(exited_before_threshold=0)
    assert len(revisions({DAYS[0]: empty, DAYS[1]: FIRST})) == 0
