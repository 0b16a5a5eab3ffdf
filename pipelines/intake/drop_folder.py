"""The drop folders: ``extracts/<authority>/<as_at>[-suffix]``, who sent what for which day."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from pipelines.authorities.date_format import parser_of
from pipelines.contract.authorities import Authority, AuthorityList
from pipelines.contract.findings import Finding, Severity
from pipelines.intake.source_table import shown_name
from pipelines.intake.submission_yaml import NAME as DECLARATION
from pipelines.settings import Home

SETTLED_AFTER_SECONDS = 60
# What desktops leave behind in folders they show; everything else is part of what was sent.
_LEFT_BY_DESKTOPS = {".DS_Store", "Thumbs.db", "desktop.ini"}
_NAME = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})(?:-([A-Za-z0-9][A-Za-z0-9._-]*))?")


@dataclass(frozen=True)
class DropFolder:
    """One submission as the authority left it."""

    authority: Authority
    path: Path
    as_at: date
    suffix: str

    @property
    def name(self) -> str:
        """Return the folder's name: the day, and the suffix of a correction."""
        return self.path.name

    def is_settled(self, now: datetime) -> bool:
        """Return whether the sender is done: it says so, or nothing moved for a minute."""
        if (self.path / DECLARATION).is_file():
            return True
        stats = [path.lstat() for path in entries_of(self.path)]
        newest = max((max(s.st_mtime, s.st_ctime) for s in stats), default=None)
        return newest is not None and now.timestamp() - newest >= SETTLED_AFTER_SECONDS


@dataclass(frozen=True)
class DropFolders:
    """The submissions that can be taken in, and what lies in ``extracts`` besides."""

    known: list[DropFolder]
    unknown: list[Finding]


def entries_of(folder: Path) -> list[Path]:
    """Return what was sent in a folder, by name, without what desktops leave behind."""
    return sorted(p for p in folder.iterdir() if not is_left_by_desktop(p.name))


def is_left_by_desktop(name: str) -> bool:
    """Return whether a name is one that file managers and office programs create by themselves."""
    return name in _LEFT_BY_DESKTOPS or name.startswith(("._", "~$"))


def day_and_suffix(name: str) -> tuple[date, str] | None:
    """Return what a folder's name says, or None where it is not ``<ISO date>[-suffix]``."""
    found = _NAME.fullmatch(name)
    day = parser_of("iso")(found.group(1)) if found else None
    return (day, found.group(2) or "") if found and day else None


def find_drop_folders(home: Home, authorities: AuthorityList) -> DropFolders:
    """Return every drop folder of the home, by authority and name."""
    known: dict[tuple[str, str], DropFolder] = {}
    unknown: list[Finding] = []
    for folder in _children_of(home.extracts):
        if folder.name.startswith("."):
            continue
        authority = authorities.find(folder.name)
        if authority is None or not folder.is_dir():
            unknown.append(_unknown_authority(folder))
            continue
        for found in _submissions_of(authority, folder):
            if isinstance(found, Finding):
                unknown.append(found)
            elif (authority.code, found.name) in known:
                unknown.append(_twice(found))
            else:
                known[authority.code, found.name] = found
    return DropFolders([known[key] for key in sorted(known)], unknown)


def _children_of(folder: Path) -> list[Path]:
    return entries_of(folder) if folder.is_dir() else []


def _submissions_of(authority: Authority, folder: Path) -> Iterator[DropFolder | Finding]:
    for path in _children_of(folder):
        said = day_and_suffix(path.name)
        if said is None or not path.is_dir():
            yield _not_a_day(path)
        elif not entries_of(path):
            yield _empty(path)
        else:
            yield DropFolder(authority, path, *said)


def _place(path: Path) -> str:
    return f"{shown_name(path.parent.name)}/{shown_name(path.name)}"


def _unknown_authority(path: Path) -> Finding:
    return Finding(
        rule="unknown_authority",
        severity=Severity.WARN,
        sentence="No authority has this code or slug; nothing in it was read.",
        what_to_do="Name the folder by the current GSS code or the slug.",
        file=_place(path),
    )


def _not_a_day(path: Path) -> Finding:
    return Finding(
        rule="not_a_submission",
        severity=Severity.WARN,
        sentence="This is no folder named by its day (YYYY-MM-DD, or YYYY-MM-DD-suffix).",
        what_to_do="Put the files into a folder named by the day to which they are complete.",
        file=_place(path),
    )


def _empty(path: Path) -> Finding:
    return Finding(
        rule="empty_folder",
        severity=Severity.WARN,
        sentence="The folder is empty.",
        what_to_do="Put the files into it, or remove it.",
        file=_place(path),
    )


def _twice(folder: DropFolder) -> Finding:
    return Finding(
        rule="folder_twice",
        severity=Severity.WARN,
        sentence="The authority has a folder of this name under its other name; this was not read.",
        what_to_do="Use one name for the authority, and a suffix for a correction of the same day.",
        file=_place(folder.path),
    )
