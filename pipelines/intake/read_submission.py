"""Everything that is read of a stranger's bytes: this runs in a child process (``sandbox``)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.authorities.mapping import Mapping
from pipelines.contract.findings import Finding
from pipelines.intake.books import Begin, Books, nobody_listens
from pipelines.intake.file_kinds import refused_kind
from pipelines.intake.identifiers.names_outside import identifiers_in_names
from pipelines.intake.identifiers.scan import identifier_values
from pipelines.intake.ids_as_sent import ids_that_lost_digits
from pipelines.intake.read_sources import ReadSources, read_sources
from pipelines.intake.recognise import recognise_standard
from pipelines.intake.source_table import Place, SourceFile, SourceTable
from pipelines.intake.submission_yaml import NAME, Declared, read_declared
from pipelines.intake.unpack import unpacked


@dataclass(frozen=True)
class SubmissionRead:
    """What is declared beside the files, how they are read, their tables, and all faults."""

    declared: Declared
    mapping: Mapping
    tables: dict[str, list[SourceTable]]
    findings: list[Finding]


def read_submission(
    files: Sequence[SourceFile],
    mapping: Mapping | None,
    *,
    partly: bool = False,
    begin: Begin = nobody_listens,
) -> SubmissionRead:
    """Read the files of a submission; raise Refused where what stands beside them is faulty.

    ``mapping``: None where the standard extract is sent; ``begin`` is told each file's name when
    its reading begins.
    """
    books = Books(begin)
    begin(NAME)
    declared = read_declared(next((file for file in files if file.name == NAME), None))
    kinds = {file.name: refused_kind(file) for file in files}
    sent, packed = unpacked([f for f in files if f.name != NAME and kinds[f.name] is None], books)
    inside = [fault for file in sent if file.inside and (fault := refused_kind(file))]
    faults = [*filter(None, kinds.values()), *packed, *inside, *_twice(sent)]
    used, read = _read(sent, declared, mapping, books, partly=partly or bool(faults))
    found = [*faults, *read.findings]
    for source, tables in read.tables.items():
        for table in tables:
            begin(table.place.file)
            found += ids_that_lost_digits(used, source, table)
            found += identifier_values(used, source, table)
    found += identifiers_in_names(sent)
    return SubmissionRead(declared, used, {} if found else read.tables, list(dict.fromkeys(found)))


def _read(
    files: list[SourceFile],
    declared: Declared,
    mapping: Mapping | None,
    books: Books,
    *,
    partly: bool,
) -> tuple[Mapping, ReadSources]:
    if mapping is not None:
        mapping = mapping.without(declared.absent)
        return mapping, read_sources(files, mapping, partly=partly, books=books)
    found = recognise_standard(files, declared.absent, partly=partly, books=books)
    read = read_sources(found.files, found.mapping, partly=partly, books=books)
    return found.mapping, ReadSources(read.tables, found.findings + read.findings)


def _twice(files: Sequence[SourceFile]) -> list[Finding]:
    """Return files of one name, in the folder and in an archive or in two archives."""
    names = [file.name for file in files]
    return [
        Place(file.shown).fault(
            "file_twice", "Another file has the same name.", "Send each file once."
        )
        for number, file in enumerate(files)
        if file.name in names[:number]
    ]
