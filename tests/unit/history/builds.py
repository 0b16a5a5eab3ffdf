"""Two small builds written by hand: only the tables and columns that a comparison reads."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

COLUMNS = {
    "core.authority": "authority_code varchar, name varchar, submission_id varchar, as_at date, "
    "received_on date, mapping_id varchar",
    "core.child": "child_key varchar, authority_code varchar, birth_month date, sex varchar",
    "core.care_episode": "child_key varchar, authority_code varchar, start_date date, "
    "end_date date, destination varchar",
    "core.legal_status_spell": "child_key varchar, authority_code varchar, legal_reason varchar, "
    "start_date date, end_date date",
    "core.placement_spell": "child_key varchar, authority_code varchar, placement_type varchar, "
    "start_date date, end_date date",
    "core.milestone_event": "child_key varchar, authority_code varchar, milestone varchar, "
    "event_date date, route varchar, outcome varchar, is_derived boolean",
    "core.aim_clock": "child_key varchar, authority_code varchar, aim integer, variant varchar, "
    "clock_start date, clock_stop date, exit_date date, exit_reason varchar, "
    "exclusion_reason varchar, threshold_date date, status varchar, outcome_at_threshold varchar",
    "marts.waiting_now": "area varchar, aim integer, quarter_end date, waiting bigint, "
    "overdue bigint",
    # A mart whose grain the contract leaves open
    "marts.cross_authority": "authority_code varchar, aim integer, period varchar, "
    "observed bigint, vintage date",
    "marts.programme_summary": "authority_code varchar, submission_id varchar, value bigint",
}


@dataclass
class HandMade:
    """One build: rows by table, in the order of the columns above."""

    build_id: str
    code_id: str = "code"
    programme_id: str = "programme"
    rows: dict[str, list[tuple[Any, ...]]] = field(default_factory=dict)

    def authority(self, code: str, submission: str | None, as_at: str | None) -> None:
        """Add an authority with what is in force."""
        row = (code, code.lower(), submission, as_at, as_at, "standard" if submission else None)
        self.add("core.authority", *row)

    def add(self, table: str, *row: Any) -> None:
        """Add one row."""
        self.rows.setdefault(table, []).append(row)

    def write(self, file: Path) -> Path:
        """Write the build and return its file."""
        with duckdb.connect(str(file)) as connection:
            for schema in ("core", "marts"):
                connection.execute(f"create schema {schema}")
            for table, columns in COLUMNS.items():
                connection.execute(f"create table {table} ({columns})")
                for row in self.rows.get(table, []):
                    marks = ", ".join("?" * len(row))
                    connection.execute(f"insert into {table} values ({marks})", row)  # noqa: S608
            connection.execute(
                "create table core.build as select ? as build_id, null::date as as_known_at, "
                "date '2020-01-01' as known_to, 'MADE-UP' as data_status, ? as code_id, "
                "? as programme_id, 'k' as key_ids",
                [self.build_id, self.code_id, self.programme_id],
            )
        return file
