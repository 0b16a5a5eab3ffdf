"""The areas of contract section 5."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Areas:
    """The authorities with a submission in force, and the groups they form."""

    as_at: dict[str, date]  # of each authority with a submission in force
    engaged: set[str]
    listed: Sequence[str]  # every authority of the list

    def authorities(self) -> list[str]:
        return sorted(self.as_at)

    def groups(self) -> dict[str, list[str]]:
        """Groups and their members; a group of nobody is left out."""
        members = self.authorities()
        groups = {
            # "`all_reporting` (with a submission in force)"
            "all_reporting": members,
            # "`engaged` (with a row in `engagement.csv`, whenever it joined) and `not_engaged`
            # among them"
            "engaged": [a for a in members if a in self.engaged],
            "not_engaged": [a for a in members if a not in self.engaged],
            # "`scotland` only where every authority of the list (32) is in force"
            # Reading: the list is `programme/authorities.csv` where present, whatever its length.
            "scotland": members if set(self.listed) <= set(members) else [],
        }
        return {name: list(group) for name, group in groups.items() if group}

    def everything(self) -> dict[str, list[str]]:
        """Authorities (each its own only member) and groups."""
        return {authority: [authority] for authority in self.authorities()} | self.groups()

    def reached(self, members: Sequence[str], day: date) -> list[str]:
        """ "sum the members whose `as_at` has reached the quarter's end"."""
        return [member for member in members if self.as_at[member] >= day]
