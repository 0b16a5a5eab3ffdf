"""Judging the rows of a standard extract: the last paragraph of contract section 4."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date

from .codes import (
    AGENCIES,
    APPLICANTS,
    APPLICATION_TYPES,
    DESTINATIONS,
    DISABILITIES,
    ETHNIC_GROUPS,
    LEGAL_REASONS,
    MILESTONES,
    OUTCOMES,
    PLACEMENT_TYPES,
    ROUTES,
    SEXES,
    TABLES,
)
from .model import Row

EARLIEST_DATE = date(1990, 1, 1)
REFUSED_ABOVE_PERCENT = 5
REFUSED_ABOVE_ROWS = 5

ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
BIRTH_MONTH = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


@dataclass
class RowVerdict:
    """What became of one received row: accepted, repaired, quarantined or duplicate."""

    number: int  # 1 is the first row under the header
    verdict: str
    row: Row
    reasons: tuple[str, ...] = ()


@dataclass
class SubmissionVerdict:
    tables: dict[str, list[RowVerdict]] = field(default_factory=dict)
    refused_for: list[str] = field(default_factory=list)

    def kept(self, table: str) -> list[Row]:
        """The rows that go on into the warehouse."""
        return [
            verdict.row
            for verdict in self.tables.get(table, [])
            if verdict.verdict in ("accepted", "repaired")
        ]

    def counts(self, table: str) -> dict[str, int]:
        """ "received = accepted + repaired + quarantined + duplicate"."""
        verdicts = [verdict.verdict for verdict in self.tables.get(table, [])]
        names = ("accepted", "repaired", "quarantined", "duplicate")
        return {"received": len(verdicts)} | {name: verdicts.count(name) for name in names}


def judge_submission(tables: dict[str, list[Row]], as_at: date) -> SubmissionVerdict:
    """Judge `children` first, for the other tables need to know which children there are."""
    result = SubmissionVerdict()
    result.tables["children"] = judge_children(tables.get("children", []))
    children = {row["child_id"] for row in result.kept("children")}
    for table in ("episodes", "legal_statuses", "placements", "milestones"):
        result.tables[table] = judge_table(table, tables.get(table, []), children, as_at)
    # "A submission with more than 5 % of a table's received rows, and more than 5 rows,
    # quarantined is refused whole"
    for table in TABLES:
        counts = result.counts(table)
        bad, received = counts["quarantined"], counts["received"]
        if bad > REFUSED_ABOVE_ROWS and 100 * bad > REFUSED_ABOVE_PERCENT * received:
            result.refused_for.append(table)
    return result


def without_duplicates(rows: Sequence[Row]) -> list[tuple[int, Row, bool]]:
    """Ruling: "exact duplicates are removed first (all cells the same; one stays)"."""
    seen: set[tuple[str, ...]] = set()
    marked = []
    for number, row in enumerate(rows, start=1):
        cells = tuple(row[column] for column in sorted(row))
        marked.append((number, row, cells in seen))
        seen.add(cells)
    return marked


def judge_children(rows: Sequence[Row]) -> list[RowVerdict]:
    verdicts = []
    already: set[str] = set()
    for number, row, duplicate in without_duplicates(rows):
        if duplicate:
            verdicts.append(RowVerdict(number, "duplicate", row))
            continue
        reasons = child_reasons(row)
        # "a second and different `children` row of a child (the first acceptable one stays)"
        if not reasons and row["child_id"] in already:
            reasons = ["second_row_of_child"]
        if reasons:
            verdicts.append(RowVerdict(number, "quarantined", row, tuple(reasons)))
            continue
        already.add(row["child_id"])
        repaired = with_descriptive_codes_repaired(row)
        verdict = "accepted" if repaired == row else "repaired"
        verdicts.append(RowVerdict(number, verdict, repaired))
    return verdicts


def child_reasons(row: Row) -> list[str]:
    """Ruling: an empty birth month is unknown; one that is unreadable or before 1990 is not."""
    reasons = []
    if not row["child_id"]:
        reasons.append("required_value_empty")
    month = row["birth_month"]
    if month and not BIRTH_MONTH.fullmatch(month):
        reasons.append("birth_month_unreadable")
    elif month and month < "1990-01":
        reasons.append("birth_month_before_1990")
    return reasons


def with_descriptive_codes_repaired(row: Row) -> Row:
    """ "a `children` row with a bad descriptive code is kept with `not_known`" (empty too)."""
    repaired = dict(row)
    for column, codes in (
        ("sex", SEXES),
        ("ethnic_group", ETHNIC_GROUPS),
        ("disability", DISABILITIES),
    ):
        if row[column] not in codes:
            repaired[column] = "not_known"
    return repaired


def judge_table(
    table: str, rows: Sequence[Row], children: set[str], as_at: date
) -> list[RowVerdict]:
    reasons_of = REASONS_OF_TABLE[table]
    verdicts = []
    for number, row, duplicate in without_duplicates(rows):
        if duplicate:
            verdicts.append(RowVerdict(number, "duplicate", row))
            continue
        reasons = reasons_of(row, as_at)
        # "a child in an event table that `children` lacks"
        if row["child_id"] and row["child_id"] not in children:
            reasons.append("child_not_in_children")
        verdict = "quarantined" if reasons else "accepted"
        verdicts.append(RowVerdict(number, verdict, row, tuple(reasons)))
    return verdicts


def read_date(text: str) -> date | None:
    """An ISO date, or None where it cannot be read. Ruling: no trimming of cells."""
    if not ISO_DATE.fullmatch(text):
        return None
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def date_reasons(text: str, as_at: date, *, required: bool) -> list[str]:
    """ "a date after `as_at` or before 1990-01-01 … an empty required value, an unreadable date".

    Sentinels mean "open" only "where the authority's mapping says so": not in a standard extract.
    """
    if not text:
        return ["required_value_empty"] if required else []
    day = read_date(text)
    if day is None:
        return ["date_unreadable"]
    if day > as_at:
        return ["date_after_as_at"]
    return ["date_before_1990"] if day < EARLIEST_DATE else []


def spell_reasons(row: Row, as_at: date) -> list[str]:
    """ "end before start" (ruling: start = end is accepted), and each date by itself."""
    reasons = date_reasons(row["start_date"], as_at, required=True)
    reasons += date_reasons(row["end_date"], as_at, required=False)
    start, end = read_date(row["start_date"]), read_date(row["end_date"])
    if start is not None and end is not None and end < start:
        reasons.append("end_before_start")
    if not row["child_id"]:
        reasons.append("required_value_empty")
    return reasons


def code_reasons(value: str, codes: Sequence[str], *, required: bool) -> list[str]:
    """ "a code outside its list"."""
    if not value:
        return ["required_value_empty"] if required else []
    return [] if value in codes else ["code_outside_list"]


def episode_reasons(row: Row, as_at: date) -> list[str]:
    # Reading: `destination` may be empty, of an ended episode too; and filled of an open one.
    return spell_reasons(row, as_at) + code_reasons(
        row["destination"], DESTINATIONS, required=False
    )


def legal_reasons(row: Row, as_at: date) -> list[str]:
    return spell_reasons(row, as_at) + code_reasons(
        row["legal_reason"], LEGAL_REASONS, required=True
    )


def placement_reasons(row: Row, as_at: date) -> list[str]:
    return spell_reasons(row, as_at) + code_reasons(
        row["placement_type"], PLACEMENT_TYPES, required=True
    )


def milestone_reasons(row: Row, as_at: date) -> list[str]:
    """ "one row per occurrence; the last five may be empty"."""
    reasons = date_reasons(row["event_date"], as_at, required=True)
    if not row["child_id"]:
        reasons.append("required_value_empty")
    reasons += code_reasons(row["milestone"], MILESTONES, required=True)
    reasons += code_reasons(row["route"], ROUTES, required=False)
    # Ruling: an outcome of a milestone without a list, or outside its own, is outside its list.
    reasons += code_reasons(row["outcome"], OUTCOMES.get(row["milestone"], ()), required=False)
    reasons += code_reasons(row["application_type"], APPLICATION_TYPES, required=False)
    reasons += code_reasons(row["applicant"], APPLICANTS, required=False)
    reasons += code_reasons(row["agency"], AGENCIES, required=False)
    return reasons


REASONS_OF_TABLE: dict[str, Callable[[Row, date], list[str]]] = {
    "episodes": episode_reasons,
    "legal_statuses": legal_reasons,
    "placements": placement_reasons,
    "milestones": milestone_reasons,
}
