"""Spreadsheets that LibreOffice wrote (``tests/support/real_sheets.py``): what becomes of each."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest
from extracts import GOOD, file, files, judged

from pipelines.contract.submissions import Outcome
from pipelines.intake.source_table import SourceFile
from tests.support.real_sheets import CASES, FOLDER

Place = tuple[str, int | None, str | None]
Rows = list[tuple[str, str, str, str]]
ROWS: Rows = [
    ("C1", "2018-01-08", "", ""),
    ("C2", "2017-03-01", "2018-03-01", "adoption"),
    ("C3", "2019-07-31", "", ""),
]
TAKEN, IN_PART, REFUSED = Outcome.ACCEPTED, Outcome.PARTLY_ACCEPTED, Outcome.REFUSED


@dataclass(frozen=True)
class Expected:
    """The outcome, what is said and where (row, column letter), and the rows that are taken in."""

    outcome: Outcome = TAKEN
    said: list[Place] = field(default_factory=list)
    rows: Rows = field(default_factory=lambda: ROWS)


def refused(*said: Place) -> Expected:
    return Expected(REFUSED, list(said), [])


def without(child: str, *said: Place) -> Expected:
    return Expected(IN_PART, list(said), [row for row in ROWS if row[0] != child])


EXPECTED = {
    "plain": Expected(),
    "dates_as_text": Expected(),
    "dates_as_numbers": without("C1", ("date_unreadable", 2, "B")),
    "dates_with_times": without("C1", ("date_unreadable", 2, "B")),
    "dates_of_1904": Expected(),
    "merged": refused(("merged_cells", 3, "D")),
    "row_hidden": refused(("hidden_rows", 3, None)),
    "column_hidden": refused(("hidden_rows", None, "C")),
    "row_filtered_out": refused(("hidden_rows", 3, None)),
    "filter_without_effect": Expected(),
    "sheet_hidden": refused(("undeclared_sheet", None, None)),
    "value_hidden": refused(("hidden_values", 3, "D")),
    "formula": refused(("formulas", 3, "D")),
    "error": refused(("error_cells", 3, "D"), ("formulas", 3, "D")),
    "title_row": refused(("no_header", 1, None)),
    "totals": refused(("totals_row", 5, "A")),
    "table_and_frozen_panes": Expected(),
    "notes_on_cells": Expected(),
    "long_ids_as_numbers": refused(("id_not_as_text", 3, "A")),
    # The zeros are there, and the child is the one that the other tables know …
    "ids_behind_an_apostrophe": Expected(rows=[("00123", *ROWS[0][1:]), *ROWS[1:]]),
    # … and where they are gone, it is not.
    "ids_that_lost_their_zeros": without("C1", ("child_unknown", 2, "A")),
    "percent_where_a_day_should_be": without("C2", ("date_unreadable", 3, "C")),
    "formatted_to_the_last_row": Expected(),
    "the_same_row_twice": Expected(),  # the copy is counted, and left out
    "blank_row_between": refused(("blank_row", 3, None)),
    "blanks_that_do_not_break": without("C2", ("id_not_plain", 3, "A"), ("child_unknown", 3, "A")),
    "truth_value": refused(("formulas", 3, "D")),  # LibreOffice keeps it as =TRUE()
    "two_sheets": Expected(),
    "western": Expected(rows=[("C\u00e91", *ROWS[0][1:]), *ROWS[1:]]),
}
# The id of the first child in the other tables, where it is not C1.
FIRST = {
    "ids_behind_an_apostrophe": "00123",
    "ids_that_lost_their_zeros": "00123",
    "western": "C\u00e91",
}


def sent(name: str, form: str) -> list[SourceFile]:
    """The sheet of a case, and the other tables as CSV."""
    first = FIRST.get(name, "C1")
    others = {
        table: [line.replace("C1", first) for line in lines]
        for table, lines in GOOD.items()
        if table != "episodes" and (table, name) != ("children", "two_sheets")
    }
    absent: dict[str, list[str] | None] = {"episodes": None, "children": None}
    made = files(**{**absent, **others})
    return [*made, file(f"episodes.{form}", (FOLDER / f"{name}.{form}").read_bytes())]


@pytest.mark.parametrize("form", ["xlsx", "ods"])
@pytest.mark.parametrize("name", EXPECTED)
def test_what_becomes_of_a_sheet(name: str, form: str) -> None:
    judgement, expected = judged(sent(name, form)), EXPECTED[name]
    about = [f for f in judgement.findings if (f.file or "").startswith("episodes")]
    assert [(f.rule, f.row, f.column_letter) for f in about] == expected.said
    assert judgement.outcome is expected.outcome
    if expected.rows:
        table = judgement.tables["episodes"]
        kept = table.frame[~table.is_quarantined].astype("object")
        assert [tuple(row) for row in kept.where(kept.notna(), "").to_numpy()] == expected.rows


def test_every_case_is_looked_at() -> None:
    assert set(EXPECTED) == set(CASES)


def test_western_text_is_refused_where_it_is_not_declared_and_read_where_it_is() -> None:
    data = (FOLDER / "western.csv").read_bytes()
    (found,) = judged([*files(episodes=None), file("episodes.csv", data)]).findings
    assert (found.rule, found.row, found.column_letter) == ("wrong_encoding", 2, "A")
    names = ("child_id", "start_date", "end_date", "destination")
    columns = "".join(f"        {name}: {{column: {name}}}\n" for name in names)
    kids = "".join(f"        {n}: {{column: {n}}}\n" for n in GOOD["children"][0].split(","))
    mapping = (
        "sources:\n  kids: {file: children.csv}\n"
        "  care: {file: episodes.csv, encoding: cp1252}\n"
        "absent: [legal_statuses, placements, milestones]\ntables:\n"
        f"  children:\n    - from: kids\n      columns:\n{kids}"
        f"  episodes:\n    - from: care\n      columns:\n{columns}"
    )
    children = [line.replace("C1", "C\u00e91") for line in GOOD["children"]]
    both = [files(children=children)[0], file("episodes.csv", data)]
    judgement = judged(both, mapping=mapping)
    assert judgement.outcome is TAKEN
    assert judgement.tables["episodes"].frame["child_id"].tolist() == ["C\u00e91", "C2", "C3"]
