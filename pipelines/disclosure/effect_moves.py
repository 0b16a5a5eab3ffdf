"""Estimates of the programme's effect that moved by the weight of a few children.

An estimate is made of many counts, and yet one child's corrected outcome moves it: by a hundred
points divided by the waits behind it, more or less. Two releases side by side would say in which
half-year since joining a single outcome was corrected, and the rows that were withheld for it would
say whose. So a row that an earlier release showed leaves again where no figure of it moved, or
where one moved by at least what the smallest number that may be shown would make; nor may another
number of authorities stand behind it, each of which has five waits in the half-year.

Only where nothing else moves the row: with data to a later day every estimate by imputation rests
on more half-years, so there the rows by Callaway-Sant'Anna and Sun-Abraham alone are looked at.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipelines.contract.published import Published
from pipelines.disclosure import shapes_evaluation
from pipelines.disclosure.cubes import Flags
from pipelines.disclosure.policy import Policy

_KEY = shapes_evaluation.EFFECT.key
_MOVES = ["estimate", "ci_low", "ci_high"]
_BEHIND = ["authorities"]
_OF_OWN_HALF_YEARS = ("callaway_santanna", "sun_abraham")
_PERCENT = 100
# Figures leave with one decimal.
_NOTHING = 0.05


def moved_by_a_few(
    rows: pd.DataFrame, day: str, earlier: Sequence[Published], policy: Policy
) -> Flags:
    """Return which rows moved by less than ``smallest_shown`` children since a release.

    ``rows``: those of the table by its key, with ``clocks``, figures in points;
    ``day``: the newest day of their data; ``earlier``: all releases that readers have seen.
    """
    few = np.zeros(len(rows), dtype=bool)
    alone = rows["estimator"].isin(_OF_OWN_HALF_YEARS).to_numpy(dtype=bool)
    for release in earlier:
        before = release.cells.get(shapes_evaluation.EFFECT.name)
        if before is not None:
            few |= _moved(rows, before, policy) & (alone | (day in release.release_id))
    return few


def _moved(rows: pd.DataFrame, before: pd.DataFrame, policy: Policy) -> Flags:
    keys = rows[_KEY].astype(str)
    told = keys.merge(before[[*_KEY, *_MOVES, *_BEHIND]], on=_KEY, how="left", validate="1:1")
    now = rows[_MOVES].astype(float).round(1).to_numpy()
    then = told[_MOVES].apply(pd.to_numeric, errors="coerce").to_numpy(dtype=float)
    # An authority more, or fewer, has come to five waits in a half-year, or has no longer.
    behind = pd.to_numeric(told["authorities"], errors="coerce").to_numpy(dtype=float)
    other = ~np.isnan(behind) & (behind != rows["authorities"].to_numpy(dtype=float))
    # A figure that either does not say cannot be taken from the other.
    most = np.nan_to_num(np.abs(now - then)).max(axis=1, initial=0).round(1)
    weight = _PERCENT * policy.smallest_shown / np.maximum(rows["clocks"].to_numpy(dtype=float), 1)
    return np.asarray(other | ((most > _NOTHING) & (most < weight)))
