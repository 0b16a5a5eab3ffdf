"""A draft's way out: signed off by two people, published, superseded or withdrawn.

Nothing is published that the attack has not passed, that two people have not signed, whose
comparison with the last release nobody has cleared, or that was attacked beside other releases than
those that are out. ``CannotRelease`` says what is missing.
"""

from __future__ import annotations

import shutil
from datetime import UTC, datetime
from pathlib import Path

from pipelines.contract.audit import record
from pipelines.contract.certificate import SIGNATURES_NEEDED, Certificate, SignOff, cells_digest
from pipelines.contract.released import (
    CannotRelease,
    State,
    certificate_of,
    last_published,
    register_of,
    released_before,
    states,
    take_step,
    write_certificate,
)
from pipelines.release.index import write_index
from pipelines.release.read_back import read_draft
from pipelines.release.stamp import sums
from pipelines.settings import Home

CERTIFICATE = "certificate.json"
SUMS = "SHA256SUMS"


def sign_off(home: Home, release_id: str, name: str, role: str, cleared: str = "") -> Certificate:
    """Add a signature to a draft's certificate and return it.

    ``cleared``: in a sentence, why what changed since the last release is as it should be; asked
    for where the comparison lists something to clear.
    """
    certificate = _attacked(home, release_id)
    if not name.strip() or not role.strip():
        raise CannotRelease("A signature needs a name and a role.")
    if certificate.has_signed(name):
        raise CannotRelease("This person has signed already: two different people must sign.")
    if needs_clearing(home, release_id) and not cleared.strip():
        raise CannotRelease(
            f"{comparison_of(home, release_id)} lists changes to clear: read it, and say with "
            "--cleared why they are as they should be."
        )
    _is_as_attacked(home.drafts / release_id, certificate)
    signed = certificate.signed(SignOff(name, role, _today()))
    write_certificate(home, release_id, signed)
    if signed.may_leave:
        take_step(home, release_id, State.SIGNED_OFF, name, role, cleared)
    record(home, "signed_off", release_id, name, role=role, because=cleared)
    return signed


def publish(home: Home, release_id: str, by: str) -> Path:
    """Put a signed draft and its certificate where readers find it; return the folder."""
    certificate = _attacked(home, release_id)
    if not certificate.may_leave:
        have = len(certificate.sign_offs)
        raise CannotRelease(f"{have} of {SIGNATURES_NEEDED} signatures: `pace sign {release_id}`.")
    if list(certificate.earlier_releases) != released_before(home, release_id):
        raise CannotRelease("Other releases have come out since the attack: `pace release` again.")
    draft, target = home.drafts / release_id, home.releases / release_id
    _is_as_attacked(draft, certificate)
    before = last_published(home)
    _copy(draft, target, certificate, home)
    take_step(home, release_id, State.PUBLISHED, by)
    if before and before != release_id:
        take_step(home, before, State.SUPERSEDED, by, because=f"superseded by {release_id}")
    record(home, "published", release_id, by)
    write_index(home)
    return target


def withdraw(home: Home, release_id: str, by: str, because: str) -> None:
    """Mark a published release as withdrawn; its bytes stay, for readers have them."""
    state = states(home).get(release_id)
    if state not in (State.PUBLISHED, State.SUPERSEDED):
        raise CannotRelease(f"{release_id} is not published.")
    if not because.strip():
        raise CannotRelease("A withdrawal needs a reason: --because.")
    take_step(home, release_id, State.WITHDRAWN, by, because=because)
    record(home, "withdrawn", release_id, by, because=because)
    write_index(home)


def comparison_of(home: Home, release_id: str) -> Path:
    """Return where the comparison with the last release is kept."""
    return register_of(home, release_id) / "comparison.csv"


def needs_clearing(home: Home, release_id: str) -> bool:
    """Return whether the comparison lists something that a person should clear."""
    return (register_of(home, release_id) / "to_clear.csv").exists()


def _attacked(home: Home, release_id: str) -> Certificate:
    certificate = certificate_of(home, release_id)
    if certificate is None or not (home.drafts / release_id).is_dir():
        raise CannotRelease(f"No draft {release_id}: `pace releases` lists them.")
    if not certificate.attack.passed:
        raise CannotRelease("The attack recovered something: this draft cannot leave.")
    return certificate


def _is_as_attacked(folder: Path, certificate: Certificate) -> None:
    """Raise where a draft's files are not whole, or not the tables that were attacked."""
    told = (folder / SUMS).read_bytes()
    files = {p.relative_to(folder).as_posix(): p for p in folder.rglob("*") if p.is_file()}
    content = {n: p.read_bytes() for n, p in files.items() if n not in (SUMS, CERTIFICATE)}
    if sums(content) != told:
        raise CannotRelease("The draft's files are not those that were written: draft it again.")
    draft = read_draft(folder)
    if not certificate.covers({n: cells_digest(draft.csv(n)) for n in draft.tables}):
        raise CannotRelease("The draft's tables are not those that were attacked: draft it again.")


def _copy(draft: Path, target: Path, certificate: Certificate, home: Home) -> None:
    """Copy a draft beside its place and move it in whole; what is published is never changed."""
    if target.exists():
        raise CannotRelease(f"{target.name} is published already.")
    part = home.work / "publish" / target.name
    shutil.rmtree(part, ignore_errors=True)
    shutil.copytree(draft, part)
    (part / CERTIFICATE).write_bytes(certificate.as_json())
    target.parent.mkdir(parents=True, exist_ok=True)
    part.replace(target)


def _today() -> str:
    return datetime.now(UTC).date().isoformat()
