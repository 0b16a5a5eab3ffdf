"""An attacker's linear program: what can be said of a withheld count from all that is shown.

A ``System`` is a list of figures, each a sum of *atoms*: counts of 0 or more that nobody publishes
by themselves (an authority's, of a quarter, with one outcome). A figure is open or withheld. What
is shown twice, in two tables or two releases, is two figures over the same atoms. Atoms that stand
in the same figures cannot be told apart and are solved as one. HiGHS on one thread, in the order
of sorted names: the same bounds whatever the order of rows or the seed of hashes.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt

Atom = tuple[Hashable, ...]
NEAR = 1e-6
FAR = 4


@dataclass(frozen=True)
class Figure:
    """One cell of one table: a sum of atoms and its true value."""

    name: tuple[str, ...]
    atoms: tuple[Atom, ...]
    value: int


@dataclass(frozen=True)
class Range:
    """The possible whole numbers of a withheld cell, counted up to ``wanted``."""

    low: float
    high: float
    possible: int


class System:
    """Figures over atoms as a sparse matrix: (figure, class of atoms)."""

    def __init__(self, figures: Iterable[Figure]) -> None:
        self.figures: Sequence[Figure] = sorted(figures, key=lambda f: f.name)
        self.rows, self.unknowns = _classes(self.figures)


def _classes(figures: Sequence[Figure]) -> tuple[list[npt.NDArray[np.int32]], int]:
    """Return for each figure the classes of atoms it sums, and how many classes there are."""
    stands_in: dict[Atom, list[int]] = {}
    for i, figure in enumerate(figures):
        for atom in figure.atoms:
            stands_in.setdefault(atom, []).append(i)
    signatures = sorted({tuple(at) for at in stands_in.values()})
    rows: list[list[int]] = [[] for _ in figures]
    for column, signature in enumerate(signatures):
        for i in signature:
            rows[i].append(column)
    return [np.array(row, dtype=np.int32) for row in rows], len(signatures)


class Solver:
    """The attacker at work: one model, asked again and again with another aim.

    ``open_figures`` are known; every unknown is a whole number of 0 or more.
    """

    def __init__(self, system: System, open_figures: Iterable[int]) -> None:
        self._system = system
        self._model = _quiet()
        count = system.unknowns
        self._model.addVars(count, np.zeros(count), np.full(count, highspy.kHighsInf))
        self.equations = 0
        for i in sorted(set(open_figures)):
            row = system.rows[i]
            value = float(system.figures[i].value)
            self._model.addRow(value, value, len(row), row, np.ones(len(row)))
            self.equations += 1

    def range(self, figure: int, wanted: int) -> Range:
        """Return how much can be said of a figure; whole numbers are tried where it is narrow."""
        row = self._system.rows[figure]
        low = self._extreme(row, highspy.ObjSense.kMinimize)
        high = self._extreme(row, highspy.ObjSense.kMaximize)
        # A program's ends are of fractions: between them whole numbers can be missing, so each is
        # tried, from the least on, until as many as wanted are found. A wide range is cut off.
        first = int(np.ceil(low - NEAR))
        last = int(min(np.floor(high + NEAR), first + FAR * wanted))
        found = 0
        for value in range(first, last + 1):
            found += self._is_possible(row, value)
            if found >= wanted:
                break
        return Range(low, high, found)

    def _extreme(self, row: npt.NDArray[np.int32], sense: Any) -> float:
        model = self._model
        model.changeColsCost(len(row), row, np.ones(len(row)))
        model.changeObjectiveSense(sense)
        model.run()
        status = model.getModelStatus()
        value = model.getInfo().objective_function_value
        model.changeColsCost(len(row), row, np.zeros(len(row)))
        if status == highspy.HighsModelStatus.kOptimal:
            return float(value)
        # A sum of noughts and more has a least value: only the greatest can be without end.
        if sense == highspy.ObjSense.kMaximize and status in _UNBOUNDED:
            return float("inf")
        raise RuntimeError(f"the attack's linear program ended as {status}")

    def _is_possible(self, row: npt.NDArray[np.int32], value: int) -> bool:
        """Return whether a figure can be this whole number, every unknown being whole."""
        model = self._model
        model.addRow(float(value), float(value), len(row), row, np.ones(len(row)))
        at = model.getNumRow() - 1
        try:
            model.run()
            if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return False
            if _is_whole(model.getSolution().col_value):
                return True
            return self._as_whole()
        finally:
            model.deleteRows(1, np.array([at], dtype=np.int32))

    def _as_whole(self) -> bool:
        model, count = self._model, self._system.unknowns
        every = np.arange(count, dtype=np.int32)
        model.changeColsIntegrality(count, every, np.full(count, _INTEGER))
        try:
            model.run()
            return bool(model.getModelStatus() == highspy.HighsModelStatus.kOptimal)
        finally:
            model.changeColsIntegrality(count, every, np.full(count, _CONTINUOUS))


_INTEGER = highspy.HighsVarType.kInteger
_CONTINUOUS = highspy.HighsVarType.kContinuous
_UNBOUNDED = (
    highspy.HighsModelStatus.kUnbounded,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
)


def _quiet() -> Any:
    """Return an empty model: silent, one thread, a fixed seed."""
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.silent()
    model.setOptionValue("threads", 1)
    model.setOptionValue("random_seed", 0)
    return model


def _is_whole(values: Sequence[float]) -> bool:
    found = np.asarray(values)
    return bool(np.all(np.abs(found - np.round(found)) < NEAR))
