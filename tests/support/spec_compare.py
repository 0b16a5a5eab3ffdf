"""Compare the expected tables of a spec case with the warehouse, as tables a person can read."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from tests.support.spec_files import Case, SpecTable
from tests.support.spec_world import SpecWorld
from tests.support.warehouse import connect

Row = dict[str, object]
CHILD_OF = " · "

RELATIONS = {
    "Care episodes": ("core", "care_episode"),
    "Home spells": ("core", "home_spell"),
    "Away spells": ("core", "away_spell"),
    "Legal status spells": ("core", "legal_status_spell"),
    "Placement spells": ("core", "placement_spell"),
    "Recorded milestones": ("core", "milestone_event"),
    "Derived milestones": ("core", "milestone_event"),
    "Setting of days": ("steps", "day_setting"),
    "Journey": ("restricted", "child_journey"),
}
CLOCKS = re.compile(r"Clocks of aim (?P<aim>[1-4])(?:, `(?P<variant>\w+)`)?$")
MART = re.compile(r"`(?P<mart>\w+)`(?: of `(?P<area>\w+)`)?$")
GRAIN = {
    "aim_timeliness": ("area", "aim", "variant", "cohort_quarter", "age_band"),
    "waiting_now": ("area", "aim", "quarter_end"),
    "home_orders": ("authority_code", "census_quarter"),
    "home_reviews": ("area", "quarter"),
    "waiting_times": ("area", "aim", "variant", "cohort_year"),
    "improvement": ("area", "aim", "period"),
    "local_aim_progress": ("authority_code", "local_aim_id"),
    "coverage": ("authority_code", "day"),
    "data_quality": ("authority_code", "table_name", "check"),
    "whole_journey": ("area", "cohort_year"),
    "process_timeliness": ("area", "step", "cohort_quarter"),
    "court_stage": ("authority_code", "window_number"),
    "pathway_stages": ("area", "stage", "agency"),
    "security_outcomes": ("area", "cohort_year"),
    "equality": ("aim", "characteristic", "category"),
    "change_idea_effect": ("change_idea_id",),
}
# Decimals shown of a column of fractions; of any other number one.
DECIMALS = {"cif_at_threshold": 3, "cif_ci_low": 3, "cif_ci_high": 3, "ratio": 3}


@cache
def rows_of(candidate: Path, schema: str, relation: str) -> list[Row]:
    """Return a table of the warehouse, read once per process."""
    with connect(candidate) as connection:
        table = connection.table(f"{schema}.{relation}")
        return [dict(zip(table.columns, row, strict=True)) for row in table.fetchall()]


@cache
def rows_by_case(candidate: Path, schema: str, relation: str) -> dict[str, list[Row]]:
    """Return a table by the case its children live in: keys are ``case`` or ``case · child``."""
    found: dict[str, list[Row]] = {}
    for row in rows_of(candidate, schema, relation):
        case, _, child = str(row["child_key"]).partition(CHILD_OF)
        found.setdefault(case, []).append(row | {"child": child or case})
    return found


@cache
def rows_by_area(candidate: Path, mart: str) -> dict[object, list[Row]]:
    """Return a mart by its first column of grain."""
    found: dict[object, list[Row]] = {}
    for row in rows_of(candidate, "marts", mart):
        found.setdefault(row[GRAIN[mart][0]], []).append(row)
    return found


def forget_warehouses() -> None:
    """Let tables be read anew: another warehouse may stand under the same name."""
    for remembered in (rows_of, rows_by_case, rows_by_area):
        remembered.cache_clear()


def differences(case: Case, world: SpecWorld, candidate: Path) -> list[str]:
    """Return a message for every expected table that the warehouse does not show."""
    return [
        message
        for table in case.expected
        if (message := _difference(table, case, world, candidate)) is not None
    ]


def _difference(table: SpecTable, case: Case, world: SpecWorld, candidate: Path) -> str | None:
    if mart := MART.match(table.label):
        expected, found = _mart(table, mart["mart"], mart["area"], case, world, candidate)
    else:
        found = _found(table, _rows_of_child(table, case, candidate))
        expected = [list(row) for row in table.rows]
    if sorted(expected) == sorted(found):
        return None
    shown = table.header or ("rows",)
    return (
        f"\n{case.name}\n{table.label}, expected:\n{as_markdown(shown, expected)}\n"
        f"found:\n{as_markdown(shown, found)}\n"
    )


def _rows_of_child(table: SpecTable, case: Case, candidate: Path) -> list[Row]:
    """Return the rows of the case's children that a label speaks of."""
    if clocks := CLOCKS.match(table.label):
        return [
            row
            for row in rows_by_case(candidate, "core", "aim_clock").get(case.name, [])
            if row["aim"] == int(clocks["aim"]) and clocks["variant"] in (None, row["variant"])
        ]
    own = rows_by_case(candidate, *RELATIONS[table.label]).get(case.name, [])
    if table.label.endswith("milestones"):
        return [row for row in own if row["is_derived"] == table.label.startswith("Derived")]
    if table.label == "Setting of days":
        return _settings(table, own)
    return own


def _settings(table: SpecTable, stretches: Sequence[Row]) -> list[Row]:
    """Return the setting of each day asked for; a day of no episode has none."""
    return [
        {
            "day": day,
            "setting": next((s["setting"] for s in stretches if _covers(s, day)), None),
        }
        for day in (date.fromisoformat(record["day"]) for record in table.records)
    ]


def _covers(stretch: Row, day: date) -> bool:
    starts, until = stretch["starts"], stretch["until"]
    assert isinstance(starts, date)
    assert isinstance(until, date)
    return starts <= day < until


def _found(table: SpecTable, rows: Sequence[Row]) -> list[list[str]]:
    """Return the rows in the columns of a table; a table without columns shows what it can."""
    header = table.header
    if not header:
        return [[str(row)] for row in rows]
    return [[as_text(row[c], DECIMALS.get(c, 1)) for c in header] for row in rows]


def _mart(
    table: SpecTable, mart: str, area: str | None, case: Case, world: SpecWorld, candidate: Path
) -> tuple[list[list[str]], list[list[str]]]:
    """Return expected and found rows of a mart: of the area and of the grain asked for.

    A row whose counts are all 0 may be absent.
    """
    grain = GRAIN[mart]
    if grain[0] in table.header:
        names = {code: name for name, code in world.codes.items()}
        rows = rows_of(candidate, "marts", mart)
        named = [row | {grain[0]: names.get(str(row[grain[0]]), row[grain[0]])} for row in rows]
    else:
        own = area or world.authority_of[case.name]
        named = rows_by_area(candidate, mart).get(world.codes.get(own, own), [])
    keys = [i for i, column in enumerate(table.header) if column in grain]
    asked = {tuple(row[i] for i in keys) for row in table.rows}
    found = [
        row
        for row in _found(table, named)
        if not table.header or tuple(row[i] for i in keys) in asked
    ]
    there = {tuple(row[i] for i in keys) for row in found}
    expected = [
        list(row)
        for row in table.rows
        if tuple(row[i] for i in keys) in there
        or any(cell not in ("0", "") for i, cell in enumerate(row) if i not in keys)
    ]
    return expected, found


def as_text(value: object, decimals: int = 1) -> str:
    """Return a value as a spec table writes it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.{decimals}f}"
    return str(value)


def as_markdown(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return rows as a table with aligned columns, sorted."""
    lines = [list(header), *sorted(list(row) for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(header))]
    shown = [
        "| " + " | ".join(c.ljust(w) for c, w in zip(line, widths, strict=True)) + " |"
        for line in lines
    ]
    ruler = "|" + "|".join("-" * (w + 2) for w in widths) + "|"
    return "\n".join([shown[0], ruler, *shown[1:]])
