"""What a person should look at before signing: groups of which every child shares an outcome."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from pipelines.contract.release_tables import Flag, Kind, ProtectedTable

_SHARES = ("percent_of_all_starts", "percent_within", "percent_reviewed")


def uniform_groups(tables: Sequence[ProtectedTable]) -> tuple[Flag, ...]:
    """Return a flag for each shown row with a share of 0 % or 100 %."""
    return tuple(flag for table in tables for flag in _flags(table))


def _flags(table: ProtectedTable) -> list[Flag]:
    shape = table.shape
    shares = [c.name for c in shape.figures if c.name in _SHARES]
    period = next((c.name for c in shape.columns if c.kind is Kind.PERIOD), "")
    return [
        Flag(
            table=shape.name,
            area=str(row["area"]),
            aim=str(row.get("aim", 1)),
            period=str(row.get(period, "")),
            sentence=f"{share} is {row[share]:.0f}: it says the same of every child in the row.",
        )
        for _, row in table.shown.iterrows()
        for share in shares
        if _is_uniform(row[share])
    ]


def _is_uniform(value: float) -> bool:
    return bool(pd.notna(value)) and value in (0.0, 100.0)
