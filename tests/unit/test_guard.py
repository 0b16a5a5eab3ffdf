"""What breaks in a command ends in a line without a value, never in Python's account of it."""

from __future__ import annotations

from pipelines.commands.guard import guarded
from pipelines.terminal import Report, reporter

MARKED = "ZQ7Xmarked"


def test_a_breakdown_is_said_without_its_message() -> None:
    def broken(_report: Report) -> None:
        raise ValueError(MARKED)

    report = guarded(reporter(as_json=True), broken)
    (reason,) = report.facts["reasons"]
    assert report.exit_code == 1
    assert reason.startswith("This broke down (ValueError at test_guard.py:")
    assert "fault of ours" in reason
    assert MARKED not in reason
