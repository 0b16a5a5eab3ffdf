"""Charts, funnels, effects as they leave: of what is shown, of three authorities or none."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipelines.contract.checks import CheckOutcome
from pipelines.contract.release_tables import ENGAGED, NOT_ENGAGED, MartFrames, Protected
from pipelines.disclosure import default_policy, no_small_cell, protect
from pipelines.disclosure.effect_rows import effect_table, when
from pipelines.disclosure.vetoes import Vetoes
from pipelines.disclosure.world import world_of
from pipelines.evaluation.effect_words import CHOSEN, RETURN
from pipelines.evaluation.run_chart import run_charts
from tests.unit.disclosure.programme_worlds import programme_frames
from tests.unit.disclosure.worlds import Scale

CHARTS = "run_chart_groups_by_quarter"


@pytest.fixture(scope="module")
def frames() -> MartFrames:
    return programme_frames(5, Scale(authorities=9, quarters=16, starts=7.0, named=0.9))


@pytest.fixture(scope="module")
def protected(frames: MartFrames) -> Protected:
    return protect(frames, frames.named)


def _cohorts(protected: Protected, aim: int) -> pd.DataFrame:
    rows = protected.table("aim_timeliness_groups_by_quarter").frame
    return rows[rows["aim"].astype(int) == aim].set_index(["area", "cohort_quarter"])


def test_a_point_is_shown_where_its_quarter_is_and_says_the_same(protected: Protected) -> None:
    charts = protected.table(CHARTS)
    seen = {"": 0, "[c]": 0}
    for aim in (2, 3, 4):
        cohorts = _cohorts(protected, aim)
        own = charts.frame[charts.frame["aim"] == str(aim)]
        assert len(own)
        for row in own.to_dict("records"):
            source = cohorts.loc[(row["area"], row["quarter"])]
            assert row["symbol"] == source["symbol"]
            seen[row["symbol"]] = seen.get(row["symbol"], 0) + 1
            if row["symbol"] == "":
                assert row["counted"] == source["counted_starts"]
            if row["symbol"] == "" and row["counted"]:
                assert row["percent"] == pytest.approx(source["percent_of_all_starts"])
    assert min(seen.values()) > 0, "a world with rows of both kinds is needed"
    assert not [r for r in no_small_cell(protected) if r.outcome is not CheckOutcome.PASSED]


def test_who_has_the_shown_quarters_can_draw_the_chart_again(
    frames: MartFrames, protected: Protected
) -> None:
    """So nothing in it tells of a quarter that is withheld."""
    cohorts = protected.table("aim_timeliness_groups_by_quarter").cells()
    own = cohorts[(cohorts["area"] == "all_reporting") & (cohorts["aim"] == "2")]
    shown = own["within"].str.isdigit()
    of = pd.to_numeric(own["counted_starts"].where(shown))
    within = pd.to_numeric(own["within"].where(shown))
    points = pd.DataFrame(
        {
            "area": "all_reporting",
            "measure": "aim_2",
            "period": pd.to_datetime(own["cohort_quarter"]),
            "numerator": within.where(of > 0),
            "denominator": of.where(of > 0),
            "value": 100 * within / of.where(of > 0),
        }
    )
    points = points.loc[points["value"].first_valid_index() :]
    nothing = pd.DataFrame(columns=["area", "measure", "happened_on", "what", "subject"])
    again = run_charts(points, frames.chart_series, frames.chart_rebase, nothing)
    told = protected.table(CHARTS).frame
    told = told[(told["area"] == "all_reporting") & (told["aim"] == "2")]
    there = told["percent"].notna().to_numpy()
    assert 0 < there.sum() < len(there) or shown.all()
    for column in ("median", "runs", "longest_run", "false_alarm_probability"):
        np.testing.assert_allclose(
            told[column].astype(float)[there], again[column].astype(float)[there]
        )
    yes = again["shift_signal"].astype("boolean").fillna(False).to_numpy()
    assert ((told["shift_signal"] == "yes").to_numpy()[there] == yes[there]).all()


def test_the_programme_is_marked_whether_or_not_the_quarter_is_shown(
    frames: MartFrames, protected: Protected
) -> None:
    rows = protected.table(CHARTS).frame
    own = rows[(rows["area"] == "all_reporting") & (rows["aim"] == "3")]
    begun = {
        str(pd.Timestamp(i["quarter"]).date()): i["ideas"]
        for i in frames.change_ideas.to_dict("records")
    }
    for row in own.to_dict("records"):
        ideas = begun.get(row["quarter"])
        assert (f"Testing of {ideas} change idea" in row["annotation"]) == bool(ideas)
    others = rows[rows["area"] == "not_engaged"]
    assert set(others["annotation"]) <= {"none"}


def test_an_effect_needs_three_authorities_behind_it(protected: Protected) -> None:
    rows = protected.table("programme_effect").frame
    own = rows[rows["comparison"] == "not_yet_engaged"]
    assert set(own[own["authorities"].isna()]["symbol"]) == {"[c]"}
    assert (own["authorities"].dropna() >= 3).all()
    assert set(own[own["authorities"].notna()]["symbol"]) == {""}


@pytest.mark.parametrize(("never", "symbol"), [(2, "[c]"), (3, "")])
def test_and_three_to_be_held_against(frames: MartFrames, never: int, symbol: str) -> None:
    world = world_of(frames)
    others = np.arange(len(world.codes)) < never
    held = replace(world, members={ENGAGED: ~others, NOT_ENGAGED: others})
    told = effect_table(frames, held, default_policy()).frame
    overall = told[(told["comparison"] == "never_engaged") & (told["when"] == "overall")]
    assert set(overall["symbol"]) == {symbol}


def test_of_aim_1_the_parts_have_no_cohorts_and_no_event_study(protected: Protected) -> None:
    rows = protected.table("programme_effect").frame
    assert set(rows[rows["aim"] == 1]["when"]) == {"overall"}
    assert len(set(rows[rows["aim"] == 2]["when"])) > 2


def test_the_clocks_behind_an_effect_leave_as_a_band(protected: Protected) -> None:
    table = protected.table("programme_effect")
    assert "clocks" not in {c.name for c in table.shape.columns}
    assert set(table.shown["clocks_band"]) == {"100 to 199"}


@pytest.mark.parametrize(
    ("half", "code"), [("overall", "overall"), ("-6", "before_6"), ("0", "since_0")]
)
def test_half_years_are_codes_that_no_spreadsheet_takes_for_a_sum(half: str, code: str) -> None:
    assert when(half) == code


def test_one_or_two_charts_are_not_told_of(protected: Protected) -> None:
    table = protected.table("programme_summary")
    by_testing = dict(zip(table.frame["areas_testing"], table.frame["symbol"], strict=True))
    # The made-up world has one chart fewer that can be read than authorities that test.
    assert [by_testing[n] for n in (1, 2, 3, 4)] == ["", "[c]", "[c]", ""]


def test_the_funnel_can_be_drawn_again_from_what_is_shown(protected: Protected) -> None:
    rows = protected.table("funnel_of_authorities").shown
    compared = protected.table("improvement").shown.set_index(["area", "aim"])
    assert len(rows)
    for (aim, period), own in rows.groupby(["aim", "period"]):
        of, within = own["denominator"].astype(float), own["observed"].astype(float)
        centre = within.sum() / of.sum()
        assert np.allclose(own["centre_percent"].astype(float), 100 * centre)
        for row in own.to_dict("records"):
            window = {"baseline": "baseline_of", "latest": "current_of"}[period]
            assert row["denominator"] == compared.loc[(row["area"], aim), window]
            assert row["overdispersed_low_95"] <= row["exact_low_95"] + 12
            ends = sorted((row["percent"], row["centre_percent"]))
            assert ends[0] - 1e-9 <= row["shrunken_percent"] <= ends[1] + 1e-9
    assert len(protected.table("funnel_of_authorities").frame) == 2 * len(
        protected.table("improvement").frame.query("area != 'engaged'")
    )


@pytest.mark.parametrize("name", ["funnel_of_authorities", "case_mix_of_authorities"])
def test_a_comparison_withheld_after_the_attack_is_in_no_funnel(
    frames: MartFrames, protected: Protected, name: str
) -> None:
    row = protected.table("improvement").shown.query("area != 'engaged'").iloc[0]
    vetoes = Vetoes(frozenset({("improvement", row["area"], str(row["aim"]), "")}))
    told = protect(frames, frames.named, vetoes=vetoes).table(name).frame
    own = told[(told["area"] == row["area"]) & (told["aim"] == row["aim"])]
    assert list(own["symbol"]) == ["[c]", "[c]"]
    assert own["denominator"].isna().all()


def test_where_nothing_was_evaluated_the_tables_are_there_without_rows(frames: MartFrames) -> None:
    names = ("chart_series", "programme_summary", "programme_effect", "improvement")
    bare = replace(frames, **{name: pd.DataFrame() for name in names})
    told = protect(bare, frames.named)
    for name in (CHARTS, "programme_summary", "programme_effect", "funnel_of_authorities"):
        assert len(told.table(name).frame) == 0


def test_the_case_mix_rests_on_shown_authorities_without_a_small_category(
    frames: MartFrames, protected: Protected
) -> None:
    rows = protected.table("case_mix_of_authorities")
    assert len(rows.shown) > 5
    for (aim, period), own in rows.shown.groupby(["aim", "period"]):
        cells = frames.case_mix[
            (frames.case_mix["aim"] == int(aim)) & (frames.case_mix["period"] == period)
        ]
        # What was observed of all shown is what was expected of them: nobody else is in the model.
        expected = (own["expected_percent"] * own["denominator"]).astype(float).sum() / 100
        assert expected == pytest.approx(float(own["observed"].sum()), rel=1e-6)
        for row in own.to_dict("records"):
            kinds = cells[cells["authority_code"] == row["area"]]
            assert kinds["clocks_started"].sum() == row["denominator"]
            # The commonest category holds what is small, so each of the others stands as it was.
            before = kinds.groupby("looked_after_before")["clocks_started"].sum()
            assert before.min() >= 5 or before.max() == row["denominator"] or _joined(cells)


def _joined(cells: pd.DataFrame) -> bool:
    """Return whether being looked after before is small in too many authorities to be told."""
    by = cells.groupby(["authority_code", "looked_after_before"])["clocks_started"].sum().unstack()
    return bool((by.fillna(0).isin(range(1, 5)).mean() > 0.1).any())


def test_other_peoples_children_do_not_move_the_case_mix(frames: MartFrames) -> None:
    shown = protect(frames, frames.named).table("case_mix_of_authorities").shown
    mix = frames.case_mix
    hidden = ~mix["authority_code"].isin(shown["area"])
    assert hidden.any()
    changed = mix.assign(within=mix["within"].where(~hidden, 0))
    again = protect(replace(frames, case_mix=changed), frames.named)
    pd.testing.assert_frame_equal(again.table("case_mix_of_authorities").shown, shown)


def test_cells_that_are_not_the_starts_that_are_shown_expect_nothing(frames: MartFrames) -> None:
    wrong = frames.case_mix.assign(clocks_started=frames.case_mix["clocks_started"] + 1)
    told = protect(replace(frames, case_mix=wrong), frames.named).table("case_mix_of_authorities")
    assert len(told.frame)
    assert not len(told.shown)


@pytest.mark.parametrize(
    ("aim", "authorities", "is_said"), [(2, 7, True), (2, 2, False), (1, 7, False)]
)
def test_what_came_before_joining_is_said_where_its_half_years_leave(
    frames: MartFrames, aim: int, authorities: int, is_said: bool
) -> None:
    """A caution of the whole effect says how far off the share lay before: a figure of those."""
    rows = frames.programme_effect.copy()
    rows["authorities"] = authorities
    whole = rows["event_half_year"] == "overall"
    rows.loc[whole, "authorities"] = 7
    before = "Just before they joined the share lay 48 points above what it would have been"
    rows["caution"] = f"{before} beside others: {RETURN} {CHOSEN}"
    told = effect_table(
        replace(frames, programme_effect=rows), world_of(frames), default_policy()
    ).cells()
    own = told[(told["aim"] == str(aim)) & (told["when"] == "overall")]
    own = own[own["estimate"] != "[c]"]
    assert len(own)
    assert set(own["caution"].str.contains("48 points")) == {is_said}
    assert own["caution"].str.endswith(CHOSEN).all()
