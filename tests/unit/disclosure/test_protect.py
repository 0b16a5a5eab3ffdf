"""What leaves, and what a withheld row looks like."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from pipelines.contract.checks import CheckOutcome
from pipelines.contract.release_tables import NOT_APPLICABLE, WITHHELD, MartFrames, Protected
from pipelines.disclosure import default_policy, no_small_cell, protect
from tests.support.release_periods import quarters_of
from tests.unit.disclosure.programme_worlds import programme_frames
from tests.unit.disclosure.worlds import Scale, frames_of

BIG = Scale(authorities=12, quarters=13, starts=20.0)


@pytest.fixture(scope="module")
def frames() -> MartFrames:
    return programme_frames(7, BIG)


@pytest.fixture(scope="module")
def protected(frames: MartFrames) -> Protected:
    return protect(frames, frames.named)


def test_no_count_of_1_to_4_is_shown(protected: Protected) -> None:
    assert {r.outcome for r in no_small_cell(protected)} == {CheckOutcome.PASSED}
    for table in protected.tables:
        counts = table.cells()[list(table.shape.counts)].to_numpy().ravel()
        assert not set(counts) & {"1", "2", "3", "4"}


def test_a_row_is_shown_whole_or_withheld_whole(protected: Protected) -> None:
    for table in protected.tables:
        figures = table.cells()[[c.name for c in table.shape.figures]]
        is_withheld = figures == WITHHELD
        assert (is_withheld.all(axis=1) | ~is_withheld.any(axis=1)).all()


def test_something_of_every_table_is_shown_in_a_big_world(protected: Protected) -> None:
    shown = {t.shape.name: t.row_counts["shown"] for t in protected.tables}
    assert all(n > 0 for n in shown.values()), shown


def test_a_withheld_figure_is_not_in_the_frame_at_all(protected: Protected) -> None:
    for table in protected.tables:
        hidden = table.frame[table.frame["symbol"] != ""]
        assert hidden[[c.name for c in table.shape.figures]].isna().all().all()


def test_an_authority_that_is_not_named_is_nowhere(frames: MartFrames) -> None:
    codes = sorted(frames.authorities["authority_code"])
    protected = protect(frames, set(codes[1:]))
    for table in protected.tables:
        assert codes[0] not in set(table.frame["area"])


def test_with_nobody_named_only_groups_leave(frames: MartFrames) -> None:
    protected = protect(frames, set())
    areas = {a for t in protected.tables for a in t.frame["area"]}
    assert areas <= {"all_reporting", "engaged", "not_engaged", "scotland"}


def test_engaged_and_not_engaged_are_shown_together_and_under_the_whole(
    protected: Protected,
) -> None:
    table = protected.table("waiting_now_groups_by_quarter").frame
    shown = table.assign(shown=table["symbol"] == "").pivot_table(
        index=["aim", "quarter_end"], columns="area", values="shown", aggfunc="first"
    )
    assert (shown["engaged"] == shown["not_engaged"]).all()
    assert (shown["all_reporting"] | ~shown["engaged"]).all()


def test_every_sum_of_a_group_beside_its_shown_authorities_is_safe(protected: Protected) -> None:
    years = protected.table("aim_timeliness_groups_by_year").shown
    whole = years[years["area"] == "all_reporting"]
    for name in ("by_year", "by_three_years"):
        named = protected.table(f"aim_timeliness_authorities_{name}").shown
        (column,) = protected.table(f"aim_timeliness_authorities_{name}").shape.periods
        for (aim, period), own in named.groupby(["aim", column]):
            told = {str(q.year) for q in quarters_of(period)}
            group = whole[(whole["aim"] == aim) & whole["cohort_year"].isin(told)]
            for atom in ("within", "not_within", "exited_before_threshold"):
                rest = group[atom].sum() - own[atom].sum()
                assert len(group) < len(told) or rest == 0 or rest >= 5


def test_immature_cohorts_do_not_leave(frames: MartFrames, protected: Protected) -> None:
    immature = frames.aim_timeliness.loc[~frames.aim_timeliness["is_mature"], "cohort_quarter"]
    first = min(immature).isoformat()
    shown = protected.table("aim_timeliness_groups_by_quarter").shown
    assert (shown["cohort_quarter"] < first).all()


def test_a_percentage_of_nobody_is_not_applicable() -> None:
    frames = frames_of(3, Scale(authorities=12, starts=20.0, immature=0))
    rows = frames.aim_timeliness
    emptied = rows.assign(
        **{c: rows[c].where(rows["aim"] != 4, 0) for c in ("within", "not_within")},
        exited_before_threshold=rows["exited_before_threshold"].where(rows["aim"] != 4, 0),
    )
    protected = protect(replace(frames, aim_timeliness=emptied), frames.named)
    cells = protected.table("aim_timeliness_groups_by_quarter").cells()
    of_aim_4 = cells[(cells["aim"] == "4") & (cells["area"] == "all_reporting")]
    assert set(of_aim_4["within"]) == {"0"}
    assert set(of_aim_4["percent_within"]) == {NOT_APPLICABLE}


def test_the_order_of_rows_does_not_matter(frames: MartFrames, protected: Protected) -> None:
    shuffled = replace(
        frames,
        aim_timeliness=frames.aim_timeliness.sample(frac=1, random_state=1),
        waiting_now=frames.waiting_now.sample(frac=1, random_state=1),
        home_orders=frames.home_orders.sample(frac=1, random_state=1),
        home_reviews=frames.home_reviews.sample(frac=1, random_state=1),
        authorities=frames.authorities.sample(frac=1, random_state=1),
        mature=frames.mature.sample(frac=1, random_state=1),
        starts=frames.starts.sample(frac=1, random_state=1),
        improvement=frames.improvement.sample(frac=1, random_state=1),
        waiting_times=frames.waiting_times.sample(frac=1, random_state=1),
        local_aims=frames.local_aims.sample(frac=1, random_state=1),
        coverage=frames.coverage.sample(frac=1, random_state=1),
        quality=frames.quality.sample(frac=1, random_state=1),
    )
    again = protect(shuffled, frames.named)
    for one, other in zip(protected.tables, again.tables, strict=True):
        pd.testing.assert_frame_equal(one.cells(), other.cells())


def test_margins_that_do_not_add_up_are_refused(frames: MartFrames) -> None:
    rows = frames.aim_timeliness.copy()
    at = rows.index[(rows["area"] == "all_reporting") & (rows["aim"] == 2)][0]
    rows.loc[at, "within"] += 1
    with pytest.raises(ValueError, match="not the sum of its members"):
        protect(replace(frames, aim_timeliness=rows), frames.named)


def test_a_group_of_two_authorities_is_withheld() -> None:
    frames = frames_of(5, Scale(authorities=2, starts=60.0))
    protected = protect(frames, set())
    shown = protected.table("aim_timeliness_groups_by_quarter").shown
    assert (shown["within"].fillna(0) == 0).all()


def test_the_policy_is_named_in_what_leaves(protected: Protected) -> None:
    assert protected.policy == default_policy().as_dict()
    assert protected.day == "2020-03-31"
