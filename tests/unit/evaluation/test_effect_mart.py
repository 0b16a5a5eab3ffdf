"""The mart of the programme's effect: what it compares, how sure it is, and what it never says."""

from __future__ import annotations

import re
from datetime import date

import numpy as np
import pandas as pd
import pytest

from pipelines.evaluation.effect_inference import jackknife
from pipelines.evaluation.effect_mart import half_year_of, half_years, programme_effects
from pipelines.evaluation.effect_words import CHOSEN, WARNING, caution_of
from pipelines.evaluation.plan import PLAN_FILE, analysis_plan, plan_digest

DATED_AND_DIGEST = ("2026-11-27", "0063825ccfd4")


def cohorts(effect: float, *, seed: int = 1, never: int = 5) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Thirty authorities over eight years; all but five join between 2014 and 2016."""
    chance = np.random.default_rng(seed)
    authorities, rows = [], []
    for n in range(30):
        code = f"X990000{n + 1:02d}"
        joined = None if n < never else pd.Timestamp(2014 + n % 3, 1 + 6 * (n % 2), 15)
        authorities.append((code, joined, date(2020, 7, 31), date(2020, 9, 1)))
        level = chance.uniform(0.3, 0.6)
        for quarter in pd.period_range("2010Q1", "2018Q4", freq="Q"):
            first = quarter.start_time
            half = pd.Timestamp(joined.year, 1 if joined.month < 7 else 7, 1) if joined else None
            share = level + (effect if half is not None and first >= half else 0)
            starts = int(chance.integers(8, 40))
            within = int(chance.binomial(starts, share))
            rows.append((code, 2, "national", first, "all", within, starts - within, 0, True))
    columns = ("area", "aim", "variant", "cohort_quarter", "age_band")
    counts = ("within", "not_within", "exited_before_threshold", "is_mature")
    known = ("authority_code", "engaged_on", "as_at", "received_on")
    return pd.DataFrame(rows, columns=[*columns, *counts]), pd.DataFrame(authorities, columns=known)


@pytest.fixture(scope="module")
def told() -> pd.DataFrame:
    return programme_effects(*cohorts(0.2, seed=4))


def overall(frame: pd.DataFrame, estimator: str, comparison: str = "not_yet_engaged") -> pd.Series:
    chosen = (frame["estimator"] == estimator) & (frame["comparison"] == comparison)
    return frame[chosen & (frame["event_half_year"] == "overall")].iloc[0]


@pytest.mark.parametrize("estimator", ["imputation", "callaway_santanna"])
def test_a_planted_change_is_in_the_interval_and_told_from_none(
    told: pd.DataFrame, estimator: str
) -> None:
    row = overall(told, estimator)
    assert row["ci_low"] < 20 < row["ci_high"]
    assert row["ci_low"] > 0
    assert row["p_wild_bootstrap"] < 0.05
    assert row["p_randomisation"] < 0.05


def test_no_change_is_not_called_one() -> None:
    row = overall(programme_effects(*cohorts(0.0, seed=3)), "imputation")
    assert row["ci_low"] < 0 < row["ci_high"]
    assert row["p_wild_bootstrap"] > 0.05
    assert "Cannot be told from no change" in row["caution"]


def test_never_engaged_are_a_comparison_only_where_there_are_any(told: pd.DataFrame) -> None:
    assert "never_engaged" in set(told["comparison"])
    without = programme_effects(*cohorts(0.2, never=0))
    assert set(without["comparison"]) == {"not_yet_engaged"}


def test_nothing_is_told_after_the_last_entry_where_nobody_never_engaged() -> None:
    cells, authorities = cohorts(0.2, never=0)
    rows = programme_effects(cells, authorities)
    joined = half_year_of(authorities["engaged_on"])
    longest = joined.max() - joined.min()
    times = rows.loc[rows["event_half_year"] != "overall", "event_half_year"].astype(int)
    assert times.max() < longest


def test_every_row_says_how_of_what_and_with_what_caution(told: pd.DataFrame) -> None:
    assert set(told["method"]) == {"half_years_weighted_by_clocks"}
    assert told["parameters"].str.contains(plan_digest()).all()
    assert (told["n"] > 0).all()
    is_warning = told["estimator"] == "two_way_fixed_effects"
    assert (told.loc[is_warning, "caution"] == WARNING).all()
    assert told.loc[~is_warning, "caution"].str.endswith(CHOSEN).all()
    assert told.loc[is_warning, ["se", "ci_low", "ci_high"]].isna().all().all()


def test_one_authority_that_joined_is_told_without_an_error() -> None:
    cells, authorities = cohorts(0.2)
    last = authorities["engaged_on"].last_valid_index()
    authorities.loc[authorities.index != last, "engaged_on"] = pd.NaT
    rows = programme_effects(cells, authorities)
    assert not rows.empty
    assert rows["se"].isna().all()


@pytest.mark.parametrize("authorities", [1, 2, 3])
def test_a_handful_of_authorities_is_told_without_a_crash(authorities: int) -> None:
    cells, known = cohorts(0.2)
    codes = [f"X990000{n:02d}" for n in range(30, 30 - authorities, -1)]
    rows = programme_effects(cells[cells["area"].isin(codes)], known)
    assert rows["ci_low"].isna().all() or authorities == 3


def test_nobody_joined_or_nothing_was_sent_is_no_row() -> None:
    cells, authorities = cohorts(0.2)
    assert programme_effects(cells, authorities.assign(engaged_on=pd.NaT)).empty
    assert programme_effects(cells.head(0), authorities).empty


def test_who_joins_long_after_the_last_cohort_is_compared_with_until_then() -> None:
    cells, authorities = cohorts(0.2)
    late = authorities.assign(
        engaged_on=authorities["engaged_on"].fillna(pd.Timestamp(2020, 5, 1))  # cohorts end in 2018
    )
    told, beside = programme_effects(cells, authorities), programme_effects(cells, late)
    assert set(beside["comparison"]) == {"not_yet_engaged"}
    for estimator in ("imputation", "callaway_santanna"):
        one, other = (
            frame[(frame["estimator"] == estimator) & (frame["comparison"] == "not_yet_engaged")]
            for frame in (told, beside)
        )
        columns = ["event_half_year", "estimate", "se", "ci_low", "authorities", "clocks"]
        pd.testing.assert_frame_equal(
            one[columns].reset_index(drop=True), other[columns].reset_index(drop=True)
        )


def test_nobody_joined_by_the_last_cohort_is_no_row() -> None:
    cells, authorities = cohorts(0.2)
    assert programme_effects(cells, authorities.assign(engaged_on=pd.Timestamp(2020, 5, 1))).empty


@pytest.mark.parametrize("authorities", [1, 30])
def test_where_all_joined_in_one_half_year_and_nobody_never_nothing_can_be_told(
    authorities: int,
) -> None:
    # Having started is then the same as the half-year: no regression tells one from the other.
    cells, known = cohorts(0.2)
    codes = known["authority_code"].tail(authorities)
    joined = known.assign(engaged_on=pd.Timestamp(2015, 1, 15))
    assert programme_effects(cells[cells["area"].isin(codes)], joined).empty


def test_the_base_is_zero_by_definition_and_has_no_error(told: pd.DataFrame) -> None:
    base = told[(told["estimator"] == "callaway_santanna") & (told["event_half_year"] == "-2")]
    assert (base["estimate"] == 0).all()
    assert base["se"].isna().all()


@pytest.mark.parametrize(
    ("low", "high", "detectable", "says_little"),
    [(-3.0, 4.0, 5.0, False), (-20.0, 30.0, 30.0, True), (-20.0, 30.0, float("nan"), True)],
)
def test_no_effect_is_never_said_where_much_would_not_have_been_seen(
    low: float, high: float, detectable: float, says_little: bool
) -> None:
    said = caution_of("imputation", None, low, high, detectable, 20, analysis_plan())
    assert ("does not show that there is none" in said) == says_little
    assert "no effect" not in said.lower()


def test_small_cells_and_immature_quarters_are_left_out() -> None:
    cells, authorities = cohorts(0.2)
    plan = analysis_plan()
    cells.loc[0, "is_mature"] = False
    cells.loc[2:3, ["within", "not_within"]] = [1, 1]
    kept = half_years(cells, authorities, 2, plan.aims[2], plan)
    own = kept.loc[kept["area"] == "X99000001", "half_year"]
    assert 4020.0 not in set(own)  # the first half of 2010, of which a quarter is not mature
    assert 4021.0 not in set(own)  # its second half: four clocks


def test_what_an_authority_records_of_others_changes_nothing_of_the_order(
    told: pd.DataFrame,
) -> None:
    cells, authorities = cohorts(0.2, seed=4)
    shuffled = programme_effects(
        cells.sample(frac=1, random_state=5), authorities.sample(frac=1, random_state=6)
    )
    pd.testing.assert_frame_equal(shuffled, told)


def test_the_plan_changes_only_with_its_date() -> None:
    plan = analysis_plan()
    assert (plan.dated.isoformat(), plan_digest()) == DATED_AND_DIGEST, (
        f"{PLAN_FILE.name} has changed: date it anew, say in `changes` what and why, and write "
        "date and digest here."
    )
    assert plan.changes[-1]["dated"] == plan.dated


@pytest.mark.parametrize(("aim", "half_years_before"), [(1, 2), (2, 1), (3, 1), (4, 1)])
def test_anticipation_is_the_threshold_in_half_years_rounded_up(
    aim: int, half_years_before: int
) -> None:
    assert analysis_plan().aims[aim].anticipation == half_years_before


def test_a_jackknife_of_a_mean_is_its_standard_error() -> None:
    values = np.array([3.0, 5, 8, 13, 21])
    less_one = np.array([np.delete(values, i).mean() for i in range(5)])
    assert jackknife(less_one).se == pytest.approx(values.std(ddof=1) / np.sqrt(5))
    assert np.isnan(jackknife(less_one[:2]).se)


def dipped(points: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return cohorts without an effect whose year before joining stood so many points low."""
    timeliness, authority = cohorts(0.0, seed=6)
    joined = timeliness["area"].map(authority.set_index("authority_code")["engaged_on"])
    since = half_year_of(timeliness["cohort_quarter"]) - half_year_of(joined)
    lost = np.where(since.isin([-2, -1]), points / 100, 0.0)
    starts = timeliness["within"] + timeliness["not_within"]
    within = (timeliness["within"] - np.round(lost * starts).astype(int)).clip(
        lower=0, upper=starts
    )
    return timeliness.assign(within=within, not_within=starts - within), authority


@pytest.mark.parametrize("estimator", ["imputation", "callaway_santanna"])
def test_who_joined_when_standing_low_is_warned_of(estimator: str) -> None:
    calm = overall(programme_effects(*cohorts(0.0, seed=6)), estimator)
    assert "return to what was usual" not in calm["caution"]
    low = overall(programme_effects(*dipped(15)), estimator)
    assert re.search(r"lay \d+ points below", low["caution"])
    assert "return to what was usual" in low["caution"]
    high = overall(programme_effects(*dipped(-15)), estimator)
    assert re.search(r"lay \d+ points above", high["caution"])


def test_an_effect_that_is_told_says_that_four_were_looked_at(told: pd.DataFrame) -> None:
    assert "Four aims are looked at" in overall(told, "imputation")["caution"]
    others = told[(told["estimator"] != "imputation") | (told["event_half_year"] != "overall")]
    assert not others["caution"].str.contains("Four aims").any()
