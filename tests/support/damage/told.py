"""What intake said of a damaged submission, beside what was expected."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass

from pipelines.contract.findings import Finding
from pipelines.intake.judgement import Judgement
from tests.support.damage.case import (
    ASIDE,
    HARMLESS,
    REFUSED,
    REPAIRED,
    TWICE,
    Case,
    Expected,
    Row,
    rows_by_place,
)

TOO_MANY = "too_many_quarantined"
LEAST_TO_SEARCH_FOR = 5
"""Shorter values stand in sentences by chance (``may``, ``1990``)."""


@dataclass(frozen=True)
class Told:
    """How intake did: what it said, whether that was right, and whether anything got in or out."""

    said: str
    right_disposition: bool
    right_place: bool
    silent: str
    """How something wrong got in without a word; empty where nothing did."""
    leaked: int
    """Planted values that stand in a message."""


def told(case: Case, expected: Expected, judgement: Judgement) -> Told:
    """Return how intake did."""
    said = _disposition(judgement, expected)
    found = judgement.findings
    of_rule = [f for f in found if f.rule in expected.rules]
    is_named = not expected.rules or bool(of_rule)
    return Told(
        said,
        said == expected.disposition and is_named,
        not expected.rules or any(_is_there(f, expected) for f in of_rule),
        "" if judgement.faults else _silent(case, judgement),
        _leaked(case, judgement),
    )


def _disposition(judgement: Judgement, expected: Expected) -> str:
    if judgement.faults:
        # A child that is put aside takes its history along, which can be more than the twentieth
        # part of a small table: then the whole is refused, for those rows.
        is_share = all(fault.rule == TOO_MANY for fault in judgement.faults)
        return ASIDE if is_share and expected.disposition == ASIDE else REFUSED
    if any(account.quarantined for account in judgement.accounts):
        return ASIDE
    # A base has empty descriptions by chance; only more repairs than those count.
    if any(f.severity.value == "repair" for f in judgement.findings):
        return REPAIRED
    return TWICE if any(account.duplicate for account in judgement.accounts) else HARMLESS


def _is_there(finding: Finding, expected: Expected) -> bool:
    pairs = (
        (expected.file, finding.file),
        (expected.sheet, finding.sheet),
        (expected.row, finding.row),
        (expected.letter, finding.column_letter),
        (expected.column, finding.column),
    )
    return all(wanted is None or wanted == got for wanted, got in pairs)


def _silent(case: Case, judgement: Judgement) -> str:
    """Return how the rows taken in differ from the good ones without a finding that says so."""
    kept = rows_by_place(judgement)
    good, got = Counter(case.base.rows), Counter(row for _at, row in kept)
    repaired: dict[tuple[str | None, str | None, int | None], set[str]] = {}
    for f in judgement.findings:
        if f.severity.value == "repair":
            repaired.setdefault((f.file, f.sheet, f.row), set()).add(str(f.table))
    remarked = {(f.file, f.sheet, f.row) for f in judgement.findings if _is_remark_on_a_cell(f)}
    new = got - good
    odd = [
        at
        for at, row in kept
        if row in new and at not in remarked and not _is_repair(row, at in repaired, good)
    ]
    if odd:
        return f"{len(odd)} rows taken in that were not sent so"
    lost = sum((good - got).values()) - case.taken_out
    spoken_for = len(remarked) + sum(a.quarantined + a.repaired for a in judgement.accounts)
    return "" if lost <= spoken_for else f"{lost - spoken_for} rows gone without a word"


def _is_remark_on_a_cell(finding: Finding) -> bool:
    return finding.severity.value == "warn" and finding.column_letter is not None


def _is_repair(row: Row, is_said: bool, good: Counter[Row]) -> bool:
    """Return whether a row is a good one but for cells that were emptied, and that is said."""
    table, cells = row
    return is_said and any(
        table == other and all(a == b or a is None for a, b in zip(cells, those, strict=True))
        for other, those in good
    )


def _leaked(case: Case, judgement: Judgement) -> int:
    said = [(f.sentence, f.what_to_do, f.column, f.sheet, f.file) for f in judgement.findings]
    text = json.dumps(said, ensure_ascii=False)
    values = {v.strip() for v in case.planted}
    return sum(len(v) >= LEAST_TO_SEARCH_FOR and v in text for v in values)
