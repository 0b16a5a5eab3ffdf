"""The keys of the pseudonyms: outside the home, never an argument, never in a log."""

from __future__ import annotations

import hashlib
import hmac
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path

from pipelines.contract.submissions import read_ledger
from pipelines.settings import KEY_FILE_VARIABLE, Home, key_file

SMALLEST_SECRET = 32
PROGRAMME = "programme"
CROSSWALKS = "crosswalks"


class KeyProblem(RuntimeError):  # noqa: N818
    """The key file cannot be used; says what to do, never what the file holds."""


@dataclass(frozen=True)
class Keys:
    """Keyed digests under keys that are derived from one secret."""

    _secret: bytes = field(repr=False)
    _earlier: Mapping[str, str] = field(default_factory=dict, repr=False)

    @cached_property
    def _derived(self) -> dict[str, bytes]:
        # One key per purpose, so that a child and a carer of the same id have nothing in common.
        return {
            label: hmac.digest(self._secret, f"pace {label}".encode(), hashlib.sha256)
            for label in ("id", "child", "carer", "person", "row")
        }

    def _digest(self, label: str, text: str) -> str:
        data = text.encode("utf-8", "surrogatepass")
        return hmac.digest(self._derived[label], data, hashlib.sha256).hex()

    @property
    def key_id(self) -> str:
        """Return a short id that tells two secrets apart and leads back to neither."""
        return "k" + self._digest("id", "id")[:12]

    def child_key(self, authority_code: str, child_id: str) -> str:
        """Return the key of a child within its authority: of its first pseudonym, where known."""
        key = self._digest("child", f"{authority_code}|{child_id}")
        return self._earlier.get(key, key)

    def with_earlier(self, earlier: Mapping[str, str]) -> Keys:
        """Return keys under which a re-keyed child keeps the key it had (by keys, not ids)."""
        return replace(self, _earlier=earlier) if earlier else self

    def carer_key(self, authority_code: str, carer_id: str) -> str:
        """Return the key of a carer within its authority."""
        return self._digest("carer", f"{authority_code}|{carer_id}")

    def person_key(self, linkage_id: str) -> str:
        """Return the key of a person across authorities."""
        return self._digest("person", linkage_id)

    def row_key(self, content: str) -> str:
        """Return an opaque reference to a row, made of its content and not of its position."""
        return self._digest("row", content)[:32]


def load_keys(home: Home, *, create: bool) -> Keys:
    """Return the keys of a home; raise :class:`KeyProblem` where they are missing or not its own.

    ``create``: make a key file where there is none and the home holds no submission yet.
    """
    path = key_file()
    _refuse_inside(home, path)
    used = _key_ids_in_use(home)
    if not path.exists():
        if used or _has_submissions(home):
            raise KeyProblem(
                "The key file is missing, and submissions were taken in with it. Put it back at "
                f"the place {KEY_FILE_VARIABLE} names; a new key would make every child a new one."
            )
        if not create:
            raise KeyProblem(
                f"There is no key file. `pace run` makes one; see {KEY_FILE_VARIABLE}."
            )
        _create(path)
    keys = Keys(_read(path))
    if used - {keys.key_id}:
        raise KeyProblem(
            "The key file is not the one that the submissions of this home were taken in with. "
            f"Let {KEY_FILE_VARIABLE} name the right one."
        )
    return keys


def current_key_id(home: Home) -> str:
    """Return the id of the key file that is there, and an empty text where there is none."""
    return load_keys(home, create=False).key_id if key_file().exists() else ""


def _refuse_inside(home: Home, path: Path) -> None:
    if path.resolve().is_relative_to(home.root.resolve()):
        raise KeyProblem(
            "The key file lies inside the home, beside the data it protects. "
            f"Move it out and let {KEY_FILE_VARIABLE} name its new place."
        )


def _key_ids_in_use(home: Home) -> set[str]:
    return {r.key_id for r in read_ledger(home) if r.outcome.is_kept and r.key_id is not None}


def _has_submissions(home: Home) -> bool:
    if not home.submissions.is_dir():
        return False
    return any(
        f.is_dir() and f.name not in (PROGRAMME, CROSSWALKS) for f in home.submissions.iterdir()
    )


def _create(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as handle:
        handle.write(secrets.token_hex(SMALLEST_SECRET) + "\n")
        handle.flush()
        os.fsync(handle.fileno())


def _read(path: Path) -> bytes:
    try:
        secret = path.read_bytes().strip()
    except OSError:
        secret = None
    if secret is None:
        raise KeyProblem(f"The key file that {KEY_FILE_VARIABLE} names cannot be read.")
    if len(secret) < SMALLEST_SECRET:
        raise KeyProblem(f"The key file holds fewer than {SMALLEST_SECRET} bytes.")
    return secret
