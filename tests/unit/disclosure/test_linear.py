"""The linear program says what pencil and paper say, and what trying every table says."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product

import numpy as np
import pytest

from pipelines.disclosure.linear import Figure, Solver, System

ENOUGH = 5


def cell(name: str, atoms: str, value: int) -> Figure:
    """Return a figure whose atoms are the letters of a word."""
    return Figure((name,), tuple((letter,) for letter in atoms), value)


AREAS = (cell("1 north", "n", 3), cell("2 south", "s", 7), cell("3 west", "w", 9))
ALL = cell("4 all", "nsw", 19)
NORTH, SOUTH, WEST, TOTAL = range(4)


def test_one_withheld_area_is_the_total_less_the_others() -> None:
    found = Solver(System([*AREAS, ALL]), [SOUTH, WEST, TOTAL]).range(NORTH, ENOUGH)
    assert (found.low, found.high, found.possible) == (3, 3, 1)


def test_two_withheld_areas_share_what_is_left() -> None:
    found = Solver(System([*AREAS, ALL]), [WEST, TOTAL]).range(NORTH, ENOUGH)
    assert (found.low, found.high, found.possible) == (0, 10, ENOUGH)


def test_nothing_known_bounds_nothing() -> None:
    found = Solver(System([*AREAS, ALL]), []).range(NORTH, ENOUGH)
    assert (found.low, found.high, found.possible) == (0, np.inf, ENOUGH)


def test_an_earlier_release_of_the_same_count_gives_it_back() -> None:
    earlier = cell("0 north, in an earlier release", "n", 3)
    system = System([earlier, *AREAS, ALL])
    assert Solver(system, [0, 1 + WEST, 1 + TOTAL]).range(1 + NORTH, ENOUGH).possible == 1


def test_whole_numbers_are_fewer_than_the_fractions_between() -> None:
    """a + b = b + c = a + c + d = 3: a equals c, so d is odd, 1 or 3 of the range 0 to 3."""
    sums = [cell("1", "ab", 3), cell("2", "bc", 3), cell("3", "acd", 3), cell("4", "d", 1)]
    found = Solver(System(sums), [0, 1, 2]).range(3, ENOUGH)
    assert (found.low, found.high, found.possible) == (0, 3, 2)


def test_equations_that_contradict_are_an_error() -> None:
    system = System([cell("1", "a", 2), cell("2", "a", 3)])
    with pytest.raises(RuntimeError, match="ended as"):
        Solver(system, [0, 1]).range(0, ENOUGH)


def test_the_order_of_figures_does_not_matter() -> None:
    one, other = System([*AREAS, ALL]), System([ALL, *reversed(AREAS)])
    assert [f.name for f in one.figures] == [f.name for f in other.figures]
    assert [r.tolist() for r in one.rows] == [r.tolist() for r in other.rows]


@pytest.mark.parametrize("seed", range(40))
def test_as_trying_every_table(seed: int) -> None:
    """Random sums over four atoms of 0 to 4, their total always known: every table is tried."""
    dice = np.random.default_rng(seed)
    truth = dice.integers(0, 5, 4)
    figures = [_random_sum(dice, truth, number) for number in range(5)]
    figures.append(cell("9", "abcd", int(truth.sum())))
    system = System(figures)
    known = [i for i in range(len(figures)) if i == len(figures) - 1 or dice.random() < 0.4]
    solver = Solver(system, known)
    for figure in range(len(figures)):
        possible = _by_trying(system.figures, known, figure)
        # As many as there are: the total bounds every figure, so the search is never cut off.
        assert solver.range(figure, 99).possible == len(possible)


def _random_sum(dice: np.random.Generator, truth: np.ndarray, number: int) -> Figure:
    chosen = np.flatnonzero(dice.random(4) < 0.6)
    if not len(chosen):
        chosen = np.array([number % 4])
    return cell(str(number), "".join("abcd"[i] for i in chosen), int(truth[chosen].sum()))


def _by_trying(figures: Sequence[Figure], known: Sequence[int], wanted: int) -> set[int]:
    total = figures[-1].value
    out = set()
    for counts in product(range(total + 1), repeat=4):
        values = dict(zip("abcd", counts, strict=True))
        sums = [sum(values[str(a[0])] for a in f.atoms) for f in figures]
        if all(sums[i] == figures[i].value for i in known):
            out.add(sums[wanted])
    return out
