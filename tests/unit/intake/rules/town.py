"""A small town's extract in which no rule finds anything, and the ways to spoil it.

A hundred children, one episode each; a third at home on an order, the others away, with a
recommendation, a decision, an application and a court's decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

import pyarrow as pa

from pipelines.intake.ask_rules import Snapshot
from pipelines.intake.look_alike import looks_like
from pipelines.intake.rule_tables import no_rows

CHILDREN = 100
BEFORE, NOW = date(2018, 7, 31), date(2019, 7, 31)
HEADERS = {
    "children": ("child", "birth_month", "sex", "ethnic_group", "disability", "linkage_id"),
    "episodes": ("child", "start_date", "end_date", "destination"),
    "legal_statuses": ("child", "legal_reason", "start_date", "end_date"),
    "placements": ("child", "placement_type", "start_date", "end_date", "carer_id"),
    "milestones": (
        *("child", "milestone", "event_date", "route"),
        *("outcome", "application_type", "applicant"),
    ),
}

Row = dict[str, str]
Town = dict[str, list[Row]]


@dataclass(frozen=True)
class Spoiled:
    """What is done ``times`` over: rows added, the first rows changed, shifted by days or taken."""

    add: Mapping[str, str] = field(default_factory=dict)
    change: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    shift: Mapping[str, int] = field(default_factory=dict)
    remove: tuple[str, ...] = ()
    where: Mapping[str, str] = field(default_factory=dict)
    empty: tuple[str, ...] = ()


def town() -> Town:
    """The hundred children."""
    rows: Town = {name: [] for name in HEADERS}
    for n in range(1, CHILDREN + 1):
        for table, cells in _life(n):
            rows[table].append(dict(zip(HEADERS[table], cells, strict=False)))
    return rows


def _life(n: int) -> list[tuple[str, tuple[str, ...]]]:
    child, start = f"C{n}", date(2016, 1, 5) + timedelta(7 * n)
    is_home, has_left = n % 3 == 0, n % 4 == 0
    end = str(date(2019, 1, 15) + timedelta(n)) if has_left else ""
    sex = "female" if n % 2 else "male"
    life = [
        ("children", (child, f"{2004 + n % 9}-{1 + n % 12:02d}", sex, "white", "no", f"L{n}")),
        ("episodes", (child, str(start), end, "kinship" if has_left else "")),
        ("legal_statuses", (child, "cso_home" if is_home else "s25", str(start), end)),
    ]
    if is_home:
        review = ("home_plan_review", _weekday(start + timedelta(800)), "", "order_continues")
        return [
            *life,
            ("placements", (child, "home_parents", str(start), end, "")),
            ("milestones", (child, *review, "", "")),
        ]
    foster = "foster_authority" if n % 2 else "kinship"
    plan = "permanence_order_foster"
    return [
        *life,
        ("placements", (child, foster, str(start), end, f"K{n}")),
        *[
            ("milestones", (child, kind, _weekday(start + timedelta(days)), *facts))
            for kind, days, *facts in (
                ("permanence_recommended", 150, plan, "", "", ""),
                ("permanence_ratified", 170, plan, "", "", ""),
                ("adm_decision", 230, plan, "approved", "", ""),
                ("application_lodged", 300, "", "", "permanence_order", "authority"),
                ("court_decision", 420, "", "granted", "", ""),
            )
        ],
    ]


def _weekday(day: date) -> str:
    return str(day - timedelta(max(0, day.isoweekday() - 5)))


def spoiled(rows: Town, how: Spoiled, times: int) -> Town:
    """Return the town with this done so many times."""
    rows = {name: [dict(row) for row in table] for name, table in rows.items()}
    for table, cells in how.change.items():
        for row in [r for r in rows[table] if how.where.items() <= r.items()][:times]:
            row.update({column: str(cell) for column, cell in cells.items()})
    for table, days in how.shift.items():
        for row in [r for r in rows[table] if how.where.items() <= r.items()][:times]:
            row["event_date"] = str(date.fromisoformat(row["event_date"]) + timedelta(days))
    for table in how.remove:
        goes = [r for r in rows[table] if how.where.items() <= r.items()][:times]
        rows[table] = [r for r in rows[table] if r not in goes]
    for table, template in how.add.items():
        lines = [line for n in range(1, times + 1) for line in _lines(template, n)]
        rows[table] += [dict(zip(HEADERS[table], cells, strict=False)) for cells in lines]
    for table in how.empty:
        rows[table] = rows[table] if times == 0 else []
    return rows


def _lines(template: str, n: int) -> list[list[str]]:
    lines = template.replace("{n}", str(n)).splitlines()
    return [[cell.strip() for cell in line.split("|")] for line in lines]


def snapshot(rows: Town, as_at: date) -> Snapshot:
    """Return the town as the rules look at it."""
    return Snapshot({name: _typed(name, table) for name, table in rows.items()}, as_at)


def _typed(name: str, rows: list[Row]) -> pa.Table:
    schema = no_rows(name).schema
    columns = {
        column.name: [_cell(column, row.get(column.name, ""), n) for n, row in enumerate(rows)]
        for column in schema
    }
    typed = pa.table(columns, schema)
    if name == "children":
        return typed.append_column("looks_like", pa.array([looks_like(r["child"]) for r in rows]))
    return typed


def _cell(column: pa.Field, text: str, number: int) -> object:
    if column.name == "row":
        return number
    if not text:
        return None
    if pa.types.is_date(column.type):
        return date.fromisoformat(text if len(text) == 10 else f"{text}-01")
    return text
