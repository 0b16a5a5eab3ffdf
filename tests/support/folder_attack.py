"""An attacker who has nothing but folders of releases, and who guesses well.

Reads the CSV files of several releases, knows which authority belongs to which group and whose data
reach which quarter, and is told more than anybody could find out: which of an authority's quarters
are the same in two releases. Counts are equations; a share of waiting times to one decimal, with
its band, becomes the least and the most that can have been within the limit. The words of the pages
are looked at by ``strange_numbers``: what no table holds would be one more equation.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from pipelines.contract.release_tables import MartFrames
from tests.support.release_periods import STARTS, quarters_of
from tests.unit.disclosure.attack import Known

OUTCOMES = ("within", "not_within", "exited_before_threshold")
Unknown = tuple[str, int, str, int, str]
Terms = Mapping[Unknown, int]
_NUMBER = re.compile(r"(?<![\w.#/-])\d[\d,]*(?:\.\d+)?(?!\w)")
_SUMMED = "home_review_outcomes_by_quarter"
_LIMITS = {"182", "98", "112"}  # the aims' own, in days
_SHARES = {"99.8"}  # of a funnel's limits
_STYLE = re.compile(r"<style.*?</style>", re.DOTALL)
_SAID = re.compile(r'>([^<]+)<|(?:aria-label|title|alt)="([^"]*)"')


def strange_numbers(folder: Path) -> set[str]:
    """Return the numbers in words, labels and drawings of a folder's pages that no CSV file holds.

    Known besides: what the manifest holds and its sums of rows, a probability to two decimals in
    place of three, the round numbers along an axis, what first reviews led to in all quarters.
    """
    known: set[str] = set()
    for path in folder.glob("csv/*.csv"):
        known |= _numbers(path.read_text("utf-8").replace(",", " , "))
    told = (folder / "manifest.json").read_text("utf-8")
    tables = json.loads(told)["tables"]
    known |= _numbers(told) | {str(sum(t[k] for t in tables)) for k in ("rows", "withheld")}
    known |= {f"{float(n):.2f}" for n in known if "." in n}
    led_to = pd.read_csv(folder / "csv" / f"{_SUMMED}.csv").set_index("area")
    led_to = led_to.apply(pd.to_numeric, errors="coerce").groupby("area").sum()
    known |= {str(int(n)) for n in led_to.to_numpy().ravel()}
    said: set[str] = set()
    for page in folder.rglob("*.html"):
        for words in _SAID.findall(_STYLE.sub("", page.read_text("utf-8"))):
            said |= {n for text in words for n in _numbers(text)}
    return {n for n in said - known if not n.endswith("0")} - _LIMITS - _SHARES


def _numbers(text: str) -> set[str]:
    return {n.replace(",", "") for n in _NUMBER.findall(text)}


@dataclass
class Attacker:
    """Equations and bounds over counts (outcome, aim, authority, version, quarter)."""

    names: dict[Unknown, int] = field(default_factory=dict)
    rows: list[tuple[Terms, float, float]] = field(default_factory=list)

    def knows(self, terms: Terms, low: float, high: float) -> None:
        """Add that a sum lies between two numbers."""
        for name in terms:
            self.names.setdefault(name, len(self.names))
        self.rows.append((terms, low, high))

    def range(self, terms: Terms) -> tuple[float, float]:
        """Return the least and the most that a sum of unknowns can be."""
        if any(name not in self.names for name in terms):
            return 0.0, np.inf
        cost = np.zeros(len(self.names))
        for name, factor in terms.items():
            cost[self.names[name]] = factor
        low, high = self._end(cost, 1, 0), self._end(cost, -1, 0)
        if high - low < _NARROW:
            low, high = self._end(cost, 1, 1), self._end(cost, -1, 1)
        return low, high

    def _end(self, cost: np.ndarray, sign: int, whole: int) -> float:
        found = milp(
            sign * cost,
            constraints=self._all,
            integrality=np.full(len(cost), whole),
            bounds=Bounds(0, np.inf),
        )
        if found.status == 0:
            return float(sign * found.fun)
        assert found.status in (3, 4), found.message
        return -sign * np.inf

    @property
    def _all(self) -> LinearConstraint:
        if not hasattr(self, "_kept"):
            data = [
                (i, self.names[n], f) for i, (t, *_) in enumerate(self.rows) for n, f in t.items()
            ]
            line, column, factor = (np.array(x) for x in zip(*data, strict=True))
            shape = (len(self.rows), len(self.names))
            matrix = csr_array((factor.astype(float), (line, column)), shape=shape)
            ends = ([r[1] for r in self.rows], [r[2] for r in self.rows])
            self._kept = LinearConstraint(matrix, *ends)
        return self._kept


_NARROW = 6


@dataclass(frozen=True)
class Release:
    """A folder, what its frames say of membership and reach, and which counts are the same."""

    folder: Path
    known: Known
    versions: Mapping[tuple[str, int, str], int]
    lag: int = 1

    def terms(self, area: str, aim: int, outcome: str, quarters: Sequence[pd.Period]) -> Terms:
        """Return a sum over the members of an area and some quarters."""
        return {
            (outcome, aim, code, self.versions[code, aim, str(q)], str(q)): 1
            for q in quarters
            for code in self.known.at(area, q, self.lag)
        }

    def rows(self, table: str) -> Iterator[dict[str, str]]:
        """Yield the rows of a CSV file that hold a figure."""
        frame = pd.read_csv(self.folder / "csv" / f"{table}.csv", dtype=str, keep_default_na=False)
        for row in frame.to_dict("records"):
            if not {"[c]", "[x]"} & set(row.values()):
                yield {str(k): str(v) for k, v in row.items()}


def attack(releases: Sequence[Release], aim: int) -> Attacker:
    """Return what the folders say of one aim's flows."""
    out = Attacker()
    for release in releases:
        for table, period in STARTS.items():
            for row in release.rows(table):
                if row["aim"] == str(aim):
                    for outcome in OUTCOMES:
                        terms = release.terms(row["area"], aim, outcome, quarters_of(row[period]))
                        out.knows(terms, int(row[outcome]), int(row[outcome]))
        for row in release.rows("waiting_times_groups_by_year"):
            if row["aim"] == str(aim):
                terms = release.terms(row["area"], aim, "within", quarters_of(row["cohort_year"]))
                out.knows(terms, *reached(row["reached_percent"], row["clocks_band"]))
    return out


def reached(percent: str, band: str) -> tuple[float, float]:
    """Return the least and the most that can have been within the limit, by share and band."""
    bounds = [int(n) for n in re.findall(r"\d+", band)]
    least, most = bounds[0], bounds[-1] if len(bounds) > 1 else np.inf
    share = 0.0 if percent == "[low]" else float(percent)
    return (share - 0.05) / 100 * least, (share + 0.05) / 100 * most


def versions_of(worlds: Sequence[MartFrames]) -> list[dict[tuple[str, int, str], int]]:
    """Return for each release which version of each (authority, aim, quarter) it counts."""
    seen: dict[tuple[str, int, str], list[tuple[int, ...]]] = {}
    out = []
    for frames in worlds:
        rows = frames.aim_timeliness
        counts = {
            (str(r.area), int(r.aim), str(pd.Period(r.cohort_quarter, freq="Q"))): tuple(
                int(getattr(r, o)) for o in OUTCOMES
            )
            for r in rows.itertuples()
        }
        out.append(_Versions(seen, counts))
    return out


class _Versions(dict[tuple[str, int, str], int]):
    def __init__(
        self,
        seen: dict[tuple[str, int, str], list[tuple[int, ...]]],
        counts: Mapping[tuple[str, int, str], tuple[int, ...]],
    ) -> None:
        super().__init__()
        for key, value in counts.items():
            known = seen.setdefault(key, [])
            if value not in known:
                known.append(value)
            self[key] = known.index(value)

    def __missing__(self, key: tuple[str, int, str]) -> int:
        return 0
