"""Take in one drop folder: read, judge, tell the sender, keep, and last of all give a receipt.

Every step before the receipt can be done again with the same result, so a run killed anywhere
leaves what was in force in force, and the next run finishes the work.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from filelock import FileLock

from pipelines.authorities.load import mapping_id
from pipelines.contract.audit import record
from pipelines.contract.findings import Finding
from pipelines.contract.submissions import Receipt, append_receipt, read_ledger
from pipelines.intake.account import total_rows
from pipelines.intake.check import CheckResult, check
from pipelines.intake.crosswalk import (
    apply_crosswalk,
    effect_id,
    form_faults,
    is_crosswalk,
    joined_children,
    keys_of_day,
    said_of,
)
from pipelines.intake.drop_folder import DropFolder, entries_of
from pipelines.intake.earlier import snapshot_before
from pipelines.intake.feedback import write_feedback
from pipelines.intake.fingerprint import DigestCache, fingerprint
from pipelines.intake.judgement import Judgement, Submission, asked, judge_submission
from pipelines.intake.keep import Standard, incoming, keep_submission, manifest_of, standard_of
from pipelines.intake.keys import Keys
from pipelines.intake.quarantine import keep_quarantine, reasons_of
from pipelines.intake.read_sources import not_a_file
from pipelines.intake.seen import latest_receipts, mapping_bytes_of
from pipelines.intake.source_table import SourceFile
from pipelines.intake.standardise import rekeyers
from pipelines.intake.table_rules import counted
from pipelines.settings import Home

__all__ = ["CheckResult", "check", "take_in"]


@dataclass(frozen=True)
class _Case:
    """One taking-in: the folder, what was read of it, and what was found."""

    drop: DropFolder
    files: list[SourceFile]
    mapping_bytes: bytes | None
    fingerprint: str
    judgement: Judgement
    keys: Keys


def take_in(home: Home, drop: DropFolder, keys: Keys, today: date) -> Receipt:
    """Take in a drop folder and return its receipt, which is in the ledger when this returns.

    Never raises for anything the folder holds; ``today`` is the day of receipt where none is
    declared.
    """
    # What a killed run left half written may be of other bytes than those that lie there now.
    shutil.rmtree(incoming(home, drop.authority.code, drop.name), ignore_errors=True)
    case = _judged(home, drop, keys, today)
    keys = case.keys
    write_feedback(home, drop, case.judgement)
    keep_quarantine(home, drop, case.fingerprint, case.judgement, case.files, keys)
    standard = None
    if case.judgement.outcome.is_kept:
        standard = standard_of(case.judgement, drop, keys)
        manifest = manifest_of(drop, standard, case.judgement, keys, case.files, case.mapping_bytes)
        keep_submission(home, drop, standard, case.judgement, manifest)
    return _give_receipt(home, case, standard, keys, today)


def _judged(home: Home, drop: DropFolder, keys: Keys, today: date) -> _Case:
    mapping_bytes, mapping_name = mapping_bytes_of(home, drop.authority)
    received, others = read_files(home, drop.path)
    files = [f for f in received if not is_crosswalk(f.name)]
    submission = Submission(files, drop.authority, drop.as_at, mapping_bytes, mapping_name)
    judgement = judge_submission(submission)
    if others:
        judgement = Judgement(judgement.declared, drop.as_at, [not_a_file(n) for n in others])
    faults = _re_joined(home, drop, [f for f in received if f not in files], judgement, keys, today)
    if faults:
        judgement = Judgement(judgement.declared, drop.as_at, [*judgement.faults, *faults])
    keys_then = keys_of_day(home, drop, keys)
    if judgement.outcome.is_kept:
        # After the crosswalk: a child that was re-joined is the child it was.
        judgement = asked(
            judgement,
            rekeyers(drop.authority.code, keys_then),
            partial(snapshot_before, home, drop.authority.code, drop.as_at),
        )
    # A crosswalk that was applied is gone from the folder; one that was not is still there.
    there = files if judgement.outcome.is_kept else received
    digests = [(f.name, f.sha256) for f in there] + [(name, "") for name in others]
    mark = fingerprint(digests, mapping_bytes, effect_id(home, drop, keys.key_id))
    return _Case(drop, files, mapping_bytes, mark, judgement, keys_then)


def _re_joined(
    home: Home,
    drop: DropFolder,
    crosswalks: list[SourceFile],
    judgement: Judgement,
    keys: Keys,
    today: date,
) -> list[Finding]:
    """Apply the crosswalk of a submission that is in but for it; return why it cannot be."""
    if not judgement.outcome.is_in:
        return [fault for file in crosswalks for fault in form_faults(file)]
    children = judgement.tables["children"]
    ids = children.frame["child_id"][~children.is_quarantined].dropna().astype(str).tolist()
    for file in crosswalks:
        return apply_crosswalk(home, drop, file, ids, keys, today)
    return joined_children(ids, drop, keys_of_day(home, drop, keys))


def read_files(home: Home, folder: Path) -> tuple[list[SourceFile], list[str]]:
    """Read every file of a drop folder once; return also the names of what is no file."""
    cache = DigestCache(home)
    files, others = [], []
    for path in entries_of(folder):
        try:
            found, file = path.lstat(), SourceFile.read(path)
        except OSError:  # a folder, a link to nowhere, a file we may not read
            others.append(path.name)
            continue
        cache.remember(path, found, file.sha256)
        files.append(file)
    cache.save()
    return files, others


def _give_receipt(
    home: Home, case: _Case, standard: Standard | None, keys: Keys, today: date
) -> Receipt:
    home.work.mkdir(parents=True, exist_ok=True)
    # Intakes of two authorities may run side by side; receipts are given one at a time.
    with FileLock(home.work / "ledger.lock"):
        receipts = read_ledger(home)
        receipt = Receipt(
            sequence=len(receipts) + 1,
            authority_code=case.drop.authority.code,
            folder=case.drop.name,
            as_at=case.drop.as_at.isoformat(),
            suffix=case.drop.suffix,
            fingerprint=case.fingerprint,
            outcome=case.judgement.outcome,
            received_on=_received_on(case, standard, receipts, today),
            submission_id=standard.submission_id if standard else None,
            mapping_id=mapping_id(case.mapping_bytes),
            key_id=keys.key_id,
            source_system=case.judgement.source_system,
            rows=total_rows(case.judgement.accounts),
            reasons=reasons_of([*case.judgement.faults, *case.judgement.to_decide]),
            rules=counted(case.judgement.rules),
            crosswalk=said_of(home, case.drop),
        )
        append_receipt(home, receipt)
    about = f"{receipt.authority_code}/{receipt.folder}"
    record(home, "taken_in", about, "pipeline", outcome=receipt.outcome.value)
    return receipt


def _received_on(
    case: _Case, standard: Standard | None, receipts: Sequence[Receipt], today: date
) -> str:
    declared = case.judgement.declared.received_on
    if declared is not None:
        return declared.isoformat()
    before = latest_receipts(receipts).get((case.drop.authority.code, case.drop.name))
    # The same content under a new fingerprint (other row order, other format) came when it came.
    is_known = standard and before and before.submission_id == standard.submission_id
    return before.received_on if before and is_known else today.isoformat()
