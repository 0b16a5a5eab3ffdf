"""Make the attacker's system small without changing what it says.

Three steps, each exact. *Slack*: a known line with atoms of both signs that stand in no other line
can always be satisfied: it goes, and those atoms have no upper end. *Sum*: a line "parts = whole"
whose parts stand in no other line goes; a part is anything between nothing and the whole, all the
parts together are the whole. *Alike*: atoms that stand in the same known lines are one unknown; a
line that sums some of them is anything between nothing and all of them.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

Ints = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Reduced:
    """``known`` (line, unknown) with ``values``; ``rows``: which of the known lines these are.

    Of every line asked for: ``full`` (line, unknown), its whole unknowns; ``more`` and ``less``,
    unknowns of which it holds, or takes away, anything between nothing and all; ``endless``: it
    has no end.
    """

    known: csr_array
    values: Ints
    rows: Ints
    full: csr_array
    more: csr_array
    less: csr_array
    endless: Flags


def reduced(lines: csr_array, known: Ints, values: Ints) -> Reduced:
    """Return the system of the ``known`` lines, and every line in its unknowns."""
    rows = _different(csr_array(lines[known]), values)
    work = _Work(csr_array(lines[known[rows]]), values[rows], rows, csr_array(lines))
    while work.drop_lines():
        pass
    return work.merged()


class _Work:
    def __init__(self, known: csr_array, values: Ints, rows: Ints, asked: csr_array) -> None:
        self.known, self.values, self.rows = known, values, rows
        self.full = asked
        self.more = csr_array(asked.shape, dtype=np.int64)
        self.less = csr_array(asked.shape, dtype=np.int64)
        self.endless = np.asarray(_stands_in(known) == 0)

    def drop_lines(self) -> bool:
        """Drop the lines that say nothing; whether there were any."""
        free = np.asarray(_stands_in(self.known) == 1)
        plus, minus = _signs(self.known)
        has, gone = {}, {}
        for name, side in (("plus", plus), ("minus", minus)):
            has[name] = np.asarray(side.sum(axis=1)).ravel()
            gone[name] = np.asarray(side @ free.astype(np.int64)).ravel()
        slack = (gone["plus"] > 0) & (gone["minus"] > 0)
        sums = {n: ~slack & (self.values == 0) & (has[n] > 0) & (gone[n] == has[n]) for n in has}
        sums["minus"] &= ~sums["plus"]
        self.endless |= free & _in_any(self.known, slack)
        parts = np.zeros_like(free)
        for name, (part, whole) in {"plus": (plus, minus), "minus": (minus, plus)}.items():
            self._substitute(csr_array(part[sums[name]]), csr_array(whole[sums[name]]))
            parts |= _in_any(part, sums[name])
        keep = ~(slack | sums["plus"] | sums["minus"])
        before = np.asarray(_stands_in(self.known) > 0)
        self.known, self.values = csr_array(self.known[keep]), self.values[keep]
        self.rows = self.rows[keep]
        self.endless |= before & np.asarray(_stands_in(self.known) == 0) & ~parts
        return not bool(keep.all())

    def _substitute(self, part: csr_array, whole: csr_array) -> None:
        """Say every line in wholes instead of their parts."""
        if not part.shape[0]:
            return
        size = np.asarray(part.sum(axis=1)).ravel()
        out = np.ones(part.shape[1], dtype=np.int64)
        out[_in_any(part, np.ones(part.shape[0], dtype=bool))] = 0
        held = self._held(csr_array(part.T), size)
        kept = (csr_array(lines * out) for lines in (self.full, self.more, self.less))
        self.full, self.more, self.less = (
            csr_array(own + said @ whole) for own, said in zip(kept, held, strict=True)
        )

    def _held(self, sets: csr_array, size: Ints) -> tuple[csr_array, csr_array, csr_array]:
        """Return (line, set): which sets of atoms each line holds whole, in part, or takes from."""
        plus, minus = (csr_array(side @ sets) for side in _signs(self.full))
        both = csr_array(plus.multiply(_sign(minus)) + minus.multiply(_sign(plus)))
        alone = csr_array(plus - minus)
        alone = csr_array(alone - alone.multiply(_sign(both)))
        alone.eliminate_zeros()
        is_all = np.abs(alone.data) == size[alone.indices]
        full, some = _sign(_where(alone, is_all)), _where(alone, ~is_all)
        mixed = _sign(both)
        up, down = (_sign(csr_array(lines @ sets)) for lines in (self.more, self.less))
        more = _sign(csr_array(_where(some, some.data > 0) + mixed + up))
        less = _sign(csr_array(abs(_where(some, some.data < 0)) + mixed + down))
        return full, more, less

    def merged(self) -> Reduced:
        """Make atoms that stand in the same known lines one unknown."""
        used = np.flatnonzero(_stands_in(self.known) > 0)
        marks = self.known.tocsc()[:, used].T.tocsr() @ _weights(self.known.shape[0])
        _, first, group = np.unique(marks, axis=0, return_index=True, return_inverse=True)
        size = np.bincount(group.ravel(), minlength=len(first))
        shape = (self.full.shape[1], len(first))
        where = (used, group.ravel())
        sets = csr_array((np.ones(len(used), dtype=np.int64), where), shape=shape)
        full, more, less = self._held(sets, size)
        touched = csr_array(abs(self.full) + self.more + self.less)
        endless = np.asarray(touched @ self.endless.astype(np.int64)) > 0
        known = csr_array(self.known.tocsc()[:, used[first]].tocsr())
        return Reduced(known, self.values, self.rows, full, more, less, endless)


def _different(known: csr_array, values: Ints) -> Ints:
    """Return the first of each of the lines that say the same."""
    marks = known @ _weights(known.shape[1])
    _, first = np.unique(np.column_stack([marks, values]), axis=0, return_index=True)
    return np.sort(first)


def _weights(size: int) -> Ints:
    # Two sums over these are the same by chance once in 2^120.
    return np.random.default_rng(0).integers(1, 2**60, size=(size, 2), dtype=np.int64)


def _stands_in(known: csr_array) -> Ints:
    return np.bincount(known.indices[known.data != 0], minlength=known.shape[1])


def _signs(known: csr_array) -> tuple[csr_array, csr_array]:
    plus, minus = _where(known, known.data > 0), _where(known, known.data < 0)
    minus.data = -minus.data
    return plus, minus


def _where(lines: csr_array, keep: Flags) -> csr_array:
    out = csr_array(lines.copy())
    out.data = np.where(keep, out.data, 0)
    out.eliminate_zeros()
    return out


def _sign(lines: csr_array) -> csr_array:
    out = csr_array(lines.copy())
    out.data = np.sign(out.data)
    return out


def _in_any(lines: csr_array, chosen: Flags) -> Flags:
    return np.asarray(_stands_in(csr_array(lines[chosen])) > 0)
