"""What shown counts leave of a shown whole that holds them: a count that no table need hold.

An authority reached the milestone 20 times in all years, and 16 times in the spans of years that
are shown: 4 are left, of a withheld span and a year that no table holds. So from every shown line
are taken the shown lines within it that do not overlap, the largest first and the smallest first;
and what is left is a line again, from which and with which the same is done once more.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array, vstack

Ints = npt.NDArray[np.int64]
# Lines held against all others at a time.
_AT_ONCE = 500


@dataclass(frozen=True)
class Remainder:
    """A count that is left: ``value``, known from the lines it is ``made_of``, whole and parts."""

    value: int
    made_of: frozenset[int]


def remainders(lines: csr_array, known: Ints, values: Ints, deep: int = 2) -> list[Remainder]:
    """Return what is left of each of the ``known`` lines, and then of what is left.

    ``lines``: (line, atom), of which those that add alone are looked at; ``values`` of the known,
    of which the first counts where two are about the same.
    """
    at = _that_add(lines, known)
    made_of = [frozenset({int(k)}) for k in known[at]]
    shown = _Shown(csr_array(lines[known[at]]), values[at], made_of)
    found: list[Remainder] = []
    for _ in range(deep):
        left = shown.left_over()
        if not left:
            break
        found += [Remainder(value, made) for _, value, made in left]
        shown = shown.and_also(left)
    return found


def _that_add(lines: csr_array, known: Ints) -> Ints:
    """Return which known lines are sums of some atoms, none taken away."""
    own = csr_array(lines[known])
    takes = np.asarray((own < 0).sum(axis=1)).ravel() > 0
    return np.flatnonzero(~takes & (np.diff(own.indptr) > 0))


# Atoms, their sum, and the lines that say it.
_Left = tuple[Ints, int, frozenset[int]]


class _Shown:
    """Sets of atoms of which the sum is known, each once, and the lines that it is known from."""

    def __init__(self, sets: csr_array, values: Ints, made_of: Sequence[frozenset[int]]) -> None:
        first = _first_of_each(sets)
        self.sets, self.values = csr_array(sets[first]), values[first]
        self.made_of = [made_of[i] for i in first.tolist()]
        self.sizes = np.diff(self.sets.indptr)
        ends = pairwise(self.sets.indptr.tolist())
        self._atoms = [np.sort(self.sets.indices[a:b]) for a, b in ends]

    def and_also(self, left: Sequence[_Left]) -> _Shown:
        """Return these and what is left of them."""
        atoms = [a for a, _, _ in left]
        ends = np.cumsum([0, *(len(a) for a in atoms)])
        indices = np.concatenate(atoms)
        shape = (len(left), self.sets.shape[1])
        more = csr_array((np.ones(len(indices), dtype=np.int64), indices, ends), shape=shape)
        values = np.concatenate([self.values, [v for _, v, _ in left]])
        return _Shown(
            csr_array(vstack([self.sets, more])), values, [*self.made_of, *(m for *_, m in left)]
        )

    def left_over(self) -> list[_Left]:
        """Return what is left of each set, by either order of its parts, if anything is."""
        found: dict[bytes, _Left] = {}
        for whole, parts in self._parts():
            by_size = parts[np.argsort(self.sizes[parts], kind="stable")]
            for order in (by_size[::-1], by_size):
                left = self._less(whole, order)
                if len(left[0]):
                    found.setdefault(left[0].tobytes(), left)
        return list(found.values())

    def _parts(self) -> Iterator[tuple[int, Ints]]:
        """Yield each set that holds others, and which."""
        turned = csr_array(self.sets.T)
        for start in range(0, len(self.values), _AT_ONCE):
            common = csr_array(self.sets[start : start + _AT_ONCE] @ turned)
            for row, (first, end) in enumerate(pairwise(common.indptr.tolist())):
                whole, others = start + row, common.indices[first:end]
                is_inside = common.data[first:end] == self.sizes[others]
                parts = others[is_inside & (others != whole)]
                if len(parts):
                    yield whole, np.sort(parts)

    def _less(self, whole: int, parts: Ints) -> _Left:
        """Return a set less those of its parts that do not overlap, in their order."""
        atoms, value = self._atoms[whole], int(self.values[whole])
        is_left, made_of = np.ones(len(atoms), dtype=bool), set(self.made_of[whole])
        for part in parts.tolist():
            at = np.searchsorted(atoms, self._atoms[part])
            if is_left[at].all():
                is_left[at] = False
                value -= int(self.values[part])
                made_of |= self.made_of[part]
        return atoms[is_left], value, frozenset(made_of)


def _first_of_each(sets: csr_array) -> Ints:
    """Return the first of the sets that hold the same atoms."""
    marks = np.random.default_rng(0).integers(1, 2**60, size=(sets.shape[1], 2), dtype=np.int64)
    _, first = np.unique(sets @ marks, axis=0, return_index=True)
    return np.sort(first)
