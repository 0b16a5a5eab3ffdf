"""The shape in which intake hands submissions to the warehouse: manifests and the ledger.

    submissions/<authority_code>/<submission_id>/<table>.parquet, manifest.json
    submissions/programme/<programme_id>/<file>.parquet, manifest.json
    submissions/ledger.jsonl             one receipt per line, in the order of taking in
    submissions/programme_ledger.jsonl   one sighting of programme records per line
    submissions/decisions.jsonl          what people decided (``register``)

A submission's id is a digest of its authority, day and *standardised* content, so the same rows
in another order are the same submission. The ledger only grows; what is in force is read from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import Path

from pipelines.contract.append_only import append_line, known_fields, whole_lines
from pipelines.settings import Home


class Outcome(StrEnum):
    """What became of a submission."""

    ACCEPTED = "accepted"
    ACCEPTED_WITH_REPAIRS = "accepted_with_repairs"
    PARTLY_ACCEPTED = "partly_accepted"
    WAITING = "waiting_for_a_person"
    REFUSED = "refused"

    @property
    def is_in(self) -> bool:
        """Return whether the submission can be in force without anybody's decision."""
        return self not in (Outcome.REFUSED, Outcome.WAITING)

    @property
    def is_kept(self) -> bool:
        """Return whether the submission was kept: it is in, or a person may let it in."""
        return self is not Outcome.REFUSED

    @property
    def words(self) -> str:
        """Return the outcome for a sentence."""
        return self.value.replace("_", " ")


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
    # Of the rules over whole tables: held, broken, skipped, crashed.
    rules: Mapping[str, int] = field(default_factory=dict)

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


def read_ledger(home: Home) -> list[Receipt]:
    """Return all receipts in the order of taking in."""
    receipts = []
    for raw in whole_lines(ledger_file(home)):
        known = known_fields(Receipt, raw)
        known["outcome"] = Outcome(known["outcome"])
        known["reasons"] = tuple(known.get("reasons", ()))
        receipts.append(Receipt(**known))
    return receipts


def append_receipt(home: Home, receipt: Receipt) -> None:
    """Add a receipt; a crash leaves either all of it or none."""
    append_line(ledger_file(home), asdict(receipt))


def read_programme_ledger(home: Home) -> list[ProgrammeSighting]:
    """Return all sightings of programme records, oldest first."""
    return [
        ProgrammeSighting(**known_fields(ProgrammeSighting, raw))
        for raw in whole_lines(programme_ledger_file(home))
    ]


def append_programme_sighting(home: Home, sighting: ProgrammeSighting) -> None:
    """Add a sighting of programme records."""
    append_line(programme_ledger_file(home), asdict(sighting))


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
