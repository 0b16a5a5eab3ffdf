"""A pseudonym key for proofs alone."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def own_key(folder: Path) -> None:
    """Use a key in a folder, made when it is missing."""
    folder.mkdir(exist_ok=True)
    key = folder / "proof.key"
    if not key.exists():
        key.write_text(secrets.token_hex(32), encoding="utf-8")
    os.environ["PACE_KEY_FILE"] = str(key.resolve())
