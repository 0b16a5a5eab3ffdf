"""Prove a candidate before it is swapped in: identities, marts as expected, vocabulary."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

import duckdb

from pipelines.contract.checks import CheckResult, load_catalogue, run_checks
from pipelines.contract.vocabulary import vocabulary
from pipelines.settings import EXPECTATIONS_DIR

MARTS_CATALOGUE = EXPECTATIONS_DIR / "marts.yaml"

STATUSES = ("met", "late", "waiting", "overdue", "exited", "excluded")


@dataclass(frozen=True)
class Identity:
    """One identity over the whole candidate: a sentence and the number of places it fails."""

    name: str
    sentence: str
    failures: int


def marts_as_expected(candidate: Path) -> list[CheckResult]:
    """Judge every mart that the catalogue names; one result per check."""
    checks = load_catalogue(MARTS_CATALOGUE)
    results: list[CheckResult] = []
    with duckdb.connect(str(candidate), read_only=True) as connection:
        for mart in dict.fromkeys(c.table for c in checks):
            frame = connection.execute(f'select * from marts."{mart}"').df()  # noqa: S608
            results += run_checks(frame, [c for c in checks if c.table == mart])
    return results


def identities(*run_results: Path) -> list[Identity]:
    """Return each dbt test of some runs with the number of rows that break it (0: it holds).

    A test that could not be run counts as one failure: what is not proven does not hold.
    """
    results = [
        result
        for file in run_results
        for result in json.loads(file.read_text(encoding="utf-8"))["results"]
    ]
    return [
        Identity(
            name=_test_name(r["unique_id"]),
            sentence=_test_name(r["unique_id"]).replace("_", " "),
            failures=0 if r["status"] == "pass" else int(r.get("failures") or 1),
        )
        for r in results
        if r["unique_id"].startswith("test.")
    ]


def _test_name(unique_id: str) -> str:
    return unique_id.split(".")[2]


def unknown_words(candidate: Path) -> list[Identity]:
    """Return, per coded column of core, how many rows carry a code outside the contract's list."""
    words = vocabulary()
    expected = {
        ("milestone_event", "milestone"): words.milestones,
        ("milestone_event", "route"): words.code_lists["route"],
        ("milestone_event", "outcome"): words.code_lists["outcome"],
        ("milestone_event", "agency"): words.code_lists["agency"],
        ("legal_status_spell", "legal_reason"): words.code_lists["legal_reason"],
        ("placement_spell", "placement_type"): words.code_lists["placement_type"],
        ("care_episode", "destination"): words.code_lists["destination"],
        ("aim_clock", "status"): STATUSES,
    }
    with duckdb.connect(str(candidate), read_only=True) as connection:
        return [
            Identity(
                f"{table}.{column}",
                f"Every {column} in core.{table} is a word of the contract.",
                _count(
                    connection,
                    f"select count(*) from core.{table} "  # noqa: S608
                    f"where {column} is not null and not list_contains($codes, {column})",
                    {"codes": list(codes)},
                ),
            )
            for (table, column), codes in expected.items()
        ]


def row_counts(file: Path, schemas: tuple[str, ...] = ("core", "marts")) -> dict[str, int]:
    """Return the number of rows of every table, by ``schema.table``."""
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = connection.execute(
            "select schema_name, table_name from duckdb_tables() "
            "where list_contains($schemas, schema_name) order by all",
            {"schemas": list(schemas)},
        ).fetchall()
        return {
            f"{schema}.{table}": _count(connection, f'select count(*) from "{schema}"."{table}"')  # noqa: S608
            for schema, table in tables
        }


def _count(
    connection: duckdb.DuckDBPyConnection, query: str, values: dict[str, object] | None = None
) -> int:
    row = connection.execute(query, values or {}).fetchone()
    return int(row[0]) if row and row[0] is not None else 0
