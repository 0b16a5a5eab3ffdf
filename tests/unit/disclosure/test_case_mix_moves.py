"""A child's corrected category is not seen in an expected share of which no count moved."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipelines.contract.published import Published
from pipelines.contract.release_tables import MartFrames, ProtectedTable
from pipelines.disclosure import protect
from tests.unit.disclosure.programme_worlds import programme_frames
from tests.unit.disclosure.worlds import Scale

NAME = "case_mix_of_authorities"
AIM, PERIOD = 2, "baseline"


@pytest.fixture(scope="module")
def frames() -> MartFrames:
    return programme_frames(4, Scale(authorities=12, quarters=13, starts=25.0, named=1.0))


def published(table: ProtectedTable) -> Published:
    return Published("2020-07-31-0123456789ab", {NAME: table.cells()}, {})


def corrected(frames: MartFrames, shown: ProtectedTable) -> MartFrames:
    """Return the frames with one late child of a shown authority in another age band."""
    code = shown.shown.query("aim == @AIM and period == @PERIOD")["area"].iloc[0]
    mix = frames.case_mix.copy()
    own = mix[(mix["authority_code"] == code) & (mix["aim"] == AIM) & (mix["period"] == PERIOD)]
    late = own["clocks_started"] - own["within"]
    bands = late.groupby(own["age_band"]).sum().sort_values(ascending=False).index[:2]
    rest = ["legal_basis", "looked_after_before"]
    for _, cells in own[own["age_band"].isin(bands)].groupby(rest):
        by = {band: at for at, band in cells["age_band"].items()}
        if len(by) == len(bands) and late[by[bands[0]]] > 0:
            mix.loc[by[bands[0]], "clocks_started"] -= 1
            mix.loc[by[bands[1]], "clocks_started"] += 1
            return replace(frames, case_mix=mix)
    raise AssertionError("no child to correct in this world")


def test_one_corrected_category_is_not_seen(frames: MartFrames) -> None:
    first = protect(frames, frames.named).table(NAME)
    again = corrected(frames, first)
    keys = ["area", "aim", "period"]
    # Without the releases before, the figures say that a category moved.
    bare = protect(again, frames.named).table(NAME).cells()
    beside = first.cells().merge(bare, on=keys)
    assert (beside["denominator_x"] == beside["denominator_y"]).all()
    assert (beside["expected_percent_x"] != beside["expected_percent_y"]).any()
    told = _protected(again, first).cells().merge(first.cells(), on=keys)
    hidden = (told["aim"].astype(str) == str(AIM)) & (told["period"] == PERIOD)
    assert set(told.loc[hidden, "expected_percent_x"]) == {"[c]"}
    rest = told[~hidden]
    assert (rest["expected_percent_x"] == rest["expected_percent_y"]).all()


def test_what_did_not_move_is_shown_again(frames: MartFrames) -> None:
    first = protect(frames, frames.named).table(NAME)
    assert len(first.shown)
    assert _protected(frames, first).cells().equals(first.cells())


def test_two_sets_of_authorities_are_not_two_equations(frames: MartFrames) -> None:
    first = protect(frames, frames.named).table(NAME)
    gone = first.shown.query("aim == @AIM and period == @PERIOD")["area"].iloc[0]
    fewer = replace(frames, named=frames.named - {gone})
    bare = protect(fewer, fewer.named).table(NAME)
    told = _protected(fewer, first)
    mine = "aim == @AIM and period == @PERIOD"
    assert len(bare.shown.query(mine))
    assert not len(told.shown.query(mine))


def _protected(frames: MartFrames, before: ProtectedTable) -> ProtectedTable:
    build = {**frames.build, "code_id": "", "programme_id": ""}
    made = {"submissions": [], "programme_id": "", "code_id": "", "policy": {}}
    earlier = replace(published(before), made_of=made)
    return protect(replace(frames, build=build), frames.named, earlier=[earlier]).table(NAME)
