"""What two releases say of the rest: a year less its shown quarters, a group less its members.

No table holds a rest, and yet whoever has the whole and the shown parts has it: where two quarters
closed because each was corrected by two, and the year opened later, the year says that the two
together moved by four. So the change of each rest since an earlier release is asked about as the
change of a count is.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.sparse import csr_array

from pipelines.contract.release_tables import ALL_REPORTING, ENGAGED, NOT_ENGAGED
from pipelines.disclosure import shapes

Ints = npt.NDArray[np.int64]
# The wholes that a rest may be of, and the tables whose members are their parts.
_GROUPS = (ALL_REPORTING, ENGAGED, NOT_ENGAGED)
_OF_MEMBERS = (
    shapes.COHORT_AUTHORITIES.name,
    shapes.COHORT_AUTHORITIES_THREE_YEARS.name,
    shapes.WAITING_AUTHORITIES.name,
    shapes.HOME_STOCK_AUTHORITIES.name,
)


def changed_rests(lines: pd.DataFrame, own: csr_array, release: Ints) -> tuple[Ints, csr_array]:
    """Return (about, changes): a line of each rest, and what the rest is now less what it was.

    ``release``: of each line, 0 for this release, and the number of an earlier one.
    """
    found = list(_rests(lines, own, release))
    about = np.array([a for a, _, _ in found], dtype=np.int64)
    plus = [(i, x) for i, (_, now, _) in enumerate(found) for x in now]
    minus = [(i, x) for i, (_, _, then) in enumerate(found) for x in then]
    shape = (len(found), own.shape[0])
    sums = _marks(plus, shape) - _marks(minus, shape)
    changes = csr_array(sums @ own)
    changes.eliminate_zeros()
    moved = np.flatnonzero(np.diff(changes.indptr) > 0)
    return about[moved], csr_array(changes[moved])


def _marks(pairs: list[tuple[int, int]], shape: tuple[int, int]) -> csr_array:
    at = np.array(pairs, dtype=np.int64).reshape(-1, 2)
    ones = np.ones(len(at), dtype=np.int64)
    return csr_array((ones, (at[:, 0], at[:, 1])), shape=shape)


def _rests(
    lines: pd.DataFrame, own: csr_array, release: Ints
) -> Iterator[tuple[int, list[int], list[int]]]:
    """Yield a line of each rest, its lines in this release, and those of an earlier one."""
    parts = _parts(lines, own, release)
    is_open = lines["is_open"].to_numpy(dtype=bool)
    for _, rows in parts.groupby(["whose", "column", "span"], sort=True):
        by = {
            int(str(number)): dict(zip(r["part"], r["at"], strict=True))
            for number, r in rows.groupby("release")
        }
        now = by.pop(0, {})
        hidden = {p for p, at in now.items() if not is_open[at]}
        for then in by.values():
            also = hidden | {p for p, at in then.items() if p in now and not is_open[at]}
            for rest in (hidden, also) if also != hidden else (hidden,):
                # A rest of one is a count of a table, and asked about as such.
                if len(rest) > 1:
                    mine = sorted(now[p] for p in rest)
                    yield mine[0], mine, sorted(then[p] for p in rest if p in then)


def _parts(lines: pd.DataFrame, own: csr_array, release: Ints) -> pd.DataFrame:
    """Return the lines that rests are made of: quarters of a year, members of a group."""
    named = lines.assign(at=np.arange(len(lines)), release=release)
    quarters = named[named["table"] == shapes.COHORT_QUARTERS.name]
    quarters = quarters.assign(
        whose=quarters["area"], span=quarters["period"].str[:4], part=quarters["period"]
    )
    members = named[named["table"].isin(_OF_MEMBERS)]
    members = members.assign(span=members["table"] + members["period"], part=members["area"])
    inside = [members[_is_in(g, members, named, own)].assign(whose=f"in {g}") for g in _GROUPS]
    return pd.concat([quarters, *inside])


def _is_in(group: str, members: pd.DataFrame, named: pd.DataFrame, own: csr_array) -> Ints:
    """Return which lines of members are of a group, in this release: all they count is in it."""
    mine = named.loc[(named["area"] == group) & (named["release"] == 0), "at"].to_numpy()
    outside = np.asarray(own[mine].sum(axis=0)).ravel() == 0
    now = members[members["release"] == 0]
    counts = own[now["at"].to_numpy()]
    fits = (counts @ outside.astype(np.int64)) == 0
    codes = set(now.loc[fits & (np.diff(counts.indptr) > 0), "area"])
    return np.asarray(members["area"].isin(codes))
