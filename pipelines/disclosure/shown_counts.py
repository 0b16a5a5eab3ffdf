"""The counts that a release shows, row by row, as its ledger has them."""

from __future__ import annotations

import pandas as pd

from pipelines.disclosure.ledger import Ledger

KEY = ["area", "aim", "period"]


def shown_counts(ledger: Ledger, table: str) -> pd.DataFrame:
    """Return the shown rows of a table, a column a count, indexed by area, aim and period."""
    lines = ledger.lines
    own = lines[(lines["table"] == table) & lines["is_open"]]
    return own.pivot_table(index=KEY, columns="column", values="value", aggfunc="first").astype(
        "int64"
    )


def moved_counts(now: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """Return by how much the counts of the rows moved that both of two releases show."""
    both = now.index.intersection(before.index)
    columns = now.columns.intersection(before.columns)
    return now.loc[both, columns] - before.loc[both, columns]
