"""Workbooks opened once, however many tables are sheets of them."""

from __future__ import annotations

from collections.abc import Callable

from pipelines.authorities.mapping import Mapping, Source
from pipelines.contract.findings import Finding
from pipelines.intake.matching import matches
from pipelines.intake.source_table import Place, SourceFile
from pipelines.intake.workbook_parts import Kind
from pipelines.intake.workbook_reader import Workbook

Begin = Callable[[str], None]


def nobody_listens(_name: str) -> None:
    """Take no notice of which file is begun."""


class Books:
    """The opened workbooks of a submission; ``begin`` is told the file that is opened or read."""

    def __init__(self, begin: Begin = nobody_listens) -> None:
        self._open: dict[str, tuple[SourceFile, Workbook]] = {}
        self._begin = begin

    def begin(self, file: SourceFile) -> None:
        """Tell that work on a file begins."""
        self._begin(file.inside or file.name)

    def of(self, file: SourceFile, kind: Kind) -> Workbook:
        """Return the workbook in a file; raise Refused where it is none."""
        self.begin(file)
        if file.shown not in self._open:
            self._open[file.shown] = (file, Workbook(file, kind))
        return self._open[file.shown][1]

    def undeclared_sheets(self, mapping: Mapping) -> list[Finding]:
        """Return the sheets of opened workbooks that no source names."""
        return [
            Place(file.shown, sheet).fault(
                "undeclared_sheet",
                "The sheet is no table of the standard extract and no mapping declares it.",
                "Take the sheet out, name it after its table, or have it declared in the mapping.",
            )
            for file, book in self._open.values()
            for sheet in book.sheets
            if not any(_is_declared(file, book, sheet, s) for s in mapping.sources.values())
        ]


def _is_declared(file: SourceFile, book: Workbook, sheet: str, source: Source) -> bool:
    return matches(file, source.file) and sheet == (source.sheet or book.sheets[0])
