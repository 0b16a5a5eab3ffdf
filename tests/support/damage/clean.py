"""Good submissions of every shape, from a seed: children of the made-up Scotland."""

from __future__ import annotations

import hashlib
import random
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from pipelines.authorities.load import parse_mapping
from pipelines.authorities.mapping import Mapping
from pipelines.contract.authorities import Authority
from pipelines.intake.source_table import SourceFile
from pipelines.synthetic.authorities import SENDERS, Shape
from pipelines.synthetic.chance import stream
from pipelines.synthetic.extract import Rows, cut
from pipelines.synthetic.population import lives
from pipelines.synthetic.programme.timetable import practices
from pipelines.synthetic.pseudonyms import ChildIds, carer_id
from pipelines.synthetic.shapes import MAPPINGS, WRITERS
from tests.support.broken_files import zipped
from tests.support.damage.grids import (
    Form,
    Grid,
    from_csv,
    from_parquet,
    from_xlsx,
    text_of,
    written,
)

DERIVED = ("tsv", "ods", "json_lines", "zip", "book_each")
SHAPES = (*(str(shape) for shape in Shape), *DERIVED)
AS_AT = date(2020, 7, 31)


@dataclass(frozen=True)
class Sent:
    """A good submission: its grids, and the mapping by which it is read (None: the standard)."""

    shape: str
    grids: list[Grid]
    mapping: bytes | None
    authority: Authority
    as_at: date = AS_AT

    @property
    def parsed(self) -> Mapping | None:
        """Return the mapping."""
        return None if self.mapping is None else parse_mapping(self.mapping, "made-up.yaml")

    def files(self) -> dict[str, bytes]:
        """Return the files."""
        return packed(self.shape, written(self.grids))


def packed(shape: str, files: dict[str, bytes]) -> dict[str, bytes]:
    """Return files as they are sent: in the shape of that name inside one archive."""
    return {"extract.zip": zipped(files)} if shape == "zip" else files


def source_files(files: dict[str, bytes]) -> list[SourceFile]:
    """Return files as intake takes them from a folder."""
    return [
        SourceFile(name, data, hashlib.sha256(data).hexdigest()) for name, data in files.items()
    ]


def rows_of(seed: int, children: int, as_at: date = AS_AT) -> Iterator[Rows]:
    """Yield the rows of so many made-up children, as known on a day."""
    authority = SENDERS[seed % len(SENDERS)]
    ids = ChildIds(stream(seed, "damage"))
    for life in lives(seed, authority, _practices(seed % 50)[authority.code], children, []):
        rows = cut(life, ids.new(), as_at.toordinal(), carer_id)
        if rows["episodes"] or rows["milestones"]:
            yield rows


@cache
def _practices(seed: int):  # type: ignore[no-untyped-def]
    return practices(seed)


def sent(shape: str, seed: int, children: int, as_at: date = AS_AT) -> Sent:
    """Return a good submission of a shape."""
    written_as = Shape(shape) if shape not in DERIVED else Shape.STANDARD_CSV
    with tempfile.TemporaryDirectory() as folder:
        writer = WRITERS[written_as](Path(folder))
        for rows in rows_of(seed, children, as_at):
            writer.add(rows)
        writer.close()
        files = {path.name: path.read_bytes() for path in sorted(Path(folder).iterdir())}
    text = MAPPINGS[written_as]() if written_as in MAPPINGS else None
    mapping = None if text is None else text.encode()
    authority = SENDERS[seed % len(SENDERS)]
    who = Authority(authority.code, authority.name, authority.slug)
    grids = _grids(files, None if mapping is None else parse_mapping(mapping, "made-up.yaml"))
    return Sent(shape, _derived(shape, grids), mapping, who, as_at)


def _grids(files: dict[str, bytes], mapping: Mapping | None) -> list[Grid]:
    grids: list[Grid] = []
    for name, data in files.items():
        source = _source_of(name, mapping)
        settings = mapping.sources[source] if mapping else None
        if name.endswith(".xlsx"):
            row = settings.header_row if settings else 1
            grids += from_xlsx(name, data, lambda sheet, s=source: s if mapping else sheet, row)  # type: ignore[misc]
        elif name.endswith(".parquet"):
            grids.append(from_parquet(name, source, data))
        else:
            end = "\r\n" if mapping else "\n"
            form = (
                Form("csv", settings.delimiter, settings.encoding, settings.quote, end)
                if settings
                else Form("csv")
            )
            grids.append(from_csv(name, source, data, form))
    return grids


def _source_of(name: str, mapping: Mapping | None) -> str:
    if mapping is None:
        return name.rpartition(".")[0]
    return next(s for s, of in mapping.sources.items() if of.file.replace("*", "") == name)


def _derived(shape: str, grids: list[Grid]) -> list[Grid]:
    if shape == "zip" or shape not in DERIVED:
        return grids
    if shape == "tsv":
        return [_as(g, f"{g.source}.tsv", None, Form("csv", "\t")) for g in grids]
    if shape == "json_lines":
        return [_as(g, f"{g.source}.jsonl", None, Form("jsonl")) for g in grids]
    if shape == "book_each":
        return [_as(g, f"{g.source}.xlsx", g.source, Form("xlsx")) for g in grids]
    return [_with_days(_as(g, "extract.ods", g.source, Form("ods"))) for g in grids]


def _as(grid: Grid, file: str, sheet: str | None, form: Form) -> Grid:
    return Grid(file, sheet, grid.source, form, list(grid.header), [list(r) for r in grid.rows])


def _with_days(grid: Grid) -> Grid:
    for at, name in enumerate(grid.header):
        for row in grid.rows:
            if name.endswith("_date") and row[at]:
                row[at] = date.fromisoformat(text_of(row[at]))
    return grid


def size_of(seed: int) -> int:
    """Return how many children the submission of a seed has: mostly few, at times many."""
    chance = random.Random(seed)
    return chance.choice((32, 40, 60, 120, 400, 900)) + chance.randrange(9)
