"""Two releases share a count while what was counted is the same, whatever submission it was in."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from pipelines.contract.release_tables import MartFrames
from pipelines.disclosure import default_policy
from pipelines.disclosure.decisions import decide_all
from pipelines.disclosure.equations import lines_of_release
from pipelines.disclosure.world import world_of
from tests.support.resubmitted import all_sent_anew
from tests.unit.disclosure.curve_worlds import with_waits
from tests.unit.disclosure.programme_worlds import programme_frames
from tests.unit.disclosure.worlds import Scale, frames_of

SCALE = Scale(authorities=4, quarters=6, starts=16.0, named=1.0)
TOLD = ["count", "who", "start", "end", "sign"]
COHORT_OF_AIM_2 = ("2 within", "2 not_within", "2 exited_before_threshold")


def made_up() -> MartFrames:
    return with_waits(programme_frames(3, SCALE))


def terms(frames: MartFrames) -> pd.DataFrame:
    world = world_of(frames)
    decided = decide_all(frames, world, world.mask(frames.named), default_policy())
    return lines_of_release(frames, decided, world, default_policy()).terms


def counts(frames: MartFrames) -> set[tuple[object, ...]]:
    return set(terms(frames)[["count", "who", "start", "end"]].itertuples(index=False, name=None))


def test_whoever_sends_the_same_anew_has_counted_the_same() -> None:
    frames = made_up()
    pd.testing.assert_frame_equal(terms(frames), terms(all_sent_anew(frames, 2)))


def test_a_corrected_count_is_another_and_all_others_stay() -> None:
    """One more child within the limit: of all base counts of the cohorts, one is another."""
    frames = frames_of(3, SCALE)
    cohorts = frames.aim_timeliness.reset_index(drop=True).copy()
    own = cohorts[(cohorts["area"].str.startswith("X")) & (cohorts["aim"] == 2)].iloc[0]
    engaged = frames.authorities.set_index("authority_code")["is_engaged"][own["area"]]
    areas = [own["area"], "engaged" if engaged else "not_engaged", "all_reporting", "scotland"]
    quarter = cohorts["cohort_quarter"] == own["cohort_quarter"]
    cohorts.loc[quarter & (cohorts["aim"] == 2) & cohorts["area"].isin(areas), "within"] += 1
    before = counts(frames)
    after = counts(all_sent_anew(replace(frames, aim_timeliness=cohorts), 2))
    ((count, who, *_),) = after - before
    assert count == "2 within"
    assert str(who).startswith(str(own["area"]))
    assert len(before - after) == 1


def test_another_day_of_start_is_another_count_where_windows_cut_quarters() -> None:
    """A window may hold half a quarter: so a start that moved within it is another count."""
    frames = made_up()
    starts = frames.starts.copy()
    some = starts.index[(starts["aim"] == 2) & (starts["within"] > 0)][0]
    day = pd.Timestamp(starts.at[some, "clock_start"])
    begun = pd.Period(day, freq="Q").start_time
    starts.at[some, "clock_start"] = (begun if day != begun else begun + pd.Timedelta("1D")).date()
    changed = counts(frames) ^ counts(replace(frames, starts=starts))
    assert {count for count, *_ in changed} <= set(COHORT_OF_AIM_2)
    assert {str(who)[:9] for _, who, *_ in changed} == {starts.at[some, "authority_code"]}
