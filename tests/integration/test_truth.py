"""The clocks of the warehouse are those the made-up Scotland meant, whatever shape they came in."""

from __future__ import annotations

from collections import Counter

import pytest

from pipelines.settings import Home
from pipelines.synthetic.authorities import AUTHORITIES, Shape
from pipelines.synthetic.world import make_world
from tests.support.truth import Compared, compare
from tests.support.walk import build_vintage, take_in_all

CHILDREN = 1000
SEED = 2014

pytestmark = pytest.mark.xdist_group("truth")


@pytest.fixture(scope="module")
def compared(tmp_path_factory: pytest.TempPathFactory) -> Compared:
    """A small Scotland in all shapes, taken in, built and laid beside its truth."""
    root = tmp_path_factory.mktemp("truth")
    make_world(Home(root), children=CHILDREN, seed=SEED)
    warehouse = build_vintage(take_in_all(root), None)
    assert warehouse is not None
    return compare(root, warehouse)


def test_every_clock_is_the_one_that_was_meant(compared: Compared) -> None:
    assert sum(compared.built.values()) > 2 * CHILDREN
    assert compared.differing == []


@pytest.mark.parametrize("shape", list(Shape))
def test_authorities_of_each_shape_have_the_clocks_that_were_meant(
    compared: Compared, shape: Shape
) -> None:
    codes = {a.code for a in AUTHORITIES if a.shape is shape}
    meant = sum(compared.meant[code] for code in codes)
    assert meant > 5
    assert meant == sum(compared.built[code] for code in codes)


def test_every_aim_and_variant_and_most_ways_to_end_are_among_them(compared: Compared) -> None:
    assert {(aim, variant) for aim, variant, *_ in compared.kinds} == {
        (1, "within_90_days"),
        (1, "within_one_year"),
        (2, "national"),
        (2, "six_calendar_months"),
        (3, "national"),
        (3, "ratified"),
        (3, "all_away_routes"),
        (4, "national"),
        (4, "six_weeks"),
    }
    endings = Counter(exit_ or excluded or status for *_, status, exit_, excluded in compared.kinds)
    assert endings.keys() >= {
        "met",
        "late",
        "waiting",
        "overdue",
        "home_spell_ended",
        "returned_home",
        "left_care",
        "plan_changed_home",
        "stop_not_recorded",
        "not_recorded_then",
        "no_agency_decision_needed",
        "not_lodged_by_authority",
    }
