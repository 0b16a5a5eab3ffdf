"""What a release says, as sums over counts that nobody publishes by themselves: its *lines*.

``lines`` (one row a count in a table): ``table``, ``area``, ``aim``, ``period``,
``column``, ``value`` (missing where not known to the attacker and kept), ``is_open``. A line of an
identity of the contract has ``table`` ''.

``terms`` (what a line sums): ``line`` (position), ``count`` (which outcome, of which aim), ``who``
(an authority, and a digest of what was counted), ``start`` and ``end`` (days since 1970, the end
exclusive), ``sign`` (1 or -1). Two releases share a term while what was counted is the same, so
that what one shows counts against the other; a corrected count is another. Whoever holds a ledger
could guess a small count from its digest: ledgers stay in the register, beside the warehouse.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.sparse import csr_array

LINE = ["table", "area", "aim", "period", "column", "value", "is_open"]
TERM = ["line", "count", "who", "start", "end", "sign"]
PLACE = LINE[:5]
IDENTITY = ""
# What no table holds, and an attacker may be after: an authority's count of a quarter at the end
# of its data, where groups lose a member. All of them, to see which moved; and those of 1 to 4 by
# themselves, which are asked about.
OF_AUTHORITY, FEW_OF_AUTHORITY = "an authority's quarter", "a few of an authority's quarter"


@dataclass(frozen=True)
class Ledger:
    """The lines of one or several releases and what they sum."""

    lines: pd.DataFrame
    terms: pd.DataFrame

    def known_to_readers(self) -> Ledger:
        """Return the ledger without the values of what is withheld, fit to be kept."""
        value = self.lines["value"].where(self.lines["is_open"])
        return Ledger(self.lines.assign(value=value), self.terms)

    def write(self, folder: Path) -> None:
        """Keep a ledger as two Parquet files."""
        folder.mkdir(parents=True, exist_ok=True)
        self.lines.to_parquet(folder / "lines.parquet", index=False)
        self.terms.to_parquet(folder / "terms.parquet", index=False)


def read_ledger(folder: Path) -> Ledger:
    """Return a ledger that was kept."""
    return Ledger(
        pd.read_parquet(folder / "lines.parquet"), pd.read_parquet(folder / "terms.parquet")
    )


def ledger_of(lines: Sequence[pd.DataFrame], terms: Sequence[pd.DataFrame]) -> Ledger:
    """Return a ledger from pieces whose terms count their own lines from 0."""
    offsets = np.cumsum([0, *(len(piece) for piece in lines)])
    moved = [t.assign(line=t["line"] + at) for t, at in zip(terms, offsets, strict=False)]
    both = (pd.DataFrame(columns=LINE), pd.DataFrame(columns=TERM))
    if not len(lines):
        return Ledger(*both)
    together = pd.concat([piece[LINE] for piece in lines], ignore_index=True)
    types = {"value": "Int64", "is_open": "bool"} | dict.fromkeys(LINE[:5], "str")
    summed = pd.concat([t[TERM] for t in moved], ignore_index=True)
    whole = {"line": "int64", "start": "int64", "end": "int64", "sign": "int64"}
    return Ledger(together.astype(types), summed.astype(whole | {"count": "str", "who": "str"}))


def joined(ledgers: Sequence[Ledger]) -> Ledger:
    """Return the union of several ledgers."""
    return ledger_of([x.lines for x in ledgers], [x.terms for x in ledgers])


def of_aim(ledger: Ledger, aim: str) -> Ledger:
    """Return the lines about one aim, in order."""
    keep = (ledger.lines["aim"] == aim).to_numpy()
    position = np.cumsum(keep) - 1
    terms = ledger.terms[keep[ledger.terms["line"].to_numpy()]]
    lines = ledger.lines[keep].reset_index(drop=True)
    moved = position[terms["line"].to_numpy()]
    return Ledger(lines, terms.assign(line=moved).reset_index(drop=True))


def as_matrix(ledger: Ledger) -> csr_array:
    """Return (line, atom): stretches of time are cut where another of their kind begins or ends."""
    terms = ledger.terms
    if not len(terms):
        return csr_array((len(ledger.lines), 0), dtype=np.int64)
    kind, _ = pd.factorize(terms["count"] + "\x1f" + terms["who"])
    bounds = _bounds(kind, terms)
    first = bounds.searchsorted(_at(kind, terms["start"]))
    last = bounds.searchsorted(_at(kind, terms["end"]))
    cells = last - first
    line = np.repeat(terms["line"].to_numpy(), cells)
    sign = np.repeat(terms["sign"].to_numpy(), cells)
    within = np.arange(cells.sum()) - np.repeat(np.cumsum(cells) - cells, cells)
    atom = np.repeat(first, cells) + within
    shape = (len(ledger.lines), len(bounds))
    return csr_array((sign.astype(np.int64), (line, atom)), shape=shape)


_DAYS = 10_000_000


def _at(kind: np.ndarray, day: pd.Series) -> np.ndarray:
    """Return days of different kinds on one line: all of a kind before all of the next."""
    return np.asarray(kind.astype(np.int64) * _DAYS + day.to_numpy(dtype=np.int64))


def _bounds(kind: np.ndarray, terms: pd.DataFrame) -> np.ndarray:
    return np.unique(np.concatenate([_at(kind, terms["start"]), _at(kind, terms["end"])]))


def days_of(quarters: pd.PeriodIndex) -> np.ndarray:
    """Return the first day of each quarter as days since 1970."""
    return days_since_1970(quarters.to_timestamp())


def days_since_1970(days: pd.DatetimeIndex) -> np.ndarray:
    """Return dates as whole days since 1970."""
    return days.to_numpy().astype("datetime64[D]").astype(np.int64)


def digest_of(counted: str) -> str:
    """Return a digest of what was counted: the same where it is the same."""
    return hashlib.sha256(counted.encode()).hexdigest()[:16]
