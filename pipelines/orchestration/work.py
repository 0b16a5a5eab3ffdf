"""What there is to do, found without starting Dagster: a run with nothing new ends here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime

from pipelines.contract.authorities import authorities_of
from pipelines.contract.findings import Finding
from pipelines.intake.drop_folder import DropFolder, find_drop_folders
from pipelines.intake.keys import load_keys
from pipelines.intake.programme import take_in_programme
from pipelines.intake.seen import unseen
from pipelines.settings import Home


@dataclass(frozen=True)
class Work:
    """The drop folders to take in, and what was found that nobody can take in."""

    waiting: list[DropFolder]
    unknown: list[Finding]

    @property
    def authorities(self) -> list[str]:
        """Return the codes of the authorities with something to take in."""
        return sorted({drop.authority.code for drop in self.waiting})


def today() -> date:
    """Return the day on which something received now is received."""
    return datetime.now(UTC).date()


def find_work(home: Home) -> Work:
    """Look at the home; check its keys and the programme's records first.

    Raises:
        Refused: when a programme file is faulty: nothing has been changed.
        KeyProblem: when the pseudonym keys are missing or not those of the submissions.
    """
    authorities = authorities_of(home)
    load_keys(home, create=True)
    take_in_programme(home, authorities, today())
    found = find_drop_folders(home, authorities)
    return Work(waiting=unseen(home, found.known), unknown=found.unknown)
