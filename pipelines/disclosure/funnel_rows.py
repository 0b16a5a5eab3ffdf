"""The funnels of named authorities, before joining and now, of the comparisons that are shown.

The limits are functions of the shares of all authorities in a funnel. Those of the mart rest on
authorities that are not named too, so they do not leave: here the centre, the limits and the
shrunken shares come from the shown rows of ``improvement`` alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from pipelines.contract.release_tables import ENGAGED, MartFrames, ProtectedTable
from pipelines.disclosure import shapes_evaluation
from pipelines.disclosure.assemble import table
from pipelines.evaluation.funnel import funnel_limits, positions, shrunken

PER_CENT = 100.0
# Period → the window of ``improvement``.
WINDOWS: Mapping[str, str] = {"baseline": "baseline", "latest": "current"}


def funnel_table(frames: MartFrames, improvement: ProtectedTable) -> ProtectedTable:
    """Return both windows of named authorities beside funnel limits, an aim and a period at a time.

    ``improvement``: as it leaves, with what was vetoed withheld.
    """
    parts = [_of_one(rows) for rows in compared_windows(improvement)]
    return table(shapes_evaluation.FUNNEL, parts, "period", frames.build["data_status"])


def compared_windows(improvement: ProtectedTable) -> Iterator[pd.DataFrame]:
    """Yield for each aim and period the named authorities with ``observed`` of ``denominator``.

    A withheld row keeps its symbol and has 0 of both.
    """
    own = improvement.frame[improvement.frame["area"] != ENGAGED]
    for _, rows in own.groupby("aim", sort=True):
        for period, window in WINDOWS.items():
            counts = {
                name: rows[f"{window}_{what}"].astype("Float64").fillna(0).astype("int64")
                for name, what in (("denominator", "of"), ("observed", "within"))
            }
            kept = rows[[c for c in rows.columns if not c.startswith(tuple(WINDOWS.values()))]]
            yield kept.assign(period=period, **counts)


def _of_one(rows: pd.DataFrame) -> pd.DataFrame:
    found = funnel_limits(rows[["observed", "denominator"]])
    observed, n = (found[c].to_numpy(float) for c in ("observed", "denominator"))
    drawn_in = shrunken(
        observed, n, float(found["target"].iloc[0]), float(found["tau_squared"].iloc[0])
    )
    limits = [c for c in found.columns if c.startswith(("exact_", "overdispersed_"))]
    return rows.assign(
        percent=PER_CENT * found["share"],
        centre_percent=PER_CENT * found["target"],
        position=positions(found),
        **{name: PER_CENT * found[name] for name in limits},
        shrunken_percent=PER_CENT * drawn_in.estimate,
        shrunken_low=PER_CENT * drawn_in.low,
        shrunken_high=PER_CENT * drawn_in.high,
    )
