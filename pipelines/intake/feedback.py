"""What goes back to the sender: a summary, findings for a program, a workbook to work through.

The only place where the authority's own ``child_id`` and row numbers are written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from pipelines.contract.submissions import Outcome
from pipelines.intake.account import total_rows
from pipelines.intake.drop_folder import DropFolder
from pipelines.intake.feedback_book import workbook
from pipelines.intake.judgement import Judgement
from pipelines.intake.safe_write import write_file, write_json
from pipelines.intake.table_rules import RuleOutcome, counted
from pipelines.settings import Home

_NEXT = {
    Outcome.ACCEPTED: "Nothing is to be done. The submission is in force.",
    Outcome.ACCEPTED_WITH_REPAIRS: "The submission is in force. Some descriptions were taken as "
    "not known: correct them at the source before the next one.",
    Outcome.PARTLY_ACCEPTED: "The submission is in force without the rows listed in feedback.xlsx. "
    "Mend them at the source and send the whole extract again.",
    Outcome.WAITING: "The submission is kept and not in force: a person looks at the points "
    "below and will ask you about them. The one before it stays in force.",
    Outcome.REFUSED: "The submission was refused; the one before it stays in force. Mend what is "
    "named below and send the whole extract again.",
}


def write_feedback(home: Home, drop: DropFolder, judgement: Judgement) -> None:
    """Write the three forms of feedback, replacing those of an earlier try of the same folder."""
    folder = home.feedback / drop.authority.code / drop.name
    write_file(
        folder / "summary.txt", summary_of(judgement, drop).encode("utf-8", "backslashreplace")
    )
    write_json(folder / "findings.json", _findings(judgement))
    pages = summary_of(judgement, drop).splitlines()
    write_file(folder / "feedback.xlsx", workbook(judgement, pages))


def summary_of(judgement: Judgement, drop: DropFolder) -> str:
    """Return the page a person reads first."""
    lines = [
        f"{drop.authority.name}: extract of {drop.name}",
        f"Outcome: {judgement.outcome.words}",
        _NEXT[judgement.outcome],
        "",
        *_fault_lines(judgement),
        *_account_lines(judgement),
        *_rule_lines(judgement),
        *_remark_lines(judgement),
    ]
    return "\n".join(lines) + "\n"


def _fault_lines(judgement: Judgement) -> Iterator[str]:
    points = [*judgement.faults, *judgement.to_decide]
    if points:
        yield from (f"- {point.line}" for point in points)
        yield ""


def _account_lines(judgement: Judgement) -> Iterator[str]:
    if judgement.accounts:
        yield "Rows: received = accepted + repaired + quarantined + duplicate"
    for account in judgement.accounts:
        counts = ", ".join(f"{n} {measure}" for measure, n in account.totals().items())
        yield f"- {account.table}: {counts}"


def _rule_lines(judgement: Judgement) -> Iterator[str]:
    counted = Counter(
        (table.name, finding.sentence, finding.rule, finding.what_to_do)
        for table in judgement.tables.values()
        for finding in table.findings
    )
    if counted:
        yield ""
        yield "What was found in rows (each is listed in feedback.xlsx):"
    for (table, sentence, rule, what_to_do), times in sorted(counted.items()):
        yield f"- {table}: {times} × {sentence} [{rule}] {what_to_do}"


def _remark_lines(judgement: Judgement) -> Iterator[str]:
    if judgement.remarks:
        yield ""
        yield "Worth a look; nothing was refused or changed for it:"
        yield from (f"- {remark.line}" for remark in judgement.remarks)
    if judgement.rules:
        times = counted(judgement.rules)
        yield ""
        yield "Rules over whole tables: " + ", ".join(f"{n} {o}" for o, n in times.items()) + "."
        because = Counter((r.outcome.value, r.because) for r in judgement.rules if r.because)
        yield from (f"- {n} {how}: {why}" for (how, why), n in sorted(because.items()))


def _findings(judgement: Judgement) -> dict[str, object]:
    return {
        "outcome": judgement.outcome.value,
        "rows": total_rows(judgement.accounts),
        "tables": [account.as_dict() for account in judgement.accounts],
        "findings": [finding.as_dict() for finding in judgement.findings],
        "remarks": [remark.as_dict() for remark in judgement.remarks],
        "rules": {
            "counted": counted(judgement.rules),
            "skipped": _because(judgement, RuleOutcome.SKIPPED),
            "crashed": _because(judgement, RuleOutcome.CRASHED),
        },
    }


def _because(judgement: Judgement, outcome: RuleOutcome) -> dict[str, str]:
    return {r.rule.id: r.because for r in judgement.rules if r.outcome is outcome}
