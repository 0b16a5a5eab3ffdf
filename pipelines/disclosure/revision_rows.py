"""What this release says of the one before: marks beside figures, and the counts that changed.

Both are functions of two published releases alone, cell by cell as readers have them, so they tell
nobody more than the two folders do. What the folders tell is the attack's to judge: a count that
both show has not changed by 1 to 4, or its row is withheld before anything is written. A row that
one of the two withholds is in neither.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np
import pandas as pd

from pipelines.contract.published import Published, reason
from pipelines.contract.release_tables import (
    MARK_COLUMN,
    NO_MARK,
    PROVISIONAL,
    REVISED,
    STATUS_COLUMN,
    SYMBOL_COLUMN,
    WITHHELD,
    Kind,
    ProtectedTable,
)
from pipelines.disclosure import shapes, shapes_evaluation, shapes_programme
from pipelines.disclosure.cubes import Flags
from pipelines.disclosure.shapes_revisions import MARK, REVISIONS
from pipelines.disclosure.vetoes import AIM_AT_HOME

# What can be revised: signals and tallies of a chart are of all its points, old and new.
_REVISABLE = (Kind.COUNT, Kind.PERCENT, Kind.POINTS, Kind.DAYS)
_MISSING = "authorities_missing"
# The tables that say how many authorities a row misses, and whose rows rest on the same quarters.
_SAME_QUARTERS = {
    shapes.COHORT_QUARTERS.name: (shapes.COHORT_YEARS, shapes_programme.WAITING_TIMES_GROUPS),
    shapes.WAITING_QUARTERS.name: (shapes.OVERDUE_QUARTERS,),
    shapes.HOME_STOCK_QUARTERS.name: (shapes.HOME_DECISIONS_QUARTERS,),
    shapes.HOME_FLOW_QUARTERS.name: (shapes.HOME_OUTCOMES_QUARTERS,),
}
# A chart's points are other tables' rows: of Aim 1 those of the stock, else those of the cohorts.
_MADE_OF_OTHERS = shapes_evaluation.RUN_CHARTS.name
_ABOUT_NO_AIM = shapes_programme.COVERAGE.name
_NO_AIM = "none"
_Quarter = tuple[str, str, str]


def with_marks(
    tables: Sequence[ProtectedTable], before: Published | None
) -> tuple[ProtectedTable, ...]:
    """Return the tables, a column of marks at the end of those whose rows are of a fixed period."""
    missing = _missing(tables)
    return tuple(_marked(t, before, missing) if _can_be_marked(t) else t for t in tables)


def revisions_table(
    tables: Sequence[ProtectedTable],
    before: Published | None,
    made_of: dict[str, object],
    status: str,
) -> ProtectedTable:
    """Return a row for each count that the release before shows too, and that has changed."""
    names = [c.name for c in REVISIONS.columns]
    rows = [] if before is None else [r for t in tables for r in _changes(t, before)]
    frame = pd.DataFrame(rows, columns=[n for n in names if n not in ("reason", STATUS_COLUMN)])
    why = reason(before.made_of, made_of) if before else ""
    frame = frame.assign(reason=why, **{STATUS_COLUMN: status, SYMBOL_COLUMN: ""})
    whole = dict.fromkeys(("before", "now", "change"), "Int64")
    return ProtectedTable(REVISIONS, frame[[*names, SYMBOL_COLUMN]].astype(whole))


def _can_be_marked(table: ProtectedTable) -> bool:
    return bool(table.shape.periods) and bool(_revisable(table))


def _revisable(table: ProtectedTable) -> list[str]:
    return [c.name for c in table.shape.columns if c.kind in _REVISABLE]


def _marked(
    table: ProtectedTable, before: Published | None, missing: frozenset[_Quarter]
) -> ProtectedTable:
    *columns, status = table.shape.columns
    shape = replace(table.shape, columns=(*columns, MARK, status))
    revised, provisional = _is_revised(table, before), _is_provisional(table, missing)
    pairs = zip(revised, provisional, strict=True)
    marks = [" ".join(_words(*pair)) or NO_MARK for pair in pairs]
    shown = table.frame[SYMBOL_COLUMN] == ""
    frame = table.frame.assign(**{MARK_COLUMN: pd.Series(marks, table.frame.index, "string")})
    frame[MARK_COLUMN] = frame[MARK_COLUMN].where(shown)
    return ProtectedTable(shape, frame)


def _words(is_revised: bool, is_provisional: bool) -> list[str]:
    return [m for m, yes in ((REVISED, is_revised), (PROVISIONAL, is_provisional)) if yes]


def _is_revised(table: ProtectedTable, before: Published | None) -> Flags:
    """Return which rows are shown in both releases with another figure in them."""
    now, then = _both(table, before)
    other = (now != then).to_numpy(dtype=bool).any(axis=1)
    return np.asarray(other & _open(now) & _open(then))


def _both(table: ProtectedTable, before: Published | None) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return the figures of a table as text, now and before, row by row; missing where not."""
    figures, key = _revisable(table), table.shape.key
    now = table.cells()
    cells = before.cells.get(table.shape.name) if before else None
    if cells is None or not set(now.columns) - {MARK_COLUMN} <= set(cells.columns):
        return now[figures], now[figures].assign(**dict.fromkeys(figures, WITHHELD))
    then = now[key].merge(cells.drop_duplicates(key), on=key, how="left")[figures]
    return now[figures], then.set_axis(now.index).fillna(WITHHELD)


def _open(figures: pd.DataFrame) -> Flags:
    """Return which rows are shown: a row that is not says so in every figure."""
    hidden = figures.isin([WITHHELD, "[x]"]).to_numpy(dtype=bool)
    return np.asarray(~hidden.any(axis=1))


def _changes(table: ProtectedTable, before: Published) -> Iterator[dict[str, object]]:
    if not table.shape.periods or table.shape.name == _MADE_OF_OTHERS:
        return
    now, then = _both(table, before)
    shown, frame = _open(now) & _open(then), table.frame
    period = frame[list(table.shape.periods)].astype(str).agg(" ".join, axis=1)
    aims = _aims(table)
    for measure in table.shape.counts:
        for i in frame.index[shown & (now[measure] != then[measure]).to_numpy()]:
            was, is_ = int(str(then.at[i, measure])), int(str(now.at[i, measure]))
            yield {
                "area": frame.at[i, "area"],
                "area_name": frame.at[i, "area_name"],
                "table": table.shape.name,
                "aim": aims.at[i],
                "period": period.at[i],
                "measure": measure,
                "before": was,
                "now": is_,
                "change": is_ - was,
            }


def _missing(tables: Sequence[ProtectedTable]) -> frozenset[_Quarter]:
    """Return (table, area and aim, quarter) where the data of a member do not reach yet."""
    out: set[_Quarter] = set()
    for table in tables:
        if _MISSING not in table.frame or not len(table.frame):
            continue
        few = (table.frame[_MISSING].astype(int) > 0).to_numpy(dtype=bool)
        of_rows = list(zip(_whose(table), _quarters(table), strict=True))
        for at in np.flatnonzero(few):
            whose, quarters = of_rows[at]
            out |= {(name, whose, str(q)) for name in _resting_on(table, whose) for q in quarters}
    return frozenset(out)


def _resting_on(table: ProtectedTable, whose: str) -> list[str]:
    """Return the tables whose rows rest on the same quarters of the same authorities."""
    names = [s.name for s in (table.shape, *_SAME_QUARTERS.get(table.shape.name, ()))]
    stock, cohort = shapes.HOME_STOCK_QUARTERS.name, shapes.COHORT_QUARTERS.name
    charted = stock if whose.endswith(f" {AIM_AT_HOME}") else cohort
    return [*names, _MADE_OF_OTHERS] if table.shape.name == charted else names


def _is_provisional(table: ProtectedTable, missing: frozenset[_Quarter]) -> Flags:
    name, pairs = table.shape.name, zip(_whose(table), _quarters(table), strict=True)
    told = [any((name, whose, str(q)) in missing for q in quarters) for whose, quarters in pairs]
    return np.array(told, dtype=bool)


def _whose(table: ProtectedTable) -> list[str]:
    return [f"{a} {aim}" for a, aim in zip(table.frame["area"], _aims(table), strict=True)]


def _aims(table: ProtectedTable) -> pd.Series:
    """Return each row's aim: the tables of children at home are about the first."""
    if "aim" in table.frame:
        return table.frame["aim"].astype(str)
    return pd.Series(
        _NO_AIM if table.shape.name == _ABOUT_NO_AIM else AIM_AT_HOME, table.frame.index
    )


def _quarters(table: ProtectedTable) -> list[list[pd.Period]]:
    """Return the quarters that each row is of: one, or all of a year or of several."""
    return [_quarters_of(str(period)) for period in table.frame[table.shape.periods[0]]]


def _quarters_of(period: str) -> list[pd.Period]:
    first, _, last = period.partition("/")
    if len(first) == 4:
        return list(pd.period_range(f"{first}Q1", f"{last or first}Q4", freq="Q"))
    return [pd.Period(period, freq="Q")]
