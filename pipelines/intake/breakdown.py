"""What breaks on our side while a folder is taken in: told apart from bad data, without a value.

No receipt is given, so the submission before stays in force and the next run tries again.
"""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from datetime import date

from pipelines.contract.audit import record
from pipelines.contract.fault_of_ours import WHAT_TO_DO, where_of
from pipelines.contract.submissions import Receipt
from pipelines.intake.drop_folder import DropFolder
from pipelines.intake.keys import Keys
from pipelines.intake.receive import take_in
from pipelines.settings import Home


@dataclass(frozen=True)
class Breakdown:
    """A folder that could not be taken in, and where that came about (``where_of``)."""

    folder: str
    where: str

    @property
    def line(self) -> str:
        """Return what is said to whoever runs the pipeline."""
        return f"{self.folder} could not be taken in ({self.where}). {WHAT_TO_DO}"


def try_to_take_in(home: Home, drop: DropFolder, keys: Keys, today: date) -> Receipt | Breakdown:
    """Take in a folder; return its receipt, or what broke. Whatever breaks, this returns."""
    try:
        return take_in(home, drop, keys, today)
    except Exception as error:
        broke = Breakdown(f"{drop.authority.code}/{drop.name}", where_of(error))
    # A disk that is full takes no event either.
    with contextlib.suppress(OSError):
        record(home, "broke_down", broke.folder, "pipeline", where=broke.where)
    return broke
