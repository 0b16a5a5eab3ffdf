"""What breaks on our side: never told as bad data, never in the way of the other submissions."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest
from extracts import AS_AT, SOMEWHERE, file, files, with_rows, write
from test_take_in import TODAY, drop, kept, take

from pipelines.contract.audit import read_audit
from pipelines.contract.authorities import authorities_of
from pipelines.contract.register import read_register
from pipelines.contract.submissions import Outcome, Receipt, read_ledger
from pipelines.intake import ask_rules, breakdown, judge_tables, judgement, receive
from pipelines.intake.breakdown import Breakdown, try_to_take_in
from pipelines.intake.check import check
from pipelines.intake.drop_folder import DropFolder, find_drop_folders
from pipelines.intake.keys import load_keys
from pipelines.intake.seen import unseen
from pipelines.intake.table_rules import EARLIER, table_rules
from pipelines.settings import Home

MARKED = "ZQ7Xmarked"
HISTORY = sum(rule.needs == EARLIER for rule in table_rules())


class OursError(RuntimeError):
    """Stands for what a library throws: its message holds a value."""


def broken(*_args: object, **_kwargs: object) -> None:
    raise OursError(MARKED)


def said(home: Home) -> dict[str, object]:
    """What the sender is told of the last submission."""
    folder = home.feedback / SOMEWHERE.code / "2019-08-31"
    told: dict[str, object] = json.loads((folder / "findings.json").read_text())
    assert MARKED not in json.dumps(told)
    return told


def taken_after(home: Home) -> Receipt:
    folder = write(home.extracts / "somewhere" / "2019-08-31", files())
    newer = DropFolder(SOMEWHERE, folder, date(2019, 8, 31), "")
    return take_in_(home, newer)


def take_in_(home: Home, newer: DropFolder) -> Receipt:
    taken = try_to_take_in(home, newer, load_keys(home, create=True), TODAY)
    assert isinstance(taken, Receipt)
    return taken


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:40])


def _gone(path: Path) -> None:
    path.unlink()


def _of_another_kind(path: Path) -> None:
    path.write_bytes(path.with_name("placements.parquet").read_bytes())


@pytest.mark.parametrize("damage", [_cut, _gone, _of_another_kind])
def test_a_damaged_submission_before_crashes_history_alone(home: Home, damage: object) -> None:
    before = take(home, files())
    damage(kept(home, before) / "milestones.parquet")  # type: ignore[operator]
    receipt = taken_after(home)
    assert receipt.outcome is Outcome.WAITING
    assert receipt.rules["crashed"] == HISTORY
    assert receipt.rules["held"] > 0
    assert read_register(home).in_force(None) == {SOMEWHERE.code: before}
    findings = said(home)["findings"]
    assert isinstance(findings, list)
    assert all("fault of ours" in finding["what_to_do"] for finding in findings)
    assert any("submission before cannot be read" in f["sentence"] for f in findings)


def test_a_damaged_submission_before_is_no_end_of_a_check(home: Home) -> None:
    before = take(home, files())
    _cut(kept(home, before) / "children.parquet")
    folder = write(home.extracts / "somewhere" / "2019-08-31", files())
    result = check(folder, home, load_keys(home, create=False))
    assert result.judgement.outcome is Outcome.WAITING


@pytest.mark.parametrize(
    ("module", "name"), [(judgement, "kept_rows"), (ask_rules, "_offer"), (ask_rules, "ask")]
)
def test_rules_that_cannot_be_asked_at_all_crash(
    home: Home, monkeypatch: pytest.MonkeyPatch, module: object, name: str
) -> None:
    before = take(home, files())
    with monkeypatch.context() as patch:
        patch.setattr(module, name, broken)
        receipt = taken_after(home)
    assert receipt.outcome is Outcome.WAITING
    assert (receipt.rules["broken"], receipt.rules["held"]) == (0, 0)
    assert receipt.rules["crashed"] > HISTORY
    assert read_register(home).in_force(None) == {SOMEWHERE.code: before}
    said(home)


def test_what_breaks_down_gets_no_receipt_and_is_tried_again(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = take(home, files())
    newer = drop(home, files(**with_rows("episodes", f"C1,{MARKED},,")), "2019-07-31-b")
    keys = load_keys(home, create=True)
    with monkeypatch.context() as patch:
        patch.setattr(judge_tables, "judge", broken)
        result = try_to_take_in(home, newer, keys, TODAY)
    assert isinstance(result, Breakdown)
    assert MARKED not in result.line
    for word in ("X99000001/2019-07-31-b", "OursError", "test_breakdowns.py", "fault of ours"):
        assert word in result.line
    assert "run" in result.line
    assert read_ledger(home) == [before]
    assert not (home.feedback / SOMEWHERE.code / "2019-07-31-b").exists()
    last = read_audit(home)[-1]
    assert (last.what, last.about) == ("broke_down", "X99000001/2019-07-31-b")
    folders = find_drop_folders(home, authorities_of(home)).known
    assert [f.name for f in unseen(home, folders)] == ["2019-07-31-b"]
    assert take_in_(home, newer).outcome is Outcome.PARTLY_ACCEPTED


def test_what_a_killed_run_half_wrote_goes_even_where_nothing_is_kept_now(home: Home) -> None:
    load_keys(home, create=True)
    half = home.submissions / SOMEWHERE.code / ".incoming-2019-07-31"
    half.mkdir(parents=True)
    (half / "children.parquet").write_text("half")
    assert take(home, [file("children.csv", "")]).outcome is Outcome.REFUSED
    assert not half.exists()


def test_a_full_disk_is_a_breakdown_even_of_the_audit(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(28, "No space left on device", MARKED)

    monkeypatch.setattr(receive, "write_feedback", full)
    monkeypatch.setattr(breakdown, "record", full)
    result = try_to_take_in(home, drop(home, files()), load_keys(home, create=True), AS_AT)
    assert isinstance(result, Breakdown)
    assert MARKED not in result.line


def test_the_run_goes_on_with_the_other_submissions(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Through Dagster, whose storage must not hold the message of the error either."""
    from pipelines.orchestration.run import run_intake

    drop(home, files())
    drop(home, files(**with_rows("episodes", "C1,2001-01-01,2001-02-01,")), "2019-07-31-b")
    real = breakdown.take_in

    def broken_once(at: Home, one: DropFolder, *others: object) -> Receipt:
        if not one.suffix:
            raise OursError(MARKED)
        return real(at, one, *others)  # type: ignore[arg-type]

    monkeypatch.setattr(breakdown, "take_in", broken_once)
    outcome = run_intake(home, SOMEWHERE.code)
    assert not outcome.succeeded
    (reason,) = outcome.reasons
    assert reason.startswith("X99000001/2019-07-31 could not be taken in (OursError at")
    assert [r.folder for r in read_ledger(home)] == ["2019-07-31-b"]
    for path in home.root.rglob("*"):
        if path.is_file():
            assert MARKED.encode() not in path.read_bytes(), path
