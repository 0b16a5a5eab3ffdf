"""``pace check``: the judgement of intake on one submission, with nothing kept."""

from __future__ import annotations

from pathlib import Path

from rich.table import Table

from pipelines.commands.guard import guarded
from pipelines.contract.checks import prepare
from pipelines.contract.findings import Finding, Severity
from pipelines.contract.submissions import Outcome
from pipelines.intake.account import TableAccount
from pipelines.intake.check import check as judge
from pipelines.intake.conform import SourceAccount
from pipelines.intake.judgement import Judgement
from pipelines.intake.keys import KeyProblem, Keys, load_keys
from pipelines.intake.sandbox.reader import SANDBOX
from pipelines.intake.table_rules import counted
from pipelines.settings import Home
from pipelines.terminal import Report, Reporter

SHOWN = 40
MEASURES = ("received", "accepted", "repaired", "quarantined", "duplicate")


def check(path: Path, home: Home, reporter: Reporter) -> Report:
    """Say what would be accepted, repaired, quarantined or refused, and what to do about it."""

    def look(report: Report) -> None:
        """Judge the path and put what was found into the report."""
        with reporter.stage("Reading and judging"):
            # Both take time to start; neither waits for the other.
            SANDBOX.start()
            prepare()
            known = home if home.root.is_dir() else None
            result = judge(path, known, _keys_of(home) if known else None)
        report.facts = result.as_dict()
        if result.accounts:
            report.tables.append(_rows_by_table(result.accounts))
        if any(account.skipped for account in result.source_accounts):
            report.tables.append(_rows_by_source(result.source_accounts))
        _say_findings(result.findings, report)
        _say_remarks(result.judgement, report)
        if result.judgement.outcome is Outcome.WAITING:
            report.fail("This submission would wait for a person, and not be in force till then.")
        elif result.refused:
            report.fail("This submission would be refused.")
        elif any(f.severity is Severity.QUARANTINE for f in result.findings):
            report.fail("This submission would be accepted without the rows that are refused.")
        else:
            report.say(_verdict(result.findings))

    return guarded(reporter, look)


def _keys_of(home: Home) -> Keys | None:
    """Return the keys of a home that has taken something in: to hold the files against it."""
    try:
        return load_keys(home, create=False)
    except KeyProblem:
        return None  # nothing to hold them against, and it is said


def _say_remarks(judgement: Judgement, report: Report) -> None:
    if judgement.remarks:
        report.say("Worth a look; nothing is refused for it:")
    for remark in judgement.remarks:
        report.say(f"  {remark.line}")
    if judgement.rules:
        times = counted(judgement.rules)
        report.say(
            "Rules over whole tables: "
            + ", ".join(f"{number} {outcome}" for outcome, number in times.items() if number)
            + "."
        )


def _say_findings(findings: list[Finding], report: Report) -> None:
    for finding in findings[:SHOWN]:
        report.say(finding.line)
    if len(findings) > SHOWN:
        report.say(f"… and {len(findings) - SHOWN:,} more (see --json).")


def _verdict(findings: list[Finding]) -> str:
    return (
        "This submission would be accepted."
        if not findings
        else "This submission would be accepted, with the repairs and notes listed."
    )


def _rows_by_table(accounts: list[TableAccount]) -> Table:
    table = Table(title="Rows by table")
    table.add_column("table")
    for measure in MEASURES:
        table.add_column(measure, justify="right")
    for account in accounts:
        table.add_row(account.table, *(f"{getattr(account, m):,}" for m in MEASURES))
    return table


def _rows_by_source(accounts: list[SourceAccount]) -> Table:
    table = Table(title="Rows as sent: mapped, or skipped by a rule of the mapping")
    for name in ("source", "table", "column"):
        table.add_column(name)
    for name in ("rows", "mapped"):
        table.add_column(name, justify="right")
    table.add_column("skipped")
    for account in accounts:
        skipped = "\n".join(f"{rows:,}: {why}" for why, rows in account.skipped.items() if rows)
        named = (account.source, account.table or "none", account.column)
        table.add_row(*named, f"{account.rows:,}", f"{account.mapped:,}", skipped)
    return table
