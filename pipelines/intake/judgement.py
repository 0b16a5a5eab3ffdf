"""The whole judgement of one submission, from bytes to verdicts; keeps nothing, needs no key."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from pipelines.authorities.load import parse_mapping
from pipelines.authorities.mapping import Mapping
from pipelines.contract.authorities import Authority
from pipelines.contract.findings import Finding, Refused
from pipelines.contract.submissions import Outcome
from pipelines.contract.vocabulary import vocabulary
from pipelines.intake.account import TableAccount, account_of, empty_account, too_bad
from pipelines.intake.ask_rules import Before, Snapshot, Unreadable, ask_rules
from pipelines.intake.conform import SourceAccount, conform
from pipelines.intake.judge_tables import judge_tables
from pipelines.intake.judged_table import JudgedTable
from pipelines.intake.rule_tables import Rekey, kept_rows
from pipelines.intake.sandbox.reader import read_in_sandbox
from pipelines.intake.source_table import SourceFile
from pipelines.intake.submission_yaml import NAME, Declared, mismatches
from pipelines.intake.table_rules import RuleOutcome, RuleResult, table_rules

# Of so many rows a remark tells the numbers; of more the workbook does.
_FEW = 10


@dataclass(frozen=True)
class Submission:
    """What is judged: files, whose they are, the day, and how the authority's files are read."""

    files: Sequence[SourceFile]
    authority: Authority | None
    as_at: date | None
    mapping_bytes: bytes | None = None
    mapping_name: str = ""
    is_partial: bool = False


@dataclass(frozen=True)
class Judgement:
    """What was found: faults that refuse the whole, tables with verdicts, the account of rows."""

    declared: Declared
    as_at: date | None = None
    faults: list[Finding] = field(default_factory=list)
    tables: dict[str, JudgedTable] = field(default_factory=dict)
    accounts: list[TableAccount] = field(default_factory=list)
    source_accounts: list[SourceAccount] = field(default_factory=list)
    mapping: Mapping | None = None
    rules: Sequence[RuleResult] = ()

    @property
    def outcome(self) -> Outcome:
        """Return what becomes of the submission."""
        if self.faults:
            return Outcome.REFUSED
        if any(result.waits for result in self.rules):
            return Outcome.WAITING
        if any(account.quarantined for account in self.accounts):
            return Outcome.PARTLY_ACCEPTED
        if any(account.repaired for account in self.accounts):
            return Outcome.ACCEPTED_WITH_REPAIRS
        return Outcome.ACCEPTED

    @property
    def source_system(self) -> str | None:
        """Return the system the data come from, as the sender or the mapping says."""
        return self.declared.source_system or (self.mapping.source_system if self.mapping else None)

    @property
    def pseudonym_key_id(self) -> str | None:
        """Return the id of the key that the authority's pseudonyms were made with, if declared."""
        theirs = self.declared.pseudonym_key_id
        return theirs or (self.mapping.pseudonym_key_id if self.mapping else None)

    @property
    def findings(self) -> list[Finding]:
        """Return everything that was found: faults, then what waits, then rows by table."""
        rows = [finding for table in self.tables.values() for finding in table.findings]
        return [*self.faults, *self.to_decide, *rows]

    @property
    def to_decide(self) -> list[Finding]:
        """Return what a person must look at before the submission can come into force."""
        return [r.finding for r in self.rules if r.waits and r.finding is not None]

    @property
    def remarks(self) -> list[Finding]:
        """Return what is worth a look and changes nothing: rules that only tell."""
        found = [(r, r.finding) for r in self.rules if not r.waits]
        return [self._placed(result, said) for result, said in found if said is not None]

    def _placed(self, result: RuleResult, said: Finding) -> Finding:
        """Return a remark at the rows that it is about, where they are few."""
        if not 0 < len(result.rows) <= _FEW:
            return said
        places = [self.tables[result.rule.table].place_of(row) for row in result.rows]
        file, sheet, first = places[0]
        if any(place[:2] != (file, sheet) for place in places):
            return said
        rows = ", ".join(str(row) for _file, _sheet, row in places)
        sentence = f"{said.sentence} Rows {rows}." if len(places) > 1 else said.sentence
        return replace(said, sentence=sentence, file=file, sheet=sheet, row=first)


def judge_submission(submission: Submission) -> Judgement:
    """Judge a submission; whatever the bytes hold, the answer is a judgement."""
    files = [file for file in submission.files if file.name != NAME]
    try:
        mapping = _mapping(submission)
        read = read_in_sandbox(submission.files, mapping, partly=submission.is_partial)
        declared, as_at = read.declared, submission.as_at or read.declared.as_at
        _stop_at(mismatches(declared, submission.authority, as_at, files, mapping))
    except Refused as refusal:
        return Judgement(Declared(), submission.as_at, refusal.findings)
    mapping = read.mapping
    try:
        _stop_at(read.findings)
        conformed = conform(read.tables, mapping)
        _stop_at(conformed.findings)
    except Refused as refusal:
        return Judgement(declared, as_at, refusal.findings, mapping=mapping)
    tables = judge_tables(conformed.tables, as_at)
    accounts = _accounts(tables, is_partial=submission.is_partial)
    faults = [too_bad(account) for account in accounts if account.is_too_bad]
    return Judgement(declared, as_at, faults, tables, accounts, conformed.accounts, mapping)


def asked(
    judgement: Judgement, rekey: Rekey, find_before: Callable[[], Snapshot | None]
) -> Judgement:
    """Return the judgement with what came of the rules over whole tables, history among them.

    ``rekey``: what pseudonyms become, so that they can be held against those of the submission
    before, which ``find_before`` returns. Of a submission that is refused, nothing more is asked.
    Whatever breaks on the way is ours and makes rules ``crashed``: the error itself is dropped, for
    its message may hold a value.
    """
    if judgement.faults or not judgement.tables:
        return judgement
    try:
        now = Snapshot(kept_rows(judgement.tables, rekey), judgement.as_at)
        results = ask_rules(table_rules(), now, _readable(find_before))
    except Exception:
        results = [RuleResult(rule, RuleOutcome.CRASHED) for rule in table_rules()]
    return replace(judgement, rules=results)


def _readable(find_before: Callable[[], Snapshot | None]) -> Before:
    try:
        return find_before()
    except Exception:
        return Unreadable()


def _stop_at(findings: list[Finding]) -> None:
    if findings:
        raise Refused(findings)


def _mapping(submission: Submission) -> Mapping | None:
    if submission.mapping_bytes is None:
        return None
    return parse_mapping(submission.mapping_bytes, submission.mapping_name)


def _accounts(tables: dict[str, JudgedTable], *, is_partial: bool) -> list[TableAccount]:
    return [
        account_of(tables[name]) if name in tables else empty_account(table)
        for name, table in vocabulary().tables.items()
        if name in tables or not is_partial
    ]
