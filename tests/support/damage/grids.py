"""A submission's files as grids of cells, and back: so that one cell or name can be damaged."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from xml.sax.saxutils import escape

import openpyxl
import pyarrow as pa
import pyarrow.parquet as pq

from tests.support.broken_files import zipped

Cell = Any
OFFICE = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">{}'
    "<office:body><office:spreadsheet>{}</office:spreadsheet></office:body>"
    "</office:document-content>"
)
HIDDEN_STYLE = (
    '<office:automatic-styles><style:style style:name="ta9" style:family="table">'
    '<style:table-properties table:display="false"/></style:style></office:automatic-styles>'
)
MANIFEST = b'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>'
ODS_MIME = b"application/vnd.oasis.opendocument.spreadsheet"


@dataclass(frozen=True)
class Form:
    """How the file of a grid is written."""

    kind: str
    delimiter: str = ","
    encoding: str = "utf-8"
    quote: str = '"'
    line_end: str = "\n"


@dataclass
class Grid:
    """One table as sent: lines before the header, the header, the rows of cells."""

    file: str
    sheet: str | None
    source: str
    form: Form
    header: list[Cell]
    rows: list[list[Cell]]
    before: list[list[Cell]] = field(default_factory=list)
    touch: list[Callable[[Any], None]] = field(default_factory=list)
    """What is done to the sheet of a workbook once its cells stand (openpyxl)."""
    attributes: dict[tuple[int, int], str] = field(default_factory=dict)
    """Of an ODS sheet: XML attributes of a cell (row from 0 of all rows, position), or of a row
    where the position is -1, or of the table where the row is -1."""

    @property
    def first_row(self) -> int:
        """Return the number that the first row of data has for a person."""
        if self.form.kind in ("parquet", "jsonl"):
            return 1
        return len(self.before) + 2

    @property
    def header_row(self) -> int:
        """Return the number of the header's row."""
        return len(self.before) + 1

    def number_of(self, row: int) -> int:
        """Return the number that a row (from 0) has for a person."""
        return self.first_row + row

    @property
    def lines(self) -> list[list[Cell]]:
        """Return all rows that stand in the file."""
        return [*self.before, self.header, *self.rows]


def written(grids: Sequence[Grid]) -> dict[str, bytes]:
    """Return the files of grids, by name."""
    by_file: dict[str, list[Grid]] = {}
    for grid in grids:
        by_file.setdefault(grid.file, []).append(grid)
    return {name: _WRITERS[of[0].form.kind](of) for name, of in by_file.items()}


def csv_line(grid: Grid, cells: Iterable[Cell]) -> str:
    """Return one row as the file has it, without its end; nothing is quoted."""
    return grid.form.delimiter.join(map(text_of, cells))


def text_of(cell: Cell) -> str:
    """Return a cell as text, days as ISO days."""
    if cell is None:
        return ""
    return cell.isoformat() if isinstance(cell, date) else str(cell)


def _csv(grids: list[Grid]) -> bytes:
    (grid,) = grids
    end = grid.form.line_end
    text = "".join(csv_line(grid, cells) + end for cells in grid.lines)
    return text.encode(grid.form.encoding)


def _xlsx(grids: list[Grid]) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for grid in grids:
        sheet = book.create_sheet(grid.sheet)
        for cells in grid.lines:
            sheet.append([None if cell == "" else cell for cell in cells])
    for grid in grids:
        for touch in grid.touch:
            touch(book[grid.sheet])
    sink = io.BytesIO()
    book.save(sink)
    return sink.getvalue()


def _ods(grids: list[Grid]) -> bytes:
    tables = "".join(map(_ods_table, grids))
    style = HIDDEN_STYLE if "ta9" in tables else ""
    content = OFFICE.format(style, tables).encode()
    return zipped({"mimetype": ODS_MIME, "content.xml": content, "META-INF/manifest.xml": MANIFEST})


def _ods_table(grid: Grid) -> str:
    rows = []
    for number, cells in enumerate(grid.lines):
        made = "".join(
            _ods_cell(c, grid.attributes.get((number, at), "")) for at, c in enumerate(cells)
        )
        rows.append(
            f"<table:table-row{grid.attributes.get((number, -1), '')}>{made}</table:table-row>"
        )
    own = grid.attributes.get((-1, -1), "")
    return f'<table:table table:name="{escape(str(grid.sheet))}"{own}>{"".join(rows)}</table:table>'


def _ods_cell(cell: Cell, more: str) -> str:
    if cell in (None, ""):
        return f"<table:table-cell{more}/>"
    if isinstance(cell, date):
        return (
            f'<table:table-cell office:value-type="date" office:date-value="{cell.isoformat()}"'
            f"{more}><text:p>{cell.isoformat()}</text:p></table:table-cell>"
        )
    if isinstance(cell, int | float):
        return (
            f'<table:table-cell office:value-type="float" office:value="{cell}"{more}>'
            f"<text:p>{cell}</text:p></table:table-cell>"
        )
    return (
        f'<table:table-cell office:value-type="string"{more}>'
        f"<text:p>{escape(cell)}</text:p></table:table-cell>"
    )


def _jsonl(grids: list[Grid]) -> bytes:
    (grid,) = grids
    lines = (json.dumps(json_row(grid, cells)) for cells in grid.rows)
    return "".join(line + "\n" for line in lines).encode()


def json_row(grid: Grid, cells: Sequence[Cell]) -> dict[str, Cell]:
    """Return a row as JSON Lines hold it: an empty cell is null."""
    values = [c.isoformat() if isinstance(c, date) else (None if c == "" else c) for c in cells]
    return dict(zip(grid.header, values, strict=False))


def _parquet(grids: list[Grid]) -> bytes:
    (grid,) = grids
    columns = list(zip(*grid.rows, strict=True)) or [()] * len(grid.header)
    arrays = [parquet_array([None if c == "" else c for c in cells]) for cells in columns]
    sink = io.BytesIO()
    pq.write_table(pa.Table.from_arrays(arrays, names=list(grid.header)), sink)
    return sink.getvalue()


def parquet_array(cells: Sequence[Cell]) -> pa.Array:
    """Return cells as a column: days where all are days, else text where any is text."""
    there = [cell for cell in cells if cell is not None]
    kinds = {type(cell) for cell in there}
    if there and len(kinds) == 1 and kinds < {date, datetime, int, float, bool}:
        return pa.array(cells)
    return pa.array([None if c is None else text_of(c) for c in cells], pa.string())


_WRITERS: dict[str, Callable[[list[Grid]], bytes]] = {
    "csv": _csv,
    "xlsx": _xlsx,
    "ods": _ods,
    "jsonl": _jsonl,
    "parquet": _parquet,
}


def from_csv(name: str, source: str, data: bytes, form: Form) -> Grid:
    """Take a file apart that we wrote: its cells hold no delimiter, quote or line end."""
    header, *rows = (line.split(form.delimiter) for line in data.decode(form.encoding).splitlines())
    return Grid(name, None, source, form, header, rows)


def from_xlsx(
    name: str, data: bytes, source_of: Callable[[str], str], header_row: int
) -> list[Grid]:
    """Take a workbook apart, a grid for each sheet."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    grids = []
    for sheet in book.worksheets:
        lines = [[_plain(cell) for cell in row] for row in sheet.iter_rows(values_only=True)]
        before, header, rows = lines[: header_row - 1], lines[header_row - 1], lines[header_row:]
        title = sheet.title
        grids.append(Grid(name, title, source_of(title), Form("xlsx"), header, rows, before))
    return grids


def _plain(cell: Cell) -> Cell:
    if cell is None:
        return ""
    return cell.date() if isinstance(cell, datetime) else cell


def from_parquet(name: str, source: str, data: bytes) -> Grid:
    """Take a Parquet file apart."""
    table = pq.read_table(io.BytesIO(data))
    rows = [[_plain(cell) for cell in row.values()] for row in table.to_pylist()]
    return Grid(name, None, source, Form("parquet"), table.column_names, rows)
