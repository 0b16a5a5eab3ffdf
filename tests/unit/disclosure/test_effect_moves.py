"""Estimates that moved by the weight of a few children since a release that showed them."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.contract.published import Published
from pipelines.disclosure import default_policy
from pipelines.disclosure.effect_moves import moved_by_a_few

DAY = "2020-07-31"
SAME, LATER = f"{DAY}-0123456789ab", "2020-04-30-0123456789ab"


def row(
    estimator: str, estimate: object, clocks: int = 67, authorities: int = 4
) -> dict[str, object]:
    """Return a row of one half-year: an estimate between 10 points less and 10 more."""
    known = isinstance(estimate, float)
    return {
        "area": "engaged",
        "aim": 2,
        "variant": "national",
        "estimator": estimator,
        "comparison": "not_yet_engaged",
        "when": "since_6",
        "clocks": clocks,
        "authorities": authorities,
        "estimate": estimate,
        "ci_low": estimate - 10 if known else estimate,  # type: ignore[operator]
        "ci_high": estimate + 10 if known else estimate,  # type: ignore[operator]
    }


def released(before: dict[str, object], release_id: str = SAME) -> Published:
    """Return a release that shows one row, as its CSV file holds it."""
    cells = pd.DataFrame([before]).drop(columns="clocks").astype(str)
    return Published(release_id, {"programme_effect": cells}, {})


@pytest.mark.parametrize(
    ("estimator", "before", "now", "clocks", "release_id", "is_few", "why"),
    [
        ("imputation", 23.3, 23.3, 67, SAME, False, "nothing moved"),
        ("imputation", 23.3, 22.2, 67, SAME, True, "1.1 points of 67 waits: one child"),
        ("imputation", 23.3, 15.8, 67, SAME, False, "7.5 points of 67 waits: five children"),
        ("imputation", 23.3, 23.4, 5000, SAME, False, "0.1 of 5,000 waits: five children"),
        ("imputation", 23.3, 23.4, 4999, SAME, True, "0.1 of fewer: not yet five"),
        ("imputation", "[c]", 22.2, 67, SAME, False, "it was not shown: nothing to take it from"),
        ("imputation", 23.3, 22.2, 67, LATER, False, "later data move every imputation"),
        ("callaway_santanna", 23.3, 22.2, 67, LATER, True, "later data do not move these"),
    ],
)
def test_a_row_that_moved_by_a_few_children_is_told(
    estimator: str,
    before: object,
    now: float,
    clocks: int,
    release_id: str,
    is_few: bool,
    why: str,
) -> None:
    rows = pd.DataFrame([row(estimator, now, clocks)])
    earlier = [released(row(estimator, before), release_id)]
    assert moved_by_a_few(rows, DAY, earlier, default_policy()).tolist() == [is_few], why


def test_what_the_last_release_withheld_is_held_against_the_one_before() -> None:
    earlier = [released(row("imputation", 23.3)), released(row("imputation", "[c]"))]
    rows = pd.DataFrame([row("imputation", 22.2)])
    assert moved_by_a_few(rows, DAY, earlier, default_policy()).tolist() == [True]


def test_a_first_release_withholds_nothing_for_it() -> None:
    rows = pd.DataFrame([row("imputation", 22.2)])
    assert moved_by_a_few(rows, DAY, [], default_policy()).tolist() == [False]


def test_a_row_with_another_authority_behind_it_is_told() -> None:
    rows = pd.DataFrame([row("sun_abraham", 23.3, authorities=3)])
    earlier = [released(row("sun_abraham", 23.3))]
    assert moved_by_a_few(rows, DAY, earlier, default_policy()).tolist() == [True]
