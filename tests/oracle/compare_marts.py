"""Compare the marts, cell by cell: counts, dates and words exactly, shares to a relative 1e-9."""

from __future__ import annotations

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from .reading import Cells, Difference, columns_of, plain, read


@dataclass(frozen=True)
class Mart:
    """What identifies a row, and which rows may be left out.

    `counts`: "Rows whose counts are all 0 may be present or absent"; without any, every row must be
    there. Reading: `authorities_included` and `authorities_missing` are not such counts.
    `names`: where the contract names no column, the first of each list that is there is taken.
    """

    grain: tuple[str, ...]
    counts: tuple[str, ...] = ()
    names: Mapping[str, tuple[str, ...]] | None = None


MARTS = {
    "aim_timeliness": Mart(
        ("area", "aim", "variant", "cohort_quarter", "age_band"),
        (
            *("clocks_started", "within", "not_within", "exited_before_threshold"),
            *("not_recorded", "not_yet_mature"),
        ),
    ),
    "waiting_now": Mart(("area", "aim", "quarter_end"), ("waiting", "overdue", "overdue_twice")),
    "home_orders": Mart(("authority_code", "census_quarter"), ("at_home",)),
    "home_reviews": Mart(
        ("area", "quarter"),
        (
            *("over_two_years_at_start", "reached_two_years", "left", "over_two_years_at_end"),
            *("left_without_review", "first_reviewed", "accommodated_within_90_days"),
            *("order_ended_within_90_days", "order_continued"),
        ),
    ),
    "waiting_times": Mart(("area", "aim", "variant", "cohort_year"), ("clocks",)),
    "improvement": Mart(("area", "aim", "period"), ("baseline_of", "current_of")),
    "local_aim_progress": Mart(("local_aim_id",)),
    "coverage": Mart(
        ("authority_code", "day", "published_value"),
        names={
            "day": ("day", "counted_on", "on_day", "on"),
            "counted": (
                *("counted", "counted_here", "children_counted", "looked_after_counted"),
                *("looked_after_here", "looked_after_children", "looked_after"),
            ),
        },
    ),
}
# Marts that may be absent without a difference. None: while a new one is written it stands here.
NOT_YET_BUILT: frozenset[str] = frozenset()


def same(ours: object, theirs: object) -> bool:
    """Equal; of two numbers that are not both whole, to a relative 1e-9.

    An empty cell equals an empty cell only.
    """
    if isinstance(ours, bool) or isinstance(theirs, bool):
        return ours is theirs
    if isinstance(ours, int) and isinstance(theirs, int):
        return ours == theirs
    if isinstance(ours, int | float) and isinstance(theirs, int | float):
        # Around 0, where a relative tolerance means nothing, by the same absolute one
        return math.isclose(ours, theirs, rel_tol=1e-9, abs_tol=1e-9)
    return ours == theirs


def may_be_absent(mart: str, row: Cells) -> bool:
    """Whether a row need not be there, or need not be missed."""
    counts = MARTS[mart].counts
    # Reading: of an authority without an `engaged_on` the contract has no baseline to compare with,
    # and does not say whether it has a row.
    if mart == "improvement" and row["area"] != "engaged" and row["baseline_to"] == "":
        return True
    return bool(counts) and not any(row[name] for name in counts)


def absent_marts(warehouse: duckdb.DuckDBPyConnection) -> list[str]:
    """The marts of the contract that a warehouse does not hold, in the order of `MARTS`."""
    found = warehouse.execute(
        "select table_name from information_schema.tables where table_schema = 'marts'"
    ).fetchall()
    return [mart for mart in MARTS if (mart,) not in found]


def compare_marts(
    warehouse: duckdb.DuckDBPyConnection,
    expected: Mapping[str, Sequence[Cells]],
    may_be_missing: Collection[str] = NOT_YET_BUILT,
) -> list[Difference]:
    """Compare every mart; one that is not there is a difference unless it may be missing."""
    absent = absent_marts(warehouse)
    differences = []
    for mart in MARTS:
        if mart not in absent:
            differences += compare_mart(warehouse, mart, expected[mart])
        elif mart not in may_be_missing:
            differences.append(Difference(f"marts.{mart}", "mart not built", ""))
    return differences


def compare_mart(
    warehouse: duckdb.DuckDBPyConnection, mart: str, expected_rows: Sequence[Cells]
) -> list[Difference]:
    table, grain = f"marts.{mart}", MARTS[mart].grain
    ours = [{name: plain(value) for name, value in row.items()} for row in expected_rows]
    wanted = {tuple(row[name] for name in grain): row for row in ours}
    columns = list(ours[0]) if ours else list(grain)
    there = columns_of(warehouse, table)
    names = {name: name_there(mart, name, there) for name in columns}
    missing = [name for name in columns if not names[name]]
    if missing:
        return [Difference(table, "column missing", name) for name in missing]
    found: dict[tuple[object, ...], Cells] = {}
    differences = []
    for row in read(warehouse, table):
        if mart == "coverage" and not is_about_looked_after_children(row):
            continue
        key = tuple(row[names[name]] for name in grain)
        if key in found:
            differences.append(Difference(table, "twice in the warehouse", shown(grain, key)))
        found[key] = {name: row[names[name]] for name in columns}
    for key in sorted({*wanted, *found}, key=str):
        differences += compare_row(mart, key, wanted.get(key), found.get(key), bool(ours))
    return differences


def name_there(mart: str, name: str, there: Collection[str]) -> str:
    """Under which name a warehouse holds a column of the oracle's; empty where under none."""
    candidates = (MARTS[mart].names or {}).get(name, (name,))
    return next((candidate for candidate in candidates if candidate in there), "")


def is_about_looked_after_children(row: Cells) -> bool:
    """Leave out other official figures, and those of groups, which the oracle does not count."""
    groups = ("all_reporting", "engaged", "not_engaged", "scotland")
    measure = row.get("measure", "looked_after_children")
    return measure == "looked_after_children" and row["authority_code"] not in groups


def compare_row(
    mart: str,
    key: tuple[object, ...],
    ours: Cells | None,
    theirs: Cells | None,
    knows_columns: bool,
) -> list[Difference]:
    table, grain = f"marts.{mart}", MARTS[mart].grain
    if ours is None or theirs is None:
        row = ours or theirs or {}
        if knows_columns and may_be_absent(mart, row):
            return []
        where = "oracle only" if theirs is None else "warehouse only"
        return [Difference(table, where, shown(grain, key) + f": {shown_row(row, grain)}")]
    # Where every count is 0 on both sides the rest says nothing either.
    counts = MARTS[mart].counts
    if counts and not any(row[name] for row in (ours, theirs) for name in counts):
        return []
    unlike = [
        f"{name}: oracle {ours[name]}, warehouse {theirs[name]}"
        for name in ours
        if not same(ours[name], theirs[name])
    ]
    if not unlike:
        return []
    return [Difference(table, "differs", f"{shown(grain, key)}: {'; '.join(unlike)}")]


def shown(grain: Sequence[str], key: tuple[object, ...]) -> str:
    return " ".join(f"{n}={v}" for n, v in zip(grain, key, strict=True))


def shown_row(row: Cells, grain: Sequence[str]) -> str:
    return ", ".join(f"{n}={v}" for n, v in row.items() if n not in grain)
