"""What a child does: read everything of one submission, and answer with tables or findings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pipelines.authorities.mapping import Mapping
from pipelines.contract.findings import Refused
from pipelines.intake.read_submission import SubmissionRead, read_submission
from pipelines.intake.sandbox import wire

Progress = Callable[[int], None]


def answer(
    head: dict[str, Any], data: list[bytes], progress: Progress
) -> tuple[dict[str, Any], list[Any]]:
    """Return the head and the bodies of the answer to a request."""
    files = [wire.file_of(said, body) for said, body in zip(head["files"], data, strict=True)]
    numbers = {file.name: number for number, file in enumerate(files)}

    def begin(name: str) -> None:
        """Tell the forker at which file the child is (of a packed one, at which archive)."""
        progress(numbers.get(name.partition("/")[0], 0))

    mapping = None if head["mapping"] is None else Mapping.model_validate(head["mapping"])
    try:
        read = read_submission(files, mapping, partly=head["partly"], begin=begin)
    except Refused as refusal:
        return {"refused": [wire.finding_as_dict(f) for f in refusal.findings]}, []
    bodies = []
    for table in (table for tables in read.tables.values() for table in tables):
        begin(table.place.file)
        bodies.append(wire.cells_of(table))
    return _told(read), bodies


def _told(read: SubmissionRead) -> dict[str, Any]:
    return {
        "declared": read.declared.model_dump(mode="json"),
        "mapping": read.mapping.model_dump(mode="json", by_alias=True, exclude_unset=True),
        "tables": [
            {"source": source, **wire.table_as_dict(table)}
            for source, tables in read.tables.items()
            for table in tables
        ],
        "findings": [wire.finding_as_dict(finding) for finding in read.findings],
    }
