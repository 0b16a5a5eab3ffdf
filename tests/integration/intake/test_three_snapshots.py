"""One authority sends three snapshots: the town, a correction of settled dates, a broken export.

Through real intake with every rule of history: what the sender is told, what waits, what is in
force after each step, and what had been in force as known at each day.
"""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

from pipelines.contract.register import Verdict, read_register
from pipelines.contract.submissions import Outcome, Receipt, submission_folder
from pipelines.intake.decide import decide
from pipelines.settings import Home
from tests.support.small_home import HEADERS, write_extract, write_programme
from tests.support.walk import take_in_new
from tests.unit.intake.rules.town import Town, town

CODE = "X99000001"
FIRST, CORRECTED, BROKEN, MENDED = "2020-07-31", "2020-07-31-b", "2021-01-31", "2021-01-31-b"


def corrected() -> Town:
    """Forty episodes that were settled began otherwise, and so did every second milestone."""
    rows = town()
    for row in rows["episodes"][:40]:
        row["start_date"] = "2015-12-01"
    for row in rows["milestones"][::2]:
        row["event_date"] = "2018-03-14"
    return rows


def broken() -> Town:
    """Sixty children come under new ids; of the others most milestones have not happened."""
    rows = corrected()
    new = {row["child"]: f"Z{row['child']}" for row in rows["children"][:60]}
    for table in rows.values():
        for row in table:
            row["child"] = new.get(row["child"], row["child"])
    rows["milestones"] = [r for r in rows["milestones"] if r["milestone"] == "adm_decision"]
    return rows


def sent(home: Home, name: str, rows: Town, received_on: str) -> Receipt:
    """Drop a snapshot, take in what is new, and return the receipt of the snapshot."""
    lines = {table: [_line(table, row) for row in each] for table, each in rows.items()}
    write_extract(home, CODE, name, lines, received_on)
    (receipt,) = take_in_new(home)
    assert receipt.folder == name
    return receipt


def _line(table: str, row: dict[str, str]) -> str:
    return ",".join(row.get(c.replace("child_id", "child"), "") for c in HEADERS[table].split(","))


def in_force(home: Home, day: str | None = None) -> str | None:
    known = None if day is None else date.fromisoformat(day)
    held = read_register(home).in_force(known).get(CODE)
    return held.folder if held else None


def told(home: Home, name: str) -> tuple[dict[str, object], str, list[str]]:
    """The findings, the summary, and the rules of the workbook's second sheet."""
    folder = home.feedback / CODE / name
    sheet = openpyxl.load_workbook(folder / "feedback.xlsx", read_only=True)["Worth a look"]
    rules = [str(row[8]) for row in sheet.iter_rows(min_row=2, values_only=True)]
    summary = (folder / "summary.txt").read_text(encoding="utf-8")
    return json.loads((folder / "findings.json").read_text()), summary, rules


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("PACE_KEY_FILE", str(tmp_path / "config" / "pseudonym.key"))
    made = Home(tmp_path / "home")
    write_programme(made, [CODE])
    return made


def test_three_snapshots_of_one_authority(home: Home) -> None:
    first = sent(home, FIRST, town(), "2020-08-05")
    assert first.outcome is Outcome.ACCEPTED
    assert in_force(home) == FIRST

    # Settled dates have changed: it waits, and the one before stays in force until it is released.
    second = sent(home, CORRECTED, corrected(), "2020-08-20")
    assert second.outcome is Outcome.WAITING
    assert in_force(home) == FIRST
    findings, summary, rules = told(home, CORRECTED)
    waits_for = {"episode_starts_changed", "milestone_dates_changed"}
    assert findings["outcome"] == second.outcome.value
    assert waits_for <= set(rules)
    assert all(rule in summary for rule in waits_for)
    assert not any(row["child"] in summary for row in town()["children"] if len(row["child"]) > 2)
    assert {reason.partition(": ")[2] for reason in second.reasons} >= waits_for
    whose = _authority(home)
    decide(home, whose, CORRECTED, Verdict.RELEASED, "A. Nalyst", "A round.", date(2020, 9, 2))
    assert in_force(home) == CORRECTED
    assert in_force(home, "2020-08-25") == FIRST

    # Children are gone, re-keyed, and what had happened has not: held against the released one.
    third = sent(home, BROKEN, broken(), "2021-02-10")
    assert third.outcome is Outcome.WAITING
    _findings, _summary, rules = told(home, BROKEN)
    assert {"children_vanished", "pseudonyms_rekeyed", "milestones_unhappened"} <= set(rules)
    assert "episode_starts_changed" not in rules
    decide(home, whose, BROKEN, Verdict.REFUSED, "A. Nalyst", "An export.", date(2021, 2, 20))
    assert in_force(home) == CORRECTED

    # Mended it is taken in at once, and every day before is as it was known then.
    fourth = sent(home, MENDED, corrected(), "2021-03-01")
    assert fourth.outcome is Outcome.ACCEPTED, told(home, MENDED)[0]
    known = ("2020-08-04", "2020-08-05", "2020-09-02", "2021-02-15", "2021-03-01")
    expected = (None, FIRST, CORRECTED, CORRECTED, MENDED)
    assert tuple(in_force(home, day) for day in known) == expected
    assert _children(home, first) == _children(home, second) == _children(home, fourth)
    assert len(_children(home, third) - _children(home, first)) == 60


def _authority(home: Home):  # type: ignore[no-untyped-def]
    from pipelines.contract.authorities import authorities_of

    return authorities_of(home).find(CODE)


def _children(home: Home, receipt: Receipt) -> set[str]:
    assert receipt.submission_id is not None
    folder = submission_folder(home, CODE, receipt.submission_id)
    return set(pq.read_table(folder / "children.parquet")["child_key"].to_pylist())
