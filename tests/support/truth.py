"""The clocks of a warehouse beside those the made-up Scotland meant, row by row."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from pipelines.synthetic.truth_book import FILE
from tests.support.walk import child_key

KEY = ("authority_code", "child_key", "aim", "variant", "clock_start")
TOLD = (
    "clock_stop",
    "exit_date",
    "exit_reason",
    "exclusion_reason",
    "censored_on",
    "threshold_date",
    "status",
    "route",
    "not_approved_on",
)

Clocks = dict[tuple[Any, ...], tuple[Any, ...]]


@dataclass(frozen=True)
class Compared:
    """How many clocks each authority has on either side, and which are not the same.

    A difference is its key and both sides; of a child it names only the key that intake made.
    """

    meant: Counter[str]
    built: Counter[str]
    kinds: set[tuple[Any, ...]]
    """Aim, variant, status, exit and exclusion: every combination that was meant."""
    differing: list[tuple[tuple[Any, ...], tuple[Any, ...] | None, tuple[Any, ...] | None]] = field(
        default_factory=list
    )


def meant_clocks(root: Path, warehouse: Path) -> Clocks:
    """Return the clocks the story meant, under the keys that intake makes.

    They are those of the submissions in force: each authority's, complete to the day it has there.
    """
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        table = connection.execute(
            "select truth.* from read_parquet($file) as truth "
            "semi join core.authority using (authority_code, as_at)",
            {"file": str(root / "truth" / FILE)},
        ).to_arrow_table()
    table = table.to_pydict()
    pairs = zip(table["authority_code"], table["child_id"], strict=True)
    table["child_key"] = [child_key(code, child_id) for code, child_id in pairs]
    keys = zip(*(table[name] for name in KEY), strict=True)
    return _unique(keys, zip(*(table[name] for name in TOLD), strict=True))


def built_clocks(warehouse: Path) -> Clocks:
    """Return the clocks of a warehouse."""
    columns = ", ".join((*KEY, *TOLD))
    with duckdb.connect(str(warehouse), read_only=True) as connection:
        rows = connection.execute(f"select {columns} from core.aim_clock").fetchall()  # noqa: S608
    return _unique((r[: len(KEY)] for r in rows), (r[len(KEY) :] for r in rows))


def _unique(keys: Any, values: Any) -> Clocks:
    pairs = list(zip(keys, values, strict=True))
    clocks = dict(pairs)
    assert len(clocks) == len(pairs), "one row per child, aim, variant and start"
    return clocks


def compare(root: Path, warehouse: Path) -> Compared:
    """Compare every clock, both ways."""
    meant, built = meant_clocks(root, warehouse), built_clocks(warehouse)
    counts = (Counter(key[0] for key in clocks) for clocks in (meant, built))
    compared = Compared(*counts, {_kind(*clock) for clock in meant.items()})
    for key in sorted({*meant, *built}):
        if meant.get(key) != built.get(key):
            compared.differing.append((key, meant.get(key), built.get(key)))
    return compared


def _kind(key: tuple[Any, ...], told: tuple[Any, ...]) -> tuple[Any, ...]:
    clock = dict(zip((*KEY, *TOLD), (*key, *told), strict=True))
    return tuple(clock[n] for n in ("aim", "variant", "status", "exit_reason", "exclusion_reason"))
