"""Write the dbt seeds derived from the vocabulary: ``python -m pipelines.contract.seeds``."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import yaml

from pipelines.contract.bank_holidays import FIRST_YEAR, LAST_YEAR, bank_holidays
from pipelines.contract.cell_kinds import columns_of
from pipelines.contract.vocabulary import Table, Vocabulary, vocabulary
from pipelines.settings import DBT_PROJECT_DIR, EXPECTATIONS_DIR

SEEDS_DIR = DBT_PROJECT_DIR / "seeds"

# Under which measure the account counts the rows a check of the catalogue found. A row that is
# remarked on is an accepted one.
MEASURE_OF_SEVERITY = {"quarantine": "quarantined", "repair": "repaired"}


def code_list_rows(words: Vocabulary) -> list[tuple[str, str, int, str]]:
    """Return one row per code: its list, its place in the list, and the CLAS code (not known)."""
    return [
        (name, code, position, "")
        for name, codes in words.code_lists.items()
        for position, code in enumerate(codes, start=1)
    ]


def route_rows(words: Vocabulary) -> list[tuple[str, int, str, str]]:
    """Return one row per route: its place, whether home or away, who applies to the court."""
    groups = words.groups_of_codes
    return [
        (
            route,
            position,
            "home"
            if route in groups["home_routes"]
            else "away"
            if route in groups["away_routes"]
            else "not_known",
            "yes" if route in groups["routes_the_authority_lodges"] else "no",
        )
        for position, route in enumerate(words.code_lists["route"], start=1)
    ]


# How far things moved since the submission before: a table's rows, and its columns' completeness.
DRIFT = "drift"
DRIFT_OF_ROWS = ("rows_received", "rows_accepted")


def quality_check_rows(words: Vocabulary) -> list[tuple[str, str, str, str]]:
    """Return one row per table and check of its rows: measure, rule, column (or empty)."""
    return [row for table in words.tables.values() for row in _quality_checks(table)]


def _quality_checks(table: Table) -> Iterator[tuple[str, str, str, str]]:
    for measure in ("received", "accepted", "duplicate"):
        yield table.name, measure, "", ""
    for rule in _row_checks():
        measure_of_rule = MEASURE_OF_SEVERITY.get(rule["severity"])
        if measure_of_rule and any(columns_of(rule["for_each"], table)):
            yield table.name, measure_of_rule, rule["id"], ""
    for column in table.columns:
        yield table.name, "complete", "", column
    for moved in DRIFT_OF_ROWS:
        yield table.name, DRIFT, moved, ""
    for column in table.columns:
        yield table.name, DRIFT, "", column


def _row_checks() -> list[Any]:
    catalogue = (EXPECTATIONS_DIR / "submission_rows.yaml").read_text(encoding="utf-8")
    return list(yaml.safe_load(catalogue)["checks"])


def bank_holiday_rows() -> list[tuple[str, str]]:
    """Return one row per Scottish bank holiday: its day and its name."""
    return [
        (day.isoformat(), name)
        for year in range(FIRST_YEAR, LAST_YEAR + 1)
        for day, name in bank_holidays(year).items()
    ]


def seed_texts(words: Vocabulary) -> dict[str, str]:
    """Return the text of every derived seed by file name."""
    return {
        "code_list.csv": _csv(
            ("code_list", "code", "position", "clas_code"), code_list_rows(words)
        ),
        "quality_check.csv": _csv(
            ("table_name", "measure", "rule", "column_name"), quality_check_rows(words)
        ),
        "route.csv": _csv(
            ("route", "position", "direction", "lodged_by_authority"), route_rows(words)
        ),
        "scottish_bank_holiday.csv": _csv(("holiday_on", "name"), bank_holiday_rows()),
    }


def _csv(header: tuple[str, ...], rows: Sequence[tuple[str | int, ...]]) -> str:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue()


def write_seeds(folder: Path = SEEDS_DIR) -> None:
    """Write all derived seeds."""
    for name, text in seed_texts(vocabulary()).items():
        (folder / name).write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write_seeds()
