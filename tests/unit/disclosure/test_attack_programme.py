"""No small count is given back by the windows of the programme beside the tables by time."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.disclosure import improvement, protect
from tests.unit.disclosure.attack_programme import Clock, comparison_system, small_sums
from tests.unit.disclosure.programme_worlds import programme_frames
from tests.unit.disclosure.test_attack import _assert_hidden, _sample
from tests.unit.disclosure.worlds import Scale

WORLDS = [
    Scale(authorities=6, quarters=13, starts=8.0, named=1.0),
    Scale(authorities=5, quarters=13, starts=16.0, named=1.0),
    Scale(authorities=8, quarters=10, starts=5.0, silent=1, named=0.8),
    Scale(authorities=6, quarters=12, starts=12.0, lagging=2, named=1.0),
    Scale(authorities=9, quarters=14, starts=20.0, named=0.9),
]
YEARS = [2017, 2018, 2019, 2020]


@pytest.mark.parametrize(("seed", "scale"), list(enumerate(WORLDS, start=21)))
def test_no_small_count_is_recovered_from_comparisons(seed: int, scale: Scale) -> None:
    frames = programme_frames(seed, scale)
    protected = protect(frames, frames.named)
    years = [y for y in YEARS if y < 2017 + scale.quarters // 4]
    for aim in (2, 3, 4):
        clock = Clock(frames, aim, scale.immature)
        for atom in ("within", "otherwise"):
            system = comparison_system(protected, clock, atom)
            targets = _sample(list(small_sums(clock, atom, years)), seed, 8)
            _assert_hidden(system, targets, f"aim {aim} {atom}")


def test_something_is_compared_in_these_worlds() -> None:
    shown = 0
    for seed, scale in enumerate(WORLDS, start=21):
        frames = programme_frames(seed, scale)
        shown += protect(frames, frames.named).table("improvement").row_counts["shown"]
    assert shown >= 20


def test_the_attack_on_comparisons_has_teeth(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking at each comparison by itself alone is caught."""
    monkeypatch.setattr(improvement, "given_back", lambda *_: [])
    monkeypatch.setattr(improvement._Decider, "to_withhold", lambda *_: None)
    scale = Scale(authorities=7, quarters=13, starts=20.0, named=1.0)
    frames = programme_frames(102, scale)
    protected = protect(frames, frames.named)
    clock = Clock(frames, 4, scale.immature)
    system = comparison_system(protected, clock, "otherwise")
    targets = [t for t in small_sums(clock, "otherwise", []) if "current" in t[0]]
    bounds = np.array([system.feasible(terms) for _, terms, _ in targets])
    assert (bounds[:, 1] - bounds[:, 0] < 0.5).any()
