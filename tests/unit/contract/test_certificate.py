"""A certificate lets a release leave only whole: attacked, unchanged since, signed by two."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from pipelines.contract.certificate import (
    AttackResult,
    Certificate,
    SignOff,
    read_certificate,
    table_digest,
)
from pipelines.contract.release_tables import (
    SYMBOL_COLUMN,
    Kind,
    ProtectedTable,
    ReleaseColumn,
    TableShape,
)

CLEAN = AttackResult(cells=12, recovered=0, narrow=0, unknowns=30, equations=9)
ANNE = SignOff("Anne Example", "release officer", "2026-11-27")
BRUCE = SignOff("Bruce Example", "disclosure checker", "2026-11-27")
WAITING = ReleaseColumn("waiting", "Waiting", Kind.COUNT, "waits open", "clocks", "marts")
SHAPE = TableShape("waiting", "Who waits", "waits", "area", (WAITING,))


def table(*waiting: int) -> ProtectedTable:
    """Return a table of one count a row, all shown."""
    return ProtectedTable(SHAPE, pd.DataFrame({"waiting": waiting, SYMBOL_COLUMN: ""}))


def certificate(attack: AttackResult = CLEAN) -> Certificate:
    """Return an unsigned certificate of one table."""
    return Certificate({"name": "p"}, {"waiting": table_digest(table(5, 9))}, (), attack)


def test_two_people_sign_what_nothing_recovered() -> None:
    assert certificate().signed(ANNE).signed(BRUCE).may_leave


@pytest.mark.parametrize(
    "again", [ANNE, replace(ANNE, role="head"), replace(ANNE, name="anne  EXAMPLE")]
)
def test_one_person_is_not_two(again: SignOff) -> None:
    assert not certificate().signed(ANNE).signed(again).may_leave


def test_a_nameless_signature_is_none() -> None:
    assert not certificate().signed(ANNE).signed(SignOff(" ", "head", "2026-11-27")).may_leave


@pytest.mark.parametrize("broken", [{"recovered": 1, "narrow": 1}, {"narrow": 1}])
def test_no_signature_outweighs_a_recovered_cell(broken: dict[str, int]) -> None:
    attack = replace(CLEAN, **broken)
    assert not certificate(attack).signed(ANNE).signed(BRUCE).may_leave


def test_it_vouches_for_the_tables_that_were_attacked_alone() -> None:
    assert certificate().vouches_for([table(5, 9)])
    assert not certificate().vouches_for([table(5, 8)])
    assert not certificate().vouches_for([])


def test_it_is_read_back_as_written() -> None:
    signed = certificate().signed(ANNE)
    assert read_certificate(signed.as_json()) == signed
    assert read_certificate(signed.as_json()).as_json() == signed.as_json()
