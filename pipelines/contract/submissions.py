"""The shape in which intake hands submissions to the warehouse: manifests and the ledger.

    submissions/<authority_code>/<submission_id>/<table>.parquet, manifest.json
    submissions/programme/<programme_id>/<file>.parquet, manifest.json
    submissions/ledger.jsonl             one receipt per line, in the order of taking in
    submissions/programme_ledger.jsonl   one sighting of programme records per line

A submission's id is a digest of its authority, day and *standardised* content, so the same rows
in another order are the same submission. The ledger only grows; what is in force is read from it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from pipelines.settings import Home


class Outcome(StrEnum):
    """What became of a submission."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_REPAIRS = "accepted_with_repairs"
    PARTLY_ACCEPTED = "partly_accepted"
    REFUSED = "refused"

    @property
    def is_in(self) -> bool:
        """Return whether the submission was kept and can be in force."""
        return self is not Outcome.REFUSED


@dataclass(frozen=True)
class Receipt:
    """One taking-in of one drop folder."""

    sequence: int
    authority_code: str
    folder: str
    as_at: str
    suffix: str
    fingerprint: str
    outcome: Outcome
    received_on: str
    submission_id: str | None = None
    mapping_id: str | None = None
    key_id: str | None = None
    source_system: str | None = None
    rows: Mapping[str, int] = field(default_factory=dict)
    reasons: tuple[str, ...] = ()
    crosswalk: Mapping[str, str] = field(default_factory=dict)

    @property
    def precedence(self) -> tuple[str, str, str, int]:
        """Return what decides between two submissions of one authority: the greater is in force."""
        return (self.as_at, self.received_on, self.suffix, self.sequence)


@dataclass(frozen=True)
class ProgrammeSighting:
    """The day on which a state of the programme's records was first seen."""

    sequence: int
    programme_id: str
    first_seen_on: str
    is_synthetic: bool = False


Record = TypeVar("Record", Receipt, ProgrammeSighting)


def ledger_file(home: Home) -> Path:
    """Return where receipts are kept."""
    return home.submissions / "ledger.jsonl"


def programme_ledger_file(home: Home) -> Path:
    """Return where sightings of programme records are kept."""
    return home.submissions / "programme_ledger.jsonl"


def submission_folder(home: Home, authority_code: str, submission_id: str) -> Path:
    """Return the folder of one accepted submission."""
    return home.submissions / authority_code / submission_id


def programme_folder(home: Home, programme_id: str) -> Path:
    """Return the folder of one state of the programme's records."""
    return home.submissions / "programme" / programme_id


def _lines(path: Path) -> Iterator[dict[str, Any]]:
    if not path.exists():
        return
    # A line without its newline was cut short by a kill: it never happened.
    *whole, _cut = path.read_text(encoding="utf-8").split("\n")
    for line in whole:
        yield json.loads(line)


def _append(path: Path, record: Receipt | ProgrammeSighting) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    line = json.dumps(asdict(record), sort_keys=True) + "\n"
    with path.open("a+b") as handle:
        whole = _length_of_whole_lines(path)
        handle.truncate(whole)
        handle.write(line.encode("utf-8"))
        handle.flush()
        os.fsync(handle.fileno())


def _length_of_whole_lines(path: Path) -> int:
    return path.read_bytes().rfind(b"\n") + 1


def _known(cls: type[Record], raw: dict[str, Any]) -> dict[str, Any]:
    names = {f.name for f in fields(cls)}
    return {k: v for k, v in raw.items() if k in names}


def read_ledger(home: Home) -> list[Receipt]:
    """Return all receipts in the order of taking in."""
    receipts = []
    for raw in _lines(ledger_file(home)):
        known = _known(Receipt, raw)
        known["outcome"] = Outcome(known["outcome"])
        known["reasons"] = tuple(known.get("reasons", ()))
        receipts.append(Receipt(**known))
    return receipts


def append_receipt(home: Home, receipt: Receipt) -> None:
    """Add a receipt; a crash leaves either all of it or none."""
    _append(ledger_file(home), receipt)


def read_programme_ledger(home: Home) -> list[ProgrammeSighting]:
    """Return all sightings of programme records, oldest first."""
    return [
        ProgrammeSighting(**_known(ProgrammeSighting, raw))
        for raw in _lines(programme_ledger_file(home))
    ]


def append_programme_sighting(home: Home, sighting: ProgrammeSighting) -> None:
    """Add a sighting of programme records."""
    _append(programme_ledger_file(home), sighting)


def receipts_in_force(receipts: list[Receipt], as_known_at: date | None) -> dict[str, Receipt]:
    """Return the receipt in force of each authority, as known at a day (None: all that is known).

    Contract section 2: of the accepted submissions with ``received_on`` ≤ the day, the newest
    ``as_at`` of each authority, the last received of two with the same ``as_at``, and of those the
    greater suffix; bytes changed in place under one name follow the order of taking in.
    """
    in_force: dict[str, Receipt] = {}
    for receipt in receipts:
        if not receipt.outcome.is_in:
            continue
        if as_known_at is not None and receipt.received_on > as_known_at.isoformat():
            continue
        held = in_force.get(receipt.authority_code)
        if held is None or receipt.precedence > held.precedence:
            in_force[receipt.authority_code] = receipt
    return in_force


def programme_in_force(
    sightings: list[ProgrammeSighting], as_known_at: date | None
) -> ProgrammeSighting | None:
    """Return the newest programme records seen by a day, else the oldest there are."""
    if not sightings:
        return None
    if as_known_at is None:
        return sightings[-1]
    seen = [s for s in sightings if s.first_seen_on <= as_known_at.isoformat()]
    return seen[-1] if seen else sightings[0]
