"""Identifiers where none may be: in columns, ids, cells and names."""

from __future__ import annotations

from datetime import date, timedelta

from tests.support import leaks
from tests.support.damage.case import KINDS, REFUSED, Case, Expected, NotHere, kind
from tests.support.damage.grids import Grid, text_of

Maker = leaks.Maker
RULES = "identifier_values identifier_column"


def _column(case: Case, grid: Grid, name: str, make: Maker, share: float = 1.0) -> int:
    at = case.chance.randrange(len(grid.header) + 1)
    grid.header.insert(at, name)
    for row in grid.rows:
        value = make(case.chance) if case.chance.random() < share else ""
        value = value.replace(grid.form.delimiter, " ") if grid.form.kind == "csv" else value
        case.planted.append(value)
        row.insert(at, value)
    return at


def _kind_of_column(name: str, make: Maker) -> None:
    def quiet(case: Case) -> Expected:
        grid = case.grid(least=20)
        title = case.chance.choice(("ref2", "extra", "old id", "value", "other"))
        at = _column(case, grid, title, make, case.chance.choice((1.0, 0.6)))
        # Names without a forename that is known are refused as a column that nobody declared.
        rules = "identifier_values" + (" unknown_column" if name == "full_names" else "")
        return case.said(REFUSED, rules, grid, position=at)

    KINDS[f"column_of_{name}"] = quiet


for _name, _maker in leaks.STRUCTURED.items():
    _kind_of_column(_name, _maker)
_kind_of_column("full_names", leaks.full_name)


@kind
def column_named_for_people(case: Case) -> Expected:
    grid = case.grid()
    title = case.chance.choice(
        (
            *("Forename", "surname", "Child name", "DOB", "Date of birth", "CHI", "CHI number"),
            *("NI number", "Postcode", "Address", "email", "Telephone", "UPN", "NHS number"),
        )
    )
    at = _column(case, grid, title, lambda c: c.choice(("a", "b")))
    return case.said(REFUSED, "identifier_column", grid, grid.header_row, at)


def _kind_of_ids(name: str, make: Maker) -> None:
    def ids(case: Case) -> Expected:
        """Put identifiers of people in the place of the children's pseudonyms, everywhere."""
        own = next(f for f in case.base.fields if f.kind == "own")
        old = [text_of(row[own.position]).strip() for row in case.grids[own.grid].rows]
        new: dict[str, str] = {}
        for each in old:
            new[each] = make(case.chance)
        for field in case.base.fields:
            if field.kind in ("own", "child") and not field.wide:
                for row in case.grids[field.grid].rows:
                    text = text_of(row[field.position]).strip()
                    row[field.position] = new.get(text, text)
        case.planted += new.values()
        return case.said(REFUSED, "identifier_values", case.grids[own.grid], position=own.position)

    KINDS[f"ids_that_are_{name}"] = ids


for _name in ("chi", "nhs_number", "ni_number", "upn", "e_mail", "postcode"):
    _kind_of_ids(_name, leaks.STRUCTURED[_name])


def _kind_of_cell(name: str, make: Maker) -> None:
    def one(case: Case) -> Expected:
        """Put one identifier into one cell."""
        place = case.cell("id", "child", "code", "descriptive", filled=False, wide=False)
        value = make(case.chance)
        if place[1].form.kind == "csv" and place[1].form.delimiter in value:
            raise NotHere
        case.put(place, value)
        return case.said(REFUSED, "identifier_values", place[1], position=place[0].position)

    KINDS[f"cell_with_{name}"] = one


def _spaced_postcode(c: object) -> str:
    return "EH12 7TB" if c.random() < 0.5 else "G3 8AG"


for _name, _make in (
    ("e_mail", leaks.e_mail),
    ("postcode", _spaced_postcode),
    ("telephone", leaks.telephone),
):
    _kind_of_cell(_name, _make)  # type: ignore[arg-type]


@kind
def column_of_full_births(case: Case) -> Expected:
    field, grid, _row = case.cell("month")
    for row in grid.rows:
        day = date(2008, 1, 2) + timedelta(case.chance.randrange(3000))
        row[field.position] = day.isoformat() if day.day != 1 else f"{day:%Y-%m}-03"
        case.planted.append(row[field.position])
    return case.said(REFUSED, "identifier_values", grid, position=field.position)


@kind
def file_named_after_somebody(case: Case) -> Expected:
    case.needs("csv", "jsonl", "parquet")
    grid = case.grid("csv", "jsonl", "parquet")
    ending = grid.file.rpartition(".")[2]
    grid.file = f"{leaks.e_mail(case.chance)} {leaks.chi(case.chance)}.{ending}"
    case.planted.append(grid.file.rpartition(".")[0])
    return case.said(REFUSED, "identifier_in_name")
