"""Find a draft by the build it was drawn from."""

from __future__ import annotations

import json
from pathlib import Path

from pipelines.settings import Home


def draft_of_build(home: Home, build_id: str) -> Path | None:
    """Return the folder of the draft drawn from a build; None where there is none."""
    for manifest in sorted(home.drafts.glob("*/manifest.json")):
        told = json.loads(manifest.read_text(encoding="utf-8"))
        if told.get("build", {}).get("build_id") == build_id:
            return manifest.parent
    return None
