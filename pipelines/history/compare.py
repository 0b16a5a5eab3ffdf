"""The whole comparison of two builds: what they were made of, then what moved and why."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipelines.contract.vocabulary import vocabulary
from pipelines.history.causes import (
    AuthorityChange,
    area_reasons,
    authority_changes,
    cause_frame,
    changed_settings,
)
from pipelines.history.cells import CellRow, MartChange, changed_cells, mart_changes
from pipelines.history.clocks import ClockChange, clock_changes
from pipelines.history.programme import ProgrammeChange, programme_changes
from pipelines.history.records import RecordChange, record_changes
from pipelines.history.two_builds import Build, two_builds

_CELL_ROWS = 200  # of each mart; every change is counted in ``marts``


@dataclass(frozen=True)
class Comparison:
    """What changed between two builds by table, area and reason."""

    before: Build
    after: Build
    settings: list[str]
    authorities: list[AuthorityChange]
    programme: list[ProgrammeChange]
    records: list[RecordChange]
    clocks: list[ClockChange]
    marts: list[MartChange]
    cells: list[CellRow]

    def as_dict(self) -> dict[str, Any]:
        """Return the comparison for programs."""
        changed = [a for a in self.authorities if a.is_changed or a.is_mapping_changed]
        return asdict(self) | {"authorities": [asdict(a) for a in changed]}


def compare(before: Path, after: Path, submissions: Path) -> Comparison:
    """Compare two warehouse files; ``submissions`` keeps the programme's records by their id.

    Raises:
        NotABuild: when one of the files is no complete build.
    """
    with two_builds(before, after) as two:
        changes = authority_changes(two)
        settings = changed_settings(two.a, two.b)
        two.connection.register("cause", cause_frame(changes, settings))
        marts = mart_changes(two, vocabulary().marts, area_reasons(changes, settings))
        return Comparison(
            before=two.a,
            after=two.b,
            settings=settings,
            authorities=changes,
            programme=_programme(two.a, two.b, submissions / "programme"),
            records=record_changes(two),
            clocks=clock_changes(two),
            marts=marts,
            cells=changed_cells(two, vocabulary().marts, _areas(marts, changes), _CELL_ROWS),
        )


def _areas(marts: list[MartChange], authorities: list[AuthorityChange]) -> list[str]:
    """Return the areas that changed: authorities with another submission, others, then groups."""
    codes = {a.authority_code: a.is_changed for a in authorities}
    return sorted({m.area for m in marts}, key=lambda a: (not codes.get(a), a not in codes, a))


def _programme(a: Build, b: Build, kept: Path) -> list[ProgrammeChange]:
    if a.programme_id == b.programme_id:
        return []
    files = list(vocabulary().programme_files)
    return programme_changes(kept / a.programme_id, kept / b.programme_id, files)
