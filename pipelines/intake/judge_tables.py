"""Judge the tables of a submission: every check of the catalogue over all its cells at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from datetime import date
from itertools import compress
from typing import Any

import numpy as np
import pandas as pd

from pipelines.contract.cell_kinds import CHILDREN, Kind
from pipelines.contract.findings import Severity
from pipelines.contract.vocabulary import vocabulary
from pipelines.intake.catalogue import check_of, choices, entries_for
from pipelines.intake.conform import ConformedTable
from pipelines.intake.distinct import DistinctRows, distinct_rows
from pipelines.intake.judge import judge
from pipelines.intake.judged_table import JudgedTable, Verdict, failed
from pipelines.intake.readings import Stack, day_number, stack

_KINDS: tuple[Kind, ...] = (
    "required",
    "pseudonym",
    "date",
    "month",
    "spell",
    "code",
    "outcome",
    "descriptive",
)

_Verdicts = defaultdict[str, list[Verdict]]


def judge_tables(
    tables: Mapping[str, ConformedTable], as_at: date | None
) -> dict[str, JudgedTable]:
    """Return every table with its verdicts.

    Children are settled first: a row of another table needs an accepted child. Without a
    ``children`` table (a single file is looked at) that is not asked.
    """
    distinct = {name: distinct_rows(table) for name, table in tables.items()}
    verdicts: _Verdicts = defaultdict(list)
    for kind in _KINDS:
        _ask(kind, stack(kind, distinct), as_at, verdicts)
    if CHILDREN in distinct:
        _ask_about_children(distinct, as_at, verdicts)
    return {
        name: JudgedTable(rows, sorted(verdicts[name], key=lambda v: v.check.order))
        for name, rows in distinct.items()
    }


def _ask(kind: Kind, cells: Stack, as_at: date | None, verdicts: _Verdicts) -> None:
    asked = entries_for(kind, as_at)
    for entry, rows in zip(asked, judge(cells.frame, asked, _values(kind, as_at)), strict=True):
        for (table, column), found in cells.by_run(rows).items():
            verdicts[table].append(Verdict(check_of(entry, column), found))


def _values(kind: Kind, as_at: date | None) -> dict[str, Any]:
    return {
        "$earliest_day": day_number(vocabulary().earliest_date),
        "$last_day": None if as_at is None else day_number(as_at),
        "$last_birth": None if as_at is None else day_number(as_at) + vocabulary().unborn_days,
        "$choices": choices(kind),
    }


def _ask_about_children(
    distinct: Mapping[str, DistinctRows], as_at: date | None, verdicts: _Verdicts
) -> None:
    children = distinct[CHILDREN].frame["child_id"]
    acceptable = np.flatnonzero(~failed(verdicts[CHILDREN], len(children), Severity.QUARANTINE))
    _ask_who_is_repeated(children, acceptable, as_at, verdicts)
    put_aside = failed(verdicts[CHILDREN], len(children), Severity.QUARANTINE)
    _ask("child_of", _known(distinct, set(compress(children, ~put_aside))), as_at, verdicts)


def _ask_who_is_repeated(
    children: pd.Series[str], acceptable: Any, as_at: date | None, verdicts: _Verdicts
) -> None:
    """Ask of the rows that are acceptable so far: a row put aside takes nobody's place."""
    frame = pd.DataFrame({"is_repeated": children.iloc[acceptable].duplicated().to_numpy()})
    cells = Stack(frame, [(CHILDREN, "child_id", len(frame))])
    found: _Verdicts = defaultdict(list)
    _ask("child_row", cells, as_at, found)
    verdicts[CHILDREN] += [
        Verdict(verdict.check, acceptable[verdict.rows].tolist()) for verdict in found[CHILDREN]
    ]


def _known(distinct: Mapping[str, DistinctRows], known: Collection[str]) -> Stack:
    others = {name: rows.frame["child_id"] for name, rows in distinct.items() if name != CHILDREN}
    runs = [(name, "child_id", len(ids)) for name, ids in others.items()]
    # An empty id has been told already: one fault, one line.
    parts = [ids.isin(known) | ids.isna() for ids in others.values()]
    joined = pd.concat(parts, ignore_index=True) if parts else pd.Series(dtype=bool)
    return Stack(pd.DataFrame({"is_known": joined}), runs)
