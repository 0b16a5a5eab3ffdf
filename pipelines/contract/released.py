"""What became of every draft: attacked, signed off, published, superseded or withdrawn.

    releases/<release_id>/          what is published: byte for byte the draft, and its certificate
    release_register/steps.jsonl    who took which step when and why; only grows
    release_register/<release_id>/  certificate.json, build.json (what it was drawn from), and its
                                    lines and terms, which later releases are attacked with

The register never leaves: it says which sums were published, and of what.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path

from pipelines.contract.append_only import append_line, known_fields, whole_lines
from pipelines.contract.certificate import Certificate, read_certificate
from pipelines.settings import Home


class CannotRelease(Exception):  # noqa: N818  (a reason for a person, not an error of ours)
    """What stands in the way of a step, in words for a person."""


class State(StrEnum):
    """Where a release stands."""

    DRAFT = "draft"
    ATTACKED = "attacked"
    SIGNED_OFF = "signed off"
    PUBLISHED = "published"
    SUPERSEDED = "superseded"
    WITHDRAWN = "withdrawn"

    @property
    def was_out(self) -> bool:
        """Return whether readers have seen it: what is withdrawn cannot be unseen."""
        return self in (State.PUBLISHED, State.SUPERSEDED, State.WITHDRAWN)


@dataclass(frozen=True)
class Step:
    """One step of a release's life: what it became, by whom (name, role), on which day and why."""

    release_id: str
    state: State
    by: str
    role: str
    on: str
    because: str = ""


def register_of(home: Home, release_id: str) -> Path:
    """Return the folder of what is kept about a release and never leaves."""
    return home.release_register / release_id


def folder_of(home: Home, release_id: str) -> Path:
    """Return where a release, or else a draft, lies; ``CannotRelease`` where there is none."""
    for place in (home.releases / release_id, home.drafts / release_id):
        if place.is_dir():
            return place
    raise CannotRelease(f"There is no release or draft {release_id}.")


def steps(home: Home) -> list[Step]:
    """Return all steps, oldest first."""
    read = (known_fields(Step, raw) for raw in whole_lines(home.release_register / "steps.jsonl"))
    return [Step(**{**raw, "state": State(raw["state"])}) for raw in read]


def take_step(
    home: Home, release_id: str, state: State, by: str, role: str = "", because: str = ""
) -> Step:
    """Add a step, dated today."""
    today = datetime.now(UTC).date().isoformat()
    step = Step(release_id, state, by, role, today, because)
    append_line(home.release_register / "steps.jsonl", asdict(step))
    return step


def states(home: Home) -> dict[str, State]:
    """Return each release's state, in the order in which they were first heard of."""
    return {step.release_id: step.state for step in steps(home)}


def published_in_order(home: Home) -> list[str]:
    """Return the releases that readers have seen, in the order in which they came out."""
    out = [s.release_id for s in steps(home) if s.state is State.PUBLISHED]
    return list(dict.fromkeys(out))


def last_published(home: Home) -> str | None:
    """Return the release that stands for readers now; None where there is none."""
    standing = [r for r, state in states(home).items() if state is State.PUBLISHED]
    return standing[-1] if standing else None


def keep_certificate(
    home: Home, release_id: str, certificate: Certificate, build: Mapping[str, str]
) -> None:
    """Keep what a draft was attacked with and drawn from; signatures under the same stay."""
    folder = register_of(home, release_id)
    folder.mkdir(parents=True, exist_ok=True)
    before = certificate_of(home, release_id)
    if before is not None and before.unsigned() == certificate.unsigned():
        certificate = before
    write_certificate(home, release_id, certificate)
    text = json.dumps(dict(build), indent=2, sort_keys=True) + "\n"
    (folder / "build.json").write_text(text, encoding="utf-8")


def note_build(home: Home, release_id: str, build_id: str) -> None:
    """Note that a build, too, gives this release: two builds of the same files do."""
    path = register_of(home, release_id) / "builds.jsonl"
    if build_id not in builds_of(home, release_id):
        append_line(path, {"build_id": build_id})


def builds_of(home: Home, release_id: str) -> list[str]:
    """Return the ids of the builds that gave a release, oldest first."""
    lines = whole_lines(register_of(home, release_id) / "builds.jsonl")
    return [str(line["build_id"]) for line in lines]


def released_before(home: Home, release_id: str) -> list[str]:
    """Return the releases that readers had seen before one came out, or would now."""
    out = published_in_order(home)
    return out[: out.index(release_id)] if release_id in out else out


def write_certificate(home: Home, release_id: str, certificate: Certificate) -> None:
    """Write a release's certificate, whole or not at all."""
    path = register_of(home, release_id) / "certificate.json"
    part = path.with_suffix(".part")
    part.write_bytes(certificate.as_json())
    part.replace(path)


def certificate_of(home: Home, release_id: str) -> Certificate | None:
    """Return the certificate of a release; None where it was never attacked."""
    path = register_of(home, release_id) / "certificate.json"
    return read_certificate(path.read_bytes()) if path.exists() else None


def build_of(home: Home, release_id: str) -> dict[str, str]:
    """Return what a release was drawn from: the row of ``core.build``, as text."""
    path = register_of(home, release_id) / "build.json"
    raw = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return {str(k): str(v) for k, v in raw.items()}
