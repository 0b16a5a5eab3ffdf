"""Read ``vocabulary.yaml``: the tables, columns and code lists of the data contract."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import yaml

VOCABULARY_FILE = Path(__file__).with_name("vocabulary.yaml")


@dataclass(frozen=True)
class Column:
    """One column of a table: its type, and what an acceptable value is."""

    name: str
    type: str
    required: bool = False
    description: str = ""
    codes: tuple[str, ...] | None = None
    repaired_to: str | None = None
    minimum: float | None = None
    maximum: float | None = None


@dataclass(frozen=True)
class Table:
    """One table of the standard extract, or one file of the programme's records."""

    name: str
    columns: Mapping[str, Column]
    required: bool = False
    is_spell: bool = False
    key: tuple[str, ...] = ()
    description: str = ""

    def columns_of_type(self, type_: str) -> list[str]:
        """Return the names of the columns of one type, in contract order."""
        return [name for name, column in self.columns.items() if column.type == type_]


@dataclass(frozen=True)
class WarehouseTable:
    """One table that the contract names in the warehouse, and the columns that keep their names."""

    name: str
    columns: tuple[str, ...]
    leaves: str = "never"
    grain: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """Everything the contract names, in its order."""

    tables: Mapping[str, Table]
    code_lists: Mapping[str, tuple[str, ...]]
    outcomes_by_milestone: Mapping[str, tuple[str, ...]]
    groups_of_codes: Mapping[str, tuple[str, ...]]
    derived_milestones: tuple[str, ...]
    programme_files: Mapping[str, Table]
    earliest_date: date
    unborn_days: int
    quarantined_percent_that_refuses: int
    quarantined_rows_that_refuse: int
    milestones: tuple[str, ...] = field(default=())
    core: Mapping[str, WarehouseTable] = field(default_factory=dict)
    marts: Mapping[str, WarehouseTable] = field(default_factory=dict)


def _column(name: str, spec: Mapping[str, Any], lists: Mapping[str, tuple[str, ...]]) -> Column:
    codes = spec.get("codes")
    return Column(
        name=name,
        type=spec["type"],
        required=spec.get("required", False),
        description=spec.get("description", ""),
        codes=lists[codes] if isinstance(codes, str) else tuple(codes) if codes else None,
        repaired_to=spec.get("on_bad_code"),
        minimum=spec.get("minimum"),
        maximum=spec.get("maximum"),
    )


def _table(name: str, spec: Mapping[str, Any], lists: Mapping[str, tuple[str, ...]]) -> Table:
    return Table(
        name=name,
        columns={c: _column(c, s, lists) for c, s in spec["columns"].items()},
        required=spec.get("required", False),
        is_spell=spec.get("spell", False),
        key=tuple(spec.get("key", ())),
        description=spec.get("description", ""),
    )


def _warehouse_tables(specs: Mapping[str, Any]) -> dict[str, WarehouseTable]:
    return {
        n: WarehouseTable(
            n, tuple(s["columns"]), s.get("leaves", "never"), tuple(s.get("grain", ()))
        )
        for n, s in specs.items()
    }


@cache
def vocabulary() -> Vocabulary:
    """Return the vocabulary, read once per process."""
    raw = yaml.safe_load(VOCABULARY_FILE.read_text(encoding="utf-8"))
    lists = {name: tuple(codes) for name, codes in raw["code_lists"].items()}
    derived = tuple(raw["derived_milestones"])
    return Vocabulary(
        tables={n: _table(n, s, lists) for n, s in raw["tables"].items()},
        code_lists=lists,
        outcomes_by_milestone={m: tuple(o) for m, o in raw["outcomes_by_milestone"].items()},
        groups_of_codes={g: tuple(c) for g, c in raw["groups_of_codes"].items()},
        derived_milestones=derived,
        programme_files={n: _table(n, s, lists) for n, s in raw["programme_files"].items()},
        earliest_date=raw["limits"]["earliest_date"],
        unborn_days=raw["limits"]["unborn_days"],
        quarantined_percent_that_refuses=raw["limits"]["quarantined_percent_that_refuses"],
        quarantined_rows_that_refuse=raw["limits"]["quarantined_rows_that_refuse"],
        milestones=lists["milestone"] + derived,
        core=_warehouse_tables(raw["warehouse"]["core"]),
        marts=_warehouse_tables(raw["warehouse"]["marts"]),
    )
