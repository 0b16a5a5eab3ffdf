"""An attacker's equations, built from nothing but what is published and what everybody knows.

Independent of ``pipelines.disclosure``: it reads the released cells, knows which authority belongs
to which group and whose data reach which quarter, and the identities of the contract. Each unknown
is a count of 0 or more; HiGHS gives the least and greatest value a withheld count can have.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd
from scipy.optimize import LinearConstraint, OptimizeResult, linprog, milp
from scipy.sparse import csr_array

from pipelines.contract.release_tables import MartFrames, Protected
from tests.support.release_periods import STARTS, quarters_of

Terms = Mapping[tuple[object, ...], int]
COHORT = ("within", "not_within", "exited_before_threshold")
NARROW = 6
WAITS = ("waiting", "overdue")


@dataclass
class System:
    """Linear equations over counts; an unknown is named by a tuple and made when first seen."""

    unknowns: dict[tuple[object, ...], int] = field(default_factory=dict)
    equations: list[tuple[Terms, float]] = field(default_factory=list)

    def add(self, terms: Terms, value: float) -> None:
        for name in terms:
            self.unknowns.setdefault(name, len(self.unknowns))
        self.equations.append((terms, value))

    @cached_property
    def _matrix(self) -> tuple[csr_array, np.ndarray]:
        data, columns, starts, values = [], [], [0], []
        for terms, value in self.equations:
            for name, factor in terms.items():
                columns.append(self.unknowns[name])
                data.append(float(factor))
            starts.append(len(data))
            values.append(value)
        shape = (len(values), len(self.unknowns))
        return csr_array((data, columns, starts), shape=shape), np.array(values)

    def feasible(self, terms: Terms) -> tuple[float, float]:
        """Return the least and greatest value of a sum of unknowns; infinite where unbounded.

        The linear program's bounds, made exact by whole numbers where they are narrow.
        """
        known = {n: f for n, f in terms.items() if n in self.unknowns}
        if len(known) < len(terms) or not self.equations:
            return 0.0, np.inf
        row = np.zeros(len(self.unknowns))
        for name, factor in known.items():
            row[self.unknowns[name]] += factor
        low, high = self._linear(row), -self._linear(-row)
        if high - low < NARROW:
            low, high = self._whole(row), -self._whole(-row)
        return low, high

    def _linear(self, cost: np.ndarray) -> float:
        matrix, values = self._matrix
        found = linprog(cost, A_eq=matrix, b_eq=values, bounds=(0, None), method="highs")
        return self._value(found)

    def _whole(self, cost: np.ndarray) -> float:
        matrix, values = self._matrix
        equal = LinearConstraint(matrix, values, values)
        return self._value(milp(cost, constraints=equal, integrality=np.ones(len(cost))))

    @staticmethod
    def _value(found: OptimizeResult) -> float:
        if found.status == 0:
            return float(found.fun)
        assert found.status in (3, 4), found.message  # unbounded
        return -np.inf


class Known:
    """What everybody knows: who belongs to each group, and whose data reach which quarter."""

    def __init__(self, frames: MartFrames) -> None:
        listed = frames.authorities
        reporting = listed[listed["submission_id"].notna()]
        self._reach = {
            code: pd.Period(day, freq="Q")
            for code, day in zip(reporting["authority_code"], reporting["as_at"], strict=True)
        }
        self._engaged = set(reporting.loc[reporting["is_engaged"], "authority_code"])

    def at(self, area: str, quarter: pd.Period, lag: int = 0) -> list[str]:
        """Return the members whose data reach a quarter's end and so many quarters more."""
        return [c for c, held in self._reach.items() if held >= quarter + lag and self._in(c, area)]

    def _in(self, code: str, area: str) -> bool:
        if area in ("engaged", "not_engaged"):
            return (code in self._engaged) == (area == "engaged")
        return area in ("all_reporting", "scotland", code)


def cohort_system(protected: Protected, known: Known, aim: int, atom: str, lag: int) -> System:
    """Return what is known of one outcome of an aim's cohorts: x[authority, quarter]."""
    system = System()
    for name, period in STARTS.items():
        for row in _shown(protected, name, aim):
            terms = {
                (c, q): 1 for q in quarters_of(row[period]) for c in known.at(row["area"], q, lag)
            }
            system.add(terms, int(row[atom]))
    return system


def stock_system(protected: Protected, known: Known, aim: int) -> System:
    """Return what is known of who waits for one of Aims 2 to 4."""
    system = System()
    _add_waits(system, protected, known, aim)
    return system


def home_system(protected: Protected, known: Known, quarters: pd.PeriodIndex) -> System:
    """Return all that is known of Aim 1: stock, waits, flow, cohort and the identities."""
    system = System()
    _add_waits(system, protected, known, 1)
    for name in ("home_orders_groups_by_quarter", "home_orders_authorities_by_year"):
        for row in _shown(protected, name):
            _add_row(system, known, row, row["census_quarter"], ("at_home", "reviewed"))
            over = _spread(known, row["area"], _quarter(row["census_quarter"]), "stock")
            system.add(over, int(row["over_two_years"]))
    said = ("reviewed_last_12_months", *(f"latest_review_said_{x}" for x in _SAID))
    for row in _shown(protected, "home_order_decisions_groups_by_quarter"):
        _add_row(system, known, row, row["census_quarter"], said)
    for row in _shown(protected, "home_reviews_by_quarter"):
        flows = ("reached_two_years", "left", "left_without_review", "first_reviewed")
        _add_row(system, known, row, row["quarter"], flows)
        quarter = _quarter(row["quarter"])
        for column, when in (("start", quarter - 1), ("end", quarter)):
            terms = {("stock", c, when): 1 for c in known.at(row["area"], quarter)}
            system.add(terms, int(row[f"over_two_years_at_{column}"]))
    outcomes = ("accommodated_within_90_days", "order_ended_within_90_days", "order_continued")
    for row in _shown(protected, "home_review_outcomes_by_quarter"):
        _add_row(system, known, row, row["quarter"], outcomes)
    for row in _shown(protected, "aim_timeliness_groups_by_quarter", 1):
        quarter = _quarter(row["cohort_quarter"])
        for atom in COHORT:
            terms = {(atom, c, quarter): 1 for c in known.at(row["area"], quarter, 1)}
            system.add(terms, int(row[atom]))
    for quarter in quarters:
        for code in known.at("all_reporting", quarter):
            _add_identities(system, code, quarter)
    return system


_SAID = ("ends", "continues", "accommodate")


def _add_identities(system: System, code: str, q: pd.Period) -> None:
    def of(name: str, when: pd.Period = q) -> tuple[object, ...]:
        return (name, code, when)

    p = q - 1
    stock = {of("stock"): 1, of("reviewed"): -1}
    system.add({of("at_home"): 1, of("stock"): -1, of("under"): -1}, 0)
    waits = {of("waiting"): -1, of("overdue"): -1, of("adult"): -1}
    system.add(stock | waits, 0)
    system.add({of("overdue"): 1, of("overdue_twice"): -1, of("once"): -1}, 0)
    flow = {of("stock", p): 1, of("reached_two_years"): 1, of("left"): -1, of("stock"): -1}
    system.add(flow, 0)
    heard = {of("left"): -1, of("left_without_review"): 1}
    reviews = {of("reviewed", p): 1, of("first_reviewed"): 1, of("reviewed"): -1}
    system.add(reviews | heard, 0)
    system.add({of("left"): 1, of("left_without_review"): -1, of("left_heard"): -1}, 0)
    cohort = {of(a): -1 for a in COHORT}
    system.add({of("reached_two_years"): 1, of("moved"): -1, **cohort}, 0)
    said = {of(f"latest_review_said_{x}"): -1 for x in _SAID}
    system.add({of("reviewed"): 1, of("said_other"): -1, **said}, 0)
    recent = {of("reviewed_last_12_months"): -1, of("reviewed_earlier"): -1}
    system.add({of("reviewed"): 1, **recent}, 0)
    led_to = ("accommodated_within_90_days", "order_ended_within_90_days", "order_continued")
    rest = {of(x): -1 for x in (*led_to, "open_outcome")}
    system.add({of("first_reviewed"): 1, **rest}, 0)


def _add_waits(system: System, protected: Protected, known: Known, aim: int) -> None:
    for name in ("waiting_now_groups_by_quarter", "waiting_now_authorities_by_year"):
        for row in _shown(protected, name, aim):
            _add_row(system, known, row, row["quarter_end"], WAITS)
    for row in _shown(protected, "waiting_long_groups_by_quarter", aim):
        _add_row(system, known, row, row["quarter_end"], ("once", "overdue_twice"))
    for name in list(system.unknowns):
        if aim != 1 and name[0] == "overdue":
            _, code, quarter = name
            terms = {name: 1, ("overdue_twice", code, quarter): -1, ("once", code, quarter): -1}
            system.add(terms, 0)


def _add_row(
    system: System, known: Known, row: pd.Series, day: str, columns: Iterable[str]
) -> None:
    for column in columns:
        terms = _spread(known, row["area"], _quarter(day), column)
        system.add(terms, int(row["overdue_once" if column == "once" else column]))


def _spread(known: Known, area: str, quarter: pd.Period, column: str) -> Terms:
    return {(column, c, quarter): 1 for c in known.at(area, quarter)}


def _shown(protected: Protected, name: str, aim: int | None = None) -> list[pd.Series]:
    """Return the rows of a table that a reader can read: those without a symbol in any count."""
    table = protected.table(name)
    cells = table.cells()
    readable = ~cells[list(table.shape.counts)].isin(["[c]", "[x]", "[z]"]).any(axis=1)
    if aim is not None:
        readable &= cells["aim"] == str(aim)
    return [row for _, row in cells[readable].iterrows()]


def _quarter(day: str) -> pd.Period:
    return pd.Period(day, freq="Q")
