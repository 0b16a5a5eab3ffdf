"""Counts of one aim by day of start, cut wherever something published begins or ends.

Windows of an authority (before and since it joined) and its calendar years overlap in time. What an
attacker can work out of them are sums over *cells*: stretches of time that nothing published cuts.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.disclosure.cubes import Counts, Flags

Cells = npt.NDArray[np.intp]


@dataclass(frozen=True)
class Timeline:
    """Counts (authority, cell, atom); cell ``i`` holds the starts in ``[cuts[i], cuts[i + 1])``."""

    cuts: pd.DatetimeIndex
    counts: Counts

    def cell(self, day: pd.Timestamp) -> int:
        """Return the cell that begins on a day, which must be one of the cuts."""
        return int(self.cuts.get_indexer(pd.DatetimeIndex([day]))[0])

    def of(self, authority: int, window: tuple[int, int]) -> Counts:
        """Return the counts (atom,) of an authority in the cells ``[start, end)``."""
        start, end = window
        return np.asarray(self.counts[authority, start:end].sum(axis=0), dtype=np.int64)


@dataclass(frozen=True)
class Pieces:
    """What is published of authorities, as stretches of cells; the end is exclusive."""

    authority: Cells
    start: Cells
    end: Cells

    def inside(self, start: int, end: int) -> Flags:
        """Return which pieces lie wholly in a stretch."""
        return np.asarray((self.start >= start) & (self.end <= end))

    def joined(self, other: Pieces) -> Pieces:
        """Return these and others."""
        pairs = ((self.authority, other.authority), (self.start, other.start))
        authority, start = (np.concatenate(pair) for pair in pairs)
        return Pieces(authority, start, np.concatenate((self.end, other.end)))


def pieces_of(rows: Sequence[tuple[int, int, int]]) -> Pieces:
    """Return pieces from rows of authority, start, end."""
    laid = np.array(rows, dtype=np.intp).reshape(-1, 3)
    return Pieces(laid[:, 0], laid[:, 1], laid[:, 2])


def lay_out_starts(
    starts: pd.DataFrame,
    authorities: Sequence[str],
    atoms: Sequence[str],
    cuts: pd.DatetimeIndex,
) -> Timeline:
    """Return a timeline from rows of ``authority_code``, ``clock_start`` and a count per atom."""
    ordered = pd.DatetimeIndex(sorted(set(cuts)))
    rows = pd.Index(authorities).get_indexer(pd.Index(starts["authority_code"]))
    days = pd.to_datetime(starts["clock_start"]).to_numpy()
    cells = ordered.searchsorted(days, side="right") - 1
    held = (rows >= 0) & (cells >= 0) & (cells < len(ordered) - 1)
    counts = np.zeros((len(authorities), len(ordered) - 1, len(atoms)), dtype=np.int64)
    values = starts[list(atoms)].to_numpy(dtype=np.int64)
    np.add.at(counts, (rows[held], cells[held]), values[held])
    return Timeline(ordered, counts)


def uncovered(timeline: Timeline, pieces: Pieces, start: int, end: int) -> Flags:
    """Return (authority, cell of the stretch): in no piece that lies wholly in the stretch."""
    steps = np.zeros((timeline.counts.shape[0], timeline.counts.shape[1] + 1), dtype=np.int64)
    at = pieces.inside(start, end)
    np.add.at(steps, (pieces.authority[at], pieces.start[at]), 1)
    np.add.at(steps, (pieces.authority[at], pieces.end[at]), -1)
    return np.asarray(steps.cumsum(axis=1)[:, start:end] == 0)


def given_back(
    windows: Sequence[tuple[int, int]], years: Sequence[tuple[int, int]], cells: int
) -> list[Flags]:
    """Return the parts of an authority's time that two windows and its shown years give back.

    A part is a set of cells whose sum is a combination of published sums: windows with a factor of
    -1, 0 or 1, and each year with whatever makes every cell of it count once or not at all. Parts
    that hold whole years besides are left out: those are published.
    """
    marks = [_mark(window, cells) for window in windows]
    parts = []
    for factors in product((-1, 0, 1), repeat=len(marks)):
        value = sum(
            (f * m for f, m in zip(factors, marks, strict=True)), np.zeros(cells, dtype=np.int64)
        )
        part = _counted_once(value, years)
        if part is not None and part.any():
            parts.append(part)
    return parts


def _mark(window: tuple[int, int], cells: int) -> Counts:
    mark = np.zeros(cells, dtype=np.int64)
    mark[window[0] : window[1]] = 1
    return mark


def _counted_once(value: Counts, years: Sequence[tuple[int, int]]) -> Flags | None:
    """Return the cells counted once, after years are added or taken away; None where none can."""
    rest = value.copy()
    for start, end in years:
        rest[start:end] -= rest[start:end].min()
    if ((rest == 0) | (rest == 1)).all():
        return np.asarray(rest == 1)
    return None
