"""What the long proofs share: a key of their own, a log to go on from, a word on the terminal."""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path
from typing import Any


def use_own_key(folder: Path) -> None:
    """Use a pseudonym key of the proofs, never that of the person who runs them."""
    folder.mkdir(exist_ok=True)
    key = folder / "proof.key"
    if not key.exists():
        key.write_text(secrets.token_hex(32), encoding="utf-8")
    os.environ["PACE_KEY_FILE"] = str(key.resolve())


def done_before(log: Path) -> list[dict[str, Any]]:
    """Return what a log holds, oldest first."""
    if not log.exists():
        return []
    return [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]


def say(line: str) -> None:
    """Say how far the proof is."""
    print(line, flush=True)  # noqa: T201
