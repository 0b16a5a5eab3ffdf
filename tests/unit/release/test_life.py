"""A draft leaves when the attack passed, two people signed, and what changed was cleared."""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from pipelines.contract.audit import read_audit
from pipelines.contract.certificate import AttackResult, Certificate, table_digests
from pipelines.contract.release_tables import Protected
from pipelines.contract.released import (
    CannotRelease,
    State,
    certificate_of,
    keep_certificate,
    last_published,
    published_in_order,
    register_of,
    states,
    take_step,
)
from pipelines.release import DraftSummary, write_draft
from pipelines.release.compare import compare
from pipelines.release.life import CERTIFICATE, publish, sign_off, withdraw
from pipelines.release.verify import files_of, id_of, is_whole
from pipelines.settings import Home


@dataclass
class Kept:
    """Drafts that have been written, and where."""

    home: Home
    written: list[tuple[Protected, DraftSummary]]

    def copy_into(self, home: Home, protected: Protected) -> DraftSummary:
        """Put the draft of some tables into a home, as writing it there would."""
        found = [draft for of, draft in self.written if of is protected]
        if not found:
            found = [write_draft(self.home, protected)]
            self.written.append((protected, found[0]))
        folder = home.drafts / found[0].release_id
        shutil.copytree(found[0].folder, folder)
        return replace(found[0], folder=folder)


@pytest.fixture(scope="module")
def kept(
    small: Protected, small_draft: DraftSummary, tmp_path_factory: pytest.TempPathFactory
) -> Kept:
    """Drafts by what they were written of: each is written once, and copied."""
    return Kept(Home(tmp_path_factory.mktemp("kept")), [(small, small_draft)])


@pytest.fixture(scope="module")
def later(small: Protected) -> Protected:
    """Return a later release of the same home: one count of every shown row of coverage moved."""
    table = small.table("coverage")
    frame = table.frame.copy()
    frame["counted_here"] = frame["counted_here"] + 7
    moved = replace(table, frame=frame)
    return replace(
        small,
        tables=tuple(moved if t.shape.name == "coverage" else t for t in small.tables),
    )


def drafted(home: Home, kept: Kept, protected: Protected, recovered: int = 0) -> str:
    """Leave a draft and its certificate as the pipeline does, attacked beside what is out."""
    release_id = kept.copy_into(home, protected).release_id
    certificate = Certificate(
        policy=dict(protected.policy),
        tables=table_digests(protected.tables),
        earlier_releases=tuple(published_in_order(home)),
        attack=AttackResult(9, recovered, recovered, 9, 9),
    )
    keep_certificate(home, release_id, certificate, {"build_id": "b"})
    take_step(home, release_id, State.ATTACKED, "pipeline")
    return release_id


def sign_twice(home: Home, release_id: str, cleared: str = "") -> None:
    """Sign as two people."""
    sign_off(home, release_id, "Ada One", "statistician", cleared)
    sign_off(home, release_id, "Bo Two", "official", cleared)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


def test_two_people_sign_and_it_is_published(home: Home, kept: Kept, small: Protected) -> None:
    release_id = drafted(home, kept, small)
    sign_twice(home, release_id)
    folder = publish(home, release_id, "Bo Two")
    assert states(home)[release_id] is State.PUBLISHED
    assert files_of(folder) == files_of(home.drafts / release_id)
    kept = json.loads((folder / CERTIFICATE).read_text(encoding="utf-8"))
    assert [s["name"] for s in kept["sign_offs"]] == ["Ada One", "Bo Two"]
    assert [e.what for e in read_audit(home)] == ["signed_off", "signed_off", "published"]
    listed = (home.releases / "index.html").read_text(encoding="utf-8")
    assert release_id in listed
    assert "MADE-UP DATA" in listed


@pytest.mark.parametrize("again", ["Ada One", "ada  one"])
def test_one_person_does_not_sign_twice(
    home: Home, kept: Kept, small: Protected, again: str
) -> None:
    release_id = drafted(home, kept, small)
    sign_off(home, release_id, "Ada One", "statistician")
    with pytest.raises(CannotRelease, match="two different people"):
        sign_off(home, release_id, again, "official")
    with pytest.raises(CannotRelease, match="1 of 2"):
        publish(home, release_id, "Ada One")
    assert not home.releases.exists()


def test_what_the_attack_recovered_cannot_be_signed(
    home: Home, kept: Kept, small: Protected
) -> None:
    release_id = drafted(home, kept, small, recovered=1)
    with pytest.raises(CannotRelease, match="attack"):
        sign_off(home, release_id, "Ada One", "statistician")


def test_a_draft_that_was_touched_cannot_leave(home: Home, kept: Kept, small: Protected) -> None:
    release_id = drafted(home, kept, small)
    sign_twice(home, release_id)
    page = home.drafts / release_id / "report.html"
    page.write_bytes(page.read_bytes() + b" ")
    with pytest.raises(CannotRelease, match="not those that were written"):
        publish(home, release_id, "Bo Two")


def test_other_tables_than_those_attacked_cannot_leave(
    home: Home, kept: Kept, small: Protected
) -> None:
    release_id = drafted(home, kept, small)
    certificate = certificate_of(home, release_id)
    assert certificate is not None
    other = dict.fromkeys(certificate.tables, "0" * 64)
    keep_certificate(home, release_id, replace(certificate, tables=other), {"build_id": "b"})
    with pytest.raises(CannotRelease, match="not those that were attacked"):
        sign_off(home, release_id, "Ada One", "statistician")


def test_a_draft_attacked_beside_other_releases_is_drafted_again(
    home: Home, kept: Kept, small: Protected, later: Protected
) -> None:
    first, second = drafted(home, kept, small), drafted(home, kept, later)
    sign_twice(home, first)
    publish(home, first, "Bo Two")
    sign_twice(home, second)
    with pytest.raises(CannotRelease, match="since the attack"):
        publish(home, second, "Bo Two")


def test_the_next_release_supersedes_and_a_withdrawal_says_why(
    home: Home, kept: Kept, small: Protected, later: Protected
) -> None:
    first = drafted(home, kept, small)
    sign_twice(home, first)
    publish(home, first, "Bo Two")
    second = drafted(home, kept, later)
    sign_twice(home, second)
    publish(home, second, "Bo Two")
    assert states(home) == {first: State.SUPERSEDED, second: State.PUBLISHED}
    with pytest.raises(CannotRelease, match="reason"):
        withdraw(home, second, "Bo Two", " ")
    withdraw(home, second, "Bo Two", "A code was read wrongly.")
    assert states(home)[second] is State.WITHDRAWN
    assert last_published(home) is None
    assert published_in_order(home) == [first, second], "what was out cannot be unseen"
    told = (home.releases / "index.html").read_text(encoding="utf-8")
    assert "A code was read wrongly." in told


def test_what_changed_has_to_be_cleared_by_who_signs(
    home: Home, kept: Kept, small: Protected
) -> None:
    release_id = drafted(home, kept, small)
    (register_of(home, release_id) / "to_clear.csv").write_text("table\n", encoding="utf-8")
    with pytest.raises(CannotRelease, match="--cleared"):
        sign_off(home, release_id, "Ada One", "statistician")
    sign_twice(home, release_id, "Looked at: a late submission.")
    assert states(home)[release_id] is State.SIGNED_OFF


def test_the_comparison_names_every_figure_that_changed(
    home: Home, kept: Kept, small: Protected, later: Protected
) -> None:
    folders = [kept.copy_into(home, p).folder for p in (small, later)]
    found = compare(*folders)
    assert set(found.changes["table"]) == {"coverage"}
    assert set(found.changes["what"]) == {"other figure"}
    assert len(found.changes) == int((found.changes["change"] == 7).sum())
    assert compare(folders[0], folders[0]).changes.empty


def test_a_release_is_verified_from_its_own_bytes(home: Home, kept: Kept, small: Protected) -> None:
    draft = kept.copy_into(home, small)
    files = files_of(draft.folder)
    assert is_whole(files)
    assert id_of(files, draft.release_id) == draft.release_id
    page = draft.folder / "report.html"
    page.write_bytes(page.read_bytes().replace(b"<h1>", b"<h1> "))
    assert not is_whole(files_of(draft.folder))
    assert id_of(files_of(draft.folder), draft.release_id) != draft.release_id
