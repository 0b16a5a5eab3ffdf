"""``pace release``: a disclosure-checked draft of the warehouse that stands."""

from __future__ import annotations

from pipelines.orchestration.run import run_release
from pipelines.release.drafts import draft_of_build
from pipelines.run_lock import HomeIsBusy, home_lock
from pipelines.settings import Home
from pipelines.terminal import Report, Reporter
from pipelines.warehouse.plan import build_id_of


def release(home: Home, reporter: Reporter) -> Report:
    """Write the draft, or find the one that stands."""
    report = reporter.report()
    build_id = build_id_of(home.warehouse)
    if build_id is None:
        report.fail("There is no warehouse to release from: run `pace run` first.")
        return report
    try:
        with home_lock(home):
            draft = draft_of_build(home, build_id)
            if draft is None:
                with reporter.stage("Checking what may leave, writing the draft"):
                    outcome = run_release(home)
                for reason in outcome.reasons:
                    report.fail(f"release failed: {reason}")
                draft = draft_of_build(home, build_id)
    except HomeIsBusy as busy:
        report.fail(str(busy))
        return report
    report.facts |= {"build_id": build_id, "draft": str(draft) if draft else None}
    if draft:
        report.say(f"Draft for a person to look at: {draft / 'report.html'}")
    return report
