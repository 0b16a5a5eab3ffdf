"""A case system's export and a permanence tracker: a row per case, a column per milestone.

What fits into the tracker's columns stands there, and nowhere else; the rest (reviews, a third
panel) is in the system's own list of meetings. The tracker knows the case number only.
"""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Final, TypeAlias

import openpyxl
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from pipelines.authorities.parts import ColumnsPart, WideColumn
from pipelines.synthetic.extract import TABLES, Cell, Row, Rows
from pipelines.synthetic.shapes.templates import TRACKER, mapping_of
from pipelines.synthetic.shapes.workbook import Value, pack_without_time, value_of
from pipelines.synthetic.shapes.written_back import CellWriter, TableFile

CASE: Final = "Case"
NUMBER: Final = "Case number"
_EVENT: Final = TABLES["milestones"]
_Event: TypeAlias = dict[str, Cell]


class _Place:
    """One milestone's columns in the tracker: which events fit, and how they are written."""

    def __init__(self, wide: WideColumn) -> None:
        self._constants = wide.constants
        self._columns = {name: str(rule.column) for name, rule in wide.columns.items()}
        self._labels = {n: CellWriter(r) for n, r in wide.columns.items() if n != "event_date"}

    @property
    def header(self) -> list[str]:
        """Return the titles of the milestone's columns."""
        return list(self._columns.values())

    def fits(self, event: _Event) -> bool:
        """Return whether the columns can hold all that an event says."""
        free = {*self._columns, *self._constants, "child_id"}
        same = all(event[name] == code for name, code in self._constants.items())
        return same and all(cell is None for name, cell in event.items() if name not in free)

    def written(self, event: _Event) -> dict[str, Value]:
        """Return an event as cells by column."""
        texts = {self._columns[n]: write(event[n]) or None for n, write in self._labels.items()}
        return {self._columns["event_date"]: value_of(event["event_date"]), **texts}


class TrackerAndSystem:
    """Writes the system's five files and the tracker's workbook."""

    def __init__(self, folder: Path) -> None:
        mapping = mapping_of(TRACKER)
        wide = mapping.tables["milestones"][1]
        assert isinstance(wide, ColumnsPart)  # noqa: S101  (for the type checker)
        more = {"children": [NUMBER]}
        self._files = {
            table: TableFile(folder, mapping, table, columns, more=more.get(table, ()))
            for table, columns in TABLES.items()
        }
        self._places = [_Place(each) for each in wide.each]
        columns = [name for place in self._places for name in place.header]
        self._tracker = _Tracker(folder / "Permanence tracker.xlsx", [CASE, *columns, "RAG"])
        self._cases = count(1)

    def add(self, rows: Rows) -> None:
        """Write the rows of one child."""
        lines: dict[Cell, dict[str, Value]] = {}
        for child in rows["children"]:
            case = f"K-{next(self._cases):05}"
            self._files["children"].add(child, case)
            lines[child[0]] = {CASE: case, "RAG": "green"}
        for table in ("episodes", "legal_statuses", "placements"):
            for row in rows[table]:
                self._files[table].add(row)
        for row in rows["milestones"]:
            if not self._put(lines.get(row[0]), row):
                self._files["milestones"].add(row)
        for line in lines.values():
            self._tracker.add(line)

    def _put(self, line: dict[str, Value] | None, row: Row) -> bool:
        """Put an event into the first free place that it fits, and say whether there was one."""
        if line is None:
            return False
        event = dict(zip(_EVENT, row, strict=True))
        for place in self._places:
            if place.header[0] not in line and place.fits(event):
                line.update(place.written(event))
                return True
        return False

    def close(self) -> None:
        """Finish the files, with a case in the tracker that the extract does not hold."""
        self._tracker.add({CASE: "K-CLOSED", "RAG": "grey", "Recommended 1": value_of(736000)})
        self._tracker.close()
        for file in self._files.values():
            file.close()


class _Tracker:
    """The workbook: two lines about it, the header, the cases."""

    def __init__(self, path: Path, header: list[str]) -> None:
        self._path, self._header = path, header
        self._book = openpyxl.Workbook(write_only=True)
        sheet = self._book.create_sheet("Tracker")
        assert isinstance(sheet, WriteOnlyWorksheet)  # noqa: S101  (for the type checker)
        self._sheet = sheet
        for row in (["Permanence tracker (made up)"], ["One row per case"], header):
            sheet.append(row)

    def add(self, line: dict[str, Value]) -> None:
        """Append one case, its cells in the order of the header."""
        self._sheet.append([line.get(name) for name in self._header])

    def close(self) -> None:
        """Write the workbook under its name, without a time in it."""
        stamped = self._path.with_suffix(".part")
        self._book.save(stamped)
        pack_without_time(stamped, self._path)
        stamped.unlink()
