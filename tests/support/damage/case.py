"""One damaged submission in the making: what stands where, what was planted, what is expected."""

from __future__ import annotations

import copy
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from openpyxl.cell.cell import ERROR_CODES

from pipelines.authorities.cell_rule import CellRule
from pipelines.authorities.mapping import Mapping
from pipelines.authorities.parts import ColumnsPart, StepsPart
from pipelines.authorities.standard import standard_part
from pipelines.contract.findings import column_letter
from pipelines.contract.vocabulary import Column, vocabulary
from pipelines.intake.judgement import Judgement, Submission, judge_submission
from tests.support.damage.clean import SHAPES, Sent, packed, sent, source_files
from tests.support.damage.grids import Grid, text_of, written

REFUSED, ASIDE, REPAIRED, TWICE, HARMLESS = (
    "refused whole",
    "row put aside",
    "row repaired",
    "copy counted",
    "taken unchanged",
)
BASE_SEEDS = 12
Row = tuple[str, tuple[Any, ...]]
At = tuple[str, str | None, int]


class NotHere(Exception):  # noqa: N818
    """The damage has no meaning in this shape, or nothing here to be done to."""


@dataclass(frozen=True)
class Expected:
    """What must be said: the disposition, the rules one of which must be named, and where.

    Parts of the place that are None are not asked for.
    """

    disposition: str
    rules: frozenset[str] = frozenset()
    file: str | None = None
    sheet: str | None = None
    row: int | None = None
    column: str | None = None
    letter: str | None = None


@dataclass(frozen=True)
class Field:
    """One column of a grid that fills a column of the contract."""

    grid: int
    position: int
    name: str
    table: str
    column: Column
    rule: CellRule
    kind: str
    """date, month, code, descriptive, outcome, step, child, id (may be empty)"""
    wide: bool = False


@dataclass(frozen=True)
class Base:
    """A good submission as intake takes it: its rows, each with the place that it came from."""

    sent: Sent
    rows: list[Row]
    at: dict[At, list[Row]]
    fields: list[Field]


@dataclass
class Case:
    """A good submission that a kind of damage is being done to."""

    chance: random.Random
    base: Base
    grids: list[Grid]
    planted: list[str] = field(default_factory=list)
    taken_out: int = 0
    """Rows that the damage itself leaves out."""
    after: list[Callable[[dict[str, bytes]], dict[str, bytes]]] = field(default_factory=list)
    """What is done to the files once they are written."""
    outside: list[Callable[[dict[str, bytes]], dict[str, bytes]]] = field(default_factory=list)
    """… and once they are packed."""

    @property
    def shape(self) -> str:
        """Return the shape."""
        return self.base.sent.shape

    def files(self) -> dict[str, bytes]:
        """Return the damaged files."""
        files = written(self.grids)
        for change in self.after:
            files = change(files)
        files = packed(self.shape, files)
        for change in self.outside:
            files = change(files)
        return files

    def needs(self, *kinds: str) -> None:
        """Go on only where a grid is in one of these forms."""
        if not any(grid.form.kind in kinds for grid in self.grids):
            raise NotHere

    def grid(self, *kinds: str, least: int = 3) -> Grid:
        """Return a grid of one of these forms (any, without) that holds some rows."""
        found = [g for g in self.grids if len(g.rows) >= least]
        found = [g for g in found if not kinds or g.form.kind in kinds]
        if not found:
            raise NotHere
        return self.chance.choice(found)

    def shown(self, grid: Grid) -> str:
        """Return the name of the file as people are told it."""
        return f"extract.zip/{grid.file}" if self.shape == "zip" else grid.file

    def said(
        self,
        disposition: str,
        rules: str = "",
        grid: Grid | None = None,
        row: int | None = None,
        position: int | None = None,
        **more: str,
    ) -> Expected:
        """Return what is expected (``row``: as a person counts; ``position``: of the column)."""
        at: dict[str, Any] = dict(more)
        if grid is not None:
            at |= {"file": self.shown(grid), "sheet": grid.sheet}
        if position is not None:
            at["letter"] = column_letter(position)
        return Expected(disposition, frozenset(rules.split()), row=row, **at)

    def cell(self, *kinds: str, filled: bool = True, wide: bool = True) -> tuple[Field, Grid, int]:
        """Return a field of one of these kinds, its grid, and a row that is taken in."""
        fields = [f for f in self.base.fields if f.kind in kinds and (wide or not f.wide)]
        self.chance.shuffle(fields)
        for each in fields:
            grid = self.grids[each.grid]
            rows = [n for n in range(len(grid.rows)) if self._is_used(each, grid, n)]
            if filled or each.wide:
                empty = {"", *each.rule.open_when}
                rows = [
                    n for n in rows if text_of(grid.rows[n][each.position]).strip() not in empty
                ]
            if rows:
                return each, grid, self.chance.choice(rows)
        raise NotHere

    def _is_used(self, each: Field, grid: Grid, row: int) -> bool:
        at = (self.shown(grid), grid.sheet, grid.number_of(row))
        return any(table == each.table for table, _row in self.base.at.get(at, ()))

    def put(self, place: tuple[Field, Grid, int], value: Any) -> None:
        """Put a value into a cell, and remember it as one that nothing may tell."""
        each, grid, row = place
        if isinstance(value, str) and not can_hold(grid, value):
            raise NotHere
        if value == grid.rows[row][each.position]:
            raise NotHere
        grid.rows[row][each.position] = value
        self.planted.append(text_of(value))

    def found_at(self, disposition: str, rules: str, place: tuple[Field, Grid, int]) -> Expected:
        """Return what is expected of a damaged cell."""
        each, grid, row = place
        return self.said(disposition, rules, grid, grid.number_of(row), each.position)


Kind = Callable[[Case], Expected]
KINDS: dict[str, Kind] = {}


def kind(function: Kind) -> Kind:
    """Enter a kind of damage in the list, under its own name."""
    assert function.__name__ not in KINDS, function.__name__
    KINDS[function.__name__] = function
    return function


def can_hold(grid: Grid, text: str) -> bool:
    """Return whether a cell of the grid's file can hold a text without changing what is around."""
    form = grid.form
    if form.kind == "xlsx" and (text.startswith("=") or text in ERROR_CODES):
        return False  # the library writes a formula, an error
    if form.kind in ("xlsx", "ods"):
        return all(c >= " " for c in text)
    if form.kind != "csv":
        return True
    try:
        text.encode(form.encoding)
    except UnicodeEncodeError:
        return False
    return not any(mark in text for mark in (form.delimiter, form.quote or "\n", "\n", "\r", "\0"))


def fields_of(one: Sent) -> list[Field]:
    """Return the columns that fill the contract, but for those fetched from elsewhere."""
    return list(_fields(one, one.parsed))


def _fields(one: Sent, mapping: Mapping | None) -> Iterator[Field]:
    parts = (
        [(t, p) for t, _n, p in mapping.parts()]
        if mapping
        else [(t, standard_part(t)) for t in vocabulary().tables]
    )
    for table, part in parts:
        number, grid = next((n, g) for n, g in enumerate(one.grids) if g.source == part.from_)
        for _path, rules in part.layouts():
            for name, rule in rules.items():
                if rule.column in grid.header:
                    column = vocabulary().tables[table].columns[name]
                    at = grid.header.index(str(rule.column))
                    wide = isinstance(part, ColumnsPart)
                    yield Field(
                        number,
                        at,
                        str(rule.column),
                        table,
                        column,
                        rule,
                        _kind_of(table, column),
                        wide,
                    )
        if isinstance(part, StepsPart):
            column = vocabulary().tables[table].columns["milestone"]
            at = grid.header.index(part.step)
            yield Field(number, at, part.step, table, column, CellRule(column=part.step), "step")


def _kind_of(table: str, column: Column) -> str:
    if column.type == "pseudonym":
        if column.name != "child_id":
            return "id"
        return "own" if table == "children" else "child"
    if column.type != "code":
        return column.type
    if column.name == "outcome":
        return "outcome"
    return "descriptive" if column.repaired_to else "code"


def judged(one: Sent, files: dict[str, bytes]) -> Judgement:
    """Judge files as those of a submission."""
    asked = Submission(source_files(files), one.authority, one.as_at, one.mapping, "made-up.yaml")
    return judge_submission(asked)


def rows_by_place(judgement: Judgement) -> list[tuple[At, Row]]:
    """Return every row that stays, as it is taken in, with the place it came from."""
    found: list[tuple[At, Row]] = []
    for name, table in judgement.tables.items():
        frame = table.frame.astype("object").where(table.frame.notna(), None)
        repaired = {
            (v.check.column, row)
            for v in table.verdicts
            if v.check.severity.value == "repair"
            for row in v.rows
        }
        for row, cells in enumerate(frame.itertuples(index=False, name=None)):
            if table.is_quarantined[row]:
                continue
            texts = tuple(
                None if (column, row) in repaired else text
                for column, text in zip(frame.columns, cells, strict=True)
            )
            position = int(table.positions[row])
            origin = table.conformed.origins[table.conformed.origin_of_row[position]].source.place
            at = (origin.file, origin.sheet, table.conformed.source_row[position])
            found.append((at, (name, texts)))
    return found


@cache
def base(shape: str, seed: int) -> Base:
    """Return a good submission of a shape, and its rows as they are taken in."""
    one = sent(shape, seed, 33 + seed)
    rows = rows_by_place(judged(one, one.files()))
    at: dict[At, list[Row]] = {}
    for place, row in rows:
        at.setdefault(place, []).append(row)
    return Base(one, [row for _place, row in rows], at, fields_of(one))


def damaged(name: str, seed: int) -> tuple[Case, Expected] | None:
    """Return the case of a kind and a seed (None where the kind has no meaning in the shape)."""
    chance = random.Random(f"{name} {seed}")
    of = base(SHAPES[seed % len(SHAPES)], (seed // len(SHAPES)) % BASE_SEEDS)
    case = Case(chance, of, copy.deepcopy(of.sent.grids))
    try:
        return case, KINDS[name](case)
    except NotHere:
        return None
