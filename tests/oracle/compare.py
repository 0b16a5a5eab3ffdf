"""Compare what `pace run` built with what the oracle says."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Sequence
from dataclasses import fields
from datetime import date
from pathlib import Path

import duckdb

from .compare_marts import NOT_YET_BUILT, compare_marts
from .evaluate import OracleResult
from .model import ChildResult
from .reading import Cells, Difference, columns_of, plain, read

KeyOf = Callable[[str, str], str]  # authority code, child_id -> child_key

CLOCK_COLUMNS = (
    "authority_code",
    "aim",
    "variant",
    "clock_start",
    "clock_stop",
    "exit_date",
    "exit_reason",
    "censored_on",
    "threshold_days",
    "threshold_date",
    "status",
    "exclusion_reason",
    "age_at_start_years",
    "route",
    "not_approved_on",
    "outcome_at_threshold",
)
EVENT_COLUMNS = (
    "authority_code",
    "milestone",
    "event_date",
    "route",
    "outcome",
    "application_type",
    "applicant",
    "agency",
)
# The contract names no columns of `care_episode`: the first of each list that is there is taken.
EPISODE_COLUMNS: dict[str, tuple[str, ...]] = {
    "start_date": ("start_date", "episode_start", "started_on", "care_start"),
    "end_date": ("end_date", "episode_end", "ended_on", "care_end"),
    "destination": ("destination",),
    "short_break": ("short_break", "is_short_break", "short_break_only"),
}


def compare(
    database: Path,
    result: OracleResult,
    key_of: KeyOf | None = None,
    may_be_missing: Collection[str] = NOT_YET_BUILT,
) -> list[Difference]:
    """Every differing row. Without `key_of`, child tables are compared as multisets.

    A mart that is not built is a difference, but for those that may (still) be missing.
    """
    with duckdb.connect(str(database), read_only=True) as warehouse:
        return [
            *compare_episodes(warehouse, result, key_of),
            *compare_events(warehouse, result, key_of),
            *compare_clocks(warehouse, result, key_of),
            *compare_marts(warehouse, result.marts, may_be_missing),
        ]


# --- core -----------------------------------------------------------------------------------


def as_multisets(
    table: str,
    expected: Sequence[tuple[Cells, str]],
    actual: Sequence[Cells],
    columns: Sequence[str],
    key_of: KeyOf | None,
) -> list[Difference]:
    """Compare rows (each with the oracle's child) with those of the warehouse."""
    missing = [name for name in columns if actual and name not in actual[0]]
    if missing:
        return [Difference(table, "column missing", name) for name in missing]
    whose: dict[tuple[object, ...], list[str]] = defaultdict(list)
    wanted: Counter[tuple[object, ...]] = Counter()
    for cells, child in expected:
        key = key_of(str(cells["authority_code"]), child) if key_of else ""
        row = (key, *(plain(cells[name]) for name in columns))
        wanted[row] += 1
        whose[row].append(child)
    found = Counter(
        (row["child_key"] if key_of else "", *(row[name] for name in columns)) for row in actual
    )
    return [
        *(described(table, "oracle only", row, columns, whose[row]) for row in (wanted - found)),
        *(described(table, "warehouse only", row, columns, []) for row in (found - wanted)),
    ]


def described(
    table: str,
    where: str,
    row: tuple[object, ...],
    columns: Sequence[str],
    children: Sequence[str],
) -> Difference:
    cells = ", ".join(f"{n}={v}" for n, v in zip(columns, row[1:], strict=True) if v != "")
    who = f" child_key={row[0]}" if row[0] else ""
    of = f" child_id={'|'.join(sorted(set(children)))}" if children else ""
    return Difference(table, where, f"{cells}{who}{of}")


def compare_episodes(
    warehouse: duckdb.DuckDBPyConnection, result: OracleResult, key_of: KeyOf | None
) -> list[Difference]:
    table = "core.care_episode"
    there = columns_of(warehouse, table)
    names = {
        ours: next((name for name in candidates if name in there), "")
        for ours, candidates in EPISODE_COLUMNS.items()
    }
    actual = [
        {ours: row[name] for ours, name in names.items() if name}
        | {"authority_code": row["authority_code"], "child_key": row["child_key"]}
        for row in read(warehouse, table)
    ]
    expected: list[tuple[Cells, str]] = [
        (
            {
                "authority_code": child.history.authority,
                "start_date": episode.start,
                "end_date": episode.end,
                "destination": episode.destination,
                "short_break": episode.short_break,
            },
            child.history.child_id,
        )
        for child in result.all_children()
        for episode in child.episodes
    ]
    return as_multisets(table, expected, actual, ("authority_code", *EPISODE_COLUMNS), key_of)


def event_cells(child: ChildResult) -> list[Cells]:
    return [
        {
            "authority_code": child.history.authority,
            "milestone": row.event.milestone,
            "occurrence": row.occurrence,
            "event_date": row.event.day,
            "route": row.event.route_or_not_known,
            "outcome": row.event.outcome,
            "application_type": row.event.application_type,
            "applicant": row.event.applicant,
            "agency": row.event.agency,
        }
        for row in child.milestones
    ]


def compare_events(
    warehouse: duckdb.DuckDBPyConnection, result: OracleResult, key_of: KeyOf | None
) -> list[Difference]:
    """The events, then their numbers: of several on a day the order is not insisted on."""
    table = "core.milestone_event"
    # An empty route and `not_known` are the same here, of derived milestones too.
    actual = [row | {"route": row["route"] or "not_known"} for row in read(warehouse, table)]
    expected = [
        (cells, child.history.child_id)
        for child in result.all_children()
        for cells in event_cells(child)
    ]
    numbers = ("authority_code", "milestone", "event_date", "occurrence")
    return [
        *as_multisets(table, expected, actual, EVENT_COLUMNS, key_of),
        *as_multisets(f"{table} (occurrence)", expected, actual, numbers, key_of),
    ]


def compare_clocks(
    warehouse: duckdb.DuckDBPyConnection, result: OracleResult, key_of: KeyOf | None
) -> list[Difference]:
    table = "core.aim_clock"
    expected: list[tuple[Cells, str]] = [
        (
            {field.name: getattr(clock, field.name) for field in fields(clock)}
            | {"authority_code": child.history.authority},
            child.history.child_id,
        )
        for child in result.all_children()
        for clock in child.clocks
    ]
    return as_multisets(table, expected, read(warehouse, table), CLOCK_COLUMNS, key_of)


def by_table(differences: Sequence[Difference]) -> dict[str, list[Difference]]:
    grouped: dict[str, list[Difference]] = defaultdict(list)
    for difference in differences:
        grouped[difference.table].append(difference)
    return dict(grouped)


def parse_day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
