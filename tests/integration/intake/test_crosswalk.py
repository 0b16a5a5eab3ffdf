"""A re-keyed child stays the same child, and nothing of either pseudonym stays behind."""

from __future__ import annotations

import hashlib
from datetime import date

import pyarrow.parquet as pq
import pytest
from extracts import GOOD, SOMEWHERE, files, write

from pipelines.contract.submissions import Receipt, read_ledger, submission_folder
from pipelines.intake.check import check
from pipelines.intake.drop_folder import DropFolder
from pipelines.intake.keys import load_keys
from pipelines.intake.receive import take_in
from pipelines.intake.seen import unseen
from pipelines.settings import Home

TODAY = date(2019, 8, 5)
FIRST, SECOND, THIRD = "2019-07-31", "2019-10-31", "2020-01-31"
HEADER = "old_child_id,new_child_id\n"


def drop(home: Home, name: str, ids: dict[str, str], crosswalk: str | None = None) -> DropFolder:
    """A folder with the good extract, its children renamed, and a crosswalk beside it."""
    renamed = {table: [_renamed(line, ids) for line in lines] for table, lines in GOOD.items()}
    folder = write(home.extracts / "somewhere" / name, files(**renamed))
    if crosswalk is not None:
        (folder / "crosswalk.csv").write_text(crosswalk, encoding="utf-8")
    return DropFolder(SOMEWHERE, folder, date.fromisoformat(name[:10]), name[11:])


def _renamed(line: str, ids: dict[str, str]) -> str:
    first, *rest = line.split(",")
    return ",".join([ids.get(first, first), *rest])


def take(home: Home, folder: DropFolder) -> Receipt:
    return take_in(home, folder, load_keys(home, create=True), TODAY)


def keys_of(home: Home, receipt: Receipt) -> set[str]:
    assert receipt.submission_id is not None
    folder = submission_folder(home, SOMEWHERE.code, receipt.submission_id)
    found = [pq.read_table(file) for file in sorted(folder.glob("*.parquet"))]
    return {k for t in found if "child_key" in t.column_names for k in t["child_key"].to_pylist()}


NEW = {"C1": "N1", "C2": "N2", "C3": "N3"}
PAIRS = HEADER + "C1,N1\nC2,N2\nC3,N3\n"


@pytest.fixture
def first(home: Home) -> Receipt:
    """The submission before the authority re-keyed its children."""
    return take(home, drop(home, FIRST, {}))


def test_without_a_crosswalk_re_keyed_children_are_others(home: Home, first: Receipt) -> None:
    second = take(home, drop(home, SECOND, NEW))
    assert not keys_of(home, first) & keys_of(home, second)


def test_with_it_they_stay_who_they_were(home: Home, first: Receipt) -> None:
    second = take(home, drop(home, SECOND, NEW, PAIRS))
    assert second.outcome.is_in
    assert keys_of(home, second) == keys_of(home, first)


def test_later_submissions_keep_it_and_earlier_ones_are_left_alone(
    home: Home, first: Receipt
) -> None:
    take(home, drop(home, SECOND, NEW, PAIRS))
    third = take(home, drop(home, THIRD, NEW))
    assert keys_of(home, third) == keys_of(home, first)
    again = take(home, drop(home, FIRST, {}))
    assert (again.submission_id, again.fingerprint) == (first.submission_id, first.fingerprint)


def test_pseudonyms_dealt_out_anew_among_the_same_children(home: Home, first: Receipt) -> None:
    swapped = {"C1": "C2", "C2": "C1"}
    second = take(home, drop(home, SECOND, swapped, HEADER + "C1,C2\nC2,C1\n"))
    assert second.outcome.is_in
    folders = [
        submission_folder(home, SOMEWHERE.code, str(r.submission_id)) for r in (first, second)
    ]
    born = [
        {
            r["child_key"]: r["birth_month"]
            for r in pq.read_table(f / "children.parquet").to_pylist()
        }
        for f in folders
    ]
    assert born[0] == born[1]


def test_through_two_crosswalks_to_the_first_pseudonym(home: Home, first: Receipt) -> None:
    take(home, drop(home, SECOND, NEW, PAIRS))
    newer = {"C1": "M1", "C2": "M2", "C3": "N3"}
    third = take(home, drop(home, THIRD, newer, HEADER + "N1,M1\nN2,M2\n"))
    assert keys_of(home, third) == keys_of(home, first)


@pytest.mark.usefixtures("first")
def test_applied_again_after_a_kill_it_gives_the_same(home: Home) -> None:
    swapped, pairs = {"C1": "C2", "C2": "C1"}, HEADER + "C1,C2\nC2,C1\n"
    second = take(home, drop(home, SECOND, swapped, pairs))
    again = take(home, drop(home, SECOND, swapped, pairs))
    assert again.submission_id == second.submission_id
    assert len((home.submissions / "crosswalks" / "applied.jsonl").read_text().splitlines()) == 1


def test_it_is_deleted_recorded_and_leaves_no_pseudonym(home: Home, first: Receipt) -> None:
    folder = drop(home, SECOND, NEW, PAIRS)
    receipt = take(home, folder)
    assert not (folder.path / "crosswalk.csv").exists()
    assert receipt.crosswalk["sha256"] == hashlib.sha256(PAIRS.encode()).hexdigest()
    assert receipt.crosswalk["applied_on"] == TODAY.isoformat()
    assert receipt.crosswalk["applied_by"]
    assert read_ledger(home)[-1] == receipt
    kept = [p for p in home.submissions.rglob("*") if p.is_file()]
    assert not [
        p for p in kept for child in ("N1", "C1") if f'"{child}"'.encode() in p.read_bytes()
    ]
    remembered = next((home.submissions / "crosswalks").glob("*.parquet"))
    table = pq.read_table(remembered)
    assert set(table["earlier_child_key"].to_pylist()) == keys_of(home, first)


@pytest.mark.usefixtures("first")
def test_what_was_taken_in_is_seen_and_what_came_before_its_crosswalk_is_not(
    home: Home,
) -> None:
    late, third = drop(home, SECOND, NEW), drop(home, THIRD, NEW)
    take(home, late)
    take(home, third)
    assert unseen(home, [late, third]) == []
    late = drop(home, SECOND, NEW, PAIRS)
    assert unseen(home, [late, third]) == [late]
    take(home, late)
    assert unseen(home, [late, third]) == [third]


@pytest.mark.usefixtures("first")
@pytest.mark.parametrize(
    ("crosswalk", "rule"),
    [
        ("new_child_id,old_child_id\nN1,C1\n", "crosswalk_header"),
        (HEADER, "crosswalk_empty"),
        (HEADER + "C1\n", "crosswalk_row"),
        (HEADER + "C1,\n", "crosswalk_row"),
        (HEADER + "C1,N1\nC1,N2\n", "crosswalk_repeated"),
        (HEADER + "C1,N1\nC2,N1\n", "crosswalk_repeated"),
        (HEADER + "C1,N1\nC99,N2\n", "crosswalk_unknown"),
        (HEADER + 'C1,"N1\n', "unclosed_quote"),
    ],
)
def test_a_faulty_crosswalk_refuses_and_stays(crosswalk: str, rule: str, home: Home) -> None:
    folder = drop(home, SECOND, NEW, crosswalk)
    receipt = take(home, folder)
    assert not receipt.outcome.is_in
    assert any(rule in reason for reason in receipt.reasons), receipt.reasons
    assert not any(value in reason for reason in receipt.reasons for value in ("C99", "N1"))
    assert (folder.path / "crosswalk.csv").exists()
    assert not (home.submissions / "crosswalks").exists()
    assert unseen(home, [folder]) == []


@pytest.mark.usefixtures("first")
def test_two_children_are_never_made_one(home: Home) -> None:
    folder = drop(home, SECOND, {"C1": "N1"}, HEADER + "C2,N1\n")
    receipt = take(home, folder)
    assert not receipt.outcome.is_in
    assert "crosswalk_joins_two" in receipt.reasons[0]
    assert (folder.path / "crosswalk.csv").exists()
    assert not (home.submissions / "crosswalks").exists()


@pytest.mark.usefixtures("first")
def test_a_submission_refused_for_something_else_uses_up_no_crosswalk(home: Home) -> None:
    folder = drop(home, SECOND, NEW, PAIRS)
    (folder.path / "notes.txt").write_text("left here\n", encoding="utf-8")
    assert not take(home, folder).outcome.is_in
    assert (folder.path / "crosswalk.csv").exists()
    (folder.path / "notes.txt").unlink()
    assert unseen(home, [folder]) == [folder]
    assert take(home, folder).crosswalk["crosswalk_id"]


def test_an_old_pseudonym_beside_its_new_one_is_refused_later_too(
    home: Home, first: Receipt
) -> None:
    second = take(home, drop(home, SECOND, NEW, PAIRS))
    assert keys_of(home, second) == keys_of(home, first)
    assert not take(home, drop(home, THIRD, {"C2": "N1"})).outcome.is_in


@pytest.mark.usefixtures("first")
def test_check_looks_at_its_form_and_keeps_nothing(home: Home) -> None:
    good = drop(home, SECOND, NEW, PAIRS)
    assert not check(good.path, home).refused
    assert (good.path / "crosswalk.csv").exists()
    bad = drop(home, THIRD, NEW, "nothing\n")
    assert check(bad.path, home).refused
