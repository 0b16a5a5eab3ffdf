"""``pace verify``: a release derived again from its submissions, and compared byte for byte."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipelines.commands.guard import guarded
from pipelines.contract.released import build_of, builds_of, folder_of
from pipelines.orchestration.releases import rederived
from pipelines.orchestration.run import run_build
from pipelines.release.verify import differences, files_of, id_of, is_whole
from pipelines.run_lock import home_lock
from pipelines.settings import Home
from pipelines.terminal import Report, Reporter
from pipelines.warehouse.plan import build_id_of


def verify(home: Home, release_id: str, shown: Reporter) -> Report:
    """Derive a release again, byte for byte."""

    def make_again(report: Report) -> None:
        """Look at the files by themselves, then make them again."""
        files = files_of(folder_of(home, release_id))
        if not is_whole(files):
            report.fail("Its files are not those of its SHA256SUMS.")
            return
        if id_of(files, release_id) != release_id:
            report.fail("Its id is not the digest of its files.")
            return
        report.say("Its files are whole, and its id is their digest.")
        with home_lock(home), shown.stage("Deriving it again"):
            _compare(home, release_id, files, report)

    return guarded(shown, make_again)


def _compare(home: Home, release_id: str, files: dict[str, bytes], report: Report) -> None:
    warehouse = _warehouse_of(home, release_id)
    if warehouse is None:
        report.fail("The build it was drawn from cannot be made again from what is in force.")
        return
    again_id, again = rederived(home, warehouse, release_id)
    different = differences(files, again)
    report.facts |= {"release_id": release_id, "files": len(files), "different": different}
    if again_id != release_id or different:
        named = ", ".join(different[:5])
        report.fail(f"Derived again, {len(different)} of its files differ: {named}.")
    else:
        report.say(
            f"Derived again from its submissions: all {len(files)} files are the same bytes."
        )


def _warehouse_of(home: Home, release_id: str) -> Path | None:
    """Return a warehouse of the release's build: the one that stands, or a vintage made anew."""
    builds = builds_of(home, release_id)
    if build_id_of(home.warehouse) in builds:
        return home.warehouse
    day = build_of(home, release_id).get("known_to") or build_of(home, release_id)["as_known_at"]
    vintage = home.vintage(day)
    if not vintage.exists() and not run_build(home, date.fromisoformat(day)).succeeded:
        return None
    return vintage if vintage.exists() else None
