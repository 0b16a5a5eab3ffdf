"""The attacker's equations on starts by day: quarters, years and the windows of the programme.

The unknowns are counts of one outcome by authority and *cell*: a stretch of time that no quarter
and no window cuts. The attacker knows every window, also of comparisons that are withheld.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pandas as pd

from pipelines.contract.release_tables import MartFrames, Protected
from tests.support.release_periods import STARTS, quarters_of, three_years_of
from tests.unit.disclosure.attack import Known, System, Terms, _shown
from tests.unit.disclosure.programme_worlds import LIMIT_DAYS, windows

SOURCES = {"within": ("within",), "otherwise": ("not_within", "exited_before_threshold")}
Window = tuple[pd.Timestamp, pd.Timestamp]


class Clock:
    """The windows of one aim by authority, in days of start, and the cells they cut."""

    def __init__(self, frames: MartFrames, aim: int, lag: int) -> None:
        self.aim, self.lag, self.known = aim, lag, Known(frames)
        limit = pd.Timedelta(days=LIMIT_DAYS[aim])
        self.windows: dict[str, Mapping[str, Window]] = {}
        rows = frames.improvement[(frames.improvement["aim"] == aim)]
        for row in rows[rows["area"] != "engaged"].itertuples():
            joined = pd.Timestamp(row.baseline_to)
            before, since = windows(frames, frames.starts, row.area, aim, joined, lag)
            self.windows[row.area] = {
                "baseline": (before[0] - limit, before[1] - limit),
                "current": since,
            }
        quarters = pd.PeriodIndex(frames.aim_timeliness["cohort_quarter"], freq="Q")
        every = pd.period_range(quarters.min(), quarters.max() + 1, freq="Q")
        days = [d for pair in self.windows.values() for w in pair.values() for d in w]
        self.cuts = sorted({*every.start_time, *days})
        self.truth = frames.starts[frames.starts["aim"] == aim]

    def cells(self, start: pd.Timestamp, end: pd.Timestamp) -> list[pd.Timestamp]:
        """Return the cells of a stretch, each named by its first day."""
        return [c for c in self.cuts[:-1] if start <= c < end]

    def window(self, code: str, which: str) -> Terms:
        """Return an authority's window as a sum of unknowns."""
        return {(code, cell): 1 for cell in self.cells(*self.windows[code][which])}

    def quarter(self, area: str, quarter: pd.Period) -> Terms:
        """Return a quarter of an area as a sum of unknowns."""
        inside = self.cells(quarter.start_time, (quarter + 1).start_time)
        members = self.known.at(area, quarter, self.lag)
        return {(code, cell): 1 for code in members for cell in inside}

    def count(self, terms: Terms, atom: str) -> int:
        """Return what a sum of unknowns truly is."""
        begun = pd.to_datetime(self.truth["clock_start"])
        at = pd.Series(self.cuts)[pd.Series(self.cuts).searchsorted(begun, side="right") - 1]
        keys = list(zip(self.truth["authority_code"], at, strict=True))
        chosen = [key in terms for key in keys]
        return int(self.truth[atom].to_numpy()[chosen].sum())


def comparison_system(protected: Protected, clock: Clock, atom: str) -> System:
    """Return all that is published of one outcome of an aim's starts."""
    system = System()
    for name, period in STARTS.items():
        for row in _shown(protected, name, clock.aim):
            system.add(period_of(clock, row["area"], row[period]), _value(row, atom))
    for row in _shown(protected, "improvement", clock.aim):
        codes = list(clock.windows) if row["area"] == "engaged" else [row["area"]]
        for which in ("baseline", "current"):
            of, within = (int(row[f"{which}_{c}"]) for c in ("of", "within"))
            terms = {n: f for code in codes for n, f in clock.window(code, which).items()}
            if terms:
                system.add(terms, within if atom == "within" else of - within)
    return system


def period_of(clock: Clock, area: str, period: str) -> Terms:
    """Return a quarter, a calendar year or several of an area as a sum of unknowns."""
    return {n: f for q in quarters_of(period) for n, f in clock.quarter(area, q).items()}


def _value(row: pd.Series, atom: str) -> int:
    return sum(int(row[source]) for source in SOURCES[atom])


def small_sums(clock: Clock, atom: str, years: list[int]) -> Iterator[tuple[str, Terms, int]]:
    """Return every window, year and cell of an authority whose true count is 1 to 4."""
    for code in clock.known.at("all_reporting", pd.Period("2017Q1")):
        named = [(w, clock.window(code, w)) for w in clock.windows.get(code, ())]
        periods = {*map(str, years), *map(three_years_of, years)}
        named += [(period, period_of(clock, code, period)) for period in sorted(periods)]
        named += [(f"cell {cell.date()}", {(code, cell): 1}) for cell in clock.cuts[:-1]]
        for name, terms in named:
            truth = clock.count(terms, atom)
            if truth in range(1, 5):
                yield f"{code} {name}", terms, truth
