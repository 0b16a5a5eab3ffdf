"""Damage to one cell: ids, and values that a spreadsheet stores as something else."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from tests.support.damage.case import (
    HARMLESS,
    KINDS,
    REFUSED,
    Case,
    Expected,
    NotHere,
    kind,
)
from tests.support.damage.grids import text_of
from tests.support.damage.kinds_cells import day_of, spoilt


def _id_kind(name: str, make: Callable[[str, random.Random], str], *kinds: str) -> None:
    def damage(case: Case) -> Expected:
        place = case.cell(*(kinds or ("child", "own", "id")), wide=False)
        old = text_of(place[1].rows[place[2]][place[0].position])
        case.put(place, make(old, case.chance))
        if place[0].rule.trim and not kinds and name == "id_with_white_space":
            return case.said(HARMLESS)
        return case.found_at(*spoilt(place), place)

    KINDS[name] = damage


for _name, _id in {
    "id_with_white_space": lambda t, c: c.choice((t + " ", " " + t, t + "\u00a0", "\t" + t)),
    "id_with_invisible": lambda t, c: c.choice(
        (t + "\u200b", "\ufeff" + t, t[:3] + "\u200d" + t[3:], t + "\u202e")
    ),
    "id_with_control": lambda t, c: t + c.choice("\x07\x1f\x7f\x85"),
}.items():
    _id_kind(_name, _id)
for _name, _id in {
    "id_in_other_case": lambda t, _c: t.swapcase(),
    "id_cut_off": lambda t, _c: t.strip()[:-1],
    "id_of_nobody": lambda _t, c: f"C{c.getrandbits(32):08x}b",
    "id_with_a_dot": lambda t, _c: f"{t}.0",
    "id_in_quotes": lambda t, _c: f"'{t}",
    "id_with_zero_before": lambda t, _c: f"0{t}",
    "id_as_a_word": lambda _t, c: c.choice(("unknown", "NULL", "nan", "#N/A", "-", "?", "0")),
    "id_look_alike": lambda t, _c: t.replace("C", "\u0421"),
}.items():
    _id_kind(_name, _id, "child")


@kind
def id_as_power_of_ten(case: Case) -> Expected:
    place = case.cell("child", "own", wide=False)
    case.put(
        place, case.chance.choice(("1.23457E+17", "1E+16", "9.87654E+11", "1,23457E+17", "1.2e+10"))
    )
    return case.found_at(REFUSED, "id_not_as_text", place)


@kind
def id_as_large_number(case: Case) -> Expected:
    place = case.cell("child", "own", "id", wide=False)
    if place[1].form.kind not in ("xlsx", "ods", "jsonl"):
        raise NotHere
    case.put(place, float(case.chance.randrange(10**16, 10**18)))
    return case.found_at(REFUSED, "id_not_as_text", place)


@kind
def id_as_fraction_or_day(case: Case) -> Expected:
    place = case.cell("child", "own", "id", wide=False)
    if place[1].form.kind not in ("xlsx", "ods"):
        raise NotHere
    case.put(place, case.chance.choice((1234.5, date(2019, 3, 1), 0.25)))
    return case.said(REFUSED, "id_not_as_text", place[1], position=place[0].position)


@kind
def date_cell_as_number(case: Case) -> Expected:
    place = case.cell("date")
    if place[1].form.kind not in ("xlsx", "ods", "jsonl"):
        raise NotHere
    case.put(place, case.chance.choice(((day_of(place) - date(1899, 12, 30)).days, 20190301, 2019)))
    return case.found_at(*spoilt(place), place)


@kind
def date_cell_with_time(case: Case) -> Expected:
    place = case.cell("date")
    if place[1].form.kind != "xlsx":
        raise NotHere
    on = day_of(place)
    hour = case.chance.choice((0, 9, 23))
    case.put(place, datetime.combine(on, time(hour)))
    return case.said(HARMLESS) if hour == 0 else case.found_at(*spoilt(place), place)


@kind
def cell_as_truth(case: Case) -> Expected:
    place = case.cell("date", "code")
    if place[1].form.kind not in ("xlsx", "jsonl"):
        raise NotHere
    case.put(place, True)
    return case.found_at(*spoilt(place), place)


@kind
def cell_as_spreadsheet_error(case: Case) -> Expected:
    place = case.cell("date", "code")
    if place[1].form.kind != "xlsx":
        raise NotHere
    each, grid, row = place
    coordinate = (grid.number_of(row), each.position + 1)

    def touch(sheet: Any) -> None:
        cell = sheet.cell(*coordinate)
        cell.value = "#N/A"
        cell.data_type = "e"

    grid.touch.append(touch)
    return case.said(REFUSED, "error_cells", grid, coordinate[0])


@kind
def cell_as_rich_text(case: Case) -> Expected:
    from openpyxl.cell.rich_text import CellRichText, TextBlock
    from openpyxl.cell.text import InlineFont

    place = case.cell("code", "descriptive")
    each, grid, row = place
    text = grid.rows[row][each.position]
    if grid.form.kind != "xlsx" or len(text) < 4:
        raise NotHere
    rich = CellRichText(TextBlock(InlineFont(b=True), text[:2]), text[2:])
    at = (grid.number_of(row), each.position + 1)
    grid.touch.append(lambda sheet: setattr(sheet.cell(*at), "value", rich))
    return case.said(HARMLESS)
