"""Marked values through accept, refuse, put aside and crash: none may be found anywhere after.

Some 200 marked values are sent in every shape: as ids, carers, codes, dates, names of columns and
free text; each submission is accepted, partly accepted, refused or crashed at a step. Then every
byte under the home but for what was sent is searched, every text in its Parquet files and
workbooks, every file that appeared in the folder for temporary files, and all that was said. The
authority's own ``child_id`` may stand in its own feedback, and nowhere else.
"""

from __future__ import annotations

import contextlib
import copy
import io
import logging
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.intake import judge_tables, keep, receive
from pipelines.intake.check import check
from pipelines.intake.drop_folder import DropFolder
from pipelines.intake.keys import load_keys
from pipelines.intake.receive import take_in
from pipelines.settings import Home
from tests.prove.keys import own_key
from tests.prove.log import say
from tests.support.damage.case import fields_of
from tests.support.damage.clean import SHAPES, Sent, packed, sent
from tests.support.damage.grids import text_of, written

FIGURES = Path("docs/figures/marks.md")
MARK = "Zq7x"
CRASHES = (
    (judge_tables, "judge"),
    (keep, "_write"),
    (receive, "keep_submission"),
    (receive, "append_receipt"),
)
WAYS = ("accepted", "put aside", "refused", "crashed")


class Crash(RuntimeError):  # noqa: N818
    """What is thrown in the middle of a step; its text is a marked value too."""


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


def prove(seed: int = 1) -> int:
    """Send marked values and look for them; return 1 where one is found."""
    own_key(Path(".prove"))
    marks, chance = Marks(), random.Random(seed)
    outcomes: dict[str, int] = {}
    said = io.StringIO()
    with tempfile.TemporaryDirectory() as root, tempfile.TemporaryDirectory() as temporary:
        home = Home(Path(root) / "home")
        with _all_that_is_said(said), mock.patch.object(tempfile, "tempdir", temporary):
            for number, shape in enumerate(SHAPES * 2):
                way = WAYS[number % 4] if number < 12 else WAYS[(number + 1) % 4]
                how = _send(home, sent(shape, 70 + number, 33), way, marks, chance)
                outcomes[how] = outcomes.get(how, 0) + 1
        found = [*_found_under(home, marks), *_found_in_temporary(Path(temporary))]
        if MARK in said.getvalue():
            found.append("what was said")
    return _write(marks, outcomes, found)


@contextlib.contextmanager
def _all_that_is_said(said: io.StringIO) -> Iterator[None]:
    handler = logging.StreamHandler(said)
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.DEBUG)
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        yield
    logging.getLogger().removeHandler(handler)


def _send(home: Home, one: Sent, way: str, marks: Marks, chance: random.Random) -> str:
    folder = home.extracts / one.authority.code / f"{one.as_at.isoformat()}-{len(marks.given)}"
    folder.mkdir(parents=True)
    if one.mapping is not None:
        home.authorities.mkdir(parents=True, exist_ok=True)
        (home.authorities / f"{one.authority.slug}.yaml").write_bytes(one.mapping)
    for name, data in marked(one, way, marks, chance).items():
        (folder / name).write_bytes(data)
    drop = DropFolder(one.authority, folder, one.as_at, folder.name[11:])
    keys = load_keys(home, create=True)
    if way == "crashed":
        module, name = chance.choice(CRASHES)
        with mock.patch.object(module, name, side_effect=Crash("in the middle")):
            try:
                take_in(home, drop, keys, one.as_at)
            except Crash:
                return "crashed"
    result = check(folder, home)
    print([finding.line for finding in result.findings])  # noqa: T201  (searched, not shown)
    return take_in(home, drop, keys, one.as_at).outcome.value


def _found_under(home: Home, marks: Marks) -> Iterator[str]:
    """Yield the files under a home in which a marked value stands that may not stand there."""
    for path in sorted(home.root.rglob("*")):
        place = path.relative_to(home.root)
        if path.is_dir() or place.parts[0] == "extracts":
            continue
        if any(mark.encode() in path.read_bytes() for mark in marks.given) or MARK in path.name:
            yield str(place)
        elif path.suffix == ".parquet" and MARK in _texts_of(path):
            yield f"{place} (a column)"
        elif path.suffix == ".xlsx" and _in_other_columns(path):
            yield f"{place} (a cell)"


def _texts_of(path: Path) -> str:
    table = pq.read_table(path)
    kinds = (pa.types.is_string, pa.types.is_large_string, pa.types.is_dictionary)
    columns = [c for c in table.columns if any(is_of(c.type) for is_of in kinds)]
    return "\n".join(str(cell) for column in columns for cell in column.unique().to_pylist())


def _in_other_columns(path: Path) -> bool:
    """Return whether a marked value stands in a workbook beside a column headed as the child's."""
    for sheet in openpyxl.load_workbook(path).worksheets:
        for column in sheet.iter_cols(values_only=True):
            cells = [str(cell) for cell in column if cell is not None]
            is_child = any("child" in cell.lower() for cell in cells[:8])
            if not is_child and any(MARK in cell for cell in cells):
                return True
    return False


def _found_in_temporary(folder: Path) -> Iterator[str]:
    for path in folder.rglob("*"):
        if path.is_file() and MARK.encode() in path.read_bytes():
            yield f"temporary: {path.name}"


def _write(marks: Marks, outcomes: dict[str, int], found: list[str]) -> int:
    lines = [
        "# Marked values",
        "",
        "`make prove marks`: marked values as ids, carers, dates, codes and free text, in every",
        "shape, through every ending. Then searched: every byte under the home but for what was",
        "sent, every text in its Parquet files and workbooks, the folder for temporary files, and",
        "all that was said or logged. The authority's own `child_id` may stand in its workbook.",
        "",
        "| figure | value |",
        "|---|---:|",
        f"| marked values | {len(marks.given)} |",
        *(f"| submissions that ended {how} | {n} |" for how, n in sorted(outcomes.items())),
        f"| **places where one was found** | **{len(found)}** |",
        *(f"| … {place} | |" for place in found),
        "",
    ]
    FIGURES.write_text("\n".join(lines), encoding="utf-8")
    say(f"{len(marks.given)} marked values, {len(found)} found: {found[:5]}")
    return int(bool(found) or len(marks.given) < 200)
