"""Which files (or sheets) hold which table, where an authority sends the standard extract."""

from __future__ import annotations

import glob
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from pipelines.authorities.mapping import Mapping, Source
from pipelines.authorities.standard import standard_mapping
from pipelines.contract.findings import Finding, Refused
from pipelines.contract.vocabulary import vocabulary
from pipelines.intake.books import Books
from pipelines.intake.source_table import Place, SourceFile
from pipelines.intake.workbook_reader import ENDINGS

# Files that hold one table each, and what is declared of them by their ending.
_ONE_TABLE: dict[str, dict[str, Any]] = {
    ".csv": {},
    ".tsv": {"delimiter": "\t"},
    ".parquet": {"format": "parquet"},
    ".jsonl": {"format": "jsonl"},
    ".ndjson": {"format": "jsonl"},
}
_LOCK_OF_AN_OPEN_WORKBOOK = "~$"


@dataclass(frozen=True)
class Recognised:
    """The standard extract as a mapping onto the files, the files that open, and the faults."""

    mapping: Mapping
    files: list[SourceFile]
    findings: list[Finding]


def recognise_standard(
    files: Sequence[SourceFile],
    absent: Collection[str],
    *,
    partly: bool = False,
    books: Books | None = None,
) -> Recognised:
    """Recognise tables by the names of files and sheets, and by nothing else.

    ``partly``: a table that is not there is no fault (a single file is looked at).
    """
    books = books or Books()
    sources: dict[str, Source] = {}
    opened: list[SourceFile] = []
    findings: list[Finding] = []
    for file in files:
        try:
            tables = list(_tables_in(file, books))
        except Refused as refusal:
            findings += refusal.findings
            continue
        opened.append(file)
        findings += [_twice(file.shown, source.sheet) for t, source in tables if t in sources]
        sources = dict(tables) | sources
    # What a broken workbook holds is not known, so nothing is said to be missing.
    if len(opened) == len(files):
        findings += _wrongly_absent(sources, absent)
        findings += [] if partly else _missing_tables({*sources, *absent})
    return Recognised(standard_mapping(_in_contract_order(sources)), opened, findings)


def _in_contract_order(sources: dict[str, Source]) -> dict[str, Source]:
    return {table: sources[table] for table in vocabulary().tables if table in sources}


def _tables_in(file: SourceFile, books: Books) -> Iterator[tuple[str, Source]]:
    tables = vocabulary().tables
    if file.ending in _ONE_TABLE and file.stem in tables:
        yield file.stem, Source(file=glob.escape(file.name), **_ONE_TABLE[file.ending])
    elif file.ending in ENDINGS and not file.name.startswith(_LOCK_OF_AN_OPEN_WORKBOOK):
        sheets = books.of(file, ENDINGS[file.ending]).sheets
        named = [sheet for sheet in sheets if sheet in tables]
        for sheet in named:
            yield sheet, _sheet(file, sheet)
        if not named and len(sheets) == 1 and file.stem in tables:
            yield file.stem, _sheet(file, sheets[0])


def _sheet(file: SourceFile, sheet: str) -> Source:
    return Source(file=glob.escape(file.name), format=ENDINGS[file.ending], sheet=sheet or None)


def _twice(name: str, sheet: str | None) -> Finding:
    return Place(name, sheet).fault(
        "table_twice",
        "The table is sent a second time here.",
        "Send each table once, as a file or as a sheet.",
    )


def _wrongly_absent(sources: dict[str, Source], absent: Collection[str]) -> Iterator[Finding]:
    for table in sources:
        if table in absent:
            yield Place(table).fault(
                "declared_absent",
                "The table is declared absent, and is there.",
                "Take it out, or out of the list of absent tables.",
            )


def _missing_tables(known: Collection[str]) -> Iterator[Finding]:
    for table in vocabulary().tables:
        if table not in known:
            yield Place(table).fault(
                "missing_table",
                "The table is missing.",
                "Send the table, or declare it absent if your system cannot produce it.",
            )
