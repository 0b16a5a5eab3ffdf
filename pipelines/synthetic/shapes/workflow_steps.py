"""A system that knows only workflow steps: milestones in long form, some forms re-opened."""

from __future__ import annotations

from itertools import count
from pathlib import Path
from typing import Final

from pipelines.authorities.parts import StepsPart
from pipelines.synthetic.extract import TABLES, Cell, Row, Rows
from pipelines.synthetic.shapes.templates import STEPS, mapping_of
from pipelines.synthetic.shapes.written_back import CellWriter, DelimitedFile, TableFile

REOPENED_EVERY: Final = 7
NOTE_EVERY: Final = 5
NOTE: Final = "Case note"
_EVENT: Final = TABLES["milestones"]


class WorkflowSteps:
    """Writes four plain files and one of steps, a row for each version of a form."""

    def __init__(self, folder: Path) -> None:
        mapping = mapping_of(STEPS)
        (part,) = mapping.tables["milestones"]
        assert isinstance(part, StepsPart)  # noqa: S101  (for the type checker)
        self._files = {
            table: TableFile(folder, mapping, table, columns)
            for table, columns in TABLES.items()
            if table != "milestones"
        }
        self._names: dict[tuple[Cell, Cell], str] = {
            (given["milestone"], given.get("outcome")): name for name, given in part.steps.items()
        }
        self._writers = {name: CellWriter(rule) for name, rule in part.columns.items()}
        columns = [str(rule.column) for rule in part.columns.values()]
        header = [*columns, part.step, "form_ref", "form_version"]
        self._steps = DelimitedFile(folder, mapping.sources[part.from_], header)
        self._form = count(1)

    def add(self, rows: Rows) -> None:
        """Write the rows of one child."""
        for table, file in self._files.items():
            for row in rows[table]:
                file.add(row)
        for row in rows["milestones"]:
            self._add_form(row)

    def _add_form(self, row: Row) -> None:
        """Write the versions of one form, the newest first, and now and then a note beside it."""
        form, event = next(self._form), dict(zip(_EVENT, row, strict=True))
        name = self._names[event["milestone"], event["outcome"]]
        is_reopened = form % REOPENED_EVERY == 0
        self._add_step(event, name, form, 2 if is_reopened else 1)
        on = event["event_date"]
        if is_reopened and isinstance(on, int):
            self._add_step({**event, "event_date": on - 9, "route": None}, name, form, 1)
        if form % NOTE_EVERY == 0:
            self._add_step(event, NOTE, form, 1)

    def _add_step(self, event: dict[str, Cell], name: str, form: int, version: int) -> None:
        cells = [write(event[column]) for column, write in self._writers.items()]
        self._steps.add([*cells, name, f"F{form:06}", str(version)])

    def close(self) -> None:
        """Finish the files."""
        for file in self._files.values():
            file.close()
        self._steps.close()
