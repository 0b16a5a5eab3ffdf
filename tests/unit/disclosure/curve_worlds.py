"""Waits by the day for a made-up world: when each counted start reached its milestone, or left.

Thrown anew from the counts of its row alone, so that an authority whose counts did not change has
the same waits in the next release too.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from pipelines.contract.release_tables import MartFrames

LIMITS = {1: 365, 2: 182, 3: 98, 4: 112}
LAST_DAY = 1500


def with_waits(frames: MartFrames) -> MartFrames:
    """Return the frames with the waits behind their cohorts."""
    return replace(frames, waits=pd.DataFrame(list(_waits(frames))))


def _waits(frames: MartFrames) -> Iterator[dict[str, object]]:
    listed = frames.authorities.dropna(subset="submission_id")
    as_at = dict(zip(listed["authority_code"], pd.to_datetime(listed["as_at"]), strict=True))
    rows = frames.aim_timeliness
    for row in rows[rows["area"].isin(list(as_at)) & rows["is_mature"]].itertuples():
        last = pd.Period(row.cohort_quarter, freq="Q").end_time.normalize()
        followed = (as_at[row.area] - last).days
        days: list[tuple[int, str]] = []
        dice = _dice(row)
        limit = LIMITS[row.aim]
        days += [(int(d), "reached") for d in dice.integers(0, limit + 1, int(row.within))]
        out = int(row.exited_before_threshold)
        days += [(int(d), "left") for d in dice.integers(0, limit + 1, out)]
        for day in dice.integers(limit + 1, LAST_DAY, int(row.not_within)):
            how = "reached" if day <= followed and dice.random() < 0.7 else "waiting"
            days.append((int(day), how))
        for day, how in sorted(set(days)):
            many = days.count((day, how))
            yield {
                "authority_code": row.area,
                "aim": row.aim,
                "cohort_quarter": row.cohort_quarter,
                "threshold_days": limit,
                "days": day,
                "clocks": many,
                "reached": many if how == "reached" else 0,
                "left": many if how == "left" else 0,
            }


def _dice(row: object) -> np.random.Generator:
    told = " ".join(str(getattr(row, c)) for c in ("area", "aim", "cohort_quarter", *_COUNTS))
    return np.random.default_rng(int(hashlib.sha256(told.encode()).hexdigest()[:12], 16))


_COUNTS = ("within", "not_within", "exited_before_threshold")
