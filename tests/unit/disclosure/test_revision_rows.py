"""What a release says of the one before follows from the two folders, and shows no small change."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pipelines.contract.checks import CheckOutcome
from pipelines.contract.published import Published, made_of
from pipelines.contract.release_tables import MARK_COLUMN, MartFrames, Protected
from pipelines.disclosure import Certified, Earlier, certify, no_small_cell, protect
from tests.support.resubmitted import resubmitted
from tests.unit.disclosure.small_cells import SMALL
from tests.unit.disclosure.worlds import Scale, frames_of

GROUPS = "aim_timeliness_groups_by_quarter"


def as_published(protected: Protected) -> Published:
    """Return a release as readers have it."""
    cells = {t.shape.name: t.cells().reset_index(drop=True) for t in protected.tables}
    inputs = made_of(protected.submissions, protected.build, protected.policy)
    return Published("2018-01-01-0123456789ab", cells, inputs)


@pytest.fixture(scope="module")
def two() -> tuple[Certified, Certified]:
    frames = frames_of(5, Scale(authorities=6, starts=30.0, named=0.9))
    first = certify(frames, frames.named)
    kept = first.ledger.known_to_readers(), first.withheld_after_attack
    moved = _with_more(resubmitted(frames, np.random.default_rng(4), authorities=1), 9)
    return first, certify(moved, moved.named, [Earlier("1", *kept, as_published(first.protected))])


def _with_more(frames: MartFrames, many: int) -> MartFrames:
    """Return the frames with so many more, within the limit and not, in an authority's quarters."""
    cohorts = frames.aim_timeliness.copy()
    code = cohorts.loc[cohorts["area"].str.startswith("X"), "area"].iloc[0]
    joined = frames.authorities.set_index("authority_code").at[code, "is_engaged"]
    group = "engaged" if joined else "not_engaged"
    areas = cohorts["area"].isin([code, group, "all_reporting", "scotland"])
    first = cohorts["cohort_quarter"] <= sorted(set(cohorts["cohort_quarter"]))[3]
    # In one outcome alone a row would not leave again.
    cohorts.loc[areas & first & (cohorts["aim"] == 2), ["within", "not_within"]] += many
    listed = frames.authorities.copy()
    listed.loc[listed["authority_code"] == code, "submission_id"] += "+"
    return replace(frames, authorities=listed, aim_timeliness=cohorts)


def test_revisions_are_what_two_folders_say_and_nothing_else(
    two: tuple[Certified, Certified],
) -> None:
    before, now = (_counts(c.protected) for c in two)
    open_in_both = before.merge(now, on=["table", "area", "aim", "period", "measure"])
    changed = open_in_both[open_in_both["value_x"] != open_in_both["value_y"]]
    told = two[1].protected.table("revisions").frame
    assert len(told) == len(changed) > 0
    columns = ["table", "area", "aim", "period", "measure"]
    both = told.merge(changed, on=columns)
    assert len(both) == len(told)
    assert (both["before"] == both["value_x"]).all()
    assert (both["now"] == both["value_y"]).all()
    assert set(told["reason"]) == {"new submissions"}


def test_no_change_that_is_told_is_small(two: tuple[Certified, Certified]) -> None:
    changes = two[1].protected.table("revisions").frame["change"]
    assert not changes.abs().isin([0, *SMALL]).any()
    assert two[1].result.passed
    assert all(r.outcome is CheckOutcome.PASSED for r in no_small_cell(two[1].protected))


def test_rows_with_another_figure_are_marked_and_no_others(
    two: tuple[Certified, Certified],
) -> None:
    first, second = (c.protected.table(GROUPS) for c in two)
    told = two[1].protected.table("revisions").frame
    key = ["area", "aim", "cohort_quarter"]
    revised = told[told["table"] == GROUPS].astype(str)
    rows = set(zip(revised["area"], revised["aim"], revised["period"], strict=True))
    shown = second.shown.astype(str)
    marked = shown[shown[MARK_COLUMN].str.contains("[r]", regex=False)]
    assert set(marked[key].itertuples(index=False, name=None)) == rows
    assert rows
    assert not first.frame[MARK_COLUMN].str.contains("[r]", regex=False).any()


def test_the_first_release_revises_nothing(two: tuple[Certified, Certified]) -> None:
    assert "revisions" not in {t.shape.name for t in two[0].protected.tables}
    assert two[0].protected.release_before == ""
    assert two[1].protected.release_before == "2018-01-01-0123456789ab"


def test_a_group_with_a_member_that_has_not_reached_the_period_is_provisional() -> None:
    frames = frames_of(5, Scale(authorities=12, starts=40.0, lagging=1, quarters=9))
    tables = protect(frames, frames.named)
    rows = tables.table("waiting_now_groups_by_quarter").shown
    missing = rows["authorities_missing"].astype(int) > 0
    assert missing.any()
    assert (rows[MARK_COLUMN].str.contains("[p]", regex=False) == missing).all()
    long = tables.table("waiting_long_groups_by_quarter").shown
    both = long.merge(rows, on=["area", "aim", "quarter_end"], suffixes=("", "_now"))
    assert (both[MARK_COLUMN] == both[f"{MARK_COLUMN}_now"]).all()
    assert len(both)


def test_a_withheld_row_has_no_mark(two: tuple[Certified, Certified]) -> None:
    for table in two[1].protected.tables:
        if MARK_COLUMN in table.frame:
            hidden = table.frame[table.frame["symbol"] != ""]
            assert hidden[MARK_COLUMN].isna().all()


def _counts(protected: Protected) -> pd.DataFrame:
    """Return the counts that a release shows, from its cells as text."""
    out = []
    for table in protected.tables:
        if not table.shape.periods or table.shape.name in ("revisions", *_OF_OTHERS):
            continue
        cells = table.cells()
        for measure in table.shape.counts:
            out.append(
                pd.DataFrame(
                    {
                        "table": table.shape.name,
                        "area": cells["area"],
                        "aim": cells.get("aim", "1"),
                        "period": cells[table.shape.periods[0]],
                        "measure": measure,
                        "value": pd.to_numeric(cells[measure], errors="coerce"),
                    }
                )
            )
    return pd.concat(out).dropna(subset="value")


_OF_OTHERS = ("run_chart_groups_by_quarter",)
