"""One file (or sheet) as its source declares it, read to a table of cells: exact or refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Sequence

from pipelines.authorities.mapping import Source
from pipelines.contract.findings import Finding, Refused
from pipelines.intake.books import Books
from pipelines.intake.csv_reader import Dialect, read_records
from pipelines.intake.headers import header_faults
from pipelines.intake.identifiers.scan import faults_of_raw_columns
from pipelines.intake.json_lines import read_json_lines
from pipelines.intake.parquet_reader import read_parquet
from pipelines.intake.source_table import Cell, Place, SourceFile, SourceTable
from pipelines.intake.workbook_reader import Workbook

MOST_FINDINGS_OF_A_KIND = 20
MOST_COLUMNS = 1_000
_TOTAL = re.compile(r"\s*(?:grand |sub-?)?totals?\s*:?\s*", re.IGNORECASE)
_ByColumn = list[tuple[str, Sequence[Cell]]]
_TYPED: dict[str, Callable[[SourceFile], _ByColumn]] = {
    "parquet": read_parquet,
    "jsonl": read_json_lines,
}


def read_table(
    file: SourceFile, source: Source, used: Collection[str], books: Books
) -> SourceTable:
    """Return the table in a file; raise Refused where the file is not what is declared.

    ``used``: the columns that are needed; with those declared ignored or dropped, all there are.
    """
    books.begin(file)
    if source.format in _TYPED:
        return _typed_table(file, source, used, _TYPED[source.format](file))
    place, records = _records(file, source, books)
    table = _table(place, records, source, used)
    if "totals_row" not in source.accepts:
        _stop_at(_totals(table))
    return table


def _records(
    file: SourceFile, source: Source, books: Books
) -> tuple[Place, Sequence[Sequence[Cell]]]:
    if source.format == "csv":
        place = Place(file.shown)
        dialect = Dialect(
            source.encoding, source.delimiter, source.quote, source.escape, source.line_end
        )
        return place, read_records(file.data, dialect, place)
    book = books.of(file, "ods" if source.format == "ods" else "xlsx")
    place = Place(file.shown, source.sheet or next(iter(book.sheets), ""))
    return place, _sheet(book, place, source)


def _sheet(book: Workbook, place: Place, source: Source) -> list[list[Cell]]:
    if place.sheet not in book.sheets:
        _stop_at(
            [place.fault("missing_sheet", "The sheet is missing.", "Send the workbook with it.")]
        )
    sheet = str(place.sheet)
    _stop_at(book.not_shown(sheet, frozenset(source.accepts)))
    rows = book.rows(sheet)
    if not rows:
        _stop_at(
            [place.fault("empty_sheet", "The sheet is empty.", "Send the sheet with its header.")]
        )
    return rows


def _table(
    place: Place, records: Sequence[Sequence[Cell]], source: Source, used: Collection[str]
) -> SourceTable:
    row = source.header_row + source.header_rows - 1
    if len(records) < row:
        _stop_at([place.fault("no_header", "The header row is missing.", "Send it.", row=row)])
    header = _names(records[source.header_row - 1 : row], place, row)
    data = records[row:]
    broken = broken_rows(place, header, data, row + 1)
    columns: Sequence[Sequence[Cell]] = []
    if not broken:
        columns = list(zip(*data, strict=True)) or [()] * len(header)
    _check_header(place, header, columns, source, used)
    _stop_at(broken)
    return SourceTable(place, header, columns, row + 1)


def _names(rows: Sequence[Sequence[Cell]], place: Place, row: int) -> list[str]:
    """Return the names of the columns; of several rows, what stands below each other is joined."""
    if len({len(cells) for cells in rows}) > 1:
        _stop_at([_ragged(place, row)])
    texts = [[cell if isinstance(cell, str) else str(cell) for cell in cells] for cells in rows]
    return [" ".join(filter(None, parts)) for parts in zip(*texts, strict=True)]


def _typed_table(
    file: SourceFile, source: Source, used: Collection[str], named: _ByColumn
) -> SourceTable:
    place, header = Place(file.shown), [name for name, _cells in named]
    columns = [cells for _name, cells in named]
    _check_header(place, header, columns, source, used)
    return SourceTable(place, header, columns, 1)


def _check_header(
    place: Place,
    header: list[str],
    columns: Sequence[Sequence[Cell]],
    source: Source,
    used: Collection[str],
) -> None:
    if len(header) > MOST_COLUMNS:
        _stop_at([_too_wide(place, source.header_row)])
    not_used = {*source.ignored_columns, *source.dropped_columns}
    faults = header_faults(place, header, used, not_used, source.header_row)
    if faults:
        # What is refused for its header is looked at all the same: what identifies people must
        # be known, so that it can be taken out of the drop folder.
        declared = {*used, *not_used}
        raw = [c for n, c in zip(header, columns, strict=False) if n not in declared]
        names = [n for n in header if n not in declared]
        at = [number for number, n in enumerate(header) if n not in declared]
        raise Refused([*faults, *faults_of_raw_columns(place, names, raw, at)])


def broken_rows(
    place: Place, header: Sequence[str], data: Sequence[Sequence[Cell]], first_row: int
) -> list[Finding]:
    """Return the rows that are not as wide as the header, repeat it, or are blank in a sheet."""
    width, names, faults = len(header), list(header), []
    for row, record in enumerate(data, start=first_row):
        if len(record) != width:
            faults.append(_ragged(place, row))
        elif record and record[0] == names[0] and list(record) == names:
            faults.append(_repeated_header(place, row))
        elif place.sheet and not any(cell != "" for cell in record):
            faults.append(_blank(place, row))
        if len(faults) == MOST_FINDINGS_OF_A_KIND:
            break
    return faults


def _totals(table: SourceTable) -> list[Finding]:
    """Return the last row where it sums the others up: it is no row of anybody."""
    for position, cells in enumerate(table.columns):
        last = cells[-1] if cells else ""
        if isinstance(last, str) and _TOTAL.fullmatch(last):
            return [_total(table, position)]
    return []


def _stop_at(faults: Iterable[Finding]) -> None:
    found = list(faults)
    if found:
        raise Refused(found)


def _total(table: SourceTable, position: int) -> Finding:
    return table.place.fault(
        "totals_row",
        "The last row holds totals.",
        "Take the row out; a mapping that leaves it out by a rule declares it (accepts).",
        row=table.first_row + table.rows - 1,
        position=position,
    )


def _too_wide(place: Place, row: int) -> Finding:
    return place.fault(
        "too_many_columns",
        f"There are more than {MOST_COLUMNS:,} columns.",
        "Send the declared columns only.",
        row=row,
    )


def _ragged(place: Place, row: int) -> Finding:
    return place.fault(
        "ragged_row",
        "The row does not have as many cells as there are columns.",
        "Quote cells that hold the separator, and send every column in every row.",
        row=row,
    )


def _repeated_header(place: Place, row: int) -> Finding:
    return place.fault(
        "header_repeated",
        "The column names stand here again, among the data.",
        "Send one header per file; do not paste several exports together.",
        row=row,
    )


def _blank(place: Place, row: int) -> Finding:
    return place.fault("blank_row", "The row is blank.", "Take blank rows out.", row=row)
