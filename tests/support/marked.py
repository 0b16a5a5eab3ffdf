"""Marked values: put into good submissions, and looked for wherever they could have been kept."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile

import duckdb
import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.settings import Home
from tests.support.damage.case import fields_of
from tests.support.damage.clean import Sent, packed
from tests.support.damage.grids import text_of, written

MARK = "Zq7x"


class Marks:
    """Hands out marked values, each once."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def new(self) -> str:
        """Return a value that stands nowhere else."""
        self.given.append(f"{MARK}{len(self.given):04}k")
        return self.given[-1]


def marked(one: Sent, way: str, marks: Marks, chance: random.Random) -> dict[str, bytes]:
    """Return the files of a submission with marked values in it, so that it ends in one way."""
    grids = copy.deepcopy(one.grids)
    fields = [f for f in fields_of(one) if not f.wide]
    _re_named(grids, fields, marks)
    if way in ("put aside", "crashed"):
        for kind in ("date", "code"):
            _into_a_cell(grids, [f for f in fields if f.kind == kind], marks, chance)
    if way == "refused":
        for number in range(4):
            field = fields[number]
            grid = grids[field.grid]
            grid.header.append(f"remark{number}")
            for row in grid.rows:
                row.append("")
            grid.rows[0][-1] = f"{marks.new()} said that she lives there"
    return packed(one.shape, written(grids))


def _re_named(grids: list, fields: list, marks: Marks) -> None:  # type: ignore[type-arg]
    """Put marked ids in the place of three children's and of two carers', everywhere."""
    own = next(f for f in fields if f.kind == "own")
    new = {text_of(row[own.position]): marks.new() for row in grids[own.grid].rows[:3]}
    for field in fields:
        for row in grids[field.grid].rows:
            text = text_of(row[field.position])
            if field.kind in ("own", "child"):
                row[field.position] = new.get(text, row[field.position])
    for field in (f for f in fields if f.kind == "id"):
        for row in grids[field.grid].rows[:2]:
            row[field.position] = marks.new()


def _into_a_cell(grids: list, fields: list, marks: Marks, chance: random.Random) -> None:  # type: ignore[type-arg]
    field = chance.choice(fields)
    rows = grids[field.grid].rows
    chance.choice(rows)[field.position] = marks.new()


def found_under(home: Home) -> Iterator[str]:
    """Yield the files under a home, but for what was sent, where a mark stands that may not."""
    for path in sorted(home.root.rglob("*")):
        place = path.relative_to(home.root)
        if not path.is_file() or place.parts[0] == "extracts":
            continue
        if MARK in path.name or MARK.encode() in path.read_bytes():
            yield str(place)
        elif path.suffix in _PACKED and _PACKED[path.suffix](path):
            yield f"{place} (packed)"


def found_in_temporary(folder: Path) -> Iterator[str]:
    """Yield the files of a folder for temporary files in which a mark stands."""
    for path in folder.rglob("*"):
        if path.is_file() and MARK.encode() in path.read_bytes():
            yield f"temporary: {path.name}"


def _in_parquet(path: Path) -> bool:
    table = pq.read_table(path)
    kinds = (pa.types.is_string, pa.types.is_large_string, pa.types.is_dictionary)
    columns = [c for c in table.columns if any(is_of(c.type) for is_of in kinds)]
    return any(MARK in str(cell) for column in columns for cell in column.unique().to_pylist())


def _in_database(path: Path) -> bool:
    """Return whether a mark stands in a text of a database, which packs what it stores."""
    try:
        with duckdb.connect(str(path), read_only=True) as connection:
            columns = connection.execute(
                "select schema_name, table_name, column_name from duckdb_columns() join "
                "duckdb_tables() using (schema_name, table_name) where data_type = 'VARCHAR'"
            ).fetchall()
            return any(
                connection.execute(
                    f'select count(*) from "{schema}"."{table}" where contains("{name}", ?)',  # noqa: S608
                    [MARK],
                ).fetchone()
                != (0,)
                for schema, table, name in columns
            )
    except duckdb.Error:
        return False  # half written: its inputs and its bytes were searched


def _in_other_columns(path: Path) -> bool:
    """Return whether a marked value stands in a workbook beside a column headed as the child's."""
    try:
        book = openpyxl.load_workbook(path)
    except BadZipFile:
        return False
    for sheet in book.worksheets:
        for column in sheet.iter_cols(values_only=True):
            cells = [str(cell) for cell in column if cell is not None]
            is_child = any("child" in cell.lower() for cell in cells[:8])
            if not is_child and any(MARK in cell for cell in cells):
                return True
    return False


_PACKED = {".parquet": _in_parquet, ".duckdb": _in_database, ".xlsx": _in_other_columns}
