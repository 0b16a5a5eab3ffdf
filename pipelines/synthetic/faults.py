"""Faults planted among the good rows: few, of known kinds, each counted.

All but one are *added* rows, so that a refused row never takes a true one along; the bad sex code
is repaired by intake and costs nothing either. Rules are named as intake names
them (``expectations/submission_rows.yaml``).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from random import Random
from typing import Final

from pipelines.synthetic.chance import between
from pipelines.synthetic.extract import TABLES, Row, Rows


class Fault(StrEnum):
    """A kind of fault, as ``truth/faults.csv`` names it."""

    DUPLICATE = "duplicate"
    BAD_CODE = "description_not_in_list"
    END_BEFORE_START = "end_before_start"
    AFTER_AS_AT = "date_after_as_at"
    UNREADABLE = "date_unreadable"
    NO_CHILD = "child_unknown"
    UNDECLARED_COLUMN = "unknown_column"


TABLE_OF: Final[dict[Fault, tuple[str, ...]]] = {
    Fault.DUPLICATE: ("milestones", "placements"),
    Fault.BAD_CODE: ("children",),
    Fault.END_BEFORE_START: ("placements",),
    Fault.AFTER_AS_AT: ("milestones",),
    Fault.UNREADABLE: ("legal_statuses",),
    Fault.NO_CHILD: ("milestones", "legal_statuses"),
}
BAD_SEX: Final = "see file"
UNREADABLE_DATE: Final = "2016-02-31"
CHILDREN_PER_FAULT: Final = 900
UNDECLARED: Final = "allocated_team"


@dataclass
class Planter:
    """Plants the faults of one submission while its children go by, and counts what it planted."""

    rng: Random
    as_at: int
    due: dict[int, list[tuple[Fault, str]]]
    planted: Counter[tuple[str, str]] = field(default_factory=Counter)
    _waiting: list[tuple[Fault, str]] = field(default_factory=list)
    _seen: int = 0

    def plant(self, rows: Rows) -> Rows:
        """Return one child's rows with the faults that fall to it; the rest wait for the next."""
        wanted = self._waiting + self.due.get(self._seen, [])
        self._seen += 1
        if not wanted:
            return rows
        rows = {table: list(of_table) for table, of_table in rows.items()}
        self._waiting = [w for w in wanted if not self._plant_one(rows, *w)]
        return rows

    def _plant_one(self, rows: Rows, fault: Fault, table: str) -> bool:
        there = rows[table]
        if not there:
            return False
        position = between(self.rng, 0, len(there) - 1)
        bad = _spoilt(there[position], fault, table, self.as_at, self.rng)
        if fault is Fault.BAD_CODE:
            there[position] = bad
        elif bad in there and fault is not Fault.DUPLICATE:
            return False
        else:
            there.append(bad)
        self.planted[table, fault.value] += 1
        return True


def _with(row: Row, table: str, column: str, value: str | int) -> Row:
    position = TABLES[table].index(column)
    return (*row[:position], value, *row[position + 1 :])


def _spoilt(row: Row, fault: Fault, table: str, as_at: int, rng: Random) -> Row:
    """Return a copy of a good row with one fault."""
    if fault is Fault.BAD_CODE:
        return _with(row, table, "sex", BAD_SEX)
    if fault is Fault.END_BEFORE_START:
        start = row[TABLES[table].index("start_date")]
        assert isinstance(start, int)  # noqa: S101  (a good row has a start)
        return _with(row, table, "end_date", start - between(rng, 3, 90))
    if fault is Fault.AFTER_AS_AT:
        return _with(row, table, "event_date", as_at + between(rng, 5, 300))
    if fault is Fault.UNREADABLE:
        return _with(row, table, "start_date", UNREADABLE_DATE)
    if fault is Fault.NO_CHILD:
        return _with(row, table, "child_id", f"C00b{rng.getrandbits(28):07x}"[:11])
    return row


def planter(rng: Random, children: int, as_at: int) -> Planter:
    """Return what plants one fault of each kind and more in a large authority; few in a small."""
    due: dict[int, list[tuple[Fault, str]]] = {}
    kinds = list(TABLE_OF)
    if children < 40:
        kinds = [Fault.DUPLICATE, Fault.BAD_CODE]
    for fault in kinds:
        for _ in range(1 + children // CHILDREN_PER_FAULT):
            table = TABLE_OF[fault][between(rng, 0, len(TABLE_OF[fault]) - 1)]
            at = between(rng, 0, max(0, int(children * 0.8) - 1))
            due.setdefault(at, []).append((fault, table))
    return Planter(rng, as_at, due)
