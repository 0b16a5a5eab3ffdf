"""The worked example of docs/onboarding-ssda903.md, on samples that are no part of the project."""

from __future__ import annotations

import csv
import json
from datetime import date
from pathlib import Path

import jsonschema
import pytest

from pipelines.authorities.load import parse_mapping
from pipelines.authorities.schema import mapping_schema
from pipelines.authorities.strict_yaml import read_yaml
from pipelines.contract.authorities import Authority
from pipelines.contract.submissions import Outcome
from pipelines.intake.judgement import Judgement, Submission, judge_submission
from pipelines.intake.source_table import SourceFile
from pipelines.settings import PROJECT_ROOT

SAMPLES = PROJECT_ROOT / ".." / "shared" / "samples" / "ssda903"
MAPPING = PROJECT_ROOT / "docs" / "examples" / "ssda903.yaml"
PAGE = PROJECT_ROOT / "docs" / "onboarding-ssda903.md"
SOMEWHERE = Authority("X99000001", "Somewhere", "somewhere")
AS_AT = date(2024, 3, 31)

with_samples = pytest.mark.skipif(
    not SAMPLES.is_dir(), reason="the samples (../shared/samples/ssda903) are not on this machine"
)


def judged(mapping: bytes | None) -> Judgement:
    files = [SourceFile.read(path) for path in sorted(SAMPLES.iterdir())]
    return judge_submission(Submission(files, SOMEWHERE, AS_AT, mapping, "somewhere.yaml"))


def sample_rows(name: str) -> list[dict[str, str]]:
    with (SAMPLES / f"{name}.csv").open(encoding="utf-8", newline="") as handle:
        return list(csv.DictReader(handle))


def test_the_mapping_is_valid_for_pace_and_for_editors() -> None:
    assert parse_mapping(MAPPING.read_bytes(), MAPPING.name).source_system == "SSDA903"
    jsonschema.validate(read_yaml(MAPPING.read_bytes()), mapping_schema())


@with_samples
def test_as_they_stand_the_files_are_refused_for_identifiers() -> None:
    judgement = judged(None)
    assert judgement.outcome is Outcome.REFUSED
    named = {(f.file, f.column) for f in judgement.faults if f.rule == "identifier_column"}
    assert {("header.csv", "DOB"), ("header.csv", "UPN"), ("episodes.csv", "HOME_POST")} <= named


@with_samples
def test_with_the_mapping_they_are_taken_in() -> None:
    judgement = judged(MAPPING.read_bytes())
    assert judgement.faults == []
    assert judgement.outcome.is_in
    received = {account.table: account.received for account in judgement.accounts}
    assert received["children"] == len(sample_rows("header"))
    assert received["episodes"] == len(sample_rows("episodes"))


@with_samples
def test_every_row_of_every_file_is_mapped_or_skipped_by_a_declared_rule() -> None:
    judgement = judged(MAPPING.read_bytes())
    assert {a.source for a in judgement.source_accounts} == {p.stem for p in SAMPLES.iterdir()}
    for account in judgement.source_accounts:
        assert account.rows == len(sample_rows(account.source))
        assert account.rows == account.mapped + sum(account.skipped.values())


@with_samples
def test_no_code_of_the_samples_is_left_without_a_word() -> None:
    quarantined = {rule for a in judged(MAPPING.read_bytes()).accounts for rule in a.quarantined_by}
    # The samples' reviews are dated at random, some of them in years to come.
    assert quarantined == {"date_after_as_at"}


@with_samples
def test_no_full_date_of_birth_and_no_identifier_is_kept_in_memory_or_told() -> None:
    judgement = judged(MAPPING.read_bytes())
    assert judgement.mapping is not None
    told = json.dumps([f.as_dict() for f in judgement.findings] + judgement.mapping.identifiers())
    cells = {
        cell
        for table in judgement.tables.values()
        for column in table.conformed.columns.values()
        for cell in column
    }
    rows = sample_rows("header")
    identifiers = {row["UPN"] for row in rows} - {""}
    births = {row["DOB"] for row in rows}
    iso_births = {"-".join(reversed(birth.split("/"))) for birth in births}
    months = judgement.tables["children"].conformed.columns["birth_month"]
    assert not (identifiers | births) & cells
    assert not any(text in told for text in identifiers | births)
    assert not iso_births & set(months)
    assert {birth[:7] for birth in iso_births} == set(months)


@with_samples
@pytest.mark.parametrize("gone", ["UPN", "DOB", "HOME_POST"])
def test_an_identifier_that_is_not_declared_refuses(gone: str) -> None:
    raw = read_yaml(MAPPING.read_bytes())
    for source in raw["sources"].values():
        for drop in source.get("drop", []):
            drop["columns"] = [name for name in drop["columns"] if name != gone] or ["other"]
    faults = judged(json.dumps(raw).encode()).faults
    assert ("identifier_column", gone) in {(fault.rule, fault.column) for fault in faults}


@with_samples
def test_the_page_states_what_comes_out() -> None:
    page = Path(PAGE).read_text(encoding="utf-8")
    for account in judged(MAPPING.read_bytes()).source_accounts:
        table = account.table or "no table"
        assert f"| {account.source} | {table} | {account.rows:,} | {account.mapped:,} |" in page
