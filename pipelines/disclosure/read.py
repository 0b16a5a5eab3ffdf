"""Read from a warehouse what disclosure works on; read-only, nothing below a mart's grain."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from pipelines.contract.release_tables import MartFrames

_MARTS = ("aim_timeliness", "waiting_now", "home_orders", "home_reviews")
_AUTHORITIES = """
select authority_code, name, slug, submission_id, cast(as_at as date) as as_at, is_engaged
from core.authority order by authority_code
"""
_NAMED = "select authority_code from core.publication where named = 'yes' order by authority_code"


def read_marts(warehouse: Path) -> MartFrames:
    """Return the mart frames of a finished warehouse.

    Raises ``ValueError`` where ``core.build`` does not say what the warehouse was made of.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        marts = {name: connection.sql(f"select * from marts.{name}").df() for name in _MARTS}  # noqa: S608
        named = connection.sql(_NAMED).fetchall()
        return MartFrames(
            **marts,
            authorities=connection.sql(_AUTHORITIES).df(),
            build=_build(connection.sql("select * from core.build").df()),
            named=frozenset(code for (code,) in named),
        )


def _build(frame: pd.DataFrame) -> dict[str, str]:
    if len(frame) != 1:
        raise ValueError(f"core.build has {len(frame)} rows, not one: the build is not complete")
    return {str(name): _text(value) for name, value in frame.iloc[0].items()}


def _text(value: Any) -> str:
    if pd.isna(value):
        return ""
    return value.date().isoformat() if isinstance(value, pd.Timestamp) else str(value)
