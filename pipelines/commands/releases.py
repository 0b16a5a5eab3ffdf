"""``pace sign``, ``publish``, ``withdraw`` and ``releases``: a draft's way out."""

from __future__ import annotations

from rich.table import Table

from pipelines.commands.guard import guarded
from pipelines.contract.released import certificate_of, states
from pipelines.release import life
from pipelines.run_lock import home_lock
from pipelines.settings import Home
from pipelines.terminal import Report, Reporter


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
