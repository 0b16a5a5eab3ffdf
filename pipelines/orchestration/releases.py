"""What passes between disclosure, the register of releases, and the draft.

Belongs here: which earlier releases the attack is run beside, and what is kept of a draft for the
next. Does not: the attack (``pipelines.disclosure``), the files (``pipelines.release``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import numpy as np

from pipelines.contract.release_tables import MartFrames
from pipelines.contract.released import (
    State,
    keep_certificate,
    last_published,
    note_build,
    register_of,
    released_before,
    states,
    take_step,
)
from pipelines.disclosure import Certified, Earlier, certify, read_ledger, read_marts
from pipelines.release.compare import compare
from pipelines.release.draft import render
from pipelines.release.read_back import as_published
from pipelines.settings import Home

PIPELINE = "pipeline"


def earlier_releases(home: Home, than: str = "") -> list[Earlier]:
    """Return every release that readers have seen (before one), in the order they came out."""
    return [
        Earlier(
            r,
            read_ledger(register_of(home, r)),
            _withheld(register_of(home, r)),
            as_published(home.releases / r),
        )
        for r in released_before(home, than)
    ]


_WITHHELD = "withheld_after_attack.json"


def _withheld(folder: Path) -> frozenset[tuple[str, str, str, str]]:
    rows = json.loads((folder / _WITHHELD).read_text(encoding="utf-8"))
    return frozenset((table, area, aim, period) for table, area, aim, period in rows)


def rederived(home: Home, warehouse: Path, release_id: str) -> tuple[str, dict[str, bytes]]:
    """Return the id and files that a warehouse gives, beside what was out before a release."""
    frames = without_undeclared_days(home, read_marts(warehouse))
    certified = certify(frames, frames.named, earlier_releases(home, release_id))
    return render(certified.protected)


def remember(home: Home, release_id: str, certified: Certified, build: Mapping[str, str]) -> None:
    """Keep a draft's certificate, its ledger, and how it differs from the last release."""
    note_build(home, release_id, build["build_id"])
    if states(home).get(release_id, State.DRAFT).was_out:
        return
    certified.ledger.known_to_readers().write(register_of(home, release_id))
    rows = json.dumps(sorted(certified.withheld_after_attack), indent=0)
    (register_of(home, release_id) / _WITHHELD).write_text(rows, encoding="utf-8")
    keep_certificate(home, release_id, certified.certificate, build)
    before = last_published(home)
    if before is not None:
        comparison = compare(home.releases / before, home.drafts / release_id)
        comparison.write(register_of(home, release_id))
    if release_id not in states(home):
        take_step(home, release_id, State.DRAFT, PIPELINE)
        take_step(home, release_id, State.ATTACKED, PIPELINE)


def without_undeclared_days(home: Home, frames: MartFrames) -> MartFrames:
    """Return the frames without how late data came where their sender did not date them.

    Such a submission is dated by the day on which it was first seen: a release that said so would
    be another one if the same files were taken in on another day.
    """
    if not len(frames.quality):
        return frames
    ids = frames.authorities.set_index("authority_code")["submission_id"]
    quality = frames.quality.copy()
    late = quality["days_late"].astype(float)
    undated = [not _is_dated(home, str(code), ids.get(code)) for code in quality["authority_code"]]
    return replace(frames, quality=quality.assign(days_late=late.mask(np.array(undated))))


def _is_dated(home: Home, code: str, submission_id: object) -> bool:
    path = home.submissions / code / str(submission_id) / "manifest.json"
    if not path.exists():
        return False
    return json.loads(path.read_text(encoding="utf-8")).get("received_on_declared") is not None
