"""``pace run``: take in what is new, rebuild, evaluate, prepare a release."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipelines.commands.ending import say_found, say_where
from pipelines.commands.guard import guarded, has_home
from pipelines.contract.register import read_register
from pipelines.contract.submissions import Outcome, Receipt, read_ledger
from pipelines.orchestration.run import JobOutcome, run_build, run_intakes, run_release
from pipelines.orchestration.work import Work, find_work
from pipelines.release.drafts import draft_of_build
from pipelines.run_lock import home_lock
from pipelines.settings import Home
from pipelines.terminal import Report, Reporter
from pipelines.warehouse.plan import BuildPlan, is_built, plan_build, target_of


def run(home: Home, as_known_at: date | None, reporter: Reporter) -> Report:
    """Run the whole walk; every stage with nothing to do is left out."""

    def walk(report: Report) -> None:
        """Take the walk under the home's lock."""
        if has_home(home, report):
            with home_lock(home):
                _walk(home, as_known_at, reporter, report)

    return guarded(reporter, walk)


def _walk(home: Home, day: date | None, reporter: Reporter, report: Report) -> None:
    with reporter.stage("Looking for what is new"):
        work = find_work(home)
    _say_unknown(work, report)
    received = _take_in(home, work, reporter, report)
    plan = plan_build(home, day)
    built = _build(home, plan, reporter, report)
    if built is None:
        return
    drafted = _draft(home, plan, reporter, report) if day is None else None
    _say_end(home, plan, received, built, drafted, report)


def _say_unknown(work: Work, report: Report) -> None:
    for finding in work.unknown:
        report.say(finding.line)
    report.facts["unknown_folders"] = [f.as_dict() for f in work.unknown]


def _take_in(home: Home, work: Work, reporter: Reporter, report: Report) -> list[Receipt]:
    known = len(read_ledger(home))
    codes = work.authorities
    if codes:
        title = f"Taking in {len(work.waiting)} submissions of {len(codes)} authorities"
        with reporter.stage(title, len(codes)) as stage:
            for outcome in run_intakes(home, codes):
                if not outcome.succeeded:
                    _say_failed("intake", outcome, report)
                stage.advance()
    received = read_ledger(home)[known:]
    for receipt in received:
        if receipt.outcome is Outcome.WAITING:
            report.say(_waits(receipt))
        elif not receipt.outcome.is_in:
            place = f"feedback/{receipt.authority_code}"
            report.say(
                f"Refused: {receipt.folder} of {receipt.authority_code} (see {place}). "
                "What was in force before stays in force."
            )
            for reason in receipt.reasons[:3]:
                report.say(f"  {reason}")
    report.facts["received"] = [_receipt_facts(r) for r in received]
    return received


def _build(home: Home, plan: BuildPlan, reporter: Reporter, report: Report) -> bool | None:
    """Return whether a build was needed and done; None when it failed."""
    if is_built(home, plan):
        return False
    with reporter.stage("Building core and marts, proving them, swapping them in"):
        outcome = run_build(home, plan.as_known_at)
    if not outcome.succeeded:
        _say_failed("build", outcome, report)
        report.say("The last complete warehouse stands as it was.")
        return None
    return True


def _draft(home: Home, plan: BuildPlan, reporter: Reporter, report: Report) -> Path | None:
    standing = draft_of_build(home, plan.build_id)
    if standing is not None:
        return standing
    with reporter.stage("Checking what may leave, writing the draft"):
        outcome = run_release(home)
    if not outcome.succeeded:
        _say_failed("release", outcome, report)
    return draft_of_build(home, plan.build_id)


def _say_failed(stage: str, outcome: JobOutcome, report: Report) -> None:
    for reason in outcome.reasons or ["no reason was given"]:
        report.fail(f"{stage} failed: {reason}")


def _say_end(
    home: Home,
    plan: BuildPlan,
    received: list[Receipt],
    built: bool,
    draft: Path | None,
    report: Report,
) -> None:
    target = target_of(home, plan)
    silent = {c: s for c, s in plan.data_states.items() if s != "in_force"}
    report.facts |= {
        "home": str(home.root),
        "nothing_new": not (received or built),
        "built": built,
        "build_id": plan.build_id,
        "warehouse": str(target),
        "draft": str(draft) if draft else None,
        "data_status": plan.data_status,
        "submissions_in_force": len(plan.receipts),
        "authorities_without_data": silent,
    }
    if not received and not built:
        report.say("Nothing new: the warehouse is made of what is in force.")
    _say_waiting_to_be_mended(home, received, report)
    report.say(
        f"{len(plan.receipts)} of {len(plan.authorities)} authorities have a submission in force"
        + (f"; without data: {_listed(silent)}." if silent else ".")
    )
    if draft:
        say_found(draft, report)
    say_where(home, target, draft, report)


def _say_waiting_to_be_mended(home: Home, received: list[Receipt], report: Report) -> None:
    """Recall the refusals of earlier runs: an authority's newest submission that is not in."""
    register = read_register(home)
    newest = {r.authority_code: r for r in register.receipts}
    refused = [r for r in newest.values() if r.outcome is Outcome.REFUSED]
    waiting = register.waiting()
    report.facts["waiting"] = [_receipt_facts(r) for r in waiting]
    for receipt in waiting:
        if receipt not in received:
            report.say(f"Still {_waits(receipt)[0].lower()}{_waits(receipt)[1:]}")
    report.facts["refused"] = [_receipt_facts(r) for r in refused]
    for receipt in refused:
        if receipt not in received:
            report.say(
                f"Still refused: {receipt.folder} of {receipt.authority_code} "
                f"(see feedback/{receipt.authority_code})."
            )


def _waits(receipt: Receipt) -> str:
    return (
        f"Waiting for a person: {receipt.folder} of {receipt.authority_code} (see "
        f"feedback/{receipt.authority_code}; then `pace decide {receipt.authority_code} "
        f"{receipt.folder}`)."
    )


def _listed(silent: dict[str, str]) -> str:
    shown = [f"{code} ({state.replace('_', ' ')})" for code, state in sorted(silent.items())]
    rest = len(shown) - 4
    return ", ".join(shown[:4]) + (f" and {rest} more" if rest > 0 else "")


def _receipt_facts(receipt: Receipt) -> dict[str, object]:
    return {
        "authority_code": receipt.authority_code,
        "folder": receipt.folder,
        "as_at": receipt.as_at,
        "outcome": receipt.outcome.value,
        "rows": dict(receipt.rows),
        "reasons": list(receipt.reasons),
    }
