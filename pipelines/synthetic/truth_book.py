"""Writing the clocks the story meant, authority by authority, and adding up what was planted.

The planted effect is an expectation, not a count: of each clock that started, how probable a stop
within the threshold was by the parameters, as it is and had there been no programme, given all that
had been drawn by then. So it carries no noise of the draws of the wait itself.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import TracebackType
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.synthetic.histories.life import Life
from pipelines.synthetic.histories.meant import Waiting
from pipelines.synthetic.programme.tables import write_table
from pipelines.synthetic.truth_clocks import Clock, View

FILE: Final = "clocks.parquet"
ROWS_AT_A_TIME: Final = 50_000
EPOCH: Final = date(1970, 1, 1).toordinal()
HEADLINE: Final = {1: "within_one_year", 2: "national", 3: "national", 4: "national"}
DAYS: Final = frozenset(
    {
        "as_at",
        "clock_start",
        "clock_stop",
        "exit_date",
        "censored_on",
        "threshold_date",
        "not_approved_on",
        "truly_ended_on",
    }
)


def _type(column: str) -> pa.DataType:
    return pa.date32() if column in DAYS else pa.int8() if column == "aim" else pa.string()


COLUMNS: Final = ("authority_code", "as_at", "child_id", *Clock._fields)
SCHEMA: Final = pa.schema([(column, _type(column)) for column in COLUMNS])


@dataclass
class Effect:
    """Of the clocks of one authority, aim and half-year: how many, and what was to be expected.

    ``within``, ``without_ideas`` and ``without_programme`` are expected numbers of clocks that stop
    within the threshold.
    """

    clocks: int = 0
    within: float = 0.0
    without_ideas: float = 0.0
    without_programme: float = 0.0

    def add(self, waiting: Waiting) -> None:
        """Count one clock."""
        self.clocks += 1
        self.within += waiting.chances.as_it_is
        self.without_ideas += waiting.chances.without_ideas
        self.without_programme += waiting.chances.without_programme

    @property
    def points(self) -> float:
        """Return the planted effect in percentage points of all starts."""
        return 100.0 * (self.within - self.without_programme) / self.clocks


class TruthBook:
    """Takes lives as they are told; writes ``clocks.parquet`` where it was given a folder."""

    def __init__(self, folder: Path | None) -> None:
        self.effects: dict[tuple[str, int, str], Effect] = defaultdict(Effect)
        self._folder = folder
        self._rows: list[tuple[Any, ...]] = []
        self._writer: pq.ParquetWriter | None = None

    def __enter__(self) -> TruthBook:
        """Open the file."""
        if self._folder is not None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._writer = pq.ParquetWriter(self._folder / FILE, SCHEMA)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Write what is left and close the file."""
        if self._writer is not None:
            self._flush()
            self._writer.close()

    def opens(self, authority_code: str, views: Sequence[View]) -> None:
        """Turn to the next authority and what its submissions can show, that in force last."""
        self._code, self._views = authority_code, views

    def add(self, life: Life, child_id: str) -> None:
        """Take one child's clocks."""
        for view in self._views:
            self._add(view, life, child_id)
        if len(self._rows) >= ROWS_AT_A_TIME:
            self._flush()

    def _add(self, view: View, life: Life, child_id: str) -> None:
        is_in_force = view is self._views[-1]
        for clock, waiting in view.clocks(life):
            if self._writer is not None:
                self._rows.append((self._code, view.as_at, child_id, *clock))
            if not is_in_force:
                continue
            if clock.variant == HEADLINE[clock.aim] and clock.exclusion_reason is None:
                half_year = _half_year(clock.clock_start)
                self.effects[self._code, clock.aim, half_year].add(waiting)

    def _flush(self) -> None:
        if self._writer is None or not self._rows:
            return
        columns = zip(*self._rows, strict=True)
        arrays = [_array(*named) for named in zip(COLUMNS, columns, strict=True)]
        self._writer.write_table(pa.Table.from_arrays(arrays, schema=SCHEMA))
        self._rows = []

    def write_effects(self, folder: Path) -> None:
        """Write ``effects.csv``: what was to be expected of each authority's half-years."""
        columns = (
            "authority_code",
            "aim",
            "half_year",
            "clocks",
            "expected_within",
            "expected_within_without_change_ideas",
            "expected_within_without_the_programme",
            "effect_points",
        )
        rows = (
            (
                *key,
                effect.clocks,
                round(effect.within, 3),
                round(effect.without_ideas, 3),
                round(effect.without_programme, 3),
                round(effect.points, 2),
            )
            for key, effect in sorted(self.effects.items())
        )
        write_table(folder / "effects.csv", columns, rows)


def _array(column: str, cells: tuple[Any, ...]) -> pa.Array:
    if column in DAYS:
        numbers = [None if cell is None else cell - EPOCH for cell in cells]
        return pa.array(numbers, pa.int32()).cast(pa.date32())
    return pa.array(cells, _type(column))


def _half_year(ordinal: int) -> str:
    """Return the first day of the half-year of a day."""
    on = date.fromordinal(ordinal)
    return date(on.year, 1 if on.month <= 6 else 7, 1).isoformat()
