"""Find a draft by the build it was drawn from."""

from __future__ import annotations

from pathlib import Path

from pipelines.contract.released import builds_of, certificate_of, released_before, states
from pipelines.settings import Home


def draft_of_build(home: Home, build_id: str) -> Path | None:
    """Return the folder of the newest draft of a build; None where there is none.

    A draft that was attacked beside other releases than those that are out is none any more.
    """
    for release_id in reversed(states(home)):
        folder = home.drafts / release_id
        certificate = certificate_of(home, release_id)
        if build_id not in builds_of(home, release_id) or not folder.is_dir():
            continue
        if certificate and list(certificate.earlier_releases) == released_before(home, release_id):
            return folder
    return None
