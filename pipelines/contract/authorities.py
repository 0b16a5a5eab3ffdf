"""Which authorities there are: the 32 of Scotland, or a home's own invented list."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from pipelines.contract.findings import Finding, Refused, Severity
from pipelines.settings import DBT_PROJECT_DIR, Home

SCOTLAND_FILE = DBT_PROJECT_DIR / "seeds" / "scottish_authority.csv"


@dataclass(frozen=True)
class Authority:
    """One local authority: current GSS code, name, and the slug its folders may be called by."""

    code: str
    name: str
    slug: str


@dataclass(frozen=True)
class AuthorityList:
    """The authorities a home knows."""

    authorities: tuple[Authority, ...]

    def __iter__(self) -> Iterator[Authority]:
        return iter(self.authorities)

    def __len__(self) -> int:
        return len(self.authorities)

    def find(self, folder: str) -> Authority | None:
        """Return the authority a folder or file is named after (code or slug), if any."""
        for authority in self.authorities:
            if folder in (authority.code, authority.slug):
                return authority
        return None

    @property
    def codes(self) -> list[str]:
        """Return the codes in order."""
        return [a.code for a in self.authorities]


def _read(path: Path) -> AuthorityList:
    try:
        with path.open(encoding="utf-8-sig", newline="") as handle:
            rows = [
                Authority(code=r["authority_code"], name=r["name"], slug=r["slug"])
                for r in csv.DictReader(handle)
            ]
    except (KeyError, UnicodeDecodeError, csv.Error):
        raise Refused([_UNREADABLE]) from None
    return AuthorityList(tuple(sorted(rows, key=lambda a: a.code)))


_UNREADABLE = Finding(
    rule="authorities_unreadable",
    severity=Severity.REFUSE,
    sentence="The list of authorities cannot be read.",
    what_to_do="Send it as UTF-8 CSV with the columns authority_code, name and slug.",
    file="authorities.csv",
)


def scotland() -> AuthorityList:
    """Return the 32 authorities of Scotland."""
    return _read(SCOTLAND_FILE)


def authorities_of(home: Home) -> AuthorityList:
    """Return the home's own list where ``programme/authorities.csv`` is present, else Scotland."""
    own = home.programme / "authorities.csv"
    return _read(own) if own.exists() else scotland()


def is_synthetic(home: Home) -> bool:
    """Return whether the home holds made-up data (``programme/world.json``)."""
    world = home.programme / "world.json"
    if not world.exists():
        return False
    try:
        told = json.loads(world.read_text(encoding="utf-8"))
    except (json.JSONDecodeError, UnicodeDecodeError):
        return False
    return isinstance(told, dict) and told.get("synthetic") is True
