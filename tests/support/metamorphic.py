"""The metamorphic relations: build a changed world, and say what is not as it must be."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from tests.oracle.compare_marts import MARTS
from tests.oracle.submissions import Home
from tests.oracle.worlds import write_home
from tests.support.transformed_worlds import (
    NEW_CHILD,
    Cell,
    Warehouse,
    as_workbooks,
    differences,
    four_years_later,
    in_another_order,
    moved_four_years,
    new_labels,
    read_warehouse,
    relabelled,
    with_labels,
    with_one_more_child,
    without_working_days,
)
from tests.support.walk import build_vintage, child_key, take_in_all

GROUPS = ("all_reporting", "engaged", "not_engaged", "scotland")
# Marts whose counts are sums over children: one more child can only add to them.
ADDITIVE = ("aim_timeliness", "waiting_now", "home_orders", "home_reviews", "waiting_times")

# Made with the key from the authority's code
KEYS = ("child_key", "carer_key")
# Who was here and there: rows of keys, in their order
OF_KEYS = ("core.journey", "core.journey_disagreement")

Relation = Callable[[Home, Warehouse, Path], dict[str, int]]


def built(home: Home, folder: Path, rewrite: Callable[[Path], None] | None = None) -> Warehouse:
    """Write a home, take it in, build it; return every row of `core` and `marts`."""
    write_home(home, folder)
    if rewrite is not None:
        rewrite(folder)
    file = build_vintage(take_in_all(folder), None)
    assert file is not None, "nothing is in force"
    return read_warehouse(file)


def row_order(home: Home, base: Warehouse, folder: Path) -> dict[str, int]:
    """The order of the rows changes nothing."""
    return differences(base, built(in_another_order(home), folder))


def file_split(home: Home, base: Warehouse, folder: Path) -> dict[str, int]:
    """One workbook with a sheet each instead of five files changes nothing."""
    return differences(base, built(home, folder, as_workbooks))


def order_and_files(home: Home, base: Warehouse, folder: Path) -> dict[str, int]:
    """Both at once change nothing."""
    return differences(base, built(in_another_order(home), folder, as_workbooks))


def authority_relabelled(home: Home, base: Warehouse, folder: Path) -> dict[str, int]:
    """Other codes change the labels and the children's keys, and no figure."""
    expected = with_labels(base, new_labels(home))
    told = differences(expected, built(relabelled(home), folder), without=KEYS)
    return {table: rows for table, rows in told.items() if table not in OF_KEYS}


def day_shifted(home: Home, base: Warehouse, folder: Path) -> dict[str, int]:
    """Four years later everything is four years later."""
    found = built(four_years_later(home), folder)
    return differences(*map(without_working_days, (moved_four_years(base), found)))


def child_added(home: Home, base: Warehouse, folder: Path) -> dict[str, int]:
    """One more child changes no other child and no other authority, and no count goes down."""
    changed, code = with_one_more_child(home)
    found = built(changed, folder)
    added = child_key(code, NEW_CHILD)

    def is_untouched(row: dict[str, Cell]) -> bool:
        if "child_key" in row:
            return row["child_key"] != added
        area = row.get("area", row.get("authority_code"))
        return area not in (*GROUPS, code, None)

    def untouched(warehouse: Warehouse) -> Warehouse:
        return {table: list(filter(is_untouched, rows)) for table, rows in warehouse.items()}

    lower = {f"{mart}: lower": _lower(mart, base, found) for mart in ADDITIVE}
    assert any(row.get("child_key") == added for row in found["core.child"])
    return differences(untouched(base), untouched(found)) | {m: n for m, n in lower.items() if n}


def _lower(mart: str, base: Warehouse, found: Warehouse) -> int:
    """Return how many counts of a mart have gone down, or are gone."""
    grain, counts = MARTS[mart].grain, MARTS[mart].counts
    now = {tuple(row[c] for c in grain): row for row in found.get(f"marts.{mart}", [])}
    return sum(
        _count(now.get(tuple(row[c] for c in grain), {}).get(name)) < _count(row[name])
        for row in base.get(f"marts.{mart}", [])
        for name in counts
    )


def _count(cell: Cell) -> int:
    return int(str(cell)) if cell is not None else 0


RELATIONS: dict[str, Relation] = {
    "row order": row_order,
    "file split": file_split,
    "authority relabelled": authority_relabelled,
    "a child added": child_added,
    "four years later": day_shifted,
}
