"""Funnels and shrinkage on small tables: what must hold whatever the counts."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.evaluation.cross_authority import cross_authorities
from pipelines.evaluation.funnel import exact_positions, funnel_limits, shrunken

COUNTS = st.lists(
    st.integers(0, 60).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))),
    min_size=1,
    max_size=12,
).filter(lambda units: sum(n for _, n in units) > 0)


def frame(units: list[tuple[int, int]]) -> pd.DataFrame:
    return pd.DataFrame(units, columns=["observed", "denominator"])


@given(COUNTS)
def test_limits_hold_the_target_and_widen(units: list[tuple[int, int]]) -> None:
    found = funnel_limits(frame(units))
    found = found[found["denominator"] > 0]
    for kind in ("funnel", "overdispersed"):
        low, high = found[f"{kind}_low_95"], found[f"{kind}_high_95"]
        assert (low <= found["target"] + 1e-9).all()
        assert (high >= found["target"] - 1e-9).all()
        assert (found[f"{kind}_low_998"] <= low + 1e-12).all()
        assert (found[f"{kind}_high_998"] >= high - 1e-12).all()
    assert (found["tau_squared"] >= 0).all()


@given(COUNTS)
def test_shrunken_shares_lie_between_their_own_and_the_target(
    units: list[tuple[int, int]],
) -> None:
    found = funnel_limits(frame(units))
    x, n = (found[c].to_numpy(float) for c in ("observed", "denominator"))
    target = float(found["target"].iloc[0])
    drawn_in = shrunken(x, n, target, float(found["tau_squared"].iloc[0]))
    share, there = x[n > 0] / n[n > 0], n > 0
    inside = (drawn_in.estimate[there] >= np.minimum(share, target) - 1e-9) & (
        drawn_in.estimate[there] <= np.maximum(share, target) + 1e-9
    )
    assert inside.all()


def test_units_that_differ_by_chance_alone_have_no_dispersion() -> None:
    found = funnel_limits(frame([(10, 20), (11, 20), (9, 20), (10, 20)]))
    assert set(found["tau_squared"]) == {0.0}
    assert found["phi"].iloc[0] < 1


def test_a_unit_without_a_denominator_has_a_row_and_no_limits() -> None:
    found = funnel_limits(frame([(10, 20), (0, 0)]))
    assert len(found) == 2
    assert found.loc[1, ["share", "funnel_low_95", "overdispersed_high_998"]].isna().all()


def test_a_target_may_be_given() -> None:
    assert set(funnel_limits(frame([(10, 20)]), target=0.9)["target"]) == {0.9}


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="between 0 and the denominator"):
        funnel_limits(frame([(3, 2)]))


def test_one_child_of_one_is_nothing_out_of_the_ordinary() -> None:
    x, n = np.array([1.0, 10.0, 0.0, 0.0]), np.array([1.0, 10.0, 30.0, 0.0])
    assert exact_positions(x, n, 0.5) == ["within", "above_998", "below_998", None]


# --- the mart ---

AUTHORITY = pd.DataFrame(
    {
        "authority_code": ["one", "two", "three"],
        "as_at": pd.to_datetime(["2020-07-31", "2020-07-31", "2020-06-30"]),
        "received_on": pd.to_datetime(["2020-08-01", "2020-09-01", "2020-08-01"]),
    }
)


def cells(*rows: tuple[str, str, int, int]) -> pd.DataFrame:
    found = pd.DataFrame(rows, columns=["authority_code", "age_band", "clocks_started", "within"])
    return found.assign(aim=2, period="latest", legal_basis="order", looked_after_before=False)


def test_an_authority_with_harder_children_is_not_blamed_for_them() -> None:
    """Both do alike with little and with older children; one of them has more of the older."""
    found = cross_authorities(
        cells(
            ("one", "0-4", 80, 64),
            ("one", "12-15", 20, 4),
            ("two", "0-4", 20, 16),
            ("two", "12-15", 80, 16),
        ),
        AUTHORITY,
    ).set_index("authority_code")
    assert found["percent"].to_dict() == {"one": 68.0, "two": 32.0}
    assert found["standardised_ratio"].to_list() == pytest.approx([1, 1], abs=1e-6)
    assert found["adjusted_percent"].to_list() == pytest.approx([50, 50], abs=1e-4)
    assert found.loc["one", "position_without_overdispersion"] == "above_998"


def test_what_is_expected_sums_to_what_was_observed() -> None:
    found = cross_authorities(
        cells(
            ("one", "0-4", 30, 11),
            ("two", "0-4", 25, 9),
            ("three", "5-11", 40, 33),
            ("one", "5-11", 12, 2),
        ),
        AUTHORITY,
    )
    assert found["expected"].sum() == pytest.approx(found["observed"].sum())
    assert set(found["vintage"]) == {pd.Timestamp("2020-09-01")}
    assert found["caution"].str.contains("no league table").all()


def test_there_is_no_rank_nor_anything_to_sort_by() -> None:
    found = cross_authorities(cells(("two", "0-4", 9, 9), ("one", "0-4", 9, 0)), AUTHORITY)
    assert [c for c in found.columns if "rank" in c] == []
    assert found["authority_code"].to_list() == ["one", "two"]
