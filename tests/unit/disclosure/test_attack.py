"""No withheld count of 1 to 4 can be computed from everything that is published, on many worlds."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from pipelines.disclosure import closure, protect
from pipelines.disclosure.cubes import Cube
from tests.unit.disclosure.attack import (
    COHORT,
    Known,
    System,
    cohort_system,
    home_system,
    stock_system,
)
from tests.unit.disclosure.small_cells import (
    Target,
    small_cohort_cells,
    small_home,
    small_waits,
)
from tests.unit.disclosure.worlds import Scale, frames_of

LEAST_WHOLE_NUMBERS = 5
WORLDS = [
    Scale(authorities=6, starts=5.0),
    Scale(authorities=5, quarters=13, starts=16.0, named=1.0),
    Scale(authorities=8, starts=3.0, silent=1, named=0.7),
    Scale(authorities=6, starts=12.0, lagging=1, named=0.9),
    Scale(authorities=4, quarters=13, starts=30.0, named=1.0),
]
worlds = pytest.mark.parametrize(
    ("seed", "scale"),
    list(enumerate(WORLDS, start=1)),
    ids=lambda v: f"{v.authorities}x{v.starts:g}" if isinstance(v, Scale) else str(v),
)


@worlds
def test_no_small_cohort_count_is_recovered(seed: int, scale: Scale) -> None:
    frames = frames_of(seed, scale)
    protected = protect(frames, frames.named)
    known = Known(frames)
    for aim in (2, 3, 4):
        for atom in COHORT:
            system = cohort_system(protected, known, aim, atom, scale.immature)
            targets = list(small_cohort_cells(frames, known, aim, atom, scale.immature))
            _assert_hidden(system, _sample(targets, seed, 6), f"aim {aim} {atom}")


@worlds
def test_no_small_stock_is_recovered(seed: int, scale: Scale) -> None:
    frames = frames_of(seed, scale)
    protected = protect(frames, frames.named)
    known = Known(frames)
    for aim in (2, 3, 4):
        system = stock_system(protected, known, aim)
        targets = list(small_waits(frames, known, aim))
        _assert_hidden(system, _sample(targets, seed, 8), f"waiting for aim {aim}")


@worlds
def test_no_small_count_of_aim_1_is_recovered(seed: int, scale: Scale) -> None:
    frames = frames_of(seed, scale)
    protected = protect(frames, frames.named)
    known = Known(frames)
    quarters = pd.period_range(scale.first, periods=scale.quarters, freq="Q")
    system = home_system(protected, known, quarters)
    targets = [*small_waits(frames, known, 1), *small_home(frames, known)]
    _assert_hidden(system, _sample(targets, seed, 15), "aim 1")


def test_the_attack_has_teeth(monkeypatch: pytest.MonkeyPatch) -> None:
    """Withholding small rows alone, without what gives them back, is caught."""
    monkeypatch.setattr(closure._AuthoritySpans, "_rest_is_safe", lambda *_: True)
    monkeypatch.setattr(closure, "_year_is_safe", _shown_without_a_look)
    caught = 0
    for seed in range(3):
        scale = Scale(authorities=8, starts=8.0, named=1.0)
        frames = frames_of(seed, scale)
        protected = protect(frames, frames.named)
        atom = "exited_before_threshold"
        system = cohort_system(protected, Known(frames), 4, atom, scale.immature)
        cells = list(small_cohort_cells(frames, Known(frames), 4, atom, scale.immature))
        cells = [c for c in cells if not c[0].startswith("X")]
        bounds = [system.feasible(terms) for _, terms, _ in cells]
        caught += sum(high - low < 0.5 for low, high in bounds)
    assert caught > 0


def _shown_without_a_look(cube: Cube, *_: object) -> np.ndarray:
    return np.ones(len(cube.years), dtype=bool)


def _sample(targets: list[Target], seed: int, size: int) -> list[Target]:
    if len(targets) <= size:
        return targets
    chosen = np.random.default_rng(seed).choice(len(targets), size, replace=False)
    return [targets[i] for i in chosen]


def _assert_hidden(system: System, targets: list[Target], what: str) -> None:
    for name, terms, truth in targets:
        low, high = system.feasible(terms)
        assert low <= truth + 1e-6, f"{what}: the attack is wrong about {name}"
        assert high >= truth - 1e-6, f"{what}: the attack is wrong about {name}"
        possible = high - low + 1
        assert possible > LEAST_WHOLE_NUMBERS - 0.5, f"{what}: {name} is one of {possible:.0f}"
