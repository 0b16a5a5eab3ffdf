"""The whole walk on a small made-up Scotland: extracts to draft, and what must not change.

Its authorities are few, one of every shape and habit, and still enough for two workers of intake;
the demonstration walks with all.
"""

from __future__ import annotations

import random
import shutil
from pathlib import Path

import duckdb
import pandas as pd
import pytest
import yaml

from pipelines.contract.submissions import ledger_file, read_ledger
from pipelines.orchestration.run import AUTHORITIES_PER_WORKER
from pipelines.settings import Home
from tests.support.few_authorities import make_few, one_of_every_kind
from tests.support.pace import pace, tables

pytestmark = pytest.mark.slow

CHILDREN = 500  # of whom about a third are the few authorities'


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Home:
    """A home that has been through `pace run` once."""
    home = Home(tmp_path_factory.mktemp("walk") / "home")
    make_few(home, children=CHILDREN, seed=7)
    ran = pace("run", "--home", home.root, "--json")
    assert ran.exit_code == 0, ran.out + ran.err
    return home


@pytest.fixture
def copy(walked: Home, tmp_path: Path) -> Home:
    """A copy of that home which a test may change."""
    target = tmp_path / "home"
    shutil.copytree(walked.root, target)
    return Home(target)


def test_the_few_are_taken_in_by_more_than_one_worker() -> None:
    """Else what the walk says would not hold of how a whole Scotland is taken in."""
    assert len([a for a in one_of_every_kind() if a.sends]) >= 2 * AUTHORITIES_PER_WORKER


def test_a_run_leaves_a_warehouse_and_a_draft(walked: Home) -> None:
    assert walked.warehouse.exists()
    assert len(list(walked.drafts.glob("MADE-UP-*"))) == 1
    built = tables(walked.warehouse)
    assert built["core.aim_clock"]
    assert {"marts.aim_timeliness", "marts.waiting_now", "marts.home_orders"} <= set(built)


def test_a_release_counts_as_included_whom_the_marts_do(walked: Home) -> None:
    """Also where an authority has no clock in its newest mature quarter."""
    draft = next(walked.drafts.glob("MADE-UP-*"))
    written = draft / "csv" / "aim_timeliness_groups_by_quarter.csv"
    key = ["area", "aim", "variant", "cohort_quarter"]
    counted = ["authorities_included", "authorities_missing"]
    told = pd.read_csv(written, usecols=[*key, *counted])
    with duckdb.connect(str(walked.warehouse), read_only=True) as warehouse:
        mart = warehouse.sql("select * from marts.aim_timeliness where age_band = 'all'").df()
    mart["cohort_quarter"] = mart["cohort_quarter"].astype(str)
    both = told.merge(mart, on=key, suffixes=("", "_mart"))
    assert len(both)
    for column in counted:
        assert both[column].tolist() == both[f"{column}_mart"].tolist()


def test_a_refused_submission_leaves_the_one_before_in_force(walked: Home) -> None:
    refused = [r for r in read_ledger(walked) if not r.outcome.is_in]
    assert len(refused) == 1
    built = tables(walked.warehouse)["core.authority"]
    row = next(r for r in built if r[0] == refused[0].authority_code)
    assert "in_force" in row


def test_an_authority_that_never_sent_is_a_row_with_the_reason(walked: Home) -> None:
    quality = tables(walked.warehouse)["marts.data_quality"]
    silent = [r for r in quality if r[1] is None]
    assert {r[-1] for r in silent} == {"never_sent"}
    assert len({r[0] for r in silent}) == 1
    assert [r[4] for r in silent].count("no_data") == 1


def test_with_nothing_new_nothing_is_done(walked: Home) -> None:
    before = walked.warehouse.read_bytes()
    account = walked.work / "dbt" / "run_results_evaluated.json"
    called = account.stat().st_mtime_ns
    ran = pace("run", "--home", walked.root, "--json")
    assert ran.exit_code == 0
    assert ran.facts["nothing_new"]
    assert account.stat().st_mtime_ns == called
    assert walked.warehouse.read_bytes() == before


def test_the_same_bytes_in_two_homes_and_any_order_of_rows_give_the_same_tables(
    walked: Home, tmp_path: Path
) -> None:
    other = Home(tmp_path / "shuffled")
    shutil.copytree(walked.extracts, other.extracts)
    shutil.copytree(walked.programme, other.programme)
    shutil.copytree(walked.authorities, other.authorities)
    for file in sorted(other.extracts.rglob("submission.yaml")):
        declared = yaml.safe_load(file.read_text(encoding="utf-8"))
        # The digests are those of the bytes as they were sent.
        declared.pop("files", None)
        file.write_text(yaml.safe_dump(declared), encoding="utf-8")
    chance = random.Random(3)
    for file in sorted(other.extracts.rglob("*.csv")):
        # Binary, so that the encodings and line ends stay the sender's.
        header, *rows = file.read_bytes().splitlines(keepends=True)
        chance.shuffle(rows)
        file.write_bytes(header + b"".join(rows))
    ran = pace("run", "--home", other.root, "--json", hash_seed="42")
    assert ran.exit_code == 0, ran.out + ran.err
    assert tables(other.warehouse) == tables(walked.warehouse)
    drafts = [sorted(p.name for p in h.drafts.iterdir()) for h in (walked, other)]
    assert drafts[0] == drafts[1]


def test_only_what_changed_is_taken_in_again(copy: Home) -> None:
    before = read_ledger(copy)
    changed = sorted(copy.extracts.rglob("episodes.csv"))[0]
    *rows, _last = changed.read_bytes().splitlines(keepends=True)
    changed.write_bytes(b"".join(rows))
    ran = pace("run", "--home", copy.root, "--json")
    assert ran.exit_code == 0, ran.out + ran.err
    received = read_ledger(copy)[len(before) :]
    assert [r.folder for r in received] == [changed.parent.name]


def test_a_faulty_programme_file_changes_nothing(copy: Home) -> None:
    standing = copy.warehouse.read_bytes()
    engagement = copy.programme / "engagement.csv"
    engagement.write_text(engagement.read_text(encoding="utf-8") + "X99000099,,,,,full\n")
    ran = pace("run", "--home", copy.root)
    assert ran.exit_code == 1
    assert "engagement.csv" in ran.out
    assert "X99000099" not in ran.out + ran.err
    assert copy.warehouse.read_bytes() == standing


def test_a_vintage_is_written_beside_the_warehouse(copy: Home) -> None:
    standing = copy.warehouse.read_bytes()
    day = sorted(r.received_on for r in read_ledger(copy))[-1]
    ran = pace("run", "--home", copy.root, "--as-known-at", day, "--json")
    assert ran.exit_code == 0, ran.out + ran.err
    vintage = copy.vintage(day)
    assert copy.warehouse.read_bytes() == standing
    now, then = tables(copy.warehouse), tables(vintage)
    now.pop("core.build")
    then.pop("core.build")
    assert then == now


def test_a_missing_key_stops_the_run(
    copy: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACE_KEY_FILE", str(tmp_path / "elsewhere.key"))
    ran = pace("run", "--home", copy.root)
    assert ran.exit_code == 1
    assert not (tmp_path / "elsewhere.key").exists()


def test_a_second_run_of_the_same_home_is_told_to_wait(copy: Home) -> None:
    from pipelines.run_lock import home_lock

    with home_lock(copy):
        ran = pace("run", "--home", copy.root)
    assert ran.exit_code == 1
    assert "Another run" in ran.out


def test_no_pseudonym_of_an_authority_leaves_intake(walked: Home) -> None:
    folder = next(p for p in sorted(walked.extracts.rglob("children.csv")))
    child = folder.read_text(encoding="utf-8").splitlines()[1].split(",")[0]
    kept = [walked.warehouse, ledger_file(walked), *walked.submissions.rglob("*.parquet")]
    kept += [p for p in walked.quarantine.rglob("*") if p.is_file()]
    kept += [p for p in walked.work.rglob("*") if p.is_file()]
    kept += [p for p in walked.drafts.rglob("*") if p.is_file()]
    assert not [p.name for p in kept if child.encode() in p.read_bytes()]
