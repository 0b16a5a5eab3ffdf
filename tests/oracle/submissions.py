"""A home folder in memory: submissions as received, programme records; which are in force."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import yaml

from .codes import REAL_AUTHORITIES, TABLES, slug_of
from .improvement import Engagement
from .judging import SubmissionVerdict, judge_submission
from .model import Row


@dataclass
class Submission:
    """One folder `extracts/<authority>/<as_at>[-suffix]`."""

    authority: str
    as_at: date
    tables: dict[str, list[Row]]
    suffix: str = ""
    received_on: date | None = None
    absent: tuple[str, ...] = ()

    @property
    def folder(self) -> str:
        return f"{self.as_at.isoformat()}-{self.suffix}" if self.suffix else str(self.as_at)


@dataclass
class Home:
    """All that a build reads."""

    authorities: list[tuple[str, str, str]]  # code, name, slug
    submissions: list[Submission] = field(default_factory=list)
    engagement: list[Row] = field(default_factory=list)
    recording: list[Row] = field(default_factory=list)
    local_aims: list[Row] = field(default_factory=list)
    published_totals: list[Row] = field(default_factory=list)
    invented: bool = False

    def engaged(self) -> set[str]:
        """Section 5: "`engaged` (with a row in `engagement.csv`, whenever it joined)"."""
        return {row["authority_code"] for row in self.engagement}

    def engagements(self) -> dict[str, Engagement]:
        """When each engaged authority joined, and left; "dates may be empty"."""
        return {
            row["authority_code"]: Engagement(
                as_date(row["engaged_on"] or None), as_date(row["ended_on"] or None)
            )
            for row in self.engagement
        }

    def complete_from(self, authority: str) -> dict[str, date]:
        """`recording.csv`: "since when the authority has recorded it completely"."""
        # Reading: a row with an empty `complete_from` says as little as no row.
        return {
            row["milestone"]: date.fromisoformat(row["complete_from"])
            for row in self.recording
            if row["authority_code"] == authority and row["complete_from"]
        }


@dataclass
class InForce:
    submission: Submission
    verdict: SubmissionVerdict


def real_authorities() -> list[tuple[str, str, str]]:
    return [(code, name, slug_of(name)) for code, name in REAL_AUTHORITIES]


def in_force(home: Home, as_known_at: date | None = None) -> dict[str, InForce]:
    """The submission of each authority that a build takes.

    Section 2: "of the accepted submissions with `received_on ≤ T`, the newest `as_at` of each
    authority, the last received of two with the same `as_at`, and of those the greater suffix."
    """
    chosen: dict[str, InForce] = {}
    # Reading: a folder without `received_on` is received on the day of the run, after all others.
    ordered = sorted(home.submissions, key=lambda s: (s.as_at, s.received_on or date.max, s.suffix))
    for submission in ordered:
        received = submission.received_on or date.max
        if as_known_at is not None and received > as_known_at:
            continue
        verdict = judge_submission(submission.tables, submission.as_at)
        # "refused whole, and the previous one stays in force"
        if not verdict.refused_for:
            chosen[submission.authority] = InForce(submission, verdict)
    return dict(sorted(chosen.items()))


# --- reading a home from disk ---------------------------------------------------------------


def read_csv(path: Path) -> list[Row]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8", newline="") as stream:
        return [{key: value or "" for key, value in row.items()} for row in csv.DictReader(stream)]


def as_date(value: object) -> date | None:
    if value is None or isinstance(value, date):
        return value
    return date.fromisoformat(str(value))


def read_submission(authority: str, folder: Path) -> Submission:
    notes: dict[str, object] = {}
    if (folder / "submission.yaml").exists():
        notes = yaml.safe_load((folder / "submission.yaml").read_text(encoding="utf-8")) or {}
    absent = notes.get("absent") or []
    assert isinstance(absent, list)
    return Submission(
        authority=authority,
        as_at=date.fromisoformat(folder.name[:10]),
        suffix=folder.name[11:],
        received_on=as_date(notes.get("received_on")),
        absent=tuple(str(table) for table in absent),
        tables={table: read_csv(folder / f"{table}.csv") for table in TABLES},
    )


def read_home(path: Path) -> Home:
    """Read extracts and programme records of a home of standard extracts in CSV."""
    programme = path / "programme"
    listed = read_csv(programme / "authorities.csv")
    authorities = [(r["authority_code"], r["name"], r["slug"]) for r in listed]
    home = Home(
        authorities=authorities or real_authorities(),
        engagement=read_csv(programme / "engagement.csv"),
        recording=read_csv(programme / "recording.csv"),
        local_aims=read_csv(programme / "local_aims.csv"),
        published_totals=read_csv(programme / "published_totals.csv"),
        invented=bool(authorities),
    )
    # "An authority folder that no list knows is reported and taken by nothing."
    code_of = {name: code for code, _, slug in home.authorities for name in (code, slug)}
    for folder in sorted((path / "extracts").glob("*/*")):
        if folder.is_dir() and folder.parent.name in code_of:
            home.submissions.append(read_submission(code_of[folder.parent.name], folder))
    return home
