"""``certificate.json``: on what terms a release may leave, what attacked it, and who signed it.

Made by disclosure, kept and signed by the release: no byte is published without one that
``may_leave``. It holds counts of cells and digests, never a figure of a table.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import pandas as pd

from pipelines.contract.release_tables import ProtectedTable

SIGNATURES_NEEDED = 2


@dataclass(frozen=True)
class AttackResult:
    """What a linear program could say of the protected cells.

    ``cells``: protected cells attacked; ``recovered``: those with one possible value;
    ``narrow``: those with fewer possible whole numbers than the policy asks, the recovered among
    them; ``differences``: counts that have other children than in an earlier release, and
    ``small_differences``: those that can be seen to have changed by 1 to 4; ``already_out``: what
    earlier releases give away by themselves; ``unknowns``, ``equations``: the size of the programs.
    """

    cells: int
    recovered: int
    narrow: int
    unknowns: int
    equations: int
    differences: int = 0
    small_differences: int = 0
    already_out: int = 0

    @property
    def passed(self) -> bool:
        """Return whether nothing was recovered, or nearly, and no small change can be seen."""
        return self.recovered == 0 and self.narrow == 0 and self.small_differences == 0


@dataclass(frozen=True)
class SignOff:
    """A person who looked at the draft: name, role, ISO date."""

    name: str
    role: str
    on: str


@dataclass(frozen=True)
class Certificate:
    """The policy, the tables by digest, the attack, and who signed.

    ``earlier_releases``: ids of the published releases whose figures were in the equations.
    ``tables``: name → SHA-256 (``table_digests``). ``not_in_equations``: what was argued instead.
    """

    policy: Mapping[str, str | int | float | bool]
    tables: Mapping[str, str]
    earlier_releases: Sequence[str]
    attack: AttackResult
    not_in_equations: Sequence[str] = ()
    sign_offs: Sequence[SignOff] = ()

    @property
    def may_leave(self) -> bool:
        """Return whether the attack found nothing and two different people signed."""
        people = {_same(s.name) for s in self.sign_offs} - {""}
        return self.attack.passed and len(people) >= SIGNATURES_NEEDED

    def signed(self, sign_off: SignOff) -> Certificate:
        """Return the certificate with one more signature."""
        return replace(self, sign_offs=(*self.sign_offs, sign_off))

    def has_signed(self, name: str) -> bool:
        """Return whether somebody of this name has signed."""
        return _same(name) in {_same(s.name) for s in self.sign_offs}

    def unsigned(self) -> Certificate:
        """Return the certificate without its signatures."""
        return replace(self, sign_offs=())

    def covers(self, digests: Mapping[str, str]) -> bool:
        """Return whether these are the digests of the tables that were attacked."""
        return dict(self.tables) == dict(digests)

    def vouches_for(self, tables: Sequence[ProtectedTable]) -> bool:
        """Return whether these are, cell for cell, the tables that were attacked."""
        return self.covers(table_digests(tables))

    def as_json(self) -> bytes:
        """Return the file's bytes: the same for the same certificate."""
        text = json.dumps(asdict(self), indent=2, ensure_ascii=False, sort_keys=True)
        return (text + "\n").encode("utf-8")


def _same(name: str) -> str:
    """Return a name as it is compared: without case and surplus blanks."""
    return " ".join(name.casefold().split())


def read_certificate(content: bytes) -> Certificate:
    """Return a certificate from its bytes; ``KeyError`` or ``TypeError`` where it is none."""
    raw = json.loads(content)
    return Certificate(
        policy=raw["policy"],
        tables=raw["tables"],
        earlier_releases=tuple(raw["earlier_releases"]),
        attack=AttackResult(**raw["attack"]),
        not_in_equations=tuple(raw["not_in_equations"]),
        sign_offs=tuple(SignOff(**s) for s in raw["sign_offs"]),
    )


def table_digests(tables: Sequence[ProtectedTable]) -> dict[str, str]:
    """Return the digest of each table that has rows: one without is in no file."""
    return {t.shape.name: table_digest(t) for t in tables if len(t.frame)}


def table_digest(table: ProtectedTable) -> str:
    """Return the SHA-256 of a table's cells as text, header first."""
    return cells_digest(table.cells())


def cells_digest(cells: pd.DataFrame) -> str:
    """Return the SHA-256 of cells as text, also of those read back from a file."""
    rows = [list(cells.columns), *cells.to_numpy().tolist()]
    text = json.dumps(rows, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode("utf-8")).hexdigest()
