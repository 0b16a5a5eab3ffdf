"""Expected shares that moved although no count did: somebody's category was corrected.

What is expected is fitted on the authorities that are shown. Where an earlier release shows the
same authorities with the same counts, one child's corrected age, legal basis or earlier care is all
that can have moved a figure, and the manifest says who sent anew. How many were corrected cannot be
told from the size of the move, so all rows of such an aim and period are withheld. So they are
where another set of authorities is shown, and one of them has the counts it had.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd

from pipelines.contract.published import Published
from pipelines.contract.release_tables import SYMBOL_COLUMN, WITHHELD, ProtectedTable

_OF_ONE = ["aim", "period"]
_COUNTS = ["area", "denominator", "observed"]


def without_moved(table: ProtectedTable, earlier: Sequence[Published]) -> ProtectedTable:
    """Return the table with the rows withheld of which categories alone moved.

    ``earlier``: all releases that readers have seen.
    """
    before = [r.cells[table.shape.name] for r in earlier if table.shape.name in r.cells]
    if not before or not len(table.frame):
        return table
    figures = [c.name for c in table.shape.figures]
    cells = table.cells()
    moved = pd.Series(False, index=cells.index)
    for one, rows in cells.groupby(_OF_ONE):
        now = _shown(rows, figures)
        then = [_shown(b[(b[_OF_ONE] == list(one)).all(axis=1)], figures) for b in before]
        moved[rows.index] = any(_is_moved(now, x) for x in then)
    hit = moved.to_numpy(dtype=bool) & (table.frame[SYMBOL_COLUMN] == "").to_numpy(dtype=bool)
    frame = table.frame.copy()
    for column in figures:
        frame[column] = frame[column].mask(hit)
    frame.loc[hit, SYMBOL_COLUMN] = WITHHELD
    return replace(table, frame=frame)


def _shown(rows: pd.DataFrame, figures: Sequence[str]) -> pd.DataFrame:
    open_ = ~rows[list(figures)].isin([WITHHELD]).any(axis=1)
    columns = list(dict.fromkeys([*_COUNTS, *figures]))
    return rows.loc[open_, columns].astype(str).sort_values("area", ignore_index=True)


def _is_moved(now: pd.DataFrame, then: pd.DataFrame) -> bool:
    """Return whether a figure of an authority with the same counts moved, and no count says why.

    Where others are shown than before, what is expected was fitted anew on other children: the two
    figures are two equations on the same categories.
    """
    unchanged = now.merge(then, on=_COUNTS, suffixes=("", "_before"))
    figures = [c for c in now.columns if c not in _COUNTS]
    before = unchanged[[f"{c}_before" for c in figures]].to_numpy()
    if not (unchanged[figures].to_numpy() != before).any():
        return False
    others_are_shown = set(now["area"]) != set(then["area"])
    return others_are_shown or len(unchanged) == len(now)
