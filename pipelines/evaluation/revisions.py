"""What earlier vintages said of the same quarter: how far late records and corrections move it.

Belongs here: setting vintages of one mart beside each other, as frames. Does not: building them.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import pandas as pd

KEY = ["area", "aim", "variant", "cohort_quarter"]
COLUMNS = [
    *KEY,
    *("vintages", "first_vintage", "first_percent", "last_vintage", "last_percent"),
    *("change", "starts_added"),
]
_COUNTED = ["within", "not_within", "exited_before_threshold"]


def revisions(vintages: Mapping[date, pd.DataFrame]) -> pd.DataFrame:
    """Return how each quarter's share of all starts moved from one vintage to the last.

    Args:
        vintages: day on which it was known → ``marts.aim_timeliness`` of that day's build; rows of
            all ages that are mature are used, for before that a share is not told at all.

    Returns:
        One row per area, aim, variant and quarter that at least two vintages tell: how many
        ``vintages``, the first and the last of them, ``first_percent`` and ``last_percent`` of all
        starts, ``change`` in percentage points and ``starts_added``. Areas whose newest quarters
        rise from one vintage to the next record late: their last is not yet what it will be.
    """
    told = [_told(frame, pd.Timestamp(day)) for day, frame in sorted(vintages.items())]
    every = pd.concat(told, ignore_index=True) if told else pd.DataFrame(columns=COLUMNS)
    if not len(every):
        return pd.DataFrame(columns=COLUMNS)
    by_quarter = every.groupby(KEY, sort=True)
    found = by_quarter.agg(
        vintages=("known", "size"),
        first_vintage=("known", "first"),
        first_percent=("percent", "first"),
        last_vintage=("known", "last"),
        last_percent=("percent", "last"),
        first_starts=("starts", "first"),
        last_starts=("starts", "last"),
    ).reset_index()
    found = found[found["vintages"] > 1].reset_index(drop=True)
    found["change"] = found["last_percent"] - found["first_percent"]
    found["starts_added"] = found["last_starts"] - found["first_starts"]
    return found[COLUMNS]


def _told(timeliness: pd.DataFrame, known: pd.Timestamp) -> pd.DataFrame:
    """Return the mature quarters of one vintage with starts, in percent of all starts."""
    own = timeliness[(timeliness["age_band"] == "all") & timeliness["is_mature"].astype(bool)]
    starts = own[_COUNTED].sum(axis=1)
    told = own[KEY].assign(
        known=known, starts=starts, percent=100.0 * own["within"] / starts.where(starts > 0)
    )
    return told[told["starts"] > 0]
