"""Changes to a home of which we know what they must do to the warehouse: nothing, or this much."""

from __future__ import annotations

import csv
import random
from collections import Counter
from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import openpyxl

from tests.oracle.model import Row
from tests.oracle.random_children import RandomChild
from tests.oracle.submissions import Home

Cell = object
Warehouse = dict[str, list[dict[str, Cell]]]

# What names the submission, the run or the place in a file, and not the child or the figure
NOT_COMPARED = ("submission_id", "source_ref")
OF_THE_RUN = ("core.build",)

YEARS = 4
NEW_CHILD = "added-child"


def read_warehouse(file: Path) -> Warehouse:
    """Return every row of `core` and `marts`, by table."""
    with duckdb.connect(str(file), read_only=True) as connection:
        names = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables "
            "where table_schema in ('core', 'marts')"
        ).fetchall()
        return {name: _rows(connection, name) for (name,) in names if name not in OF_THE_RUN}


def _rows(connection: duckdb.DuckDBPyConnection, table: str) -> list[dict[str, Cell]]:
    cursor = connection.execute(f"select * from {table}")  # noqa: S608
    columns = [column[0] for column in cursor.description or []]
    rows = [dict(zip(columns, row, strict=True)) for row in cursor.fetchall()]
    return [{c: v for c, v in row.items() if c not in NOT_COMPARED} for row in rows]


def differences(
    expected: Warehouse, found: Warehouse, without: tuple[str, ...] = ()
) -> dict[str, int]:
    """Return how many rows of each table stand in one of them only, some columns left out."""
    counted = {}
    for table in {*expected, *found}:
        ours, theirs = (
            Counter(_frozen(row, without) for row in told.get(table, []))
            for told in (expected, found)
        )
        counted[table] = (ours - theirs).total() + (theirs - ours).total()
    return {table: number for table, number in sorted(counted.items()) if number}


def _frozen(row: Mapping[str, Cell], without: tuple[str, ...]) -> tuple[object, ...]:
    return tuple((c, str(v)) for c, v in sorted(row.items()) if c not in without)


# --- row order and files --------------------------------------------------------------------


def in_another_order(home: Home) -> Home:
    """Shuffle the rows of every table and record."""
    rng, changed = random.Random("another order"), deepcopy(home)
    for submission in changed.submissions:
        for rows in submission.tables.values():
            rng.shuffle(rows)
    for rows in (changed.engagement, changed.recording, changed.local_aims):
        rng.shuffle(rows)
    return changed


def as_workbooks(folder: Path) -> None:
    """Make one workbook of every submission's CSV files, a sheet a table, cells as text."""
    for submission in sorted((folder / "extracts").glob("*/*")):
        book = openpyxl.Workbook()
        book.remove(book.worksheets[0])
        for file in sorted(submission.glob("*.csv")):
            sheet = book.create_sheet(file.stem)
            with file.open(encoding="utf-8", newline="") as stream:
                for row in csv.reader(stream):
                    sheet.append([cell or None for cell in row])
            file.unlink()
        book.save(submission / "extract.xlsx")


# --- another label --------------------------------------------------------------------------


def new_labels(home: Home) -> dict[Cell, Cell]:
    """Return another code, name and slug for every authority, in the opposite order of codes."""
    labels: dict[Cell, Cell] = {}
    for number, (code, name, slug) in enumerate(sorted(home.authorities)):
        other = 90 - number
        labels |= {code: f"X990000{other}", name: f"Other {other}", slug: f"other-{other}"}
    return labels


def relabelled(home: Home) -> Home:
    """Give every authority another code, name and slug."""
    labels, changed = new_labels(home), deepcopy(home)

    def label(text: str) -> str:
        return str(labels.get(text, text))

    changed.authorities = [(label(c), label(n), label(s)) for c, n, s in home.authorities]
    changed.submissions = [
        replace(submission, authority=label(submission.authority))
        for submission in changed.submissions
    ]
    for rows in _records(changed):
        for row in rows:
            row["authority_code"] = label(row["authority_code"])
    return changed


def with_labels(warehouse: Warehouse, labels: Mapping[Cell, Cell]) -> Warehouse:
    """Return the rows as they would read under other labels."""
    return _every_cell(warehouse, lambda cell: labels.get(cell, cell))


# --- another time ---------------------------------------------------------------------------


def four_years_later(home: Home) -> Home:
    """Move every date by four calendar years.

    Between 1901 and 2099 every fourth year is a leap year, so that four years are always 1,461 days
    and every rule by days, months, quarters and years moves along. No fewer years would do (29
    February). Weekdays, which need 28, play a part in one step only, which is left out
    (:func:`without_working_days`). Forwards, for intake
    refuses dates before 1990.
    """
    changed = deepcopy(home)
    for submission in changed.submissions:
        submission.as_at = _later(submission.as_at)
        if submission.received_on is not None:
            submission.received_on = _later(submission.received_on)
        for rows in submission.tables.values():
            _move(rows)
    for rows in _records(changed):
        _move(rows)
    return changed


def moved_four_years(warehouse: Warehouse) -> Warehouse:
    """Return the rows as they would read four years later."""
    moved = _every_cell(warehouse, lambda cell: _later(cell) if isinstance(cell, date) else cell)
    for row in (row for rows in moved.values() for row in rows):
        if row.get("cohort_year", "all") != "all":
            row["cohort_year"] = str(int(str(row["cohort_year"])) + YEARS)
    return moved


def without_working_days(warehouse: Warehouse) -> Warehouse:
    """Leave out the one step that is counted in working days, which four years do move."""
    steps = warehouse.get("marts.process_timeliness", [])
    kept = [row for row in steps if row["step"] != "emergency_review"]
    return warehouse | {"marts.process_timeliness": kept}


def _later(day: date) -> date:
    return day.replace(year=day.year + YEARS)


def _move(rows: list[Row]) -> None:
    for row in rows:
        for name, text in row.items():
            if name == "birth_month" and text:
                row[name] = f"{int(text[:4]) + YEARS}{text[4:]}"
            elif name in DATES and text:
                row[name] = _later(date.fromisoformat(text)).isoformat()


DATES = frozenset(
    {
        *("start_date", "end_date", "event_date"),
        *("engaged_on", "testing_from", "implementing_from", "ended_on"),
        *("complete_from", "valid_from", "achieve_by", "on"),
    }
)

# --- one more child -------------------------------------------------------------------------


def with_one_more_child(home: Home) -> tuple[Home, str]:
    """Add a child to the newest submissions of the first authority; return its code too."""
    changed = deepcopy(home)
    code = min(submission.authority for submission in changed.submissions)
    newest = max(s.as_at for s in changed.submissions if s.authority == code)
    made = RandomChild(random.Random("one more"), NEW_CHILD, newest).make()
    for submission in changed.submissions:
        if (submission.authority, submission.as_at) == (code, newest):
            for table, rows in made.items():
                if table not in submission.absent:
                    submission.tables[table] += rows
    return changed, code


def _records(home: Home) -> tuple[list[Row], ...]:
    return home.engagement, home.recording, home.local_aims, home.published_totals


def _every_cell(warehouse: Warehouse, change: Callable[[Cell], Cell]) -> Warehouse:
    return {
        table: [{column: change(cell) for column, cell in row.items()} for row in rows]
        for table, rows in warehouse.items()
    }
