"""The inputs of one build, row by row: what intake would have handed to the warehouse."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.contract.parquet_shapes import (
    AUTHORITY,
    ROW_ACCOUNT,
    SUBMISSION,
    programme_schema,
    table_schema,
)
from pipelines.contract.vocabulary import vocabulary
from pipelines.warehouse.evaluate import write_empty_results

Value = str | int | float | date | None


class BuildInputs:
    """Rows by table, gathered in any order and written as Parquet where dbt looks for them.

    Tables are those of the standard extract (`children`, `episodes`, …), `authority`, `submission`
    and `programme_<file>`. A column left out is empty; a column no table knows is an error.
    """

    def __init__(self) -> None:
        self._rows: dict[str, list[dict[str, Value]]] = defaultdict(list)

    def authority(self, code: str, name: str, *, as_at: date | None) -> str | None:
        """Add an authority and, where it has an `as_at`, its submission; return the latter's id."""
        state = "in_force" if as_at else "never_sent"
        self.add("authority", authority_code=code, name=name, slug=name.lower(), data_state=state)
        if as_at is None:
            return None
        submission_id = f"{as_at.isoformat()}-{code.lower()}"
        self.add(
            "submission",
            authority_code=code,
            submission_id=submission_id,
            as_at=as_at,
            suffix="",
            received_on=as_at,
            source_system="by hand",
            mapping_id="standard",
            key_id="spec",
        )
        return submission_id

    def add(self, table: str, **row: Value) -> None:
        """Add one row."""
        if table == "milestones":
            row.setdefault("source_ref", f"row-{len(self._rows[table]):06d}")
        unknown = set(row) - set(schema_of(table).names)
        if unknown:
            raise KeyError(f"{table} has no column {', '.join(sorted(unknown))}")
        self._rows[table].append(row)

    def write(self, folder: Path) -> Path:
        """Write every table, empty ones too, and return the folder."""
        for table in all_tables():
            rows = self._accounts() if table == "row_account" else self._rows[table]
            schema = schema_of(table)
            filled = [{name: row.get(name) for name in schema.names} for row in rows]
            target = folder / table / "rows.parquet"
            target.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(pa.Table.from_pylist(filled, schema=schema), target)
        write_empty_results(folder)
        return folder

    def _accounts(self) -> list[dict[str, Value]]:
        """All that was received was accepted."""
        return [
            {
                **owner,
                "table_name": table,
                "measure": measure,
                "rows": counts[tuple(owner.values())],
            }
            for table in vocabulary().tables
            for counts in [Counter(_owner(row) for row in self._rows[table])]
            for owner in [
                {"authority_code": s["authority_code"], "submission_id": s["submission_id"]}
                for s in self._rows["submission"]
            ]
            for measure in ("received", "accepted")
        ]


def _owner(row: dict[str, Value]) -> tuple[Value, ...]:
    return row["authority_code"], row["submission_id"]


def all_tables() -> list[str]:
    """Return the name of every table a build reads."""
    programme = [f"programme_{file}" for file in vocabulary().programme_files]
    own = ("submission", "authority")
    return [*vocabulary().tables, "row_account", "row_account_before", *own, *programme]


def schema_of(table: str) -> pa.Schema:
    """Return the Parquet schema of one of a build's tables."""
    accounts = dict.fromkeys(("row_account", "row_account_before"), ROW_ACCOUNT)
    named = accounts | {"submission": SUBMISSION, "authority": AUTHORITY}
    if table in named:
        return named[table]
    if table.startswith("programme_"):
        return programme_schema(table.removeprefix("programme_"))
    return table_schema(table)
