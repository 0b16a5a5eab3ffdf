"""What readers have of a release: its cells as text, and what it was made of.

Read back by the release, used by disclosure: what changed since is said where both show it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

REVISIONS = "revisions"
"""The table of counts that are not what the release before showed; about a release, not in it."""
UNCHANGED_INPUTS = "what other releases give back"


@dataclass(frozen=True)
class Published:
    """A release as readers have it: table → its cells as text, as the CSV files hold them."""

    release_id: str
    cells: Mapping[str, pd.DataFrame]
    made_of: Mapping[str, Any]


def reason(before: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Return in words what differs in what two releases were made of (``made_of``)."""
    words = {
        "submissions": "new submissions",
        "programme_id": "other programme records",
        "code_id": "changed rules",
        "policy": "other disclosure policy",
    }
    differ = [told for name, told in words.items() if before[name] != now[name]]
    return ", ".join(differ) or UNCHANGED_INPUTS


def made_of(
    submissions: Any, build: Mapping[str, Any], policy: Mapping[str, Any]
) -> dict[str, Any]:
    """Return what a release is made of, so that two can be held against each other."""
    return {
        "submissions": sorted(submissions),
        "programme_id": str(build.get("programme_id", "")),
        "code_id": str(build.get("code_id", "")),
        "policy": dict(policy),
    }
