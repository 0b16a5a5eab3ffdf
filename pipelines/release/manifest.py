"""``manifest.json``: what a release is made of and on what terms, for a program."""

from __future__ import annotations

import json
from dataclasses import asdict

from pipelines.contract.release_tables import LEGEND, Protected
from pipelines.release.texts import NOTHING_TO_SHOW, TITLE

# Of core.build, what may leave: no key id, and nothing that holds a day of receipt: the same files
# taken in on another day make the same release.
_BUILD = ("code_id", "programme_id")


def manifest(protected: Protected, release_id: str) -> bytes:
    """Return the manifest; it names no authority that did not agree to be named."""
    content = {
        "release_id": release_id,
        "title": TITLE,
        "data_status": protected.data_status,
        "day": protected.day,
        "build": {name: protected.build.get(name, "") for name in _BUILD},
        "submissions": sorted(protected.submissions),
        "authorities": dict(protected.authorities),
        "release_before": protected.release_before,
        "policy": dict(protected.policy),
        "symbols": dict(LEGEND),
        "tables": [
            {
                "name": table.shape.name,
                "file": f"csv/{table.shape.name}.csv",
                "grain": table.shape.grain,
                **table.row_counts,
            }
            for table in protected.written
        ],
        "tables_without_rows": [
            {"name": table.shape.name, "title": table.shape.title, "why": NOTHING_TO_SHOW}
            for table in protected.without_rows
        ],
        "to_look_at": [asdict(flag) for flag in protected.flags],
    }
    return (json.dumps(content, indent=2, ensure_ascii=False) + "\n").encode("utf-8")
