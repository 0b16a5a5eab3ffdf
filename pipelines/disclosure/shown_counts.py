"""The counts that a release shows, row by row, as its ledger has them."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipelines.disclosure.ledger import PLACE, Ledger

KEY = ["area", "aim", "period"]
IS_MINE = "is_mine"


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


def known_lines(ledger: Ledger, earlier: Sequence[Ledger], tables: Sequence[str]) -> pd.DataFrame:
    """Return the lines of some tables of which a reader of all releases knows the value.

    Those that this release shows (``is_mine``), and those that it withholds and an earlier one
    showed of the same counts.
    """
    now = _lines_of(ledger, tables).assign(**{IS_MINE: True})
    known = [now[now["is_open"]]]
    hidden = now[~now["is_open"]]
    for before in earlier:
        shown = _lines_of(before, tables)
        shown = shown[shown["is_open"]][[*PLACE, "what", "value"]]
        same = hidden.drop(columns="value").merge(shown, on=[*PLACE, "what"])
        known.append(same.assign(**{IS_MINE: False}))
    return pd.concat(known).drop_duplicates(PLACE)[[*PLACE, "value", IS_MINE]]


def _lines_of(ledger: Ledger, tables: Sequence[str]) -> pd.DataFrame:
    """Return the lines of some tables, with ``what`` they count: the same number where the same."""
    wanted = ledger.lines["table"].isin(tables).to_numpy()
    terms = ledger.terms[wanted[ledger.terms["line"].to_numpy(dtype=np.int64)]]
    of_terms = pd.util.hash_pandas_object(terms.drop(columns="line"), index=False)
    what = of_terms.groupby(terms["line"].to_numpy()).sum()
    lines = ledger.lines[wanted]
    return lines.assign(what=what.reindex(lines.index, fill_value=0))
