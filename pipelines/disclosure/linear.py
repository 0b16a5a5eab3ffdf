"""An attacker's linear program: what can be said of a withheld count from all that is shown.

Rows are *lines*: sums and differences of *atoms*, counts of 0 or more that nobody publishes by
themselves (an authority's, of a stretch of time, with one outcome). A line is known or not. What is
shown twice, in two tables or two releases, is two lines over the same atoms. ``reduction`` makes
the system small; HiGHS solves it on one thread, so that the same lines give the same ranges.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import highspy
import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_array

from pipelines.disclosure.reduction import reduced

Ints = npt.NDArray[np.int64]
Floats = npt.NDArray[np.float64]
NEAR = 1e-6
# How many times as wide as the policy asks a range must be for its whole numbers not to be tried.
WIDE = 4
_LOOKS = 24
_FAR_AWAY = 1e6
_MEMORY = 1000
_DUAL, _PRIMAL = 1, 4


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
        self._small = reduced(lines, self.known, np.asarray(values, dtype=np.int64))
        self.unknowns = self._small.known.shape[1]
        self._model = _model(self._small.known, self._small.values.astype(np.float64))
        self._corners = _Memory(self.unknowns)
        self._tables = _Memory(self.unknowns)
        self._explore()

    def range(self, line: int, wanted: int) -> Range:
        """Return how much can be said of a line; whole numbers are tried where it is narrow."""
        if self._small.endless[line]:
            return Range(-np.inf, np.inf, wanted)
        low, high = self._ends(line)
        if not len(low.columns) and not len(high.columns):
            return Range(0.0, 0.0, 1)
        corners = self._corners.between(low, high)
        if corners is not None and corners[1] - corners[0] >= WIDE * wanted:
            return Range(*corners, wanted)
        seen = self._values_seen(low, high)
        if len(seen) >= wanted:
            return Range(min(seen), max(seen), wanted)
        least = self._extreme(low, highspy.ObjSense.kMinimize)
        most = self._extreme(high, highspy.ObjSense.kMaximize)
        if most - least >= WIDE * wanted:
            return Range(least, most, wanted)
        return Range(least, most, self._whole_numbers(low, high, (least, most), wanted))

    def leaning_on(self, line: int) -> Ints:
        """Return the known lines that hold a line's range in: those with a shadow price."""
        held: set[int] = set()
        senses = (highspy.ObjSense.kMinimize, highspy.ObjSense.kMaximize)
        for end, sense in zip(self._ends(line), senses, strict=True):
            self._extreme(end, sense)
            prices = np.asarray(self._model.getSolution().row_dual)[: len(self._small.rows)]
            priced = self._small.rows[np.flatnonzero(np.abs(prices) > NEAR)]
            held |= set(self.known[priced].tolist())
        return np.array(sorted(held), dtype=np.int64)

    def _ends(self, line: int) -> tuple[_Sum, _Sum]:
        """Return the sums that a line is at least and at most: without its parts, or with them."""
        small = self._small
        full, more, less = (_sum_of(x, line) for x in (small.full, small.more, small.less))
        return full.and_also(less, -1.0), full.and_also(more, 1.0)

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
            corner = np.asarray(self._model.getSolution().col_value)
            self._corners.keep(corner)
            if _is_whole(corner):
                self._tables.keep(corner)
            return True
        if status in _ENDLESS:
            return False
        if status == highspy.HighsModelStatus.kModelEmpty:
            return True
        raise RuntimeError(f"the attack's linear program ended as {status}")

    def _values_seen(self, low: _Sum, high: _Sum) -> set[int]:
        """Return different values of a line in the whole tables seen so far."""
        least, most = (np.round(self._tables.values(x)).astype(np.int64) for x in (low, high))
        return {
            int(v)
            for a, b in {*zip(least.tolist(), most.tolist(), strict=True)}
            for v in range(a, min(b, a + WIDE * WIDE) + 1)
        }

    def _extreme(self, wanted: _Sum, sense: Any) -> float:
        count = len(wanted.columns)
        self._model.changeColsCost(count, wanted.columns, wanted.factors)
        self._model.changeObjectiveSense(sense)
        has_end = self._run()
        value = float(self._model.getInfo().objective_function_value)
        self._model.changeColsCost(count, wanted.columns, np.zeros(count))
        self._model.changeObjectiveSense(highspy.ObjSense.kMinimize)
        if has_end:
            return value
        return -np.inf if sense == highspy.ObjSense.kMinimize else np.inf

    def _whole_numbers(
        self, low: _Sum, high: _Sum, between: tuple[float, float], wanted: int
    ) -> int:
        """Return how many whole numbers a line can be: seen in a whole table, else tried."""
        found = self._values_seen(low, high)
        first, last = int(np.ceil(between[0] - NEAR)), int(np.floor(between[1] + NEAR))
        for value in range(first, last + 1):
            if len(found) >= wanted:
                break
            if value not in found and self._is_possible(low, high, value):
                found.add(value)
        return len(found)

    def _is_possible(self, low: _Sum, high: _Sum, value: int) -> bool:
        """Return whether a line can be this whole number, every atom being whole."""
        model, endless = self._model, highspy.kHighsInf
        model.setOptionValue("simplex_strategy", _DUAL)
        model.addRow(-endless, float(value), len(low.columns), low.columns, low.factors)
        model.addRow(float(value), endless, len(high.columns), high.columns, high.factors)
        last = model.getNumRow() - 1
        try:
            model.run()
            if model.getModelStatus() != highspy.HighsModelStatus.kOptimal:
                return False
            table = np.asarray(model.getSolution().col_value)
            if _is_whole(table):
                self._tables.keep(table)
                return True
            return self._as_whole()
        finally:
            model.deleteRows(2, np.array([last - 1, last], dtype=np.int32))
            model.setOptionValue("simplex_strategy", _PRIMAL)

    def _as_whole(self) -> bool:
        model, count = self._model, self.unknowns
        every = np.arange(count, dtype=np.int32)
        model.changeColsIntegrality(count, every, np.full(count, _INTEGER))
        try:
            model.run()
            return bool(model.getModelStatus() == highspy.HighsModelStatus.kOptimal)
        finally:
            model.changeColsIntegrality(count, every, np.full(count, _CONTINUOUS))


@dataclass(frozen=True)
class _Sum:
    """Unknowns by position, with 1 or -1 for each."""

    columns: npt.NDArray[np.int32]
    factors: Floats

    def and_also(self, other: _Sum, factor: float) -> _Sum:
        """Return the sum of this and so many times another."""
        both = np.concatenate([self.columns, other.columns])
        columns, at = np.unique(both, return_inverse=True)
        factors = np.concatenate([self.factors, factor * other.factors])
        summed = np.bincount(at, factors, minlength=len(columns))
        return _Sum(columns, summed.astype(np.float64))


class _Memory:
    """Solutions of all that is known, as long as there is room: what a line was seen to be."""

    def __init__(self, unknowns: int) -> None:
        self._rows = np.zeros((_MEMORY, unknowns), dtype=np.float32)
        self._count = 0

    def keep(self, solution: Floats) -> None:
        """Keep one more."""
        if self._count < _MEMORY:
            self._rows[self._count] = solution
            self._count += 1

    def values(self, wanted: _Sum) -> Floats:
        """Return the value of a sum in each."""
        seen = self._rows[: self._count, wanted.columns] @ wanted.factors
        return np.asarray(seen, dtype=np.float64)

    def between(self, low: _Sum, high: _Sum) -> tuple[float, float] | None:
        """Return the least and most that a line was seen to be; None where nothing was seen."""
        if not self._count:
            return None
        return float(self.values(low).min()), float(self.values(high).max())


def _sum_of(lines: csr_array, line: int) -> _Sum:
    start, end = lines.indptr[line], lines.indptr[line + 1]
    columns = lines.indices[start:end].astype(np.int32)
    return _Sum(columns, lines.data[start:end].astype(np.float64))


_INTEGER = highspy.HighsVarType.kInteger
_CONTINUOUS = highspy.HighsVarType.kContinuous
_ENDLESS = (
    highspy.HighsModelStatus.kUnbounded,
    highspy.HighsModelStatus.kUnboundedOrInfeasible,
)


class _Silent(highspy.Highs):
    """HiGHS without callbacks: making them prints a banner before any option can forbid it."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()


def _model(known: csr_array, values: Floats) -> Any:
    """Return the model of what is known: silent, one thread, a fixed seed."""
    model: Any = _Silent()
    model.setOptionValue("output_flag", False)
    model.setOptionValue("threads", 1)
    model.setOptionValue("random_seed", 0)
    # Only the aim changes from one question to the next: a search starts from the last corner.
    model.setOptionValue("simplex_strategy", _PRIMAL)
    count = known.shape[1]
    model.addVars(count, np.zeros(count), np.full(count, highspy.kHighsInf))
    starts, indices = known.indptr[:-1].astype(np.int32), known.indices.astype(np.int32)
    data = known.data.astype(np.float64)
    model.addRows(len(values), values, values, len(data), starts, indices, data)
    return model


def _is_whole(values: Floats) -> bool:
    return bool(np.all(np.abs(values - np.round(values)) < NEAR))
