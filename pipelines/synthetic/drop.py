"""Writing one authority's drop folders: each life is told once and cut for every submission."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

import yaml

from pipelines.settings import Home
from pipelines.synthetic.chance import stream
from pipelines.synthetic.days import iso
from pipelines.synthetic.extract import Rows, cut
from pipelines.synthetic.faults import UNDECLARED, Fault, Planter, planter
from pipelines.synthetic.histories.life import Life
from pipelines.synthetic.pseudonyms import carer_id
from pipelines.synthetic.shapes import WRITERS, ShapeWriter, source_system
from pipelines.synthetic.shapes.standard_csv import StandardCsv
from pipelines.synthetic.submissions import Submission


@dataclass
class Drop:
    """One drop folder being written, with what was meant to be in it and what was planted."""

    submission: Submission
    folder: Path
    writer: ShapeWriter
    planter: Planter
    meant: Counter[str] = field(default_factory=Counter)

    def add(self, life: Life, child_id: str) -> None:
        """Write one child as this submission has it; nothing if the child was not known yet."""
        rows = cut(life, child_id, self.submission.as_at, carer_id)
        rows = self._not_yet_entered(rows)
        if not rows["episodes"] and not rows["milestones"]:
            return
        for table, of_table in rows.items():
            self.meant[table] += len(of_table)
        self.writer.add(self.planter.plant(rows))

    def _not_yet_entered(self, rows: Rows) -> Rows:
        until = self.submission.milestones_until
        if until is None:
            return rows
        there = [r for r in rows["milestones"] if isinstance(r[2], int) and r[2] <= until]
        return rows | {"milestones": there}

    def close(self) -> None:
        """Finish the files and put ``submission.yaml`` beside them."""
        self.writer.close()
        (self.folder / "submission.yaml").write_text(self._letter(), encoding="utf-8")

    def _letter(self) -> str:
        authority = self.submission.authority
        letter: dict[str, object] = {
            "authority": authority.code,
            "as_at": iso(self.submission.as_at),
            "received_on": iso(self.submission.received_on),
            "source_system": source_system(authority.shape),
            "pseudonym_key_id": f"made-up-{authority.code.lower()}",
        }
        if self.submission.states_hashes:
            files = sorted(p for p in self.folder.iterdir() if p.name != "submission.yaml")
            letter["files"] = {p.name: sha256(p.read_bytes()).hexdigest() for p in files}
        return yaml.safe_dump(letter, sort_keys=False)

    @property
    def faults(self) -> dict[tuple[str, str], int]:
        """Return how many faults were planted, by table and kind."""
        planted = dict(self.planter.planted)
        if self.submission.has_undeclared_column:
            planted["episodes", Fault.UNDECLARED_COLUMN.value] = 1
        return dict(sorted(planted.items()))


def open_drops(home: Home, seed: int, sent: Iterable[Submission], children: int) -> list[Drop]:
    """Return an authority's drop folders, made and ready to be written to."""
    return [_open(home, seed, submission, children) for submission in sent]


def _open(home: Home, seed: int, submission: Submission, children: int) -> Drop:
    authority = submission.authority
    folder = home.extracts / authority.folder / submission.folder
    folder.mkdir(parents=True, exist_ok=True)
    writer: ShapeWriter
    if submission.has_undeclared_column:
        writer = StandardCsv(folder, UNDECLARED)
    else:
        writer = WRITERS[authority.shape](folder)
    rng = stream(seed, "faults", authority.code, submission.folder)
    if submission.has_undeclared_column:  # refused whole: no fault of a row would be seen
        return Drop(submission, folder, writer, Planter(rng, submission.as_at, {}))
    return Drop(submission, folder, writer, planter(rng, children, submission.as_at))
