"""Write the dbt seeds derived from the vocabulary: ``python -m pipelines.contract.seeds``."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from pathlib import Path

from pipelines.contract.bank_holidays import FIRST_YEAR, LAST_YEAR, bank_holidays
from pipelines.contract.vocabulary import Vocabulary, vocabulary
from pipelines.settings import DBT_PROJECT_DIR

SEEDS_DIR = DBT_PROJECT_DIR / "seeds"


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
