"""The funnel of named authorities, made of the comparisons that the release shows.

The limits are functions of the shares of all authorities in it. Those of the mart rest on
authorities that are not named too, so they do not leave: here the centre and the limits come from
the shown rows of ``improvement`` alone. Case mix and shrinkage rest on children of every authority
and stay in.
"""

from __future__ import annotations

import pandas as pd

from pipelines.contract.release_tables import ENGAGED, MartFrames, ProtectedTable
from pipelines.disclosure import shapes_evaluation
from pipelines.disclosure.assemble import table
from pipelines.evaluation.funnel import funnel_limits, positions

PER_CENT = 100.0


def funnel_table(frames: MartFrames, improvement: ProtectedTable) -> ProtectedTable:
    """Return the latest year of named authorities beside funnel limits, an aim at a time."""
    own = improvement.frame[improvement.frame["area"] != ENGAGED]
    parts = [_of_aim(rows) for _, rows in own.groupby("aim", sort=True)]
    return table(shapes_evaluation.FUNNEL, parts, "", frames.build["data_status"])


def _of_aim(rows: pd.DataFrame) -> pd.DataFrame:
    counts = pd.DataFrame(
        {
            "observed": rows["current_within"].astype("Float64").fillna(0).astype(int),
            "denominator": rows["current_of"].astype("Float64").fillna(0).astype(int),
        }
    )
    found = funnel_limits(counts)
    limits = [c for c in found.columns if c.startswith(("exact_", "overdispersed_"))]
    return rows.assign(
        percent=PER_CENT * found["share"],
        centre_percent=PER_CENT * found["target"],
        position=positions(found),
        **{name: PER_CENT * found[name] for name in limits},
    )
