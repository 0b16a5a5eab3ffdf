"""An attacker's linear program: what can be said of a withheld count from all that is shown.

Rows are *lines*: sums and differences of *atoms*, counts of 0 or more that nobody publishes by
themselves (an authority's, of a stretch of time, with one outcome). A line is known or not. What is
shown twice, in two tables or two releases, is two lines over the same atoms. Atoms that stand in
the same lines cannot be told apart and are solved as one. HiGHS on one thread: the same lines give
the same ranges, whatever the seed of hashes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
NEAR = 1e-6
# How many times as wide as the policy asks a range must be for its whole numbers not to be tried.
WIDE = 4
_LOOKS = 24
_FAR_AWAY = 1e6


@dataclass(frozen=True)
class Range:
    """The possible whole numbers of a line, counted up to the number asked for."""

    low: float
    high: float
    possible: int


class Solver:
    """The attacker at work: one model, asked again and again with another aim.

    ``lines``: (line, atom), 1, -1 or 0. ``known``: the lines whose ``values`` are known. Every atom
    is a whole number of 0 or more. ``RuntimeError`` where what is known contradicts itself.
    """

    def __init__(self, lines: csr_array, known: Ints, values: Ints) -> None:
        self.known = np.asarray(known, dtype=np.int64)
        self._lines = _merged(lines)
        self.unknowns = self._lines.shape[1]
        self._model = _model(self._lines[self.known], np.asarray(values, dtype=np.float64))
        self._seen: list[Floats] = []
        self._explore()

    def range(self, line: int, wanted: int) -> Range:
        """Return how much can be said of a line; whole numbers are tried where it is narrow."""
        columns, factors = self._row(line)
        if not len(columns):
            return Range(0.0, 0.0, 1)
        seen = self._values_seen(columns, factors)
        if len(seen) and seen.max() - seen.min() >= WIDE * wanted:
            return Range(float(seen.min()), float(seen.max()), wanted)
        low = self._extreme(columns, factors, highspy.ObjSense.kMinimize)
        high = self._extreme(columns, factors, highspy.ObjSense.kMaximize)
        if high - low >= WIDE * wanted:
            return Range(low, high, wanted)
        return Range(low, high, self._whole_numbers(columns, factors, low, high, wanted))

    def leaning_on(self, line: int) -> Ints:
        """Return the known lines that hold a line's range in: those with a shadow price."""
        columns, factors = self._row(line)
        held: set[int] = set()
        for sense in (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize):
            self._extreme(columns, factors, sense)
            prices = np.asarray(self._model.getSolution().row_dual)[: len(self.known)]
            held |= set(self.known[np.flatnonzero(np.abs(prices) > NEAR)].tolist())
        return np.array(sorted(held), dtype=np.int64)

    def _row(self, line: int) -> tuple[npt.NDArray[np.int32], Floats]:
        start, end = self._lines.indptr[line], self._lines.indptr[line + 1]
        columns = self._lines.indices[start:end].astype(np.int32)
        return columns, self._lines.data[start:end].astype(np.float64)

    def _explore(self) -> None:
        """Look at corners in some directions: most lines are seen to be wide from there."""
        dice, every = np.random.default_rng(0), np.arange(self.unknowns, dtype=np.int32)
        bounds = np.zeros(self.unknowns), np.full(self.unknowns, _FAR_AWAY)
        self._model.changeColsBounds(self.unknowns, every, *bounds)
        for _ in range(_LOOKS):
            self._model.changeColsCost(self.unknowns, every, dice.normal(size=self.unknowns))
            self._run()
        none = np.zeros(self.unknowns)
        self._model.changeColsCost(self.unknowns, every, none)
        endless = np.full(self.unknowns, highspy.kHighsInf)
        self._model.changeColsBounds(self.unknowns, every, none, endless)

    def _run(self) -> bool:
        """Solve, and remember what was seen; False where there is no best solution."""
        self._model.run()
        status = self._model.getModelStatus()
        if status == highspy.HighsModelStatus.kOptimal:
            self._seen.append(np.asarray(self._model.getSolution().col_value))
            return True
        if status in _ENDLESS:
            return False
        raise RuntimeError(f"the attack's linear program ended as {status}")

    def _values_seen(self, columns: npt.NDArray[np.int32], factors: Floats) -> Floats:
        return np.array([float(x[columns] @ factors) for x in self._seen])

    def _extreme(self, columns: npt.NDArray[np.int32], factors: Floats, sense: Any) -> float:
        self._model.changeColsCost(len(columns), columns, factors)
        self._model.changeObjectiveSense(sense)
        has_end = self._run()
        value = float(self._model.getInfo().objective_function_value)
        self._model.changeColsCost(len(columns), columns, np.zeros(len(columns)))
        self._model.changeObjectiveSense(highspy.ObjSense.kMinimize)
        if has_end:
            return value
        return -np.inf if sense == highspy.ObjSense.kMinimize else np.inf

    def _whole_numbers(
        self,
        columns: npt.NDArray[np.int32],
        factors: Floats,
        low: float,
        high: float,
        wanted: int,
    ) -> int:
        """Return how many whole numbers a line can be: seen in a whole table, else tried."""
        tables = [x for x in self._seen if _is_whole(x)]
        found = {round(float(x[columns] @ factors)) for x in tables}
        for value in range(int(np.ceil(low - NEAR)), int(np.floor(high + NEAR)) + 1):
            if len(found) >= wanted:
                break
            if value not in found and self._is_possible(columns, factors, value):
                found.add(value)
        return len(found)

    def _is_possible(self, columns: npt.NDArray[np.int32], factors: Floats, value: int) -> bool:
        """Return whether a line can be this whole number, every atom being whole."""
        model = self._model
        model.addRow(float(value), float(value), len(columns), columns, factors)
        at = model.getNumRow() - 1
        try:
            model.run()
            if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return False
            return _is_whole(np.asarray(model.getSolution().col_value)) or self._as_whole()
        finally:
            model.deleteRows(1, np.array([at], dtype=np.int32))

    def _as_whole(self) -> bool:
        model, count = self._model, self.unknowns
        every = np.arange(count, dtype=np.int32)
        model.changeColsIntegrality(count, every, np.full(count, _INTEGER))
        try:
            model.run()
            return bool(model.getModelStatus() == highspy.HighsModelStatus.kOptimal)
        finally:
            model.changeColsIntegrality(count, every, np.full(count, _CONTINUOUS))


_INTEGER = highspy.HighsVarType.kInteger
_CONTINUOUS = highspy.HighsVarType.kContinuous
_ENDLESS = (
    highspy.HighsModelStatus.kUnbounded,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
)


def matrix(rows: Sequence[Sequence[tuple[int, int]]], atoms: int) -> csr_array:
    """Return (line, atom) from each line's pairs of atom and factor."""
    data = [(i, a, f) for i, row in enumerate(rows) for a, f in row]
    line, atom, factor = (np.array(x, dtype=np.int64) for x in zip(*data, strict=True))
    return csr_array((factor, (line, atom)), shape=(len(rows), atoms))


def _merged(lines: csr_array) -> csr_array:
    """Return the lines with atoms that stand in the same lines, alike, made one."""
    # Two columns are alike where two random sums over them are: 2^-120 that it is by chance.
    dice = np.random.default_rng(0)
    weights = dice.integers(1, 2**60, size=(lines.shape[0], 2), dtype=np.int64)
    with np.errstate(over="ignore"):
        marks = np.asarray(lines.T.tocsr() @ weights)
    _, first = np.unique(marks, axis=0, return_index=True)
    return csr_array(lines.tocsc()[:, np.sort(first)].tocsr())


def _model(known: csr_array, values: Floats) -> Any:
    """Return the model of what is known: silent, one thread, a fixed seed."""
    model = highspy.Highs()  # type: ignore[no-untyped-call]
    model.silent()
    model.setOptionValue("threads", 1)
    model.setOptionValue("random_seed", 0)
    count = known.shape[1]
    model.addVars(count, np.zeros(count), np.full(count, highspy.kHighsInf))
    starts, indices = known.indptr[:-1].astype(np.int32), known.indices.astype(np.int32)
    data = known.data.astype(np.float64)
    model.addRows(len(values), values, values, len(data), starts, indices, data)
    return model


def _is_whole(values: Floats) -> bool:
    return bool(np.all(np.abs(values - np.round(values)) < NEAR))
