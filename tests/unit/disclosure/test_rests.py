"""A rest that no table holds (a year less its shown quarters) is not seen to move by 1 to 4."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from pipelines.disclosure import default_policy
from pipelines.disclosure.attack import Attack, Attacked
from pipelines.disclosure.ledger import LINE, TERM, Ledger, days_since_1970, ledger_of

QUARTERS = ("2017-01-01", "2017-04-01", "2017-07-01", "2017-10-01")
BY_QUARTER, BY_YEAR = "aim_timeliness_groups_by_quarter", "aim_timeliness_groups_by_year"
OF_NAMED = "aim_timeliness_authorities_by_year"
Told = tuple[str, str, str]


def ledger(submission: str, counts: Mapping[str, tuple[int, ...]], hidden: set[Told]) -> Ledger:
    """Return one outcome of some authorities' quarters: all of them together, and each by year."""
    ends = [*QUARTERS, "2018-01-01"]
    days = days_since_1970(pd.DatetimeIndex(ends)).tolist()
    rows: list[tuple[Told, list[str], list[int]]] = [
        ((BY_QUARTER, "all_reporting", q), list(counts), [i]) for i, q in enumerate(QUARTERS)
    ]
    rows.append(((BY_YEAR, "all_reporting", "2017"), list(counts), [0, 1, 2, 3]))
    rows += [((OF_NAMED, code, "2017"), [code], [0, 1, 2, 3]) for code in counts]
    lines, terms = [], []
    for (table, area, period), codes, at in rows:
        value = sum(counts[c][i] for c in codes for i in at)
        is_open = (table, area, period) not in hidden
        lines.append((table, area, "2", period, "within", value, is_open))
        terms += [
            (len(lines) - 1, "2 within", f"{c} {submission}", days[i], days[i + 1], 1)
            for c in codes
            for i in at
        ]
    return ledger_of([pd.DataFrame(lines, columns=LINE)], [pd.DataFrame(terms, columns=TERM)])


def attacked(before: Ledger, now: Ledger) -> Attacked:
    return Attack([before.known_to_readers()], default_policy()).on(now)


def whole(period: str) -> Told:
    return (BY_QUARTER if "-" in period else BY_YEAR), "all_reporting", period


A, B, C = "X99000001", "X99000002", "X99000003"
BEFORE = {A: (3, 3, 3, 5), B: (4, 3, 4, 4)}
MOVED_BY_FOUR = BEFORE | {A: (5, 5, 3, 5)}
MOVED_BY_TEN = BEFORE | {A: (8, 8, 3, 5)}
NOBODY = {(OF_NAMED, code, "2017") for code in (A, B, C)}


def test_two_quarters_that_closed_are_not_said_by_a_year_that_opened() -> None:
    """7 and 6 were shown, then withheld as 9 and 8; the year that opened says 17: four more."""
    before = ledger("1", BEFORE, NOBODY | {whole("2017-07-01"), whole("2017")})
    hidden = NOBODY | {whole("2017-01-01"), whole("2017-04-01")}
    now = ledger("2", MOVED_BY_FOUR, hidden)
    found = attacked(before, now)
    assert found.result.small_differences == 1
    (finding,) = found.findings
    assert finding.is_difference
    assert finding.withhold == (BY_QUARTER, "all_reporting", "2", "2017-07-01")
    closed = ledger("2", MOVED_BY_FOUR, hidden | {whole("2017")})
    assert attacked(before, closed).result.passed


def test_members_that_are_not_shown_do_not_move_by_a_few_together() -> None:
    """The whole moved by eight, of which the one that is shown moved by six: the rest by two."""
    rest = {(OF_NAMED, code, "2017") for code in (B, C)}
    quarters = {whole(q) for q in QUARTERS}
    before = ledger("1", {A: (9, 9, 9, 9), B: (9, 9, 9, 9), C: (9, 9, 9, 9)}, rest | quarters)
    counts = {A: (9, 9, 9, 15), B: (9, 9, 9, 10), C: (9, 9, 9, 10)}
    found = attacked(before, ledger("2", counts, rest | quarters))
    # Asked by the linear program, and as what is left of the whole.
    assert found.result.small_differences == 2
    assert found.findings[0].withhold == (OF_NAMED, A, "2", "2017")


def test_a_rest_that_moved_by_enough_is_no_finding() -> None:
    before = ledger("1", BEFORE, NOBODY | {whole("2017-07-01"), whole("2017")})
    now = ledger("2", MOVED_BY_TEN, NOBODY | {whole("2017-01-01"), whole("2017-04-01")})
    assert attacked(before, now).result.passed
