"""The ledger decides what is in force: contract section 2, "as known at T"."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from pipelines.contract.register import Register
from pipelines.contract.submissions import (
    Outcome,
    ProgrammeSighting,
    Receipt,
    append_receipt,
    ledger_file,
    programme_in_force,
    read_ledger,
)
from pipelines.settings import Home


def receipt(number: int, as_at: str, received_on: str, **facts: object) -> Receipt:
    base: dict[str, object] = {
        "sequence": number,
        "authority_code": "X99000001",
        "folder": as_at,
        "as_at": as_at,
        "suffix": "",
        "fingerprint": str(number),
        "outcome": Outcome.ACCEPTED,
        "received_on": received_on,
        "submission_id": f"s{number}",
    }
    return Receipt(**(base | facts))  # type: ignore[arg-type]


def in_force(receipts: list[Receipt], known: str | None = None) -> str | None:
    day = date.fromisoformat(known) if known else None
    held = Register(receipts).in_force(day).get("X99000001")
    return held.submission_id if held else None


FIRST = receipt(1, "2019-07-31", "2019-08-10")
CORRECTION = receipt(2, "2019-07-31", "2019-09-01", suffix="b")
REFUSED = receipt(3, "2020-07-31", "2020-08-01", outcome=Outcome.REFUSED, submission_id=None)
NEXT = receipt(4, "2020-07-31", "2020-09-01")


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        ("2019-08-09", None),
        ("2019-08-10", "s1"),
        ("2019-09-01", "s2"),
        ("2020-08-31", "s2"),
        ("2020-09-01", "s4"),
        (None, "s4"),
    ],
)
def test_the_newest_day_known_by_then_is_in_force(known: str | None, expected: str | None) -> None:
    assert in_force([FIRST, CORRECTION, REFUSED, NEXT], known) == expected


def test_of_two_for_the_same_day_the_last_received_is_in_force() -> None:
    late_plain = receipt(5, "2019-07-31", "2019-10-01")
    assert in_force([CORRECTION, late_plain, FIRST]) == "s5"


def test_of_two_received_together_the_greater_suffix_is_in_force() -> None:
    b, c = (receipt(n, "2019-07-31", "2019-08-10", suffix=s) for n, s in ((7, "b"), (6, "c")))
    assert in_force([b, c, FIRST]) == "s6"


def test_bytes_changed_in_place_follow_the_order_of_taking_in() -> None:
    again = receipt(9, "2019-07-31", "2019-08-10")
    assert in_force([again, FIRST]) == "s9"


def test_a_line_cut_short_by_a_kill_never_happened(tmp_path: Path) -> None:
    home = Home(tmp_path)
    append_receipt(home, FIRST)
    with ledger_file(home).open("a", encoding="utf-8") as ledger:
        ledger.write('{"sequence": 2, "authority_co')
    assert read_ledger(home) == [FIRST]
    append_receipt(home, CORRECTION)
    assert read_ledger(home) == [FIRST, CORRECTION]


def test_programme_records_seen_first_later_still_serve_an_earlier_day() -> None:
    older = ProgrammeSighting(1, "p1", "2024-01-01")
    newer = ProgrammeSighting(2, "p2", "2025-01-01")
    found = {
        known: programme_in_force([older, newer], date.fromisoformat(known))
        for known in ("2019-01-01", "2024-06-01", "2025-01-01")
    }
    assert [s.programme_id for s in found.values() if s] == ["p1", "p1", "p2"]


@pytest.mark.parametrize(
    ("receipts", "known", "expected"),
    [
        # The correction of the day before stands for it, and the refused one for nothing.
        ([FIRST, CORRECTION, REFUSED, NEXT], None, "s2"),
        # Whatever was taken in first.
        ([NEXT, REFUSED, CORRECTION, FIRST], None, "s2"),
        # As known before the correction came there is no next yet, and nothing before the first.
        ([FIRST, CORRECTION, NEXT], "2019-08-20", None),
        ([FIRST, CORRECTION], None, None),
    ],
)
def test_the_submission_before_describes_an_earlier_day(
    receipts: list[Receipt], known: str | None, expected: str | None
) -> None:
    day = date.fromisoformat(known) if known else None
    register = Register(receipts)
    found = register.before(register.in_force(day), day).get("X99000001")
    assert (found.submission_id if found else None) == expected
