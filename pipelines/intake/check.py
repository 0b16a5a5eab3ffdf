"""The same judgement with nothing kept: for ``pace check``."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

from pipelines.contract.authorities import Authority, AuthorityList, authorities_of, scotland
from pipelines.contract.findings import Finding, Refused, Severity
from pipelines.intake.account import TableAccount
from pipelines.intake.catalogue import skipped_entries
from pipelines.intake.conform import SourceAccount
from pipelines.intake.crosswalk import form_faults, is_crosswalk
from pipelines.intake.drop_folder import day_and_suffix, entries_of, is_left_by_desktop
from pipelines.intake.earlier import snapshot_before
from pipelines.intake.judgement import Judgement, Submission, asked, judge_submission
from pipelines.intake.keys import Keys
from pipelines.intake.read_sources import not_a_file
from pipelines.intake.sandbox.reader import read_in_sandbox
from pipelines.intake.seen import mapping_bytes_of
from pipelines.intake.source_table import SourceFile, shown_name
from pipelines.intake.standardise import rekeyers
from pipelines.intake.submission_yaml import NAME, Declared
from pipelines.intake.table_rules import counted
from pipelines.settings import Home


@dataclass(frozen=True)
class CheckResult:
    """What would become of some files, and why."""

    path: Path
    authority: Authority | None
    as_at: date | None
    judgement: Judgement
    notes: list[Finding]

    @property
    def refused(self) -> bool:
        """Return whether the submission would be refused."""
        return not self.judgement.outcome.is_kept

    @property
    def findings(self) -> list[Finding]:
        """Return what was found, and what was not looked at."""
        return [*self.judgement.findings, *self.notes]

    @property
    def accounts(self) -> list[TableAccount]:
        """Return what would become of the rows, by table (empty where files could not be read)."""
        return self.judgement.accounts

    @property
    def source_accounts(self) -> list[SourceAccount]:
        """Return what the mapping makes of the rows as sent."""
        return self.judgement.source_accounts

    def as_dict(self) -> dict[str, Any]:
        """Return the result for a program."""
        return {
            "path": str(self.path),
            "authority_code": self.authority.code if self.authority else None,
            "as_at": self.as_at.isoformat() if self.as_at else None,
            "outcome": self.judgement.outcome.value,
            "refused": self.refused,
            "accounts": [account.as_dict() for account in self.accounts],
            "sources": [asdict(account) for account in self.source_accounts],
            "findings": [finding.as_dict() for finding in self.findings],
            "remarks": [remark.as_dict() for remark in self.judgement.remarks],
            "rules": counted(self.judgement.rules),
        }


def check(path: Path, home: Home | None = None, keys: Keys | None = None) -> CheckResult:
    """Judge a submission folder, a folder of files or one file as intake would; keep nothing.

    ``keys``: with those of the home it is held against the submission before; else it is said that
    it was not. Authority and day are those of the folder's place
    (``…/<authority>/<as_at>``), else those of ``submission.yaml``; without a day the checks that
    need one are left out, and said to be.
    """
    path = path.resolve()
    known = authorities_of(home) if home else scotland()
    received, others, notes = _files(path)
    files = [f for f in received if not is_crosswalk(f.name)]
    others += [fault for f in received if is_crosswalk(f.name) for fault in form_faults(f)]
    authority = _authority(path, files, known)
    said = day_and_suffix(path.name) if path.is_dir() else None
    mapping, name = mapping_bytes_of(home, authority) if home and authority else (None, "")
    as_at = said[0] if said else None
    is_partial = not path.is_dir()
    judgement = judge_submission(Submission(files, authority, as_at, mapping, name, is_partial))
    judgement = _with_rules(judgement, home, authority, keys)
    faults = [*judgement.faults, *others, *([] if files or others else [_nothing(path)])]
    if len(faults) > len(judgement.faults):
        judgement = Judgement(judgement.declared, judgement.as_at, faults)
    notes += _left_out(judgement)
    return CheckResult(path, authority, judgement.as_at, judgement, notes)


def _with_rules(
    judgement: Judgement, home: Home | None, authority: Authority | None, keys: Keys | None
) -> Judgement:
    if not (home and authority and keys and judgement.as_at):
        return asked(judgement, {}, lambda: None)
    before = partial(snapshot_before, home, authority.code, judgement.as_at)
    return asked(judgement, rekeyers(authority.code, keys), before)


def _files(path: Path) -> tuple[list[SourceFile], list[Finding], list[Finding]]:
    if path.is_file():
        return [SourceFile.read(path)], [], []
    entries = entries_of(path) if path.is_dir() else []
    files, others = [], []
    for entry in entries:
        try:
            files.append(SourceFile.read(entry))
        except OSError:
            others.append(not_a_file(entry.name))
    ignored = [p.name for p in path.iterdir() if is_left_by_desktop(p.name)] if entries else []
    return files, others, [_ignored(name) for name in sorted(ignored)]


def _authority(path: Path, files: list[SourceFile], known: AuthorityList) -> Authority | None:
    folder = path if path.is_dir() else path.parent
    by_place = known.find(folder.parent.name)
    if by_place is not None:
        return by_place
    try:
        beside = [file for file in files if file.name == NAME]
        declared = read_in_sandbox(beside, None, partly=True).declared if beside else Declared()
    except Refused:
        return None  # judged, and said, with everything else
    return known.find(declared.authority) if declared.authority else None


def _ignored(name: str) -> Finding:
    return Finding(
        rule="ignored_file",
        severity=Severity.WARN,
        sentence="A file that file managers leave behind was not looked at.",
        what_to_do="Nothing.",
        file=shown_name(name),
    )


def _nothing(path: Path) -> Finding:
    return Finding(
        rule="empty_folder",
        severity=Severity.REFUSE,
        sentence="There is nothing here to read.",
        what_to_do="Name a folder with the files of a submission.",
        file=shown_name(path.name),
    )


def _left_out(judgement: Judgement) -> list[Finding]:
    if not judgement.tables:
        return []
    has_children = "children" in judgement.tables
    return [
        Finding(
            rule=entry.id,
            severity=Severity.WARN,
            sentence=f"Not checked, for want of {_WANTED[str(entry.needs)]}.",
            what_to_do="Check the whole folder, named by authority and day.",
        )
        for entry in skipped_entries(judgement.as_at, has_children=has_children)
    ]


_WANTED = {"as_at": "the day to which the extract is complete", "children": "the children table"}
