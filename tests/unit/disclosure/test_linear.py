"""The linear program says what pencil and paper say, and what trying every table says."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest
from scipy.sparse import csr_array

from pipelines.disclosure.linear import Range, Solver

ENOUGH = 5
Line = tuple[str, int]


def solver(lines: Sequence[Line], known: Sequence[int]) -> Solver:
    """Return the attacker who knows some lines; atoms are letters, capitals minus."""
    letters = sorted({letter.lower() for word, _ in lines for letter in word})
    rows = [
        [(letters.index(x.lower()), 1 if x.islower() else -1) for x in word] for word, _ in lines
    ]
    values = np.array([lines[i][1] for i in known], dtype=np.int64)
    return Solver(matrix(rows, len(letters)), np.array(known, dtype=np.int64), values)


def matrix(rows: Sequence[Sequence[tuple[int, int]]], atoms: int) -> csr_array:
    """Return (line, atom) from each line's pairs of atom and factor."""
    data = [(i, a, f) for i, row in enumerate(rows) for a, f in row]
    line, atom, factor = (np.array(x, dtype=np.int64) for x in zip(*data, strict=True))
    return csr_array((factor, (line, atom)), shape=(len(rows), atoms))


NORTH, SOUTH, WEST, TOTAL = range(4)
AREAS = [("n", 3), ("s", 7), ("w", 9), ("nsw", 19)]


def test_one_withheld_area_is_the_total_less_the_others() -> None:
    assert solver(AREAS, [SOUTH, WEST, TOTAL]).range(NORTH, ENOUGH) == Range(3, 3, 1)


def test_two_withheld_areas_share_what_is_left() -> None:
    assert solver(AREAS, [WEST, TOTAL]).range(NORTH, ENOUGH) == Range(0, 10, ENOUGH)


def test_nothing_known_bounds_nothing() -> None:
    found = solver(AREAS, []).range(NORTH, ENOUGH)
    assert found.high - found.low > 1000


def test_an_earlier_release_of_the_same_count_gives_it_back() -> None:
    lines = [*AREAS, ("n", 3)]
    assert solver(lines, [WEST, TOTAL, 4]).range(NORTH, ENOUGH).possible == 1


def test_a_difference_can_be_below_nought() -> None:
    """What became of a count from one release to the next: s was 7, is 5; of n nothing is known."""
    lines = [("s", 7), ("t", 5), ("tS", -2), ("nT", 0)]
    assert solver(lines, [0, 1]).range(2, ENOUGH) == Range(-2, -2, 1)
    assert solver(lines, [0, 1]).range(3, ENOUGH).possible == ENOUGH


def test_an_identity_carries_what_is_known() -> None:
    """Start 10, 6 came, end 9: so 7 left."""
    lines = [("s", 10), ("r", 6), ("e", 9), ("srLE", 0), ("l", 7)]
    assert solver(lines, [0, 1, 2, 3]).range(4, ENOUGH) == Range(7, 7, 1)


def test_whole_numbers_are_fewer_than_the_fractions_between() -> None:
    """a + b = b + c = a + c + d = 3: a equals c, so d is odd, 1 or 3 of the range 0 to 3."""
    lines = [("ab", 3), ("bc", 3), ("acd", 3), ("d", 1)]
    assert solver(lines, [0, 1, 2]).range(3, ENOUGH) == Range(0, 3, 2)


def test_equations_that_contradict_are_an_error() -> None:
    with pytest.raises(RuntimeError, match="ended as"):
        solver([("a", 2), ("a", 3)], [0, 1])


def test_what_holds_a_range_in_is_named() -> None:
    found = solver([*AREAS, ("x", 4)], [SOUTH, WEST, TOTAL, 4])
    assert found.leaning_on(NORTH).tolist() == [SOUTH, WEST, TOTAL]


@pytest.mark.parametrize("seed", range(40))
def test_as_trying_every_table(seed: int) -> None:
    """Random sums over four atoms of 0 to 4, their total always known: every table is tried."""
    dice = np.random.default_rng(seed)
    truth = dice.integers(0, 5, 4)
    lines = [_random_sum(dice, truth, number) for number in range(5)]
    lines.append(("abcd", int(truth.sum())))
    known = [i for i in range(len(lines)) if i == len(lines) - 1 or dice.random() < 0.4]
    found = solver(lines, known)
    for line in range(len(lines)):
        possible = _by_trying(lines, known, line)
        # As many as there are: the total bounds every line, so the search is never cut off.
        assert found.range(line, 99).possible == len(possible)


@pytest.mark.parametrize("seed", range(60))
def test_identities_as_trying_every_table(seed: int) -> None:
    """The same with lines of both signs, as identities and changes between releases are."""
    dice = np.random.default_rng(1000 + seed)
    truth = dice.integers(0, 5, 4)
    lines = [_random_sum(dice, truth, number) for number in range(3)]
    lines += [_random_difference(dice, truth) for _ in range(3)]
    lines.append(("abcd", int(truth.sum())))
    known = [i for i in range(len(lines)) if i == len(lines) - 1 or dice.random() < 0.5]
    found = solver(lines, known)
    for line, (word, _) in enumerate(lines):
        possible, said = _by_trying(lines, known, line), found.range(line, 99)
        if word.islower():
            assert said.possible == len(possible)
        else:
            # Of a difference it is asked whether it has one value: some between may be missing.
            assert (said.possible == 1) == (len(possible) == 1)
            assert said.low - 0.01 <= min(possible) <= max(possible) <= said.high + 0.01


def test_a_difference_that_can_always_be_made_up_says_nothing_and_has_no_end() -> None:
    """start + came - left = end: of who came nothing is known, so start and end are as before."""
    lines = [("s", 4), ("e", 9), ("scLE", 0), ("c", 7), ("l", 2)]
    found = solver(lines, [1, 2])
    assert found.range(1, ENOUGH) == Range(9, 9, 1)
    assert found.range(3, ENOUGH).possible == ENOUGH
    assert found.range(0, ENOUGH).possible == ENOUGH


def test_a_part_is_anything_up_to_its_whole_and_all_parts_are_the_whole() -> None:
    """recent + earlier = reviewed, and reviewed is 6."""
    lines = [("r", 6), ("peR", 0), ("p", 2), ("e", 4), ("pe", 6)]
    found = solver(lines, [0, 1])
    assert found.range(2, 99) == Range(0, 6, 7)
    assert found.range(4, 99) == Range(6, 6, 1)


def _random_difference(dice: np.random.Generator, truth: np.ndarray) -> Line:
    signs = dice.integers(-1, 2, 4)
    if not signs.any():
        signs[0] = 1
    word = "".join("abcd"[i].upper() if x < 0 else "abcd"[i] for i, x in enumerate(signs) if x)
    return word, int(signs @ truth)


def _random_sum(dice: np.random.Generator, truth: np.ndarray, number: int) -> Line:
    chosen = np.flatnonzero(dice.random(4) < 0.6)
    if not len(chosen):
        chosen = np.array([number % 4])
    return "".join("abcd"[i] for i in chosen), int(truth[chosen].sum())


def _by_trying(lines: Sequence[Line], known: Sequence[int], wanted: int) -> set[int]:
    total = lines[-1][1]
    tables = np.indices((total + 1,) * 4).reshape(4, -1)
    values = dict(zip("abcd", tables, strict=True))
    sums = [sum(values[x.lower()] * (1 if x.islower() else -1) for x in word) for word, _ in lines]
    fits = np.all([sums[i] == lines[i][1] for i in known], axis=0)
    return set(sums[wanted][fits].tolist())
