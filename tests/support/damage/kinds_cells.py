"""Damage to one cell: dates, months, codes and ids, as people and programs spoil them."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from pipelines.authorities.date_format import formats_of, parser_of
from pipelines.contract.vocabulary import vocabulary
from pipelines.synthetic.shapes.written_back import day_text
from tests.support.damage.case import (
    ASIDE,
    HARMLESS,
    KINDS,
    REPAIRED,
    Case,
    Expected,
    Field,
    NotHere,
    kind,
)
from tests.support.damage.clean import AS_AT
from tests.support.damage.grids import Grid, text_of

Place = tuple[Field, Grid, int]
_UNREADABLE = {
    "date": "date_unreadable",
    "month": "month_unreadable full_date_of_birth",
    "code": "code_not_in_list",
    "step": "code_not_in_list",
    "outcome": "outcome_not_of_milestone",
    "descriptive": "description_not_in_list",
    "child": "child_unknown id_not_plain",
    "own": "id_not_plain",
    "id": "id_not_plain",
}
MONTHS = [date(2000, n, 1).strftime("%B") for n in range(1, 13)]


def day_of(place: Place) -> date:
    """Return the day in a date cell."""
    each, grid, row = place
    cell = grid.rows[row][each.position]
    if isinstance(cell, date):
        return cell
    day = parser_of(each.rule.date_format or "iso", each.rule.century_pivot)(cell.strip())
    if day is None:
        raise NotHere
    return day


def in_form(each: Field, grid: Grid, day: date) -> Any:
    """Return a day as the column holds it."""
    if grid.form.kind in ("xlsx", "ods") or (grid.form.kind == "parquet"):
        return day
    declared = formats_of(each.rule.date_format or "iso")[0]
    return day_text(day.toordinal(), declared)


def spoilt(place: Place, disposition: str = "") -> tuple[str, str]:
    """Return what becomes of a cell that no longer can be read."""
    rules = _UNREADABLE[place[0].kind]
    return disposition or (REPAIRED if place[0].kind == "descriptive" else ASIDE), rules


def _date_kind(name: str, make: Callable[[date, random.Random], Any], **where: bool) -> None:
    def damage(case: Case) -> Expected:
        place = case.cell("date", **where)
        case.put(place, make(day_of(place), case.chance))
        return case.found_at(*spoilt(place), place)

    KINDS[name] = damage


for _name, _make in {
    "date_in_words": lambda d, _c: f"{d.day} {MONTHS[d.month - 1]} {d.year}",
    "date_with_dots": lambda d, _c: f"{d.day:02}.{d.month:02}.{d.year}",
    "date_month_first": lambda d, _c: f"{d.year}-{13 + d.day % 18:02}-{d.month:02}",
    "date_impossible": lambda d, c: c.choice(
        (f"{d.year}-02-30", f"31/02/{d.year}", f"31-FEB-{d.year % 100:02}")
    ),
    "date_month_13": lambda d, c: c.choice(
        (f"{d.year}-13-01", f"01/13/{d.year}", f"00/01/{d.year}")
    ),
    "date_year_of_two": lambda d, _c: f"{d.day:02}/{d.month:02}/{d.year % 100:02}",
    "date_year_of_five": lambda d, _c: f"{d.year}0-{d.month:02}-{d.day:02}",
    "date_as_number": lambda d, _c: str((d - date(1899, 12, 30)).days),
    "date_run_together": lambda d, _c: f"{d:%Y%m%d}",
    "date_with_a_time": lambda d, _c: f"{d.isoformat()} 10:30",
    "date_as_instant": lambda d, _c: f"{d.isoformat()}T00:00:00Z",
    "date_as_a_word": lambda _d, c: c.choice(
        ("unknown", "n/a", "-", "TBC", "see file", "NULL", "null", "None", "NaT", "nan")
    ),
    "date_of_zeros": lambda _d, c: c.choice(("0000-00-00", "00/00/0000", "0")),
    "date_as_an_error": lambda _d, c: c.choice(("#N/A", "#REF!", "########", "#VALUE!")),
    "date_in_other_digits": lambda d, _c: "".join(
        chr(0x660 + int(x)) if x.isdigit() else x for x in d.isoformat()
    ),
    "date_in_wide_digits": lambda d, _c: "".join(
        chr(0xFF10 + int(x)) if x.isdigit() else x for x in d.isoformat()
    ),
    "date_with_letter_o": lambda d, _c: d.isoformat().replace("0", "O"),
    "date_with_apostrophe": lambda d, _c: f"'{d.isoformat()}",
    "date_with_long_dash": lambda d, _c: d.isoformat().replace("-", "–"),
    "date_by_week": lambda d, _c: f"{d.year}-W{d.isocalendar().week:02}-1",
    "date_by_ordinal": lambda d, _c: f"{d:%Y-%j}",
    "date_by_quarter": lambda d, _c: f"{d.year} Q{(d.month + 2) // 3}",
    "date_with_a_sign": lambda d, _c: f"+{d.isoformat()}",
    "date_guessed": lambda d, _c: f"c. {d.isoformat()}",
    "date_range": lambda d, _c: f"{d.isoformat()} - {d.isoformat()}",
    "date_month_only": lambda d, _c: f"{d:%Y-%m}",
    "date_year_only": lambda d, _c: str(d.year),
    "date_in_brackets": lambda d, _c: f"({d.isoformat()})",
    "date_of_unix": lambda d, _c: str(86_400 * (d.toordinal() - date(1970, 1, 1).toordinal())),
    "date_before_christ": lambda d, _c: f"-{d.isoformat()}",
}.items():
    _date_kind(_name, _make)


@kind
def date_with_white_space(case: Case) -> Expected:
    place = case.cell("date")
    space = case.chance.choice((" ", "  ", "\t", "\u00a0"))
    text = text_of(place[1].rows[place[2]][place[0].position])
    case.put(place, case.chance.choice((text + space, space + text)))
    if place[0].rule.trim:
        return case.said(HARMLESS)
    return case.found_at(*spoilt(place), place)


@kind
def date_with_invisible(case: Case) -> Expected:
    place = case.cell("date")
    text = text_of(place[1].rows[place[2]][place[0].position])
    case.put(place, case.chance.choice("\u200b\ufeff\u200e\u2060") + text)
    return case.found_at(*spoilt(place), place)


@kind
def date_after_the_day(case: Case) -> Expected:
    place = case.cell("date", wide=True)
    day_of(place)
    case.put(
        place, in_form(place[0], place[1], AS_AT + timedelta(case.chance.choice((1, 2, 40, 400))))
    )
    return case.found_at(ASIDE, "date_after_as_at", place)


@kind
def date_of_a_sentinel(case: Case) -> Expected:
    place = case.cell("date")
    day_of(place)
    if "".join(t for t in ("yy",) if (place[0].rule.date_format or "iso") == "dd-MON-yy") == "yy":
        raise NotHere
    late = case.chance.random() < 0.5
    day = case.chance.choice(
        (date(2999, 12, 31), date(2049, 1, 1))
        if late
        else (date(1900, 1, 2), date(1970, 1, 1), date(1989, 12, 31))
    )
    case.put(place, in_form(place[0], place[1], day))
    return case.found_at(ASIDE, "date_after_as_at" if late else "date_too_early", place)


@kind
def end_before_start(case: Case) -> Expected:
    place = case.cell("date", wide=False)
    each, grid, row = place
    if each.column.name != "end_date":
        raise NotHere
    start = next(
        f for f in case.base.fields if f.grid == each.grid and f.column.name == "start_date"
    )
    begun = day_of((start, grid, row))
    if begun < date(1990, 3, 1):
        raise NotHere
    case.put(place, in_form(each, grid, begun - timedelta(case.chance.choice((1, 7, 30)))))
    return case.found_at(ASIDE, "end_before_start", place)


@kind
def required_empty(case: Case) -> Expected:
    place = case.cell("date", "code", "child", "own", "step", wide=False)
    if not place[0].column.required or (place[0].kind == "own"):
        raise NotHere
    case.put(place, "")
    return case.found_at(ASIDE, "required_empty", place)


@kind
def full_date_of_birth(case: Case) -> Expected:
    place = case.cell("month")
    day = date(2011, case.chance.randrange(1, 13), case.chance.randrange(2, 28))
    case.put(place, case.chance.choice((day.isoformat(), f"{day:%d/%m/%Y}", f"{day:%d-%b-%y}")))
    return case.found_at(ASIDE, "full_date_of_birth", place)


@kind
def month_unreadable(case: Case) -> Expected:
    place = case.cell("month")
    case.put(
        place,
        case.chance.choice(
            (
                "2010-13",
                "May 2010",
                "2010",
                "201005",
                "10-05",
                "2010-5",
                "2010-Q2",
                "05.2010",
                "unknown",
                "05/10",
                "2010-05-00x",
            )
        ),
    )
    return case.found_at(ASIDE, _UNREADABLE["month"], place)


@kind
def month_too_early(case: Case) -> Expected:
    place = case.cell("month")
    month = date(case.chance.choice((1900, 1970, 1989)), case.chance.randrange(1, 13), 1)
    declared = formats_of(place[0].rule.date_format or "iso-month")[0]
    if "yyyy" not in declared and declared != "iso-month":
        raise NotHere
    case.put(place, day_text(month.toordinal(), declared))
    return case.found_at(ASIDE, "month_too_early", place)


@kind
def month_to_come(case: Case) -> Expected:
    place = case.cell("month")
    month = date(case.chance.choice((2022, 2035, 2091)), case.chance.randrange(1, 13), 1)
    declared = formats_of(place[0].rule.date_format or "iso-month")[0]
    if "yyyy" not in declared and declared != "iso-month":
        raise NotHere
    case.put(place, day_text(month.toordinal(), declared))
    return case.found_at(HARMLESS, "month_too_late", place)


def _code_kind(name: str, make: Callable[[str, random.Random], str]) -> None:
    def damage(case: Case) -> Expected:
        place = case.cell("code", "descriptive", "step", "outcome")
        old = text_of(place[1].rows[place[2]][place[0].position]).strip()
        new = make(old, case.chance)
        known = {*(place[0].rule.codes or {}), *(place[0].column.codes or ())}
        if new == old or new.strip() in known or not new.strip():
            raise NotHere
        case.put(place, new)
        return case.found_at(*spoilt(place), place)

    KINDS[name] = damage


for _name, _of in {
    "code_unknown": lambda _t, c: c.choice(
        ("zzz", "other thing", "Code 17", "new_code", "9", "?", "yes/no", "1.0", "true")
    ),
    "code_in_other_case": lambda t, c: c.choice((t.upper(), t.swapcase(), t.title())),
    "code_with_invisible": lambda t, c: c.choice(
        (t + "\u200b", "\ufeff" + t, t[:2] + "\u00ad" + t[2:])
    ),
    "code_with_look_alike": lambda t, _c: (
        t.replace("a", "\u0430").replace("o", "\u043e").replace("e", "\u0435")
    ),
    "code_in_smart_quotes": lambda t, _c: f"\u201c{t}\u201d",
    "code_in_quotes": lambda t, _c: f"'{t}'",
    "code_with_mojibake": lambda t, _c: t + "â€“",
    "code_cut_off": lambda t, _c: t[: max(2, len(t) // 2)],
    "code_with_number": lambda t, c: f"{c.randrange(1, 20)} - {t}",
    "code_twice": lambda t, c: f"{t}{c.choice('/|+')}{t}",
    "code_with_control": lambda t, c: t + c.choice("\x07\x0b\x1f\x7f"),
    "code_respaced": lambda t, _c: t.replace("_", " ") if "_" in t else t.replace(" ", "  "),
    "code_with_remark": lambda t, _c: f"{t} (see note)",
    "code_mistyped": lambda t, _c: t[:1] + t[2:3] + t[1:2] + t[3:],
    "code_as_an_error": lambda _t, c: c.choice(("#N/A", "#NAME?", "NULL", "nan", "None")),
    "code_as_markup": lambda t, _c: f"<b>{t}</b>",
    "code_as_formula": lambda t, _c: f"=T('{t}')" if "'" in t else f"={t}",
}.items():
    _code_kind(_name, _of)


@kind
def code_with_white_space(case: Case) -> Expected:
    place = case.cell("code", "descriptive", "outcome", "step")
    text = text_of(place[1].rows[place[2]][place[0].position])
    case.put(place, case.chance.choice((text + " ", " " + text, text + "\u00a0", text + "\t")))
    return case.said(HARMLESS) if place[0].rule.trim else case.found_at(*spoilt(place), place)


@kind
def code_of_another_list(case: Case) -> Expected:
    place = case.cell("code", wide=False)
    lists = vocabulary().code_lists
    other = {c for n, codes in lists.items() if n != place[0].column.name for c in codes}
    other -= {*(place[0].column.codes or ()), *(place[0].rule.codes or {})}
    case.put(place, case.chance.choice(sorted(other)))
    return case.found_at(*spoilt(place), place)


@kind
def description_empty(case: Case) -> Expected:
    place = case.cell("descriptive")
    case.put(place, "")
    return case.found_at(REPAIRED, "description_empty", place)


@kind
def outcome_of_another_milestone(case: Case) -> Expected:
    place = case.cell("outcome", wide=False)
    each, grid, row = place
    outcomes = vocabulary().outcomes_by_milestone
    kept = next(f for f in case.base.fields if f.grid == each.grid and f.column.name == "milestone")
    labels = kept.rule.codes or {}
    text = text_of(grid.rows[row][kept.position]).strip()
    milestone = labels.get(text, text)
    back = {code: label for label, code in (each.rule.codes or {}).items()}
    wrong = sorted(
        {c for codes in outcomes.values() for c in codes} - set(outcomes.get(milestone, ()))
    )
    code = case.chance.choice(wrong)
    case.put(place, back.get(code, code))
    return case.found_at(ASIDE, "outcome_not_of_milestone", place)


@kind
def outcome_where_none_is(case: Case) -> Expected:
    place = case.cell("outcome", filled=False, wide=False)
    each, grid, row = place
    kept = next(f for f in case.base.fields if f.grid == each.grid and f.column.name == "milestone")
    text = text_of(grid.rows[row][kept.position]).strip()
    milestone = (kept.rule.codes or {}).get(text, text)
    if milestone in vocabulary().outcomes_by_milestone:
        raise NotHere
    back = {code: label for label, code in (each.rule.codes or {}).items()}
    case.put(place, back.get("granted", "granted"))
    return case.found_at(ASIDE, "outcome_not_of_milestone", place)
