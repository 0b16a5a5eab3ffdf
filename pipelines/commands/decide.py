"""``pace decide``, ``purge``, ``collected`` and ``audit``: what people do with submissions."""

from __future__ import annotations

from datetime import UTC, date, datetime

from rich.table import Table

from pipelines.commands.guard import guarded, has_home
from pipelines.contract.audit import broken_at, read_audit, record
from pipelines.contract.authorities import Authority, authorities_of
from pipelines.contract.register import Verdict, read_register
from pipelines.intake.decide import CannotDecide
from pipelines.intake.decide import decide as take_decision
from pipelines.intake.decide import purge as remove
from pipelines.run_lock import home_lock
from pipelines.settings import Home
from pipelines.terminal import Report, Reporter

SHOWN = 30
COLLECTED = "feedback_collected"


def decide(
    home: Home, authority: str, folder: str, release: bool, by: str, because: str, shown: Reporter
) -> Report:
    """Release or refuse a submission that waits for a person."""
    verdict = Verdict.RELEASED if release else Verdict.REFUSED

    def take(report: Report) -> None:
        """Take the decision and say what follows from it."""
        whose = _known(home, authority)
        with home_lock(home):
            decision = take_decision(home, whose, folder, verdict, by, because, _today())
        report.facts = {
            "authority_code": decision.authority_code,
            "folder": decision.folder,
            "verdict": decision.verdict.value,
            "decided_by": decision.decided_by,
            "decided_on": decision.decided_on,
        }
        report.say(
            f"{folder} of {whose.name}: {verdict.value}, recorded with who and why. "
            + ("`pace run` builds with it." if release else "What is in force stays in force.")
        )

    return guarded(shown, take)


def purge(
    home: Home,
    authority: str,
    folder: str,
    by: str,
    because: str,
    even_in_force: bool,
    shown: Reporter,
) -> Report:
    """Remove a submission that should never have come."""

    def take_away(report: Report) -> None:
        """Remove it and say what is left to do."""
        whose = _known(home, authority)
        with home_lock(home):
            purged = remove(home, whose, folder, by, because, _today(), even_in_force=even_in_force)
        report.facts = {
            "authority_code": whose.code,
            "folder": folder,
            "removed": purged.removed,
            "was_in_force": purged.was_in_force,
            "warehouse_holds_it": purged.warehouse_holds_it,
        }
        report.say(f"{folder} of {whose.name} is gone; that it came, and who removed it, is kept.")
        for place in purged.removed:
            report.say(f"  removed: {place}")
        if purged.warehouse_holds_it:
            report.say("The warehouse was made of it: run `pace run` now, which replaces the file.")

    return guarded(shown, take_away)


def collected(home: Home, authority: str, by: str, shown: Reporter) -> Report:
    """Record that an authority has collected the feedback on its newest submission."""

    def note(report: Report) -> None:
        """Record it in the audit log."""
        whose = _known(home, authority)
        own = [r for r in read_register(home).receipts if r.authority_code == whose.code]
        if not own:
            raise CannotDecide(f"{whose.name} has sent nothing; there is no feedback to collect.")
        event = record(home, COLLECTED, f"{whose.code}/{own[-1].folder}", by)
        report.facts = {"authority_code": whose.code, "folder": own[-1].folder, "at": event.at}
        report.say(f"Feedback on {own[-1].folder} was collected by {whose.name}: recorded.")

    return guarded(shown, note)


def audit(home: Home, shown: Reporter) -> Report:
    """Say whether the audit log is whole, and show its last lines."""

    def look(report: Report) -> None:
        """Check the chain; show the end of it."""
        if not has_home(home, report):
            return
        events = read_audit(home)
        broken = broken_at(events)
        table = Table(title="Audit log")
        for name in ("", "when (UTC)", "what", "about", "by", "because"):
            table.add_column(name)
        for event in events[-SHOWN:]:
            because = event.facts.get("because", "")
            table.add_row(str(event.number), event.at, event.what, event.about, event.by, because)
        if events:
            report.tables.append(table)
        report.facts = {
            "events": len(events),
            "broken_at": broken,
            "last_digest": events[-1].digest if events else None,
        }
        if broken is not None:
            report.fail(f"The chain is broken at line {broken}: the log was changed.")
        else:
            report.say(f"{len(events):,} events, the chain is whole.")

    return guarded(shown, look)


def _known(home: Home, authority: str) -> Authority:
    found = authorities_of(home).find(authority)
    if found is None:
        raise CannotDecide("No authority has this code or slug.")
    return found


def _today() -> date:
    return datetime.now(UTC).date()
