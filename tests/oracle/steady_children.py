"""Plain children, many of them: enough for an interval narrow enough to say something."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import date

from .codes import TABLES
from .dates import add_days, add_months
from .model import Row

# Offsets from start to recommendation, decision and lodging: in time, and too late
IN_TIME = ((0, 60, 182), (0, 40, 98), (0, 42, 112))
TOO_LATE = ((183, 200, 240), (99, 120), (113, 150))


def steady_child(
    rng: random.Random, child_id: str, engaged_on: date, as_at: date, shares: Sequence[float]
) -> dict[str, list[Row]]:
    """Away from home, recommended, decided, lodged; `shares` in time before and since engagement.

    Some of them leave care before anything else has happened.
    """
    tables: dict[str, list[Row]] = {table: [] for table in TABLES}

    def add(table: str, **cells: str) -> None:
        tables[table].append(dict.fromkeys(TABLES[table], "") | {"child_id": child_id} | cells)

    # About the baseline's year and the latest mature quarters, where a change can be told
    start = add_days(engaged_on, -rng.randrange(180, 700))
    if rng.random() < 0.5 and engaged_on < as_at:
        start = max(engaged_on, add_days(as_at, -rng.randrange(0, 800)))
    share = shares[start >= engaged_on]
    born = add_months(start.replace(day=1), -rng.randrange(0, 140))
    add(
        "children",
        birth_month=born.strftime("%Y-%m"),
        sex="female",
        ethnic_group="not_known",
        disability="no",
    )
    end = ""
    leaves = add_days(start, rng.choice((0, 30, 182, 300)))
    if rng.random() < 0.12 and leaves <= as_at:
        end = leaves.isoformat()
    add("episodes", start_date=start.isoformat(), end_date=end, destination="kinship" * bool(end))
    route = {"route": "permanence_order_foster"}
    what = (
        ("permanence_recommended", route),
        ("adm_decision", route | {"outcome": "approved"}),
        (
            "application_lodged",
            {"application_type": "permanence_order", "applicant": "authority"},
        ),
    )
    day = start
    for (milestone, cells), quick, slow in zip(what, IN_TIME, TOO_LATE, strict=True):
        day = add_days(day, rng.choice(quick if rng.random() < share else slow))
        if day > as_at or (end and day > leaves):
            break
        add("milestones", milestone=milestone, event_date=day.isoformat(), **cells)
    return tables
