"""Counts of a block laid out densely: authority × quarter × atom, with zeros where no row is.

A group's figure is always the sum of its included members here, and must equal the mart's own row:
tables whose margins do not add up cannot be protected, so that is an error.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Counts = npt.NDArray[np.int64]
Flags = npt.NDArray[np.bool_]
Span = tuple[int, ...]
"""Calendar years in a row, by which named authorities leave."""
# A span of three years is 2014 to 2016, 2017 to 2019 and so on, whatever the newest year is: spans
# that moved with each release would give back single years.
_A_SPAN_BEGINS = 2014


@dataclass(frozen=True)
class Cube:
    """Counts (authority, quarter, atom), 0 where not ``included`` (authority, quarter)."""

    authorities: tuple[str, ...]
    quarters: pd.PeriodIndex
    atoms: tuple[str, ...]
    counts: Counts
    included: Flags

    @property
    def years(self) -> tuple[int, ...]:
        """Return the calendar years that the quarters touch."""
        return tuple(sorted({int(q.year) for q in self.quarters}))

    def quarters_of(self, year: int) -> npt.NDArray[np.intp]:
        """Return the positions of a year's quarters, in order."""
        return np.flatnonzero(np.asarray(self.quarters.year) == year)

    def spans(self, years: int) -> tuple[Span, ...]:
        """Return the spans of so many calendar years that the quarters touch, in order."""
        begun = {year - (year - _A_SPAN_BEGINS) % years for year in self.years}
        return tuple(tuple(range(first, first + years)) for first in sorted(begun))

    def quarters_in(self, span: Span) -> npt.NDArray[np.intp]:
        """Return the positions of a span's quarters, in order."""
        return np.flatnonzero(np.isin(np.asarray(self.quarters.year), span))

    def group(self, members: Flags) -> Counts:
        """Return the counts (quarter, atom) of a group."""
        return np.asarray(self.counts[members].sum(axis=0), dtype=np.int64)

    def contributors(self, members: Flags) -> Counts:
        """Return how many members have a count that is not 0, by quarter."""
        return np.asarray((self.counts[members] != 0).any(axis=2).sum(axis=0), dtype=np.int64)

    def atom(self, name: str) -> Counts:
        """Return one atom (authority, quarter)."""
        return self.counts[:, :, self.atoms.index(name)]


def records(frame: pd.DataFrame) -> list[Any]:
    """Return the rows of a frame as named tuples."""
    return list(frame.itertuples())


def quarter_range(*dates: pd.Series) -> pd.PeriodIndex:
    """Return all quarters from the first to the last of some dates."""
    together = pd.concat([pd.to_datetime(d) for d in dates])
    if together.empty:
        return pd.PeriodIndex([], freq="Q")
    periods = pd.PeriodIndex(together, freq="Q")
    return pd.period_range(periods.min(), periods.max(), freq="Q")


def lay_out(
    frame: pd.DataFrame,
    keys: tuple[str, str],
    values: Sequence[str],
    authorities: Sequence[str],
    quarters: pd.PeriodIndex,
) -> Counts:
    """Return (authority, quarter, value) from rows keyed by area and date; absent rows are 0."""
    out = np.zeros((len(authorities), len(quarters), len(values)), dtype=np.int64)
    area, day = keys
    rows = pd.Index(authorities).get_indexer(pd.Index(frame[area]))
    columns = quarters.get_indexer(pd.PeriodIndex(pd.to_datetime(frame[day]), freq="Q"))
    known = (rows >= 0) & (columns >= 0)
    out[rows[known], columns[known]] = frame.loc[known, list(values)].to_numpy(dtype=np.int64)
    return out


def build(
    authorities: Sequence[str],
    quarters: pd.PeriodIndex,
    atoms: Mapping[str, Counts],
    included: Flags,
) -> Cube:
    """Return a cube from one (authority, quarter) array per atom."""
    stacked = np.stack(list(atoms.values()), axis=2)
    counts = np.where(included[:, :, None], stacked, 0)
    return Cube(tuple(authorities), quarters, tuple(atoms), counts, included)


def mature_by(frame: pd.DataFrame, areas: Sequence[str], quarters: pd.PeriodIndex) -> Flags:
    """Return (group, quarter): mature, absent rows taking the word of the next row present.

    Rows of all zeros may be absent from the mart. Whose cohorts a group's quarter holds is not
    asked here (``mature_to``), only whether it may leave.
    """
    present = frame.assign(present=1, mature=frame["is_mature"].astype(int))
    laid = lay_out(present, ("area", "cohort_quarter"), ("present", "mature"), areas, quarters)
    out: Flags = np.asarray(laid[:, :, 1] == 1)
    for q in range(len(quarters) - 2, -1, -1):
        out[:, q] |= (laid[:, q, 0] == 0) & out[:, q + 1]
    return out


def mature_to(
    latest: Mapping[str, Any], authorities: Sequence[str], quarters: pd.PeriodIndex
) -> Flags:
    """Return (authority, quarter): mature, with clocks or not.

    ``latest``: authority → first day of its latest mature quarter; empty or absent: none is.
    """
    days = pd.DatetimeIndex([latest.get(code) for code in authorities])
    return np.asarray(quarters.to_timestamp().to_numpy()[None, :] <= days.to_numpy()[:, None])


def check_margins(name: str, expected: Counts, mart: Counts) -> None:
    """Raise ``ValueError`` where a group's mart rows are not the sum of its members."""
    if not np.array_equal(expected, mart):
        raise ValueError(
            f"{name}: a group's figures are not the sum of its members; nothing can be protected"
        )
