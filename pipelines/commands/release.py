"""``pace release``: a disclosure-checked draft of the warehouse that stands."""

from __future__ import annotations

from pathlib import Path

from pipelines.commands.ending import say_found
from pipelines.commands.guard import guarded
from pipelines.orchestration.run import run_release
from pipelines.release.drafts import draft_of_build
from pipelines.run_lock import home_lock
from pipelines.settings import Home
from pipelines.terminal import Report, Reporter
from pipelines.warehouse.plan import build_id_of


def release(home: Home, reporter: Reporter) -> Report:
    """Write the draft, or find the one that stands."""

    def draw(report: Report) -> None:
        """Find or write the draft of the warehouse that stands."""
        build_id = build_id_of(home.warehouse)
        if build_id is None:
            report.fail("There is no warehouse to release from: run `pace run` first.")
            return
        with home_lock(home):
            draft = draft_of_build(home, build_id) or _draw(home, build_id, reporter, report)
        report.facts |= {"build_id": build_id, "draft": str(draft) if draft else None}
        if draft:
            say_found(draft, report)
            report.say(f"Draft for a person to look at: {draft / 'report.html'}")

    return guarded(reporter, draw)


def _draw(home: Home, build_id: str, reporter: Reporter, report: Report) -> Path | None:
    with reporter.stage("Checking what may leave, writing the draft"):
        outcome = run_release(home)
    for reason in outcome.reasons:
        report.fail(f"release failed: {reason}")
    return draft_of_build(home, build_id)
