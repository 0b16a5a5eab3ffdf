"""From the files of a submission to the tables of cells its mapping names: exact or refused."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.authorities.mapping import Mapping, Source
from pipelines.contract.findings import Finding, Refused
from pipelines.intake.books import Books
from pipelines.intake.csv_reader import Dialect, read_records
from pipelines.intake.headers import identifier_faults
from pipelines.intake.identifiers.scan import faults_of_raw_columns
from pipelines.intake.matching import matches
from pipelines.intake.read_table import read_table
from pipelines.intake.source_table import Place, SourceFile, SourceTable

__all__ = ["ReadSources", "matches", "not_a_file", "read_sources", "undeclared_file"]
_DELIMITERS = {".csv": ",", ".tsv": "\t", ".txt": ","}


@dataclass(frozen=True)
class ReadSources:
    """The tables of cells of each source, and everything that keeps the files from being read."""

    tables: dict[str, list[SourceTable]]
    findings: list[Finding]


def read_sources(
    files: Sequence[SourceFile],
    mapping: Mapping,
    *,
    partly: bool = False,
    books: Books | None = None,
) -> ReadSources:
    """Read every source of a mapping (``partly``: those that have a file)."""
    books = books or Books()
    findings = _undeclared_files(files, mapping)
    tables: dict[str, list[SourceTable]] = {}
    for name, source in mapping.sources.items():
        found = [file for file in files if matches(file, source.file)]
        if not found and not partly:
            findings.append(_missing_file(source))
        for file in found:
            try:
                read = read_table(file, source, mapping.columns_used(name), books)
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
            found += [undeclared_file(file.shown), *_identifiers_in(file)]
    return found


def _identifiers_in(file: SourceFile) -> list[Finding]:
    """Return the columns of an undeclared text file that should never have been sent."""
    place = Place(file.shown)
    if file.ending not in _DELIMITERS:
        return []
    try:
        header, *rows = read_records(file.data, Dialect(delimiter=_DELIMITERS[file.ending]), place)
    except Refused:
        return _identifiers_in_first_line(file)
    by_name = identifier_faults(place, header, 1)
    if any(len(row) != len(header) for row in rows):
        return by_name
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(header)
    return [*by_name, *faults_of_raw_columns(place, header, columns, range(len(header)))]


def _identifiers_in_first_line(file: SourceFile) -> list[Finding]:
    first_line = file.data.split(b"\n", 1)[0]
    try:
        records = read_records(first_line, Dialect(), Place(file.shown))
    except Refused:
        return []  # nothing is known of its form, and it is refused already
    return identifier_faults(Place(file.shown), records[0], 1)


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
