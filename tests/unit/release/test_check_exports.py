"""Every check of the exports passes on a draft, and fails on the fault it is for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pandas as pd
import pytest

from pipelines.contract.checks import CheckOutcome, CheckResult
from pipelines.release import DraftSummary, accessible_sheets, check, formats_agree
from pipelines.release.accessible_sheets import RULES
from pipelines.release.check_exports import catalogue

TABLE = "waiting_now_groups_by_quarter"
PERIODS = "exports.periods_are_iso"


@pytest.fixture(scope="module", autouse=True)
def _spreadsheets_are_judged_once() -> Iterator[None]:
    """The faults are in the CSV files: a spreadsheet of the same bytes has the same answers."""
    known: dict[tuple[str, bytes], list[CheckResult]] = {}
    asked = accessible_sheets._asked

    def once(path: Path) -> list[CheckResult]:
        of = (path.suffix, sha256(path.read_bytes()).digest())
        if of not in known:
            known[of] = asked(path)
        return known[of]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(accessible_sheets, "_asked", once)
        yield


def test_a_draft_passes_every_check(draft: DraftSummary) -> None:
    results = check(draft.folder)
    assert {r.outcome for r in results} == {CheckOutcome.PASSED}
    rules = {f"accessible.{rule.id}" for rule in RULES}
    assert {r.check.id for r in results} == {c.check.id for c in catalogue()} | rules


def _set(column: str, value: str) -> Callable[[pd.DataFrame], pd.DataFrame]:
    def change(frame: pd.DataFrame) -> pd.DataFrame:
        frame.loc[0, column] = value
        return frame

    return change


FAULTS = {
    "a small count": (_set("waiting", "3"), "exports.no_small_count"),
    "an empty count": (_set("waiting", ""), "exports.nothing_empty"),
    "another symbol": (_set("overdue", "*"), "exports.no_small_count"),
    "a share of itself": (lambda f: f.assign(extra="1"), "exports.columns_are_declared"),
    "a missing column": (lambda f: f.drop(columns="overdue"), "exports.columns_are_declared"),
    "a real status": (_set("data_status", "REAL"), "exports.data_status_is_said"),
    "a formula": (_set("area_name", "=1+1"), "exports.no_formula"),
    "a formula behind a byte order mark": (
        _set("area_name", "\ufeff\u00a0＝1+1"),
        "exports.no_formula",
    ),
    "a formula behind a separator": (_set("area_name", "Perth; =1+1"), "exports.no_formula"),
    "a day in words": (_set("quarter_end", "31/03/2018"), "exports.periods_are_iso"),
    "an unknown area": (_set("area", "Glasgow"), "exports.areas_are_codes"),
    "half an authority": (_set("authorities_included", "1.5"), "exports.authorities_are_counted"),
}


@pytest.mark.parametrize("fault", FAULTS, ids=lambda f: f.replace(" ", "-"))
def test_a_fault_is_found_and_named(fault: str, copy_of_draft: Path) -> None:
    change, expected = FAULTS[fault]
    path = copy_of_draft / "csv" / f"{TABLE}.csv"
    change(pd.read_csv(path, dtype=str, keep_default_na=False)).to_csv(path, index=False)
    failed = [r for r in check(copy_of_draft) if r.outcome is not CheckOutcome.PASSED]
    assert expected in {r.check.id for r in failed}
    assert {r.check.table for r in failed} == {TABLE}
    assert {r.outcome for r in failed} == {CheckOutcome.FAILED}


@pytest.mark.parametrize("period", ["2018", "2018-03-31", "2014/2016", "28", "2016 0", "2016 196"])
def test_a_period_of_any_table_can_be_revised(period: str) -> None:
    """Revisions name a row by all its periods: a day of a curve is the year and the day."""
    (regex,) = (c.check.arguments["regex"] for c in catalogue() if c.check.id == PERIODS)
    assert re.match(regex, period)
    assert not re.match(regex, f"{period} of 2018")


def test_a_difference_between_formats_is_found(copy_of_draft: Path) -> None:
    path = copy_of_draft / "csv" / f"{TABLE}.csv"
    changed = _set("authorities_missing", "7")(pd.read_csv(path, dtype=str, keep_default_na=False))
    changed.to_csv(path, index=False)
    failed = {r.check.table for r in formats_agree(copy_of_draft) if r.outcome == "failed"}
    assert failed == {TABLE, "SHA256SUMS"}
