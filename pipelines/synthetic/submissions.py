"""Which submissions an authority has sent: one of everything, or what its habit makes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from pipelines.synthetic.authorities import Habit, InventedAuthority
from pipelines.synthetic.days import add_months, from_iso, iso

USUAL_DAYS_TO_SEND = 33


@dataclass(frozen=True)
class Submission:
    """One drop folder: complete to ``as_at``, received on a day, and what is wrong with it."""

    authority: InventedAuthority
    as_at: int
    received_on: int
    suffix: str = ""
    milestones_until: int | None = None
    has_undeclared_column: bool = False
    states_hashes: bool = False

    @property
    def is_whole(self) -> bool:
        """Return whether it is taken in and holds all that the authority knew."""
        return not self.has_undeclared_column and self.milestones_until is None

    @property
    def folder(self) -> str:
        """Return the folder's name below that of the authority."""
        return iso(self.as_at) + self.suffix


def submissions(authority: InventedAuthority, snapshots: Sequence[str] = ()) -> list[Submission]:
    """Return an authority's submissions, oldest first; those before its newest as named.

    ``snapshots`` are earlier ISO days from which everybody also sends a full snapshot.
    """
    newest = from_iso(authority.as_at)
    earlier = [from_iso(s) for s in snapshots if from_iso(s) < newest]
    if authority.habit is Habit.NEWEST_REFUSED:
        earlier.append(add_months(newest, -12))
    received = newest + USUAL_DAYS_TO_SEND
    sent = [Submission(authority, on, on + USUAL_DAYS_TO_SEND) for on in sorted(set(earlier))]
    if authority.habit is Habit.CORRECTS:
        first = Submission(authority, newest, received, milestones_until=newest - 60)
        corrected = Submission(authority, newest, received + 12, "-b", states_hashes=True)
        return [*sent, first, corrected]
    if authority.habit is Habit.LATE:
        return [*sent, Submission(authority, newest, received + 118)]
    if authority.habit is Habit.NEWEST_REFUSED:
        return [*sent, Submission(authority, newest, received, has_undeclared_column=True)]
    return [*sent, Submission(authority, newest, received)]


def in_force(sent: Sequence[Submission]) -> Submission:
    """Return the submission that should be in force once all are taken in."""
    return [s for s in sent if not s.has_undeclared_column][-1]
