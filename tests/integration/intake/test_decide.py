"""What waits for a person is kept and not in force; what is purged leaves no copy, and a trace."""

from __future__ import annotations

import json
import os
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from extracts import SOMEWHERE, file, text, write

from pipelines.contract.audit import audit_file, broken_at, read_audit
from pipelines.contract.register import Verdict, read_decisions, read_register
from pipelines.contract.submissions import Outcome, Receipt, submission_folder
from pipelines.intake.check import check
from pipelines.intake.decide import CannotDecide, decide, purge
from pipelines.intake.drop_folder import DropFolder
from pipelines.intake.keys import load_keys
from pipelines.intake.receive import take_in
from pipelines.intake.seen import unseen
from pipelines.intake.source_table import SourceFile
from pipelines.settings import Home

HEADERS = {
    "children": "child_id,birth_month,sex,ethnic_group,disability,linkage_id",
    "episodes": "child_id,start_date,end_date,destination",
    "legal_statuses": "child_id,legal_reason,start_date,end_date",
    "placements": "child_id,placement_type,start_date,end_date,carer_id",
    "milestones": "child_id,milestone,event_date,route,outcome,application_type,applicant,agency",
}


def extract(children: int) -> list[SourceFile]:
    """Children of a small town, each with an episode and nothing more."""
    ids = [f"C{n}" for n in range(children)]
    rows = {
        "children": [f"{i},2010-05,female,white,no," for i in ids],
        "episodes": [f"{i},2017-01-{1 + n % 28:02d},," for n, i in enumerate(ids)],
    }
    tables = {name: text([header, *rows.get(name, [])]) for name, header in HEADERS.items()}
    return [file(f"{name}.csv", content) for name, content in tables.items()]


def take(home: Home, sent: list[SourceFile], day: str, today: str) -> Receipt:
    folder = write(home.extracts / "somewhere" / day, sent)
    drop = DropFolder(SOMEWHERE, folder, date.fromisoformat(day), "")
    return take_in(home, drop, load_keys(home, create=True), date.fromisoformat(today))


@pytest.fixture
def waiting(home: Home) -> Home:
    """Thirty children in 2018; a year later twenty of them are gone."""
    assert take(home, extract(30), "2018-07-31", "2018-08-05").outcome is Outcome.ACCEPTED
    assert take(home, extract(10), "2019-07-31", "2019-08-05").outcome is Outcome.WAITING
    return home


def as_at_in_force(home: Home, day: str | None = None) -> str:
    known = date.fromisoformat(day) if day else None
    return read_register(home).in_force(known)[SOMEWHERE.code].as_at


def released(home: Home, on: str = "2019-09-01") -> None:
    decide(
        home, SOMEWHERE, "2019-07-31", Verdict.RELEASED, "A. Nalyst", "They moved away.",
        date.fromisoformat(on),
    )  # fmt: skip


def test_what_waits_is_kept_and_not_in_force(waiting: Home) -> None:
    (receipt,) = read_register(waiting).waiting()
    assert receipt.submission_id is not None
    assert submission_folder(waiting, SOMEWHERE.code, receipt.submission_id).is_dir()
    assert as_at_in_force(waiting) == "2018-07-31"
    assert any("children_vanished" in reason for reason in receipt.reasons)


def test_the_sender_is_told_what_it_waits_for(waiting: Home) -> None:
    folder = waiting.feedback / SOMEWHERE.code / "2019-07-31"
    said = (folder / "summary.txt").read_text(encoding="utf-8")
    assert "Outcome: waiting for a person" in said
    assert "20 of 30" in said
    facts = json.loads((folder / "findings.json").read_text(encoding="utf-8"))
    assert facts["rules"]["counted"]["broken"] >= 1
    book = openpyxl.load_workbook(folder / "feedback.xlsx", read_only=True)
    assert book.sheetnames == ["Read first", "What to mend", "Worth a look"]


def test_once_released_it_is_in_force_from_the_day_of_the_decision(waiting: Home) -> None:
    released(waiting)
    assert as_at_in_force(waiting) == "2019-07-31"
    assert as_at_in_force(waiting, "2019-08-31") == "2018-07-31"
    assert as_at_in_force(waiting, "2019-09-01") == "2019-07-31"
    assert read_register(waiting).waiting() == []


def test_once_refused_the_one_before_stays(waiting: Home) -> None:
    decide(
        waiting, SOMEWHERE, "2019-07-31", Verdict.REFUSED, "A. Nalyst", "A filter.",
        date(2019, 9, 1),
    )  # fmt: skip
    assert as_at_in_force(waiting) == "2018-07-31"
    assert read_register(waiting).waiting() == []


def test_a_decision_needs_who_and_why_and_something_that_waits(waiting: Home) -> None:
    day = date(2019, 9, 1)
    with pytest.raises(CannotDecide, match="who"):
        decide(waiting, SOMEWHERE, "2019-07-31", Verdict.RELEASED, " ", "why", day)
    with pytest.raises(CannotDecide, match="does not wait"):
        decide(waiting, SOMEWHERE, "2018-07-31", Verdict.RELEASED, "who", "why", day)
    released(waiting)
    with pytest.raises(CannotDecide, match="does not wait"):
        released(waiting)
    assert len(read_decisions(waiting)) == 1


def test_a_mended_extract_under_the_same_name_does_not_wait(waiting: Home) -> None:
    assert take(waiting, extract(31), "2019-07-31", "2019-08-20").outcome is Outcome.ACCEPTED
    assert read_register(waiting).waiting() == []


def test_check_says_that_it_would_wait(home: Home) -> None:
    take(home, extract(30), "2018-07-31", "2018-08-05")
    folder = write(home.extracts / "somewhere" / "2019-07-31", extract(10))
    said = check(folder, home, load_keys(home, create=False))
    assert said.judgement.outcome is Outcome.WAITING
    # Without the home's keys it cannot be held against the one before, and that is said.
    alone = check(folder, home)
    assert alone.judgement.outcome is Outcome.ACCEPTED
    assert alone.as_dict()["rules"]["skipped"] > 20


def files_with(home: Home, words: str) -> list[Path]:
    return [
        path
        for path in home.root.rglob("*")
        if path.is_file() and words in path.relative_to(home.root).as_posix()
    ]


def test_what_is_purged_leaves_no_copy(waiting: Home) -> None:
    (waiting.submissions / SOMEWHERE.code / ".incoming-2019-07-31").mkdir()  # a killed run's
    (receipt,) = read_register(waiting).waiting()
    assert receipt.submission_id is not None
    purged = purge(waiting, SOMEWHERE, "2019-07-31", "A. Nalyst", "Names.", date(2019, 9, 1))
    assert f"submissions/{SOMEWHERE.code}/{receipt.submission_id}" in purged.removed
    assert "extracts/somewhere/2019-07-31" in purged.removed
    assert files_with(waiting, "2019-07-31") == []
    assert files_with(waiting, receipt.submission_id) == []
    assert as_at_in_force(waiting) == "2018-07-31"
    last = read_audit(waiting)[-1]
    assert (last.what, last.by, last.facts["because"]) == ("purged", "A. Nalyst", "Names.")


def test_what_is_in_force_is_purged_only_by_name(waiting: Home) -> None:
    day = date(2019, 9, 1)
    with pytest.raises(CannotDecide, match="in force"):
        purge(waiting, SOMEWHERE, "2018-07-31", "who", "why", day)
    purge(waiting, SOMEWHERE, "2018-07-31", "who", "why", day, even_in_force=True)
    assert read_register(waiting).in_force(None) == {}
    # Nor is it there to be built from as known on a day before.
    assert read_register(waiting).in_force(date(2018, 12, 1)) == {}


def test_what_was_purged_and_comes_again_is_judged_again(waiting: Home) -> None:
    purge(waiting, SOMEWHERE, "2019-07-31", "who", "why", date(2019, 9, 1))
    write(waiting.extracts / "somewhere" / "2019-07-31", extract(10))
    drops = [
        DropFolder(SOMEWHERE, path, date.fromisoformat(path.name), "")
        for path in sorted((waiting.extracts / "somewhere").iterdir())
    ]
    assert [drop.name for drop in unseen(waiting, drops)] == ["2019-07-31"]


@pytest.mark.parametrize("folder", ["../somewhere/2018-07-31", "..", ""])
def test_a_folder_outside_is_not_purged(waiting: Home, folder: str) -> None:
    with pytest.raises(CannotDecide):
        purge(waiting, SOMEWHERE, folder, "who", "why", date(2019, 9, 1))
    assert (waiting.extracts / "somewhere" / "2018-07-31").is_dir()


def test_every_taking_in_and_decision_is_in_the_log(waiting: Home) -> None:
    released(waiting)
    events = read_audit(waiting)
    assert [event.what for event in events] == ["taken_in", "taken_in", "released"]
    assert broken_at(events) is None


@pytest.mark.parametrize("line", [0, 1, 2])
def test_a_line_that_was_changed_or_taken_out_is_seen(waiting: Home, line: int) -> None:
    released(waiting)
    log = audit_file(waiting)
    lines = log.read_text(encoding="utf-8").splitlines(keepends=True)
    changed = lines[line].replace("2019-07-31", "2019-07-30").replace("2018-07-31", "2018-07-30")
    log.write_text("".join([*lines[:line], changed, *lines[line + 1 :]]), encoding="utf-8")
    assert broken_at(read_audit(waiting)) == line + 1
    log.write_text("".join([*lines[:line], *lines[line + 1 :]]), encoding="utf-8")
    is_last = line == 2
    assert broken_at(read_audit(waiting)) == (None if is_last else line + 1)


def test_a_line_cut_short_by_a_kill_never_happened(waiting: Home) -> None:
    log = audit_file(waiting)
    with log.open("ab") as handle:
        handle.write(b'{"number": 3, "wh')
        os.fsync(handle.fileno())
    assert len(read_audit(waiting)) == 2
    released(waiting)
    assert broken_at(read_audit(waiting)) is None
    assert len(read_audit(waiting)) == 3
