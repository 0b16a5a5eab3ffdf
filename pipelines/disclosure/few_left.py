"""What shown wholes less shown parts say, of all releases, and of what moved between two."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from pipelines.disclosure.ledger import IDENTITY, PLACE, Ledger, as_matrix
from pipelines.disclosure.whole_less_parts import remainders

Ints = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Left:
    """A count that is left, or by how much it moved, and the lines of this release that say it."""

    value: int
    mine: tuple[int, ...]


def left_of_wholes(lines: pd.DataFrame, own: csr_array, mine: int) -> Iterator[Left]:
    """Yield what the shown lines of all releases leave; the first ``mine`` are of this release."""
    known = np.flatnonzero(lines["is_open"].to_numpy(dtype=bool))
    # Of what two releases show the earlier is taken: withholding it again would not help.
    known = np.concatenate([known[known >= mine], known])
    values = _values(lines)
    for left in remainders(own, known, values[known]):
        found = tuple(i for i in sorted(left.made_of) if i < mine and values[i] > 0)
        if found:
            yield Left(left.value, found)


def left_of_changes(union: Ledger, release: Ints, pairs: Ints) -> Iterator[Left]:
    """Yield by how much moved what is left of lines that this and an earlier release show.

    ``release``: of each line, 0 for this one. ``pairs``: (pair, 2), a line of this release and the
    same of an earlier one.
    """
    values, is_open = _values(union.lines), union.lines["is_open"].to_numpy(dtype=bool)
    places = as_matrix(_whatever_was_counted(union))
    shown = pairs[is_open[pairs].all(axis=1)]
    for earlier in np.unique(release[shown[:, 1]]).tolist():
        now, before = shown[release[shown[:, 1]] == earlier].T
        moved = values[now] - values[before]
        by = dict(zip(now.tolist(), moved.tolist(), strict=True))
        for left in remainders(places, now, moved):
            found = tuple(i for i in sorted(left.made_of) if by[i] != 0)
            if found:
                yield Left(left.value, found)


def _values(lines: pd.DataFrame) -> Ints:
    return lines["value"].to_numpy(dtype=np.float64, na_value=0).astype(np.int64)


def _whatever_was_counted(union: Ledger) -> Ledger:
    """Return the ledger with a corrected count being the same count: whose, and of which time."""
    whose = union.terms["who"].str.rsplit(" ", n=1).str[0]
    return Ledger(union.lines, union.terms.assign(who=whose))


def pairs_of(lines: pd.DataFrame, mine: int) -> Ints:
    """Return (pair, 2): where a count stands in this release, and in an earlier one."""
    named = lines.assign(at=np.arange(len(lines)))[lines["table"] != IDENTITY]
    now, before = named[named["at"] < mine], named[named["at"] >= mine]
    both = now.merge(before, on=PLACE, suffixes=("_now", "_before"))
    return both[["at_now", "at_before"]].to_numpy(dtype=np.int64)
