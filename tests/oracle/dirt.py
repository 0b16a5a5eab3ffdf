"""Rows that a judge must catch, and rows that only look bad."""

from __future__ import annotations

import random
from datetime import date

from .codes import TABLES
from .dates import add_days
from .model import Row

BAD_DATES = ("1900-01-02", "9999-12-31", "1989-12-31", "31/04/2019", "2019-02-30", "soon")
BAD_CELLS: dict[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "children": (
        ("birth_month", ("1989-12", "2012-13", "2012", "May 2012", "", "1990-01")),
        ("sex", ("", "F", "Female", " female")),
        ("ethnic_group", ("", "scottish")),
        ("disability", ("", "Y", "unknown")),
    ),
    "episodes": (
        ("start_date", (*BAD_DATES, "", "1990-01-01")),
        ("end_date", (*BAD_DATES, "1990-01-01")),
        ("destination", ("homeless", "Adoption", "home_parents ")),
    ),
    "legal_statuses": (
        ("start_date", (*BAD_DATES, "", "1990-01-01")),
        ("end_date", (*BAD_DATES, "1990-01-01")),
        ("legal_reason", ("", "cso", "CSO_HOME")),
    ),
    "placements": (
        ("start_date", (*BAD_DATES, "")),
        ("end_date", BAD_DATES),
        ("placement_type", ("", "friends", "foster")),
    ),
    "milestones": (
        ("event_date", (*BAD_DATES, "", "1990-01-01")),
        ("milestone", ("", "lac_review")),
        ("route", ("foster", "Adoption")),
        ("outcome", ("approved", "granted", "order_ends", "recommended", "yes")),
        ("application_type", ("po", "return_home")),
        ("applicant", ("la", "parent")),
        ("agency", ("police",)),
    ),
}


def spoil(rng: random.Random, tables: dict[str, list[Row]], as_at: date, share: float) -> None:
    """Spoil about a share of the rows of every table, in place.

    With a share of 0 at most three rows a table are bad, which never refuses a submission.
    """
    for table, rows in tables.items():
        if not rows:
            continue
        number = round(share * len(rows)) if share else rng.choice((0, 1, 2, 3))
        for _ in range(number):
            spoil_one(rng, table, rows, as_at)
        rng.shuffle(rows)


def spoil_one(rng: random.Random, table: str, rows: list[Row], as_at: date) -> None:
    what = rng.random()
    row = rng.choice(rows)
    if what < 0.15:
        rows.append(dict(row))  # an exact duplicate
    elif what < 0.25 and table == "children":
        rows.append(row | {"birth_month": rng.choice(("2010-05", "1980-01", ""))})
    elif what < 0.3:
        rows.append(row | {"child_id": rng.choice(("", "nobody"))})
    elif what < 0.4 and "end_date" in TABLES[table] and row["end_date"]:
        row["start_date"], row["end_date"] = row["end_date"], row["start_date"]
    elif what < 0.5 and table != "children":
        column = rng.choice([c for c in TABLES[table] if c.endswith("_date")])
        row[column] = add_days(as_at, rng.choice((0, 1, 40))).isoformat()
    else:
        column, values = rng.choice(BAD_CELLS[table])
        row[column] = rng.choice(values)
