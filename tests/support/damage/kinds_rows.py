"""Damage to rows and headers: what copying, sorting, joining and hand-editing do to a table."""

from __future__ import annotations

from typing import Any

from tests.support.damage.case import (
    ASIDE,
    HARMLESS,
    REFUSED,
    REPAIRED,
    TWICE,
    Case,
    Expected,
    NotHere,
    kind,
)
from tests.support.damage.grids import Grid, text_of

FLAT = ("csv", "xlsx", "ods")


def _used_row(case: Case, grid: Grid) -> int:
    """Return a row (from 0) of a grid that is taken in."""
    rows = [
        n
        for n in range(len(grid.rows))
        if case.base.at.get((case.shown(grid), grid.sheet, grid.number_of(n)))
    ]
    if not rows:
        raise NotHere
    return case.chance.choice(rows)


def _not_steps(case: Case, grid: Grid) -> None:
    """Leave out the sources whose rows are matched or chosen before they are rows of a table."""
    if grid.source in ("steps", "tracker"):
        raise NotHere
    if case.shape == "tracker" and grid.source == "children":
        raise NotHere


@kind
def row_twice(case: Case) -> Expected:
    grid = case.grid()
    _not_steps(case, grid)
    row = _used_row(case, grid)
    for _copy in range(case.chance.choice((1, 1, 3))):
        grid.rows.insert(case.chance.randrange(row, len(grid.rows)) + 1, list(grid.rows[row]))
    return case.said(TWICE)


@kind
def child_twice_with_other_facts(case: Case) -> Expected:
    field, grid, row = case.cell("descriptive", wide=False)
    _not_steps(case, grid)
    labels = list(field.rule.codes or field.column.codes or ())
    text = text_of(grid.rows[row][field.position]).strip()
    other = list(grid.rows[row])
    codes = field.rule.codes or {}
    wanted = [x for x in labels if x != text and codes.get(x, x) != codes.get(text, text)]
    other[field.position] = case.chance.choice(wanted)
    grid.rows.append(other)
    own = next(f for f in case.base.fields if f.kind == "own")
    number = grid.number_of(len(grid.rows) - 1)
    return case.said(ASIDE, "child_sent_twice", grid, number, own.position)


@kind
def header_repeated(case: Case) -> Expected:
    grid = case.grid(*FLAT)
    at = case.chance.randrange(len(grid.rows) + 1)
    grid.rows.insert(at, list(grid.header))
    return case.said(REFUSED, "header_repeated", grid, grid.number_of(at))


@kind
def rows_sorted_otherwise(case: Case) -> Expected:
    grid = case.grid()
    case.chance.shuffle(grid.rows)
    return case.said(HARMLESS)


@kind
def columns_in_other_order(case: Case) -> Expected:
    grid = case.grid()
    order = list(range(len(grid.header)))
    case.chance.shuffle(order)
    grid.header = [grid.header[n] for n in order]
    grid.rows = [[row[n] for n in order] for row in grid.rows]
    return case.said(HARMLESS)


@kind
def row_too_short(case: Case) -> Expected:
    grid = case.grid("csv")
    row = case.chance.randrange(len(grid.rows))
    del grid.rows[row][case.chance.randrange(len(grid.header))]
    return case.said(REFUSED, "ragged_row", grid, grid.number_of(row))


@kind
def row_too_long(case: Case) -> Expected:
    grid = case.grid("csv")
    row = case.chance.randrange(len(grid.rows))
    grid.rows[row].insert(case.chance.randrange(len(grid.header)), case.chance.choice(("", "x")))
    return case.said(REFUSED, "ragged_row", grid, grid.number_of(row))


@kind
def row_shifted_right(case: Case) -> Expected:
    field, grid, row = case.cell("date", wide=False)
    _not_steps(case, grid)
    if field.column.required is False or grid.form.kind == "ods":
        raise NotHere  # a day that gets into the place of an id refuses the whole
    grid.rows[row] = ["", *grid.rows[row][:-1]]
    return case.said(ASIDE, "required_empty date_unreadable", grid, grid.number_of(row))


@kind
def row_of_empty_cells(case: Case) -> Expected:
    grid = case.grid(*FLAT)
    _not_steps(case, grid)
    at = case.chance.randrange(len(grid.rows))
    grid.rows.insert(at, [""] * len(grid.header))
    if grid.form.kind == "csv":
        return case.said(ASIDE, "required_empty", grid, grid.number_of(at))
    return case.said(REFUSED, "blank_row", grid, grid.number_of(at))


@kind
def totals_row(case: Case) -> Expected:
    grid = case.grid()
    if grid.form.kind in ("parquet", "jsonl") and grid.form.kind != "jsonl":
        raise NotHere
    word = case.chance.choice(("Total", "TOTAL", "Grand total", "totals:", "Subtotal", " Total "))
    cells: list[Any] = [""] * len(grid.header)
    cells[0], cells[-1] = word, str(len(grid.rows))
    grid.rows.append(cells)
    if grid.form.kind == "jsonl":
        return case.said(ASIDE, "required_empty child_unknown", grid)
    return case.said(REFUSED, "totals_row", grid, grid.number_of(len(grid.rows) - 1), 0)


@kind
def remark_below(case: Case) -> Expected:
    """A line of words under the table: no child's row, whatever the table."""
    grid = case.grid(*FLAT)
    _not_steps(case, grid)
    word = case.chance.choice(
        ("End of report", "-- end --", "Source: system X", "*** 412 rows ***", "Printed 1 of 2")
    )
    cells: list[Any] = [""] * len(grid.header)
    cells[0] = word
    grid.rows.append(cells)
    case.planted.append(word)
    number = grid.number_of(len(grid.rows) - 1)
    return case.said(ASIDE, "required_empty child_unknown id_not_plain", grid, number)


@kind
def title_above(case: Case) -> Expected:
    grid = case.grid(*FLAT)
    if grid.before:
        raise NotHere
    title = case.chance.choice(
        ("Looked after children 2020", "Extract", "EPISODES - as at 31/07/20")
    )
    grid.before = [[title, *[""] * (len(grid.header) - 1)]]
    rules = "no_header unknown_column missing_column column_without_name"
    return case.said(REFUSED, rules, grid, 1)


@kind
def blank_line_above(case: Case) -> Expected:
    grid = case.grid("xlsx", "ods")
    grid.before = [*grid.before, [""] * len(grid.header)]
    return case.said(REFUSED, "no_header missing_column column_without_name", grid)


@kind
def orphan_row(case: Case) -> Expected:
    field, grid, row = case.cell("child", wide=False)
    _not_steps(case, grid)
    copied = list(grid.rows[row])
    copied[field.position] = f"C{case.chance.getrandbits(36):09x}q"
    case.planted.append(copied[field.position])
    grid.rows.append(copied)
    number = grid.number_of(len(grid.rows) - 1)
    return case.said(ASIDE, "child_unknown", grid, number, field.position)


@kind
def child_left_out(case: Case) -> Expected:
    own = next(f for f in case.base.fields if f.kind == "own")
    if case.shape == "tracker":
        raise NotHere
    grid = case.grids[own.grid]
    del grid.rows[case.chance.randrange(len(grid.rows))]
    case.taken_out = 1
    return case.said(ASIDE, "child_unknown")


@kind
def many_rows_bad(case: Case) -> Expected:
    field, grid, _row = case.cell("date", wide=False)
    _not_steps(case, grid)
    if not field.column.required or len(grid.rows) < 30:
        raise NotHere
    for row in grid.rows[: len(grid.rows) // 2]:
        row[field.position] = "unknown"
    return case.said(REFUSED, "date_unreadable", grid, grid.first_row, field.position)


@kind
def column_of_wrong_dates(case: Case) -> Expected:
    field, grid, _row = case.cell("date", wide=False)
    _not_steps(case, grid)
    if not field.column.required or len(grid.rows) < 20:
        raise NotHere
    for row in grid.rows:
        cell = row[field.position]
        row[field.position] = "".join(reversed(text_of(cell)))
    return case.said(REFUSED, "date_unreadable", grid, grid.first_row, field.position)


@kind
def two_rows_on_one_line(case: Case) -> Expected:
    grid = case.grid("csv")
    at = case.chance.randrange(len(grid.rows) - 1)
    grid.rows[at : at + 2] = [grid.rows[at] + grid.rows[at + 1]]
    return case.said(REFUSED, "ragged_row", grid, grid.number_of(at))


@kind
def column_missing(case: Case) -> Expected:
    field, grid, _row = case.cell("date", "code", "descriptive", "child", "own", wide=False)
    del grid.header[field.position]
    for row in grid.rows:
        del row[field.position]
    return case.said(REFUSED, "missing_column", grid, column=field.name)


@kind
def column_more(case: Case) -> Expected:
    grid = case.grid()
    at = case.chance.randrange(len(grid.header) + 1)
    name = case.chance.choice(("worker_team", "Area", "x", "Notes", "legacy", "Column1"))
    grid.header.insert(at, name)
    for row in grid.rows:
        row.insert(at, case.chance.choice(("a", "b", "")))
    return case.said(REFUSED, "unknown_column", grid, grid.header_row, at, column=name)


@kind
def column_renamed(case: Case) -> Expected:
    field, grid, _row = case.cell("date", "code", "descriptive", "child", "own", wide=False)
    new = case.chance.choice((field.name + "_2", "the " + field.name, field.name[:-1], "Field1"))
    grid.header[field.position] = new
    return case.said(REFUSED, "unknown_column", grid, grid.header_row, field.position)


@kind
def column_in_other_case(case: Case) -> Expected:
    field, grid, _row = case.cell("date", "code", "descriptive", "child", "own", wide=False)
    grid.header[field.position] = field.name.swapcase()
    return case.said(REFUSED, "unknown_column", grid, grid.header_row, field.position)


@kind
def column_name_with_blank(case: Case) -> Expected:
    field, grid, _row = case.cell("date", "code", "descriptive", "child", "own", wide=False)
    grid.header[field.position] = case.chance.choice((" ", "\u00a0")) + field.name
    return case.said(REFUSED, "unknown_column", grid, grid.header_row, field.position)


@kind
def column_name_twice(case: Case) -> Expected:
    grid = case.grid("csv", "xlsx", "ods", "parquet")
    name = case.chance.choice(grid.header)
    grid.header.append(name)
    for row in grid.rows:
        row.append("")
    at = len(grid.header) - 1
    return case.said(REFUSED, "repeated_column", grid, grid.header_row, at)


@kind
def column_without_name(case: Case) -> Expected:
    grid = case.grid("csv", "parquet", "jsonl")
    at = case.chance.randrange(len(grid.header) + 1)
    grid.header.insert(at, "")
    for row in grid.rows:
        row.insert(at, "x")
    return case.said(REFUSED, "column_without_name", grid, grid.header_row, at)


@kind
def column_names_swapped(case: Case) -> Expected:
    """Two names change places, the cells under them do not."""
    field, grid, _row = case.cell("date", "code", "child", wide=False)
    others = [
        f
        for f in case.base.fields
        if f.grid == field.grid and f.kind in ("date", "code", "child") and f.kind != field.kind
    ]
    if not others or len(grid.rows) < 12:
        raise NotHere
    other = case.chance.choice(others)
    if not (field.column.required or other.column.required):
        raise NotHere
    header = grid.header
    header[field.position], header[other.position] = header[other.position], header[field.position]
    return case.said(REFUSED, "too_many_quarantined identifier_values id_not_as_text")


@kind
def only_the_header(case: Case) -> Expected:
    own = next(f for f in case.base.fields if f.kind == "own")
    grid = case.grids[own.grid]
    grid.rows = []
    if grid.form.kind == "jsonl":  # an empty file is not even a header
        return case.said(REFUSED, "empty_file", grid)
    return case.said(REFUSED, "child_unknown")


@kind
def no_header(case: Case) -> Expected:
    grid = case.grid(*FLAT)
    grid.header = grid.rows.pop(0)
    rules = "no_header missing_column unknown_column"
    return case.said(REFUSED, rules, grid, grid.header_row)


@kind
def descriptions_all_empty(case: Case) -> Expected:
    field, grid, row = case.cell("descriptive", wide=False)
    for cells in grid.rows:
        cells[field.position] = ""
    return case.said(REPAIRED, "description_empty", grid, grid.number_of(row), field.position)
