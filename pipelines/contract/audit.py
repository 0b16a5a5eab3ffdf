"""The audit log: who did what to which submission or release, in a chain nobody can rewrite unseen.

    audit.jsonl   one event a line; each carries the digest of the line before it

A line that is changed, taken out or put in breaks the chain from there on. What is cut off at the
end is seen by whoever noted the number or digest of a later line. No event holds a cell's value.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from filelock import FileLock

from pipelines.contract.append_only import append_line, known_fields, whole_lines
from pipelines.settings import Home

BEGINNING = "0" * 64


@dataclass(frozen=True)
class Event:
    """One line: what happened (``taken_in``, ``decided``, …), to what, by whom, and the chain."""

    number: int
    at: str
    what: str
    about: str
    by: str
    facts: Mapping[str, str] = field(default_factory=dict)
    previous: str = BEGINNING
    digest: str = ""

    def digest_of_content(self) -> str:
        """Return the SHA-256 of everything the line says but its own digest."""
        said = {name: value for name, value in asdict(self).items() if name != "digest"}
        return hashlib.sha256(json.dumps(said, sort_keys=True).encode("utf-8")).hexdigest()


def audit_file(home: Home) -> Path:
    """Return where events are kept."""
    return home.root / "audit.jsonl"


def read_audit(home: Home) -> list[Event]:
    """Return all events, oldest first."""
    return [Event(**known_fields(Event, raw)) for raw in whole_lines(audit_file(home))]


def record(home: Home, what: str, about: str, by: str, **facts: str) -> Event:
    """Add an event and return it; events of several processes come one after the other."""
    home.work.mkdir(parents=True, exist_ok=True)
    with FileLock(home.work / "audit.lock"):
        events = read_audit(home)
        last = events[-1] if events else None
        event = Event(
            number=len(events) + 1,
            at=datetime.now(UTC).isoformat(timespec="seconds"),
            what=what,
            about=about,
            by=by,
            facts=facts,
            previous=last.digest if last else BEGINNING,
        )
        event = Event(**{**asdict(event), "digest": event.digest_of_content()})
        append_line(audit_file(home), asdict(event))
    return event


def broken_at(events: list[Event]) -> int | None:
    """Return the number of the first line that does not follow from the one before, else None."""
    previous = BEGINNING
    for place, event in enumerate(events, start=1):
        follows = event.number == place and event.previous == previous
        if not follows or event.digest != event.digest_of_content():
            return place
        previous = event.digest
    return None
