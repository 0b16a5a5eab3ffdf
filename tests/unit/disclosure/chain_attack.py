"""An attacker with every release of a chain, who knows which counts were never corrected.

He reads the released cells of the cohorts' tables, and knows of each authority's quarter whether
what was counted in it is the same in two releases: it is then one unknown, whatever submission it
came in. He asks how small every small count that is not shown, and every small change of a count,
can be.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
import pandas as pd

from pipelines.contract.release_tables import MartFrames, Protected
from tests.support.release_periods import STARTS, quarters_of
from tests.unit.disclosure.attack import COHORT, Known, System
from tests.unit.disclosure.small_cells import SMALL

Cell = tuple[str, str]  # authority, quarter
Sum = dict[tuple[object, ...], int]
Place = tuple[str, str, str]  # table, area, period


@dataclass(frozen=True)
class Asked:
    """How many counts and changes were asked about, and how many of them could be said."""

    asked: int = 0
    recovered: int = 0
    narrow: int = 0

    def __add__(self, other: Asked) -> Asked:
        return Asked(
            self.asked + other.asked,
            self.recovered + other.recovered,
            self.narrow + other.narrow,
        )


def attack_chain(
    releases: Sequence[tuple[MartFrames, Protected]], lag: int, dice: np.random.Generator, each: int
) -> Asked:
    """Return what can be said of up to ``each`` small counts of each aim and outcome.

    ``lag``: so many quarters of an authority's newest are not mature.
    """
    told = Asked()
    for aim in (2, 3, 4):
        read = [_Release(frames, tables, aim, lag) for frames, tables in releases]
        for outcome in COHORT:
            told += _attack(read, outcome, dice, each)
    return told


class _Release:
    """One aim's cohorts in one release: what was counted, and what is shown of it."""

    def __init__(self, frames: MartFrames, protected: Protected, aim: int, lag: int) -> None:
        self._known, self._lag = Known(frames), lag
        rows = frames.aim_timeliness[frames.aim_timeliness["aim"] == aim]
        quarters = pd.PeriodIndex(rows["cohort_quarter"], freq="Q").astype(str)
        counts = rows[list(COHORT)].to_numpy().tolist()
        cells = zip(rows["area"], quarters, strict=True)
        self._counts = {cell: tuple(own) for cell, own in zip(cells, counts, strict=True)}
        tables = {name: protected.table(name) for name in STARTS}
        self.shown = {
            place: row for name, t in tables.items() for place, row in _rows(name, t.shown, aim)
        }
        every = {place for name, t in tables.items() for place, _ in _rows(name, t.frame, aim)}
        self.places: Mapping[Place, list[Cell]] = {p: self._cells(p) for p in sorted(every)}

    def _cells(self, place: Place) -> list[Cell]:
        _, area, period = place
        return [
            (code, str(quarter))
            for quarter in quarters_of(period)
            for code in self._known.at(area, quarter, self._lag)
        ]

    def single_cells(self) -> list[Cell]:
        """Return an authority's quarters, which no table holds by themselves."""
        quarters = {q for cells in self.places.values() for _, q in cells}
        codes = {c for cells in self.places.values() for c, _ in cells}
        return sorted({(c, q) for c in codes for q in quarters} & self._counts.keys())

    def sum_of(self, cells: Sequence[Cell]) -> Sum:
        """Return a sum of unknowns: an authority's quarter, as what was counted in it."""
        return {(*cell, self._counts.get(cell, (0, 0, 0))): 1 for cell in cells}

    def count(self, cells: Sequence[Cell], outcome: str) -> int:
        """Return what was counted."""
        at = COHORT.index(outcome)
        return sum(int(self._counts.get(cell, (0, 0, 0))[at]) for cell in cells)


def _rows(
    name: str, table: pd.DataFrame, aim: int
) -> Iterator[tuple[Place, Mapping[Hashable, Any]]]:
    for row in table[table["aim"].astype(int) == aim].to_dict("records"):
        yield (name, str(row["area"]), str(row[STARTS[name]])), row


def _attack(read: Sequence[_Release], outcome: str, dice: np.random.Generator, each: int) -> Asked:
    system = System()
    for release in read:
        for place, row in release.shown.items():
            cells = release.places[place]
            value = int(row[outcome])
            if value != release.count(cells, outcome):
                raise AssertionError("the attacker reads a shown count wrongly")
            system.add(release.sum_of(cells), value)
    targets = {tuple(sorted(terms.items(), key=str)): v for terms, v in _targets(read, outcome)}
    asked = list(targets.items())
    told = Asked()
    for at in dice.permutation(len(asked))[:each]:
        terms, truth = asked[int(at)]
        low, high = system.feasible(dict(terms))
        if not low - 1e-6 <= truth <= high + 1e-6:
            raise AssertionError("the attacker's equations are wrong")
        told += Asked(1, int(high - low < 0.5), int(0.5 <= high - low < 4 - 1e-6))
    return told


def _targets(read: Sequence[_Release], outcome: str) -> Iterator[tuple[Sum, int]]:
    """Yield small counts that are not shown, and small changes of counts, shown or not."""
    for release in read:
        hidden = [cells for place, cells in release.places.items() if place not in release.shown]
        for cells in [*hidden, *([cell] for cell in release.single_cells())]:
            value = release.count(cells, outcome)
            if value in SMALL:
                yield release.sum_of(cells), value
    for before, now in combinations(read, 2):
        for place in before.places.keys() & now.places.keys():
            then, since = before.places[place], now.places[place]
            change = now.count(since, outcome) - before.count(then, outcome)
            if abs(change) in SMALL:
                moved = now.sum_of(since)
                for name, factor in before.sum_of(then).items():
                    moved[name] = moved.get(name, 0) - factor
                yield {name: factor for name, factor in moved.items() if factor}, change
