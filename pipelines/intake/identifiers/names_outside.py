"""Names of files and sheets that identify somebody."""

from __future__ import annotations

from collections.abc import Iterable

from pipelines.contract.findings import Finding
from pipelines.intake.source_table import Place, SourceFile, tells_on_somebody


def identifiers_in_names(files: Iterable[SourceFile]) -> list[Finding]:
    """Return the files whose names identify somebody, told by their number."""
    return [
        Place(f"file {number} of the submission").fault(
            "identifier_in_name",
            "The name of the file holds what identifies a person.",
            "Name files by their content, and tell the project team, who will remove the file.",
        )
        for number, file in enumerate(files, start=1)
        if tells_on_somebody(file.stem)
    ]
