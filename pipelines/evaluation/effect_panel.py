"""Units by periods, as the estimators of the programme's effect look at them.

Belongs here: a panel of a data frame as matrices, and the position of each unit's first treated
period among the periods. Does not: estimators.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

Numbers = npt.NDArray[np.float64]
Positions = npt.NDArray[np.int64]

NEVER = np.iinfo(np.int64).max


@dataclass(frozen=True)
class Panel:
    """Outcomes and weights of units (rows) by periods (columns).

    ``outcome`` is NaN and ``weight`` 0 where a cell is missing. ``first``: by unit, how many
    periods lie before its first treated one (more than there are where that comes later than the
    last); :data:`NEVER` where it is never treated.
    """

    units: Sequence[Any]
    periods: Sequence[Any]
    outcome: Numbers
    weight: Numbers
    first: Positions
    first_label: Sequence[Any]

    @property
    def groups(self) -> list[int]:
        """Return the positions at which units are first treated, in order.

        Units that are not treated within the panel, never or not yet, are no group of it.
        """
        return sorted({int(g) for g in self.first if g < len(self.periods)})

    def without(self, unit: int) -> Panel:
        """Return the panel less one unit."""
        keep = np.arange(len(self.units)) != unit
        return self.of(keep)

    def of(self, keep: npt.NDArray[np.bool_]) -> Panel:
        """Return the panel of some units."""
        kept = np.flatnonzero(keep)
        return Panel(
            [self.units[int(i)] for i in kept],
            self.periods,
            self.outcome[kept],
            self.weight[kept],
            self.first[kept],
            [self.first_label[int(i)] for i in kept],
        )

    def told_within(self, anticipation: int) -> Panel:
        """Return the panel with units as never treated that neither are nor prepare within it."""
        within = self.first < len(self.periods) + anticipation
        return self.treated_from(np.where(within, self.first, NEVER))

    def treated_from(self, first: Positions) -> Panel:
        """Return the panel as it were with other first treated periods."""
        return Panel(self.units, self.periods, self.outcome, self.weight, first, self.first_label)

    def label_of(self, group: int) -> Any:
        """Return how a group is called: the first treated period of its units, as given.

        Starts between the same two periods are one group, called by the later period.
        """
        labels = {self.first_label[int(at)] for at in np.flatnonzero(self.first == group)}
        own = self.periods[group]
        return labels.pop() if len(labels) == 1 and own not in labels else own

    def event_time(self, group: int, period: int) -> int:
        """Return how long after its first treated period a group is, in periods."""
        return period - group


def panel_of(
    frame: pd.DataFrame,
    *,
    unit: str,
    period: str,
    outcome: str,
    first_treated: str,
    weight: str | None = None,
) -> Panel:
    """Return a long data frame (a row per unit and period) as a panel.

    Args:
        frame: one row per unit and period; missing rows and outcomes are missing cells.
        unit: column of the unit (an authority).
        period: column of the period: numbers, dates or texts that sort in time.
        outcome: column of the outcome.
        first_treated: column of the unit's first treated period, the same in all its rows; empty
            (None, NaN, NaT, an empty text), or 0 or infinity among numbers, for a unit never
            treated.
        weight: column of the cell's weight (children); without it every cell weighs 1. A cell
            without a weight is missing.

    Raises:
        ValueError: where a unit has two rows of a period, or two first treated periods; a row no
            unit or no period; or an outcome is infinite, a weight infinite or below 0.
        TypeError: where first treated periods cannot be compared with periods.
    """
    if frame[[unit, period]].isna().any(axis=None):
        raise ValueError("a row has no unit or no period")
    if frame.duplicated([unit, period]).any():
        raise ValueError("a unit has two rows of one period")
    periods = sorted(frame[period].unique())
    rows = frame.sort_values([unit, period], kind="stable")
    firsts = rows.groupby(unit, sort=True)[first_treated].agg(["first", _varies])
    if firsts["_varies"].any():
        raise ValueError("a unit has two first treated periods")
    units = list(firsts.index)
    outcomes = rows.pivot(index=unit, columns=period, values=outcome).reindex(units)[periods]
    values = outcomes.to_numpy(dtype=float)
    if weight is None:
        weights = np.ones_like(values)
    else:
        wide = rows.pivot(index=unit, columns=period, values=weight).reindex(units)[periods]
        weights = np.nan_to_num(wide.to_numpy(dtype=float), posinf=np.inf)
    if np.isinf(values).any() or np.isinf(weights).any() or (weights < 0).any():
        raise ValueError("an outcome is infinite, or a weight infinite or below 0")
    weights = np.where(np.isnan(values), 0.0, weights)
    labels = [_label(text) for text in firsts["first"]]
    at = [NEVER if label is None else _position(periods, label) for label in labels]
    return Panel(units, periods, values, weights, np.array(at, dtype=np.int64), labels)


def _position(periods: Sequence[Any], first: Any) -> int:
    """Return how many periods lie before the first treated one, those after the panel counted too.

    How many lie between the last and a later start can be told of evenly spaced numbers alone; of
    others it is taken for the next.
    """
    try:
        within = not first > periods[-1]
        before = int(np.searchsorted(periods, first)) if within else len(periods)
    except TypeError:
        raise TypeError("first treated periods cannot be compared with periods") from None
    if within:
        return before
    beyond = 1
    if isinstance(first, int | float | np.integer | np.floating) and len(periods) > 1:
        steps = np.diff(np.asarray(periods, dtype=float))
        if np.allclose(steps, steps[0]):
            beyond = int(np.ceil((float(first) - float(periods[-1])) / steps[0] - 1e-9))
    return len(periods) - 1 + beyond


def _varies(values: pd.Series[Any]) -> bool:
    return bool(values.nunique(dropna=False) > 1)


def _label(first: Any) -> Any:
    if first is None or pd.isna(first) or first == "":
        return None
    if isinstance(first, int | float | np.integer | np.floating) and (
        first == 0 or np.isinf(float(first))
    ):
        return None
    return first
