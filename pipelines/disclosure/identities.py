"""What everybody knows of Aim 1's counts besides the tables: the contract's identities.

An identity enters the attack where it holds in the data, so that a source that breaks one cannot
make the equations contradict each other. What ties a quarter's stock together holds of each
authority. What ties flows to stocks is said of all authorities together that hold both: flows leave
for all that report alone, and thirty chains through ten years would make the program ten times as
slow. A stock may hold more authorities than the flow after it, whose data end in between: the
difference is theirs.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from pipelines.disclosure.base_counts import AimCounts, terms_of
from pipelines.disclosure.ledger import IDENTITY, days_of, digest_of

# Each sum of counts is nought. ``name@before`` is the same count a quarter earlier.
_SAID = ("ends", "continues", "accommodate", "other")
IDENTITIES: Mapping[str, Mapping[str, int]] = {
    "who waits is over two years without a review, or has no running clock": {
        "not_reviewed": 1,
        "waiting": -1,
        "overdue_once": -1,
        "overdue_twice": -1,
        "not_reviewed_without_clock": -1,
    },
    "a review was in the last year or before": {
        "reviewed": 1,
        "reviewed_last_12_months": -1,
        "reviewed_earlier": -1,
    },
    "a review said one thing": {
        "reviewed": 1,
        **{f"latest_review_said_{x}": -1 for x in _SAID},
    },
    "the flow begins with the stock before": {
        "over_two_years_at_start": 1,
        "reviewed@before": -1,
        "not_reviewed@before": -1,
    },
    "and ends with the stock after": {
        "over_two_years_at_end": 1,
        "reviewed": -1,
        "not_reviewed": -1,
    },
    "start, and who came, less who left": {
        "over_two_years_at_start": 1,
        "reached_two_years": 1,
        "left_after_review": -1,
        "left_without_review": -1,
        "over_two_years_at_end": -1,
    },
    "the reviewed, and who was reviewed first, less who left after a review": {
        "reviewed@before": 1,
        "first_reviewed": 1,
        "left_after_review": -1,
        "reviewed": -1,
    },
    "who reached two years starts a clock, or a few do not": {
        "reached_two_years": 1,
        "within": -1,
        "not_within": -1,
        "exited_before_threshold": -1,
        "uncounted": -1,
    },
    "a first review led to one thing": {
        "first_reviewed": 1,
        "accommodated_within_90_days": -1,
        "order_ended_within_90_days": -1,
        "order_continued": -1,
        "not_yet_known": -1,
    },
}
OF_ALL_TOGETHER = (
    "the flow begins with the stock before",
    "and ends with the stock after",
    "start, and who came, less who left",
    "the reviewed, and who was reviewed first, less who left after a review",
    "who reached two years starts a clock, or a few do not",
    "a first review led to one thing",
)
# What is left over, where nothing counts it.
_REST = "uncounted"


def identities_of(counted: AimCounts) -> Iterator[tuple[pd.DataFrame, pd.DataFrame]]:
    """Yield the identities of an aim as lines of value 0; of Aims 2 to 4 there are none."""
    if counted.aim != 1:
        return
    for name, factors in IDENTITIES.items():
        yield _lines(counted, name, factors)


def _lines(
    counted: AimCounts, name: str, factors: Mapping[str, int]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    quarters = next(iter(counted.kinds.values())).quarters
    laid = {kind: _on(counted, kind, quarters) for kind in factors if kind != _REST}
    balance = sum(
        (factors[kind] * np.where(have, values, 0) for kind, (values, have) in laid.items()),
        np.zeros((len(counted.authorities), len(quarters)), dtype=np.int64),
    )
    everywhere = np.logical_and.reduce([have for _, have in laid.values()])
    none_is_negative = np.logical_and.reduce([values >= 0 for values, _ in laid.values()])
    holds = balance >= 0 if _REST in factors else balance == 0
    true = everywhere & none_is_negative & holds
    who, at = np.nonzero(true)
    line = np.unique(at, return_inverse=True)[1] if name in OF_ALL_TOGETHER else np.arange(len(at))
    many = int(line.max()) + 1 if len(line) else 0
    lines = pd.DataFrame(
        {
            "table": IDENTITY,
            "area": "",
            "aim": str(counted.aim),
            "period": "",
            "column": name,
            "value": np.zeros(many, dtype=np.int64),
            "is_open": True,
        }
    )
    terms = [
        terms_of(counted, kind.partition("@")[0], line, who, _when(kind, quarters)[at], sign)
        for kind, sign in factors.items()
        if kind != _REST
    ]
    if _REST in factors:
        terms.append(_left_over(counted, line, quarters[at], balance[who, at]))
    return lines, pd.concat(terms)


def _left_over(
    counted: AimCounts, line: np.ndarray, quarters: pd.PeriodIndex, balance: np.ndarray
) -> pd.DataFrame:
    """Return what no count holds as one term of each line: the same count while it is the same."""
    many = int(line.max()) + 1 if len(line) else 0
    first = np.unique(line, return_index=True)[1]
    summed = np.zeros(many, dtype=np.int64)
    np.add.at(summed, line, balance)
    when = quarters[first]
    return pd.DataFrame(
        {
            "line": np.arange(many),
            "count": f"{counted.aim} {_REST}",
            "who": [f"all {digest_of(str(n))}" for n in summed],
            "start": days_of(when),
            "end": days_of(when + 1),
            "sign": -1,
        }
    )


def _on(counted: AimCounts, kind: str, quarters: pd.PeriodIndex) -> tuple[np.ndarray, np.ndarray]:
    """Return a kind of count on some quarters, and where it is counted."""
    base = counted.kinds[kind.partition("@")[0]]
    position = base.quarters.get_indexer(_when(kind, quarters))
    found = position >= 0
    at = np.where(found, position, 0)
    if not len(base.quarters):
        empty = np.zeros((len(counted.authorities), len(quarters)))
        return empty.astype(np.int64), empty.astype(bool)
    return base.counts[:, at], base.included[:, at] & found[None, :]


def _when(kind: str, quarters: pd.PeriodIndex) -> pd.PeriodIndex:
    """Return the quarters at which a kind is counted: one earlier for those before."""
    return quarters - 1 if kind.endswith("@before") else quarters
