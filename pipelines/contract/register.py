"""What was taken in and what people decided about it: from both follows what is in force.

submissions/decisions.jsonl   one decision per line, in the order in which they were taken
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path

from pipelines.contract.append_only import append_line, known_fields, whole_lines
from pipelines.contract.submissions import Outcome, Receipt, read_ledger
from pipelines.settings import Home


class Verdict(StrEnum):
    """What a person decided about a submission."""

    RELEASED = "released"
    REFUSED = "refused"
    PURGED = "purged"


@dataclass(frozen=True)
class Decision:
    """What a person decided about one receipt (its ``sequence``), when and why."""

    sequence: int
    receipt: int
    authority_code: str
    folder: str
    verdict: Verdict
    decided_by: str
    decided_on: str
    because: str


def decisions_file(home: Home) -> Path:
    """Return where decisions are kept."""
    return home.submissions / "decisions.jsonl"


def read_decisions(home: Home) -> list[Decision]:
    """Return all decisions, oldest first."""
    decisions = []
    for raw in whole_lines(decisions_file(home)):
        known = known_fields(Decision, raw)
        decisions.append(Decision(**{**known, "verdict": Verdict(known["verdict"])}))
    return decisions


def append_decision(home: Home, decision: Decision) -> None:
    """Add a decision; a crash leaves either all of it or none."""
    append_line(decisions_file(home), asdict(decision))


@dataclass(frozen=True)
class Register:
    """What was taken in and what people decided about it."""

    receipts: Sequence[Receipt]
    decisions: Sequence[Decision] = ()

    def verdicts(self, as_known_at: date | None = None) -> dict[int, Decision]:
        """Return the last decision about each receipt, as known at a day, by its sequence."""
        day = "9999-12-31" if as_known_at is None else as_known_at.isoformat()
        return {d.receipt: d for d in self.decisions if d.decided_on <= day}

    def waiting(self) -> list[Receipt]:
        """Return the receipts that still wait for a person: the last of their folder, undecided."""
        decided = self.verdicts()
        last = {(r.authority_code, r.folder): r for r in self.receipts}
        return [
            r for r in last.values() if r.outcome is Outcome.WAITING and r.sequence not in decided
        ]

    def in_force(self, as_known_at: date | None) -> dict[str, Receipt]:
        """Return the receipt in force of each authority, as known at a day (None: all there is).

        Contract section 2: of the accepted submissions with ``received_on`` ≤ the day, the newest
        ``as_at`` of each authority, the last received of two with the same ``as_at``, and of those
        the greater suffix; bytes changed in place under one name follow the order of taking in. One
        that waited is accepted from the day a person released it; one that was purged never was.
        """
        day = "9999-12-31" if as_known_at is None else as_known_at.isoformat()
        decided, ever = self.verdicts(as_known_at), self.verdicts()
        in_force: dict[str, Receipt] = {}
        for receipt in self.receipts:
            if receipt.received_on > day or not _is_accepted(receipt, decided, ever):
                continue
            held = in_force.get(receipt.authority_code)
            if held is None or receipt.precedence > held.precedence:
                in_force[receipt.authority_code] = receipt
        return in_force

    def before(
        self, in_force: Mapping[str, Receipt], as_known_at: date | None
    ) -> dict[str, Receipt]:
        """Return of each authority what would be in force had nothing of that day or later come.

        Known from what was received alone, whatever was taken in first.
        """
        days = {code: receipt.as_at for code, receipt in in_force.items()}
        earlier = [r for r in self.receipts if r.as_at < days.get(r.authority_code, "")]
        return Register(earlier, self.decisions).in_force(as_known_at)


def _is_accepted(
    receipt: Receipt, decided: Mapping[int, Decision], ever: Mapping[int, Decision]
) -> bool:
    last = ever.get(receipt.sequence)
    if last is not None and last.verdict is Verdict.PURGED:
        # What should never have come is not there to be built from, on whatever day.
        return False
    if receipt.outcome is Outcome.WAITING:
        decision = decided.get(receipt.sequence)
        return decision is not None and decision.verdict is Verdict.RELEASED
    return receipt.outcome.is_in


def read_register(home: Home) -> Register:
    """Return what was taken in and what was decided."""
    return Register(read_ledger(home), read_decisions(home))
