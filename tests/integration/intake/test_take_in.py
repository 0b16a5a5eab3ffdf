"""A drop folder from bytes to receipt: what is kept, what survives a kill, what never leaks."""

from __future__ import annotations

import json
import random
import subprocess
import sys
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pyarrow.parquet as pq
import pytest
from extracts import AS_AT, GOOD, SOMEWHERE, file, files, text, with_rows, write

from pipelines.contract.register import read_register
from pipelines.contract.submissions import (
    Outcome,
    Receipt,
    read_ledger,
    submission_folder,
)
from pipelines.intake import feedback, judge, keep, receive, safe_write
from pipelines.intake.catalogue import entries
from pipelines.intake.check import check
from pipelines.intake.drop_folder import DropFolder
from pipelines.intake.keys import load_keys
from pipelines.intake.receive import take_in
from pipelines.intake.source_table import SourceFile
from pipelines.settings import Home

TODAY = date(2019, 8, 5)


def drop(home: Home, sent: list[SourceFile], name: str = "2019-07-31") -> DropFolder:
    folder = home.extracts / "somewhere" / name
    for old in folder.glob("*"):
        old.unlink()
    return DropFolder(SOMEWHERE, write(folder, sent), AS_AT, name[11:])


def take(
    home: Home, sent: list[SourceFile], today: date = TODAY, name: str = "2019-07-31"
) -> Receipt:
    return take_in(home, drop(home, sent, name), load_keys(home, create=True), today)


def kept(home: Home, receipt: Receipt) -> Path:
    assert receipt.submission_id is not None
    return submission_folder(home, SOMEWHERE.code, receipt.submission_id)


def test_what_is_kept(home: Home) -> None:
    receipt = take(home, files())
    assert (receipt.outcome, receipt.rows["received"]) == (Outcome.ACCEPTED, 13)
    assert read_ledger(home) == [receipt]
    folder = kept(home, receipt)
    names = ["accounts", "children", "episodes", "legal_statuses", "milestones", "placements"]
    assert sorted(p.stem for p in folder.glob("*.parquet")) == names
    milestones = pq.read_table(folder / "milestones.parquet")
    assert milestones.column_names == [
        "child_key",
        *GOOD["milestones"][0].split(",")[1:],
        "source_ref",
        "authority_code",
        "submission_id",
    ]
    assert sorted(milestones["route"].to_pylist()) == ["adoption", "adoption", "not_known"]
    keys = load_keys(home, create=False)
    children = pd.read_parquet(folder / "children.parquet")
    assert set(children["child_key"]) == {keys.child_key("X99000001", f"C{n}") for n in (1, 2, 3)}
    assert keys.person_key("L1") in set(children["person_key"].dropna())
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["files"]["children.csv"] == files()[0].sha256


def test_the_id_knows_neither_order_nor_format(home: Home) -> None:
    first = take(home, files())
    shuffled = {
        t: [rows[0], *random.Random(1).sample(rows[1:], len(rows) - 1)] for t, rows in GOOD.items()
    }
    again = take(home, files(**shuffled), date(2019, 9, 1))
    assert (again.submission_id, again.received_on) == (first.submission_id, "2019-08-05")
    crlf = [file(f.name, f.data.replace(b"\n", b"\r\n")) for f in files()]
    assert take(home, crlf).submission_id == first.submission_id
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for table, rows in GOOD.items():
        sheet = book.create_sheet(table)
        for row in rows:
            sheet.append(row.split(","))
    path = home.root / "extract.xlsx"
    book.save(path)
    assert take(home, [SourceFile.read(path)]).submission_id == first.submission_id
    assert len(list(kept(home, first).parent.iterdir())) == 1


def test_the_id_knows_content_day_suffix_and_declared_day(home: Home) -> None:
    declared = file("submission.yaml", "received_on: 2019-08-02\n")
    receipts = [
        take(home, files()),
        take(home, files(**with_rows("episodes", "C1,2001-01-01,2001-02-01,"))),
        take(home, files(), name="2019-07-31-b"),
        take(home, [*files(), declared]),
    ]
    assert len({r.submission_id for r in receipts}) == 4
    assert receipts[-1].received_on == "2019-08-02"


def test_a_refused_submission_leaves_the_one_before_in_force(home: Home) -> None:
    good = take(home, files())
    bad = take(home, files(milestones=None))
    assert (bad.outcome, bad.submission_id, bad.reasons) == (
        Outcome.REFUSED,
        None,
        ("milestones: missing_table",),
    )
    assert read_register(home).in_force(None) == {SOMEWHERE.code: good}
    (refused,) = home.quarantine.rglob("refused.json")
    assert refused.parent.name == bad.fingerprint[:12]
    assert {e["name"] for e in json.loads(refused.read_text())} == {
        f"{t}.csv" for t in GOOD if t != "milestones"
    }


def test_quarantine_keeps_only_values_that_are_dates_or_codes(home: Home) -> None:
    take(
        home, files(**with_rows("episodes", "C1,soon,2018-01-01,adoption", "nobody,2018-01-02,,x"))
    )
    (path,) = home.quarantine.rglob("rows.parquet")
    rows = pd.read_parquet(path).set_index("rule")
    assert rows.loc["date_unreadable", "end_date"] == "2018-01-01"
    assert pd.isna(rows.loc["date_unreadable", "start_date"])
    assert rows.loc["code_not_in_list", "column_name"] == "destination"
    assert pd.isna(rows.loc["code_not_in_list", "destination"])
    keys = load_keys(home, create=False)
    assert rows.loc["code_not_in_list", "child_key"] == keys.child_key(SOMEWHERE.code, "nobody")


def test_feedback_leads_with_child_month_and_sentence(home: Home) -> None:
    rows = with_rows("children", "=cmd(),,F,white,no,")
    take(home, files(**rows, episodes=[*GOOD["episodes"], "C1,2018-03-09,2018-03-08,"]))
    folder = home.feedback / SOMEWHERE.code / "2019-07-31"
    sheet = openpyxl.load_workbook(folder / "feedback.xlsx")["What to mend"]
    first, second = [[c.value for c in row] for row in sheet.iter_rows(min_row=2)]
    assert first[:3] == [
        "'=cmd()",
        None,
        "sex is not a code of its list and was taken as not_known.",
    ]
    assert second[:3] == ["C1", "2018-03", "end_date is before start_date."]
    assert second[3:9] == ["episodes.csv", None, "5", "C", "end_date", "end_before_start"]
    assert "1 quarantined" in (folder / "summary.txt").read_text()
    assert json.loads((folder / "findings.json").read_text())["outcome"] == "partly_accepted"


def test_a_child_of_whom_only_a_remark_is_made_is_named_in_the_feedback(home: Home) -> None:
    take(home, files(**with_rows("children", "C9,2020-12,female,white,no,")))
    folder = home.feedback / SOMEWHERE.code / "2019-07-31"
    sheet = openpyxl.load_workbook(folder / "feedback.xlsx")["What to mend"]
    assert "C9" in {cell.value for cell in sheet["A"]}


class KilledError(BaseException):
    """Stands for a kill: nothing catches it."""


STEPS = [
    (receive, "write_feedback"),
    (feedback, "workbook"),
    (receive, "keep_quarantine"),
    (receive, "keep_submission"),
    (keep, "_accounts_table"),
    (keep, "publish_folder"),
    (safe_write, "_sync"),
    (receive, "append_receipt"),
]


@pytest.mark.parametrize(("module", "name"), STEPS)
def test_killed_before_any_step(
    home: Home, monkeypatch: pytest.MonkeyPatch, module: object, name: str
) -> None:
    before = take(home, files())
    changed = files(**with_rows("episodes", "C1,2001-01-01,2001-02-01,", "C1,bad,,"))

    def killed(*_args: object, **_kwargs: object) -> None:
        raise KilledError

    with monkeypatch.context() as patch:
        patch.setattr(module, name, killed)
        with pytest.raises(KilledError):
            take(home, changed)
    assert read_register(home).in_force(None) == {SOMEWHERE.code: before}
    after = take(home, changed)
    assert (after.outcome, after.sequence) == (Outcome.PARTLY_ACCEPTED, 2)
    assert len(list(kept(home, after).glob("*.parquet"))) == 6
    assert not [p for p in home.root.rglob("*") if p.name.startswith((".incoming", ".feedback"))]


def test_a_crash_of_the_judge_is_no_verdict() -> None:
    broken = pd.DataFrame({"other": ["SECRET"]})

    with pytest.raises(judge.JudgeCrashed) as crash:
        judge.judge(broken, entries()[:1], {})
    assert "SECRET" not in str(crash.value)
    assert crash.value.__cause__ is None
    assert crash.value.__suppress_context__ or crash.value.__context__ is None


MARKED = "ZQ7X"


@pytest.mark.parametrize("kind", ["accepted", "refused", "broken"])
def test_no_value_leaks(home: Home, kind: str, capfd: pytest.CaptureFixture[str]) -> None:
    """A marked value in any cell is found in the feedback at most, and there only as child_id."""
    bad = {
        "children": [*GOOD["children"], f"{MARKED}1,{MARKED}2,{MARKED}3,{MARKED}4,x,{MARKED}5"],
        "episodes": [
            *GOOD["episodes"],
            f"C1,{MARKED}6,{MARKED}7,{MARKED}8",
            f"{MARKED}9,2018-01-01,,",
        ],
        "placements": [*GOOD["placements"], f"C1,kinship,2018-01-01,,{MARKED}10"],
        "milestones": [*GOOD["milestones"], f"C1,{MARKED}11,2018-01-01,{MARKED}12,,,,"],
    }
    if kind == "refused":
        bad["episodes"] += [f"C1,{MARKED}{n},," for n in range(20, 30)]
    sent = files(**bad)
    if kind == "broken":
        sent[0] = file("children.csv", text(bad["children"]) + f'C5,"{MARKED}13,,,,\n')
    receipt = take(home, sent)
    assert (receipt.outcome is Outcome.REFUSED) == (kind != "accepted")
    result = check(home.extracts / "somewhere" / "2019-07-31", home)
    shown = json.dumps(result.as_dict()) + "".join(f.line for f in result.findings)
    assert MARKED not in shown + "".join(capfd.readouterr())
    for path in home.root.rglob("*"):
        if path.is_file() and "extracts" not in path.parts and path.suffix != ".xlsx":
            assert MARKED.encode() not in path.read_bytes(), path
    (book,) = home.feedback.rglob("feedback.xlsx")
    sheets = openpyxl.load_workbook(book).worksheets
    cells = [str(cell.value) for sheet in sheets for row in sheet for cell in row]
    assert {c for c in cells if MARKED in c} <= {f"{MARKED}1", f"{MARKED}9"}


def test_folders_and_dead_links_refuse(home: Home) -> None:
    folder = drop(home, files())
    (folder.path / "more").mkdir()
    (folder.path / "gone").symlink_to("/nowhere")
    receipt = take_in(home, folder, load_keys(home, create=True), TODAY)
    assert receipt.reasons == ("gone: not_a_file", "more: not_a_file")
    assert [f.rule for f in check(folder.path, home).judgement.faults] == ["not_a_file"] * 2


def test_check_imports_neither_dagster_nor_dbt(home: Home) -> None:
    folder = drop(home, files()).path
    code = (
        "import sys, pathlib; from pipelines.intake.receive import check;"
        f"r = check(pathlib.Path({str(folder)!r})); assert not r.refused;"
        "print([m for m in ('dagster', 'dbt') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
    assert done.stderr == ""
