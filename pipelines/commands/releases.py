"""``pace sign``, ``publish``, ``withdraw``, ``releases`` and ``verify``: a draft's way out."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from rich.table import Table

from pipelines.commands.guard import guarded
from pipelines.contract.released import CannotRelease, build_of, builds_of, certificate_of, states
from pipelines.orchestration.releases import rederived
from pipelines.orchestration.run import run_build
from pipelines.release import life
from pipelines.release.verify import differences, files_of, id_of, is_whole
from pipelines.run_lock import home_lock
from pipelines.settings import Home
from pipelines.terminal import Report, Reporter
from pipelines.warehouse.plan import build_id_of


def sign(home: Home, release_id: str, by: str, role: str, cleared: str, shown: Reporter) -> Report:
    """Sign a draft off, as one of two people."""

    def put_name(report: Report) -> None:
        """Add the signature and say what is still missing."""
        with home_lock(home):
            signed = life.sign_off(home, release_id, by, role, cleared)
        report.facts = {"release_id": release_id, "signatures": len(signed.sign_offs)}
        if signed.may_leave:
            report.say(f"{release_id} is signed off: `pace publish {release_id}` publishes it.")
        else:
            report.say(f"{release_id} is signed once; a second person has to sign.")

    return guarded(shown, put_name)


def publish(home: Home, release_id: str, by: str, shown: Reporter) -> Report:
    """Publish a signed draft."""

    def put_out(report: Report) -> None:
        """Copy it where readers find it."""
        with home_lock(home):
            folder = life.publish(home, release_id, by)
        report.facts = {"release_id": release_id, "folder": str(folder)}
        report.say(f"Published: {folder / 'report.html'}")

    return guarded(shown, put_out)


def withdraw(home: Home, release_id: str, by: str, because: str, shown: Reporter) -> Report:
    """Withdraw a published release."""

    def take_back(report: Report) -> None:
        """Mark it, and say what stays."""
        with home_lock(home):
            life.withdraw(home, release_id, by, because)
        report.facts = {"release_id": release_id, "state": "withdrawn"}
        report.say(f"{release_id} is withdrawn, and releases/index.html says so. Its files stay.")

    return guarded(shown, take_back)


def releases(home: Home, shown: Reporter) -> Report:
    """List all drafts and releases."""

    def tell(report: Report) -> None:
        """Show a row for each."""
        table = Table("Release", "State", "Signatures", "Withheld counts attacked", "Found")
        report.facts["releases"] = []
        for release_id, state in states(home).items():
            certificate = certificate_of(home, release_id)
            if certificate is None:
                continue
            attack = certificate.attack
            found = attack.narrow + attack.small_differences
            names = len(certificate.sign_offs)
            table.add_row(release_id, state.value, str(names), f"{attack.cells:,}", str(found))
            fact = {"release_id": release_id, "state": state.value, "signatures": names}
            report.facts["releases"].append(fact | {"recovered": found})
        report.show(table)

    return guarded(shown, tell)


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


def folder_of(home: Home, release_id: str) -> Path:
    """Return where a release, or else a draft, lies; ``CannotRelease`` where there is none."""
    for place in (home.releases / release_id, home.drafts / release_id):
        if place.is_dir():
            return place
    raise CannotRelease(f"There is no release or draft {release_id}.")


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
