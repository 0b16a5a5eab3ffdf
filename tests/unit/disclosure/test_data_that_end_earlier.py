"""A stock of all, beside the flow of those whose data go on, does not say what the others had."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.contract.release_tables import Protected
from pipelines.disclosure import certify, protect
from tests.unit.disclosure.small_cells import SMALL
from tests.unit.disclosure.worlds import Scale, frames_of

# Of twelve authorities the data of one end two quarters earlier: it has one child at home whose
# order is over two years old then.
FRAMES = frames_of(35, Scale(authorities=12, quarters=5, starts=25.0, lagging=1, named=0.0))


def left_over(protected: Protected) -> list[int]:
    """Return each shown stock less the shown flow that begins with it."""
    stocks = protected.table("home_orders_groups_by_quarter").shown
    flows = protected.table("home_reviews_by_quarter").shown
    begins = (pd.to_datetime(flows["quarter"]) - pd.Timedelta(days=1)).dt.date.astype(str)
    both = stocks.assign(day=stocks["census_quarter"].astype(str)).merge(
        flows.assign(day=begins), on=["area", "day"]
    )
    return (
        both["over_two_years"].astype(int) - both["over_two_years_at_start"].astype(int)
    ).tolist()


def test_the_rules_of_one_table_alone_let_it_through() -> None:
    assert set(left_over(protect(FRAMES, FRAMES.named))) & set(SMALL)


@pytest.fixture(scope="module")
def certified() -> Protected:
    found = certify(FRAMES, FRAMES.named)
    assert found.result.passed
    return found.protected


def test_the_attack_does_not(certified: Protected) -> None:
    assert not set(left_over(certified)) & set(SMALL)
    assert len(certified.table("home_orders_groups_by_quarter").shown)
