"""What a person decides about a submission: to release or refuse one that waits, to purge one.

A decision is a record of its own beside the receipts, with who, when and why; the next run builds
from what is in force then. A kill between two steps is mended by deciding again.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
from filelock import FileLock

from pipelines.contract.audit import record
from pipelines.contract.authorities import Authority
from pipelines.contract.register import (
    Decision,
    Register,
    Verdict,
    append_decision,
    read_decisions,
    read_register,
)
from pipelines.contract.submissions import Receipt, submission_folder
from pipelines.intake.keep import incoming
from pipelines.settings import Home


class CannotDecide(Exception):  # noqa: N818  (a reason for a person, not an error of ours)
    """There is nothing to decide, or not so."""


@dataclass(frozen=True)
class Purged:
    """What was removed: folders and files of a submission, and builds that were made of it."""

    folder: str
    removed: list[str]
    was_in_force: bool
    warehouse_holds_it: bool


def decide(
    home: Home,
    authority: Authority,
    folder: str,
    verdict: Verdict,
    by: str,
    because: str,
    today: date,
) -> Decision:
    """Release or refuse what waits; raise :class:`CannotDecide` where it does not wait."""
    _need_words(by, because)
    waiting = [
        r
        for r in read_register(home).waiting()
        if (r.authority_code, r.folder) == (authority.code, folder)
    ]
    if not waiting:
        raise CannotDecide(f"{folder} of {authority.name} does not wait for anybody.")
    return _decided(home, waiting[0], verdict, by, because, today)


def purge(
    home: Home,
    authority: Authority,
    folder: str,
    by: str,
    because: str,
    today: date,
    *,
    even_in_force: bool = False,
) -> Purged:
    """Remove what should never have come, and every copy of it; keep that it came.

    What was kept of it goes first and the sender's files last, so that a kill leaves something to
    purge again. Of a submission in force this is asked for by name.
    """
    _need_words(by, because)
    if "/" in folder or folder in ("", ".", ".."):
        raise CannotDecide("Name the folder of one submission, for example 2019-07-31.")
    register = read_register(home)
    own = [r for r in register.receipts if (r.authority_code, r.folder) == (authority.code, folder)]
    drops = [home.extracts / name / folder for name in (authority.code, authority.slug)]
    if not own and not any(drop.exists() for drop in drops):
        raise CannotDecide(f"Nothing of {authority.name} came under {folder}.")
    held = register.in_force(None).get(authority.code)
    is_in_force = held is not None and held.folder == folder
    if is_in_force and not even_in_force:
        raise CannotDecide(
            f"{folder} of {authority.name} is in force. Say --even-in-force to purge it; the "
            "submission before it comes into force with the next run."
        )
    for receipt in own:
        _decided(home, receipt, Verdict.PURGED, by, because, today)
    if not own:
        record(home, Verdict.PURGED.value, f"{authority.code}/{folder}", by, because=because)
    ids = {r.submission_id for r in own if r.submission_id} - _ids_elsewhere(register, own)
    removed = _removed(home, authority, folder, ids)
    in_warehouse = _is_made_of(home, ids)
    for drop in drops:
        if drop.exists():
            shutil.rmtree(drop)
            removed.append(f"extracts/{drop.parent.name}/{folder}")
    return Purged(folder, removed, is_in_force, in_warehouse)


def _need_words(by: str, because: str) -> None:
    if not by.strip() or not because.strip():
        raise CannotDecide("Say who decides (--by) and why (--because).")


def _decided(
    home: Home, receipt: Receipt, verdict: Verdict, by: str, because: str, today: date
) -> Decision:
    home.work.mkdir(parents=True, exist_ok=True)
    with FileLock(home.work / "ledger.lock"):
        decision = Decision(
            sequence=len(read_decisions(home)) + 1,
            receipt=receipt.sequence,
            authority_code=receipt.authority_code,
            folder=receipt.folder,
            verdict=verdict,
            decided_by=by.strip(),
            decided_on=today.isoformat(),
            because=because.strip(),
        )
        append_decision(home, decision)
    about = f"{receipt.authority_code}/{receipt.folder}"
    record(home, verdict.value, about, decision.decided_by, because=decision.because)
    return decision


def _ids_elsewhere(register: Register, own: list[Receipt]) -> set[str | None]:
    """Return the contents that another folder sent too: those stay."""
    numbers = {r.sequence for r in own}
    return {r.submission_id for r in register.receipts if r.sequence not in numbers}


def _removed(home: Home, authority: Authority, folder: str, ids: set[str]) -> list[str]:
    places = [
        *(submission_folder(home, authority.code, submission_id) for submission_id in sorted(ids)),
        incoming(home, authority.code, folder),
        home.quarantine / authority.code / folder,
        home.feedback / authority.code / folder,
    ]
    if ids:
        # Copies of it, and the builds of past days: they are made again from what is left.
        places += [home.build_inputs, home.candidate, *sorted(_vintages_of(home, ids))]
    removed = []
    for place in places:
        if place.is_dir():
            shutil.rmtree(place)
        elif place.exists():
            place.unlink()
        else:
            continue
        removed.append(place.relative_to(home.root).as_posix())
    return removed


def _vintages_of(home: Home, ids: set[str]) -> list[Path]:
    return [file for file in home.vintages.glob("*.duckdb") if _holds(file, ids)]


def _is_made_of(home: Home, ids: set[str]) -> bool:
    return home.warehouse.exists() and _holds(home.warehouse, ids)


def _holds(file: Path, ids: set[str]) -> bool:
    if not ids:
        return False
    with duckdb.connect(str(file), read_only=True) as connection:
        found = connection.execute(
            "select count(*) from core.authority where list_contains($ids, submission_id)",
            {"ids": sorted(ids)},
        ).fetchone()
    return bool(found and found[0])
