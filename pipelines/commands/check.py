"""``pace check``: the judgement of intake on one submission, with nothing kept."""

from __future__ import annotations

from pathlib import Path

from rich.table import Table

from pipelines.contract.findings import Finding
from pipelines.intake.receive import CheckResult
from pipelines.intake.receive import check as judge
from pipelines.settings import Home
from pipelines.terminal import Report, Reporter

SHOWN = 40


def check(path: Path, home: Home, reporter: Reporter) -> Report:
    """Say what would be accepted, repaired, quarantined or refused, and what to do about it."""
    report = reporter.report()
    with reporter.stage("Reading and judging"):
        result = judge(path, home if home.root.is_dir() else None)
    report.facts = result.as_dict()
    if result.accounts:
        report.tables.append(_accounts(result))
    for finding in result.findings[:SHOWN]:
        report.say(finding.line)
    if len(result.findings) > SHOWN:
        report.say(f"… and {len(result.findings) - SHOWN:,} more (see --json).")
    if result.refused:
        report.fail("This submission would be refused.")
    else:
        report.say(_verdict(result.findings))
    return report


def _verdict(findings: list[Finding]) -> str:
    return (
        "This submission would be accepted."
        if not findings
        else "This submission would be accepted, apart from the rows listed."
    )


def _accounts(result: CheckResult) -> Table:
    table = Table(title="Rows by table")
    table.add_column("table")
    measures = ("received", "accepted", "repaired", "quarantined", "duplicate")
    for measure in measures:
        table.add_column(measure, justify="right")
    for name, rows in result.rows_by_table().items():
        table.add_row(name, *(f"{rows.get(m, 0):,}" for m in measures))
    return table
