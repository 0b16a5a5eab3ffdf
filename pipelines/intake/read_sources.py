"""From the files of a submission to the tables of cells its mapping names: exact or refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path

from pipelines.authorities.mapping import Mapping, Source
from pipelines.contract.findings import Finding, Refused
from pipelines.intake.csv_reader import Dialect, read_records
from pipelines.intake.headers import header_faults, identifier_faults
from pipelines.intake.parquet_reader import read_parquet
from pipelines.intake.source_table import Cell, Place, SourceFile, SourceTable
from pipelines.intake.workbook_reader import Workbook

MOST_FINDINGS_OF_A_KIND = 20


@dataclass(frozen=True)
class ReadSources:
    """The tables of cells of each source, and everything that keeps the files from being read."""

    tables: dict[str, list[SourceTable]]
    findings: list[Finding]


def matches(file: SourceFile, pattern: str) -> bool:
    """Return whether a file's name fits a pattern; the letter case of the ending is free."""
    return fnmatchcase(_lower_ending(file.name), _lower_ending(pattern))


def _lower_ending(name: str) -> str:
    return name.removesuffix(Path(name).suffix) + Path(name).suffix.lower()


def read_sources(
    files: Sequence[SourceFile], mapping: Mapping, *, partly: bool = False
) -> ReadSources:
    """Read every source of a mapping (``partly``: those that have a file)."""
    findings = _undeclared_files(files, mapping)
    books = _Books()
    tables: dict[str, list[SourceTable]] = {}
    for name, source in mapping.sources.items():
        found = [file for file in files if matches(file, source.file)]
        if not found and not partly:
            findings.append(_missing_file(source))
        for file in found:
            try:
                read = _read(file, source, mapping.columns_used(name), books)
                tables.setdefault(name, []).append(read)
            except Refused as refusal:
                findings += refusal.findings
    findings += books.undeclared_sheets(mapping)
    return ReadSources(tables, list(dict.fromkeys(findings)))


def _undeclared_files(files: Sequence[SourceFile], mapping: Mapping) -> list[Finding]:
    patterns = [source.file for source in mapping.sources.values()]
    found: list[Finding] = []
    for file in files:
        if not any(matches(file, pattern) for pattern in patterns):
            found += [undeclared_file(file.name), *_identifiers_in(file)]
    return found


def _identifiers_in(file: SourceFile) -> list[Finding]:
    """Return the columns of an undeclared file that should never have been sent, by name."""
    if file.ending != ".csv":
        return []
    first_line = file.data.split(b"\n", 1)[0]
    try:
        records = read_records(first_line, Dialect(), Place(file.name))
    except Refused:
        return []  # nothing is known of its form, and it is refused already
    return identifier_faults(Place(file.name), records[0], 1)


def undeclared_file(name: str) -> Finding:
    """Return what is said about a file that nothing declares."""
    return Place(name).fault(
        "undeclared_file",
        "The file is no table of the standard extract and no mapping declares it.",
        "Take the file out, name it after its table, or have it declared in the mapping.",
    )


def not_a_file(name: str) -> Finding:
    """Return what is said about a folder, a link to nowhere or a file that cannot be opened."""
    return Place(name).fault(
        "not_a_file",
        "This is no file that can be read.",
        "Put the files themselves into the folder, without folders or links.",
    )


def _missing_file(source: Source) -> Finding:
    return Place(source.file).fault(
        "missing_file",
        "The file is missing.",
        "Send the file with the others; a submission is whole or nothing.",
    )


class _Books:
    """Workbooks opened once, however many sources are sheets of them."""

    def __init__(self) -> None:
        self._open: dict[str, Workbook] = {}

    def of(self, file: SourceFile) -> Workbook:
        if file.name not in self._open:
            self._open[file.name] = Workbook(file)
        return self._open[file.name]

    def undeclared_sheets(self, mapping: Mapping) -> list[Finding]:
        return [
            Place(name, sheet).fault(
                "undeclared_sheet",
                "The sheet is no table of the standard extract and no mapping declares it.",
                "Take the sheet out, name it after its table, or have it declared in the mapping.",
            )
            for name, book in self._open.items()
            for sheet in book.sheets
            if not any(_is_declared(name, book, sheet, s) for s in mapping.sources.values())
        ]


def _is_declared(file: str, book: Workbook, sheet: str, source: Source) -> bool:
    fits = fnmatchcase(_lower_ending(file), _lower_ending(source.file))
    return fits and sheet == (source.sheet or book.sheets[0])


def _read(file: SourceFile, source: Source, used: set[str], books: _Books) -> SourceTable:
    if source.format == "parquet":
        return _parquet_table(file, source, used)
    if source.format == "csv":
        place = Place(file.name)
        dialect = Dialect(source.encoding, source.delimiter, source.quote)
        records: Sequence[Sequence[Cell]] = read_records(file.data, dialect, place)
    else:
        book = books.of(file)
        place = Place(file.name, source.sheet or book.sheets[0])
        records = _sheet(book, place)
    return _table(place, records, source, used)


def _sheet(book: Workbook, place: Place) -> list[list[Cell]]:
    if place.sheet not in book.sheets:
        raise Refused(
            [place.fault("missing_sheet", "The sheet is missing.", "Send the workbook with it.")]
        )
    rows = book.rows(place.sheet)
    if not rows:
        raise Refused(
            [place.fault("empty_sheet", "The sheet is empty.", "Send the sheet with its header.")]
        )
    return rows


def _table(
    place: Place, records: Sequence[Sequence[Cell]], source: Source, used: set[str]
) -> SourceTable:
    row = source.header_row
    if len(records) < row:
        raise Refused([place.fault("no_header", "The header row is missing.", "Send it.", row=row)])
    header = [cell if isinstance(cell, str) else str(cell) for cell in records[row - 1]]
    _check_header(place, header, source, used)
    data = records[row:]
    broken = broken_rows(place, header, data, row + 1)
    if broken:
        raise Refused(broken)
    columns = list(zip(*data, strict=True)) or [()] * len(header)
    return SourceTable(place, header, columns, row + 1)


def _parquet_table(file: SourceFile, source: Source, used: set[str]) -> SourceTable:
    columns = read_parquet(file)
    place, header = Place(file.name), [name for name, _cells in columns]
    _check_header(place, header, source, used)
    return SourceTable(place, header, [cells for _name, cells in columns], 1)


def _check_header(place: Place, header: list[str], source: Source, used: set[str]) -> None:
    not_used = {*source.ignored_columns, *source.dropped_columns}
    faults = header_faults(place, header, used, not_used, source.header_row)
    if faults:
        raise Refused(faults)


def broken_rows(
    place: Place, header: list[str], data: Sequence[Sequence[Cell]], first_row: int
) -> list[Finding]:
    """Return the rows that are not as wide as the header, repeat it, or are blank in a sheet."""
    width, faults = len(header), []
    for row, record in enumerate(data, start=first_row):
        if len(record) != width:
            faults.append(_ragged(place, row))
        elif record[0] == header[0] and list(record) == header:
            faults.append(_repeated_header(place, row))
        elif place.sheet and not any(cell != "" for cell in record):
            faults.append(_blank(place, row))
        if len(faults) == MOST_FINDINGS_OF_A_KIND:
            break
    return faults


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
