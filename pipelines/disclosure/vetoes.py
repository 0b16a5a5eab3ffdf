"""Rows that are withheld because of what other tables or earlier releases would give back.

A veto names a row as a reader finds it: table, area, aim, period. The tables of children at home
have no column for the aim: they are about Aim 1.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from pipelines.contract.release_tables import (
    ALL_REPORTING,
    ENGAGED,
    NOT_ENGAGED,
    SCOTLAND,
    SYMBOL_COLUMN,
    WITHHELD,
    Kind,
    ProtectedTable,
)
from pipelines.disclosure.closure import Allowed
from pipelines.disclosure.cubes import Cube, Flags
from pipelines.disclosure.grains import Block
from pipelines.disclosure.tables_of_blocks import TABLES

Row = tuple[str, str, str, str]
AIM_AT_HOME = "1"


@dataclass(frozen=True)
class Vetoes:
    """Rows that may not be shown."""

    rows: frozenset[Row] = field(default=frozenset())

    def and_also(self, rows: Iterable[Row]) -> Vetoes:
        """Return these and further rows; Scotland's is the row of all that report."""
        more = {(t, ALL_REPORTING if area == SCOTLAND else area, *rest) for t, area, *rest in rows}
        return Vetoes(self.rows | frozenset((t, a, aim, p) for t, a, aim, p in more))

    def keeps(self, table: str, area: str, aim: int | None, periods: Iterable[str]) -> Flags:
        """Return by period whether a row may still be shown."""
        told = AIM_AT_HOME if aim is None else str(aim)
        return np.array([(table, area, told, p) not in self.rows for p in periods], dtype=bool)

    def allowed(self, cube: Cube, block: Block, aim: int | None, rests_on: Allowed) -> Allowed:
        """Return where a block may be shown: where what it rests on is, and nothing is vetoed."""
        if not self.rows:
            return rests_on
        by_quarter, by_year, of_named = TABLES[block.name]
        quarters = dict(rests_on.quarters)
        years = dict(rests_on.years)
        for group in (ALL_REPORTING, ENGAGED, NOT_ENGAGED):
            told = [by_quarter.period(q) for q in cube.quarters]
            keep = self.keeps(by_quarter.shape.name, group, aim, told)
            quarters[group] = np.asarray(quarters.get(group, np.True_) & keep)
            if by_year:
                told = [by_year.period(y) for y in cube.years]
                years[group] = self.keeps(by_year.shape.name, group, aim, told)
        own = rests_on.authorities
        if of_named:
            told = [of_named.period(s) for s in cube.spans(block.span_years)]
            name = of_named.shape.name
            keep = np.array([self.keeps(name, code, aim, told) for code in cube.authorities])
            own = keep if own is None else own & keep
        return Allowed(quarters, own, years)

    def withheld_in(self, table: ProtectedTable) -> ProtectedTable:
        """Return a table with its vetoed rows withheld whole."""
        if not self.rows or not len(table.frame):
            return table
        hit = np.array([row in self.rows for row in rows_of(table)], dtype=bool)
        hit &= (table.frame[SYMBOL_COLUMN] == "").to_numpy(dtype=bool)
        if not hit.any():
            return table
        frame = table.frame.copy()
        for column in table.shape.figures:
            frame[column.name] = frame[column.name].mask(hit)
        frame.loc[hit, SYMBOL_COLUMN] = WITHHELD
        return replace(table, frame=frame)


def rows_of(table: ProtectedTable, *, only_shown: bool = False) -> list[Row]:
    """Return each row's name: the table, the area, the aim, and its period or local aim."""
    frame, columns = table.shown if only_shown else table.frame, table.shape.columns
    has_aim = any(c.name == "aim" for c in columns)
    aims = frame["aim"].astype(str) if has_aim else pd.Series(AIM_AT_HOME, index=frame.index)
    periods = [
        frame[c.name].astype(str)
        for c in columns
        if c.kind is Kind.PERIOD or c.name == "local_aim_id"
    ]
    joined = [" ".join(parts) for parts in zip(*periods, strict=True)] or [""] * len(frame)
    # Of Scotland, where it is all that report, the row of all that report decides.
    area = frame["area"].astype(str).replace(SCOTLAND, ALL_REPORTING)
    return list(zip([table.shape.name] * len(frame), area, aims, joined, strict=True))
