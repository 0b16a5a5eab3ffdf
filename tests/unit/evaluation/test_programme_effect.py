"""The effect of a programme that units joined at different times: by hand, and as others say."""

from __future__ import annotations

import contextlib
import io

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipelines.evaluation.effect_arrays import callaway_santanna, imputation
from pipelines.evaluation.effect_averages import averages
from pipelines.evaluation.effect_panel import panel_of
from pipelines.evaluation.effect_regressions import sun_abraham
from pipelines.evaluation.group_time import group_times
from pipelines.evaluation.imputation import imputed
from pipelines.evaluation.programme_effect import (
    aggregate_effects,
    group_time_effects,
    imputation_effects,
)

CONTROLS = {"not_yet": "notyettreated", "never": "nevertreated"}
NAMES = {"unit": "who", "period": "when", "outcome": "share", "first_treated": "joined"}


def panel(
    seed: int,
    *,
    never: bool = True,
    gaps: int = 0,
    weights: str = "constant",
    units: int = 24,
    periods: int = 8,
) -> pd.DataFrame:
    """Units that joined in four half-years, or never."""
    chance = np.random.default_rng(seed)
    starts = [4, 5, 6, 7, *([None] if never else [])]
    rows = []
    for who in range(units):
        joined, level, weight = starts[who % len(starts)], chance.normal(), chance.integers(5, 60)
        for when in range(1, periods + 1):
            effect = 1 + 0.1 * (when - joined) if joined and when >= joined else 0
            w = weight if weights == "constant" else chance.integers(5, 60)
            rows.append(
                (f"A{who:02d}", when, level + 0.3 * when + effect + chance.normal(), joined, w)
            )
    frame = pd.DataFrame(rows, columns=["who", "when", "share", "joined", "clocks"])
    frame.loc[chance.choice(len(frame), gaps, replace=False), "share"] = np.nan
    return frame.astype({"joined": float, "clocks": float})


# Two joined in the second half-year, one never: everything can be worked out in the head.
BY_HAND = pd.DataFrame(
    [
        *(("a", t, y, 2.0) for t, y in ((1, 10.0), (2, 16.0))),
        *(("b", t, y, 2.0) for t, y in ((1, 20.0), (2, 24.0))),
        *(("c", t, y, np.nan) for t, y in ((1, 50.0), (2, 53.0))),
        *(("d", t, y, np.nan) for t, y in ((1, 50.0), (2, 51.0))),
    ],
    columns=["who", "when", "share", "joined"],
)


def test_a_difference_of_differences_by_hand() -> None:
    effects = group_time_effects(BY_HAND, **NAMES)
    row = effects[effects["period"] == 2].iloc[0]
    # (6 + 4) / 2 less (3 + 1) / 2; each mean of two varies by 1: sqrt(1/2 + 1/2).
    assert row["estimate"] == pytest.approx(3.0)
    assert row["se"] == pytest.approx(1.0)
    (overall,) = aggregate_effects(effects, "simple").to_dict("records")
    assert (overall["level"], overall["estimate"]) == ("overall", pytest.approx(3.0))


def test_clocks_weigh() -> None:
    weighted = BY_HAND.assign(clocks=[30.0, 30, 10, 10, 1, 1, 1, 1])
    effects = group_time_effects(weighted, **NAMES, weight="clocks")
    assert effects.loc[effects["period"] == 2, "estimate"].item() == pytest.approx(5.5 - 2)


def test_imputation_by_hand() -> None:
    effects = imputation_effects(BY_HAND, **NAMES)
    assert list(effects["period"]) == [2]
    assert effects["estimate"].item() == pytest.approx(3.0)


def test_of_a_group_of_one_no_error_is_known() -> None:
    effects = group_time_effects(BY_HAND[BY_HAND["who"] != "b"], **NAMES)
    assert effects["se"].isna().all()
    assert aggregate_effects(effects, "simple")["se"].isna().all()


def test_beside_one_unit_alone_no_error_is_known() -> None:
    effects = group_time_effects(BY_HAND[BY_HAND["who"] != "d"], **NAMES)
    assert effects.loc[effects["period"] == 2, "estimate"].item() == pytest.approx(2.0)
    assert effects["se"].isna().all()
    assert aggregate_effects(effects, "simple")["se"].isna().all()


def test_who_starts_after_the_panel_is_compared_with_and_is_no_group_of_it() -> None:
    frame = panel(8)
    later = frame.assign(joined=frame["joined"].fillna(20.0))
    told = group_time_effects(frame, **NAMES)
    for comparison in ("not_yet", "never"):
        other = group_time_effects(later, **NAMES, comparison=comparison)
        expected = group_time_effects(frame, **NAMES, comparison=comparison)
        pd.testing.assert_frame_equal(other, expected, check_flags=False)
    assert 20 not in set(told["group"])
    imputed_later = imputation_effects(later, **NAMES)
    pd.testing.assert_frame_equal(imputed_later, imputation_effects(frame, **NAMES))


def test_who_is_about_to_start_after_the_panel_is_no_comparison() -> None:
    frame = panel(8)
    soon = frame.assign(joined=frame["joined"].fillna(9.0))  # the panel ends with the eighth
    effects = group_time_effects(soon, **NAMES, anticipation=1)
    assert effects["period"].max() == 7
    assert group_time_effects(soon, **NAMES, comparison="never", anticipation=1).empty


def test_starts_between_the_same_two_periods_are_one_group() -> None:
    frame = panel(9)
    between = frame.assign(when=2 * frame["when"], joined=2 * frame["joined"] - 1)
    assert set(group_time_effects(between, **NAMES)["group"]) == {7, 9, 11, 13}
    first = between["who"] == "A00"
    between.loc[first, "joined"] += 1
    assert set(group_time_effects(between, **NAMES)["group"]) == {8, 9, 11, 13}


def test_nobody_to_compare_with_is_no_row() -> None:
    effects = group_time_effects(panel(1, never=False), **NAMES)
    assert effects["period"].max() == 6  # the last joined in the seventh
    assert set(effects["group"]) == {4, 5, 6}
    varying = group_time_effects(panel(1, never=False), **NAMES, base_period="varying")
    assert set(varying["group"]) == {4, 5, 6}
    assert group_time_effects(panel(1, never=False), **NAMES, comparison="never").empty
    assert imputation_effects(panel(1, never=False), **NAMES)["period"].max() == 6


def test_who_was_treated_from_the_first_has_no_row() -> None:
    frame = panel(2)
    frame["joined"] = frame["joined"].replace(4.0, 1.0)
    assert set(group_time_effects(frame, **NAMES)["group"]) == {5, 6, 7}
    assert set(imputation_effects(frame, **NAMES)["group"]) == {5, 6, 7}


def test_periods_may_be_texts_or_days() -> None:
    frame = panel(3)
    told = group_time_effects(frame, **NAMES)
    half = {n: f"{2010 + n // 2}H{n % 2 + 1}" for n in range(1, 9)}
    as_text = frame.assign(when=frame["when"].map(half), joined=frame["joined"].map(half))
    texts = group_time_effects(as_text, **NAMES)
    assert np.allclose(texts["estimate"], told["estimate"])
    assert set(texts["group"]) == {half[n] for n in (4, 5, 6, 7)}
    days = {n: pd.Timestamp(2010 + n, 1, 1) for n in range(1, 9)}
    as_day = frame.assign(when=frame["when"].map(days), joined=frame["joined"].map(days))
    assert np.allclose(group_time_effects(as_day, **NAMES)["se"], told["se"], equal_nan=True)
    by_event = aggregate_effects(texts, "event_time")
    assert list(by_event["level"]) == list(range(-6, 5))


def test_never_may_be_said_in_several_ways() -> None:
    frame = panel(4)
    told = group_time_effects(frame, **NAMES)
    for never in (0.0, np.inf):
        other = group_time_effects(frame.assign(joined=frame["joined"].fillna(never)), **NAMES)
        pd.testing.assert_frame_equal(other, told, check_flags=False)


def test_some_rows_can_be_averaged() -> None:
    effects = group_time_effects(panel(5), **NAMES)
    some = effects[effects["group"] == 5]
    simple = aggregate_effects(some, "simple")["estimate"].item()
    group = aggregate_effects(effects, "group").set_index("level").loc[5, "estimate"]
    assert simple == pytest.approx(group)


def test_contradictions_are_refused() -> None:
    frame = panel(6)
    with pytest.raises(ValueError, match="two rows"):
        group_time_effects(pd.concat([frame, frame.head(1)]), **NAMES)
    frame.loc[0, "joined"] = 7.0
    with pytest.raises(ValueError, match="two first"):
        group_time_effects(frame, **NAMES)
    with pytest.raises(ValueError, match="comparison"):
        group_time_effects(panel(6), **NAMES, comparison="everybody")


@pytest.mark.parametrize("comparison", ["not_yet", "never"])
@pytest.mark.parametrize("anticipation", [0, 1])
@pytest.mark.parametrize("weight", [None, "clocks"])
@pytest.mark.parametrize("base_period", ["universal", "varying"])
def test_it_is_what_csdid_says(
    comparison: str, anticipation: int, weight: str | None, base_period: str
) -> None:
    """csdid is a port of R's did; estimates and errors without bootstrap, and three averages."""
    from csdid.att_gt import ATTgt

    frame = panel(7, units=40)
    ours = group_time_effects(
        frame, **NAMES, weight=weight, comparison=comparison, anticipation=anticipation,
        base_period=base_period,
    )  # fmt: skip
    theirs = frame.assign(number=frame["who"].str[1:].astype(int), joined=frame["joined"].fillna(0))
    with contextlib.redirect_stdout(io.StringIO()):
        fitted = ATTgt(
            yname="share", gname="joined", idname="number", tname="when", xformla="share~1",
            data=theirs, control_group=[CONTROLS[comparison]],
            anticipation=anticipation, weights_name=weight,
        ).fit(est_method="reg", bstrap=False, base_period=base_period)  # fmt: skip
    said = fitted.results
    told = pd.DataFrame({"group": said["group"], "period": said["year"], "att": said["att"]})
    told["error"] = np.ravel(said["se"])
    both = ours.merge(told, on=["group", "period"], how="outer")
    assert len(both) == len(ours) == len(told)
    assert np.allclose(both["estimate"], both["att"], atol=1e-10)
    assert np.allclose(both["se"], both["error"], rtol=1e-8, equal_nan=True)
    for how, kind in (("event_time", "dynamic"), ("group", "group"), ("calendar", "calendar")):
        with contextlib.redirect_stdout(io.StringIO()):
            fitted.aggte(typec=kind, bstrap=False, cband=False)
        levels = list(np.ravel(fitted.atte["egt"]))
        averaged = aggregate_effects(ours, how).set_index("level").loc[levels]
        assert np.allclose(averaged["estimate"], fitted.atte["att_egt"], atol=1e-10)
        assert np.allclose(
            averaged["se"], np.ravel(fitted.atte["se_egt"]), rtol=1e-8, equal_nan=True
        )


def test_imputation_is_what_did2s_says() -> None:
    """Gardner's two stages give the same estimates as imputation, without weights."""
    import pyfixest

    frame = panel(8).assign(treated=lambda f: (f["when"] >= f["joined"]).astype(float))
    ours = aggregate_effects(imputation_effects(frame, **NAMES), "simple")["estimate"].item()
    fitted = pyfixest.did2s(
        frame, yname="share", first_stage="~ 0 | who + when", second_stage="~ treated",
        treatment="treated", cluster="who",
    )  # fmt: skip
    effects = imputation_effects(frame, **NAMES)
    members = frame.groupby("joined")["who"].nunique()
    # Every treated cell weighs the same there: so do groups by their units here.
    cells = effects.assign(n=effects["group"].map(members))
    assert np.average(cells["estimate"], weights=cells["n"]) == pytest.approx(ours)
    assert ours == pytest.approx(float(fitted.coef()["treated"]), abs=1e-5)


def test_sun_and_abraham_are_what_a_saturated_regression_says() -> None:
    import pyfixest

    frame = panel(9, weights="varying")
    made = panel_of(frame, **NAMES, weight="clocks")
    ours = sun_abraham(made, 0)
    cells = frame.assign(since=frame["when"] - frame["joined"])
    is_cell = cells["joined"].notna() & (cells["since"] != -1)
    names = "c" + cells["joined"].astype("Int64").astype(str) + "_" + cells["when"].astype(str)
    dummies = pd.get_dummies(names.where(is_cell)).astype(float)
    wide = pd.concat([cells, dummies], axis=1)
    fitted = pyfixest.feols(
        "share ~ " + " + ".join(dummies.columns) + " | who + when", wide, weights="clocks"
    )
    for row, group in enumerate(ours.groups):
        for period in range(8):
            name = f"c{group + 1}_{period + 1}"
            if name in dummies:
                assert ours.estimates[row, period] == pytest.approx(
                    float(fitted.coef()[name]), abs=1e-7
                )


@settings(max_examples=30, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    never=st.booleans(),
    gaps=st.integers(0, 25),
    anticipation=st.integers(0, 2),
)
def test_the_fast_way_and_the_one_with_errors_agree(
    seed: int, never: bool, gaps: int, anticipation: int
) -> None:
    made = panel_of(
        panel(seed, never=never, gaps=gaps, weights="varying"), **NAMES, weight="clocks"
    )
    ways = [
        (group_times(made, c, anticipation), callaway_santanna(made, c, anticipation))
        for c in ("not_yet", "never")
    ]
    ways.append((imputed(made, anticipation), imputation(made, anticipation)))
    for slow, fast in ways:
        told = {(e.group, e.period): e.estimate for e in slow}
        rows, columns = np.nonzero(~np.isnan(fast.estimates))
        found = {
            (fast.groups[r], int(c)): fast.estimates[r, c]
            for r, c in zip(rows, columns, strict=True)
        }
        assert set(found) == set(told)
        assert all(abs(found[cell] - told[cell]) < 1e-8 for cell in told)
        for average in averages(slow, made, "simple"):
            assert average.estimate == pytest.approx(fast.overall())
            # An estimate is a sum of outcomes with weights: the bootstrap rests on it.
            summed = (average.linear * np.nan_to_num(made.outcome)).sum()
            assert summed == pytest.approx(average.estimate, abs=1e-8)


@settings(max_examples=20, deadline=None)
@given(seed=st.integers(0, 10_000), shift=st.floats(-50, 50), slope=st.floats(-3, 3))
def test_levels_of_units_and_what_all_share_in_time_change_nothing(
    seed: int, shift: float, slope: float
) -> None:
    frame = panel(seed)
    told = imputation_effects(frame, **NAMES)["estimate"]
    moved = frame.assign(
        share=frame["share"]
        + shift * (frame["who"].str[1:].astype(int) % 3)
        + slope * frame["when"] ** 2
    )
    assert np.allclose(imputation_effects(moved, **NAMES)["estimate"], told, atol=1e-6)
    again = group_time_effects(moved, **NAMES)["estimate"]
    assert np.allclose(again, group_time_effects(frame, **NAMES)["estimate"], atol=1e-6)
