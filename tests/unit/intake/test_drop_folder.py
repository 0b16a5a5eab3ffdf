"""Which folders count as submissions, and which of them are new."""

from __future__ import annotations

import os
import time
from contextlib import AbstractContextManager
from datetime import UTC, date, datetime, timedelta
from io import BufferedReader
from pathlib import Path

import pytest
from extracts import files, write

from pipelines.contract.authorities import authorities_of
from pipelines.intake import fingerprint as marks
from pipelines.intake.drop_folder import DropFolder, find_drop_folders
from pipelines.intake.keys import load_keys
from pipelines.intake.receive import take_in
from pipelines.intake.seen import unseen
from pipelines.settings import Home


def found(home: Home) -> list[DropFolder]:
    return find_drop_folders(home, authorities_of(home)).known


def test_names(home: Home) -> None:
    for name in ("somewhere/2019-07-31", "somewhere/2019-07-31-b", "X99000002/2019-07-31"):
        write(home.extracts / name, files())
    assert [(d.authority.code, d.name, d.as_at, d.suffix) for d in found(home)] == [
        ("X99000001", "2019-07-31", date(2019, 7, 31), ""),
        ("X99000001", "2019-07-31-b", date(2019, 7, 31), "b"),
        ("X99000002", "2019-07-31", date(2019, 7, 31), ""),
    ]


def test_what_nobody_knows_is_reported_and_taken_by_nothing(home: Home) -> None:
    write(home.extracts / "nowhere" / "2019-07-31", files())
    for name in ("2019-02-30", "july", "2019-07-31b"):
        write(home.extracts / "somewhere" / name, files())
    (home.extracts / "elsewhere" / "2019-07-31").mkdir(parents=True)
    (home.extracts / "elsewhere" / "2019-07-31" / ".DS_Store").write_text("x")
    folders = find_drop_folders(home, authorities_of(home))
    assert folders.known == []
    assert sorted(f.rule for f in folders.unknown) == [
        "empty_folder",
        "not_a_submission",
        "not_a_submission",
        "not_a_submission",
        "unknown_authority",
    ]


def test_one_name_per_authority(home: Home) -> None:
    write(home.extracts / "somewhere" / "2019-07-31", files())
    write(home.extracts / "X99000001" / "2019-07-31", files())
    folders = find_drop_folders(home, authorities_of(home))
    assert [d.path.parent.name for d in folders.known] == ["X99000001"]
    assert [f.rule for f in folders.unknown] == ["folder_twice"]


def test_settled(home: Home) -> None:
    folder = write(home.extracts / "somewhere" / "2019-07-31", files())
    (drop,) = found(home)
    now = datetime.now(UTC)
    assert not drop.is_settled(now)
    assert drop.is_settled(now + timedelta(seconds=61))
    (folder / "submission.yaml").write_text("authority: somewhere\n")
    assert drop.is_settled(now)


@pytest.fixture
def taken(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home with two authorities taken in, its files old enough to be remembered."""
    monkeypatch.setattr(marks, "_TOO_YOUNG_SECONDS", -1)
    for name in ("somewhere", "elsewhere"):
        write(home.extracts / name / "2019-07-31", files())
    keys = load_keys(home, create=True)
    assert len(unseen(home, found(home))) == 2
    for drop in found(home):
        take_in(home, drop, keys, date(2019, 8, 1))
    return home


def test_nothing_unchanged_is_read_again(taken: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = taken.extracts / "somewhere" / "2019-07-31" / "milestones.csv"
    changed.write_bytes(changed.read_bytes() + b"C1,hearing,2018-07-01,,,,,\n")
    read: list[str] = []
    really = marks.opened

    def noting(path: Path) -> AbstractContextManager[BufferedReader]:
        read.append(str(path))
        return really(path)

    monkeypatch.setattr(marks, "opened", noting)
    (drop,) = unseen(taken, found(taken))
    assert drop.authority.slug == "somewhere"
    assert [p for p in read if p.endswith(".csv") and "extracts" in p] == [str(changed)]


def test_what_makes_a_folder_new(taken: Home) -> None:
    assert unseen(taken, found(taken)) == []
    one = taken.extracts / "somewhere" / "2019-07-31"
    time.sleep(0.01)
    os.utime(one / "children.csv")
    assert unseen(taken, found(taken)) == []
    (one / "note.txt").write_text("x")
    assert [d.authority.slug for d in unseen(taken, found(taken))] == ["somewhere"]
    (one / "note.txt").unlink()
    taken.authorities.mkdir()
    (taken.authorities / "elsewhere.yaml").write_text("{}")
    assert [d.authority.slug for d in unseen(taken, found(taken))] == ["elsewhere"]
