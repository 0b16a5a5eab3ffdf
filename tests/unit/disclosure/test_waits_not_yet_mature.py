"""Waiting times are of all clocks, cohorts of mature ones alone: what lies between may be a few.

Where one authority's data end early, a group's year of waiting times holds its newest clocks and
the group's cohort does not. The share reached by the limit beside its interval says how many
clocks there were and how many reached it: less the cohort's, that is one authority's count.
"""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.contract.release_tables import MartFrames, Protected
from pipelines.disclosure import default_policy, protect
from pipelines.disclosure.decisions import decide_all
from pipelines.disclosure.equations import lines_of_release
from pipelines.disclosure.ledger import FEW_OF_AUTHORITY
from pipelines.disclosure.world import world_of
from tests.unit.disclosure.programme_worlds import programme_frames
from tests.unit.disclosure.small_cells import SMALL
from tests.unit.disclosure.worlds import Scale

SEEDS = (1, 2, 3, 4)
TIMES, COHORTS = "waiting_times_groups_by_year", "aim_timeliness_groups_by_year"


def world(seed: int) -> MartFrames:
    # Its data end two quarters earlier, and a few of its newest clocks reached the milestone.
    scale = Scale(authorities=10, quarters=9, starts=12.0, lagging=1, named=1.0, immature=1)
    return programme_frames(seed, scale)


def between(frames: MartFrames, protected: Protected) -> list[int]:
    """Return what shown times say of those within the limit, less what a shown cohort says."""
    key = ["area", "aim", "cohort_year"]
    times, cohorts = (
        protected.table(name).shown.astype(dict.fromkeys(key, str)) for name in (TIMES, COHORTS)
    )
    both = times.merge(cohorts, on=key)
    known = frames.waiting_times.astype({"aim": str, "cohort_year": str})
    both = both.merge(known, on=key, suffixes=("", "_known"))
    reached = (both["cif_at_threshold"] * both["clocks"]).round().astype(int)
    return (reached - both["within"].astype(int)).tolist()


@pytest.mark.parametrize("seed", SEEDS)
def test_times_beside_a_cohort_do_not_say_what_a_few_did_since(seed: int) -> None:
    frames = world(seed)
    found = between(frames, protect(frames, frames.named))
    assert not set(found) & set(SMALL)


def test_there_is_something_to_look_at() -> None:
    found = [n for seed in SEEDS for n in between(world(seed), protect(world(seed), frozenset()))]
    assert found


def test_the_gate_asks_about_a_few_of_an_authoritys_newest_clocks() -> None:
    frames = world(SEEDS[0])
    own = frames.aim_timeliness
    own = own[own["area"].isin(frames.authorities["authority_code"]) & ~own["is_mature"]]
    years = pd.PeriodIndex(own["cohort_quarter"], freq="Q").year.astype(str)
    summed = own.assign(year=years).groupby(["area", "aim", "year"])["within"].sum()
    decided_by = default_policy()
    there = world_of(frames)
    decided = decide_all(frames, there, there.mask(frames.named), decided_by)
    lines = lines_of_release(frames, decided, there, decided_by).lines
    asked = lines[(lines["table"] == FEW_OF_AUTHORITY) & (lines["column"] == "within so far")]
    told = set(asked[["area", "aim", "period", "value"]].itertuples(index=False, name=None))
    few = {(a, str(i), y, n) for (a, i, y), n in summed.items() if n in SMALL}
    assert few
    assert few <= told
