"""Look at protected tables by themselves: a count of 1 to 4, or a figure in a hidden row."""

from __future__ import annotations

from pipelines.contract.checks import Check, CheckOutcome, CheckResult
from pipelines.contract.release_tables import Kind, Protected, ProtectedTable
from pipelines.disclosure.certify import Certified


def no_small_cell(protected: Protected) -> list[CheckResult]:
    """Return a result per table: no count below the policy's smallest, nothing in hidden rows."""
    smallest = int(protected.policy["smallest_shown"])
    return [_look_at(table, smallest) for table in protected.tables]


def _look_at(table: ProtectedTable, smallest: int) -> CheckResult:
    shown = table.shown
    hidden = table.frame.drop(shown.index)
    figures = [c.name for c in table.shape.figures]
    counts = [c.name for c in table.shape.columns if c.kind in (Kind.COUNT, Kind.CHANGE)]
    size = shown[counts].abs()
    small = int(((size > 0) & (size < smallest)).to_numpy(dtype=bool).sum())
    left_in = int(hidden[figures].notna().to_numpy().sum())
    failures = small + left_in
    check = Check(
        id="no_small_cell",
        table=table.shape.name,
        expectation="no_small_cell",
        arguments={"smallest_shown": smallest},
        category="disclosure",
        severity="error",
        owner="release officer",
        sentence=f"No count of 1 to {smallest - 1} is shown, and no figure in a withheld row.",
        why="Counts of 1 to 4 can point to a child.",
    )
    return CheckResult(check, CheckOutcome.FAILED if failures else CheckOutcome.PASSED, failures)


def attack_recovers_nothing(certified: Certified) -> list[CheckResult]:
    """Return one result: how many withheld counts, or small changes, the attack could say."""
    found = certified.result
    check = Check(
        id="attack_recovers_nothing",
        table="all",
        expectation="attack_recovers_nothing",
        arguments={},
        category="disclosure",
        severity="error",
        owner="release officer",
        sentence="Nothing withheld can be worked out of this release and all before it.",
        why="What several tables, or several releases, give back together can point to a child.",
    )
    failures = found.narrow + found.small_differences
    return [CheckResult(check, CheckOutcome.FAILED if failures else CheckOutcome.PASSED, failures)]
