"""The windows that ``improvement`` compares, as days of start, and the time they cut out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pipelines.contract.release_tables import ENGAGED
from pipelines.disclosure.cubes import Counts, Cube, Span
from pipelines.disclosure.timeline import Timeline, lay_out_starts

# Of all starts: within the limit, or not (late or left before), as the mart counts them.
ATOMS = ("within", "otherwise")
QUARTERS_COMPARED = 4

Window = tuple[int, int]


@dataclass(frozen=True)
class Comparison:
    """One authority's row of the mart beside its two windows in cells of the timeline."""

    row: pd.Series
    baseline: Window
    current: Window

    @property
    def windows(self) -> tuple[Window, Window]:
        """Return both windows."""
        return self.baseline, self.current

    def counts(self) -> Counts:
        """Return the mart's counts (window, atom)."""
        return counts_of(self.row)


def counts_of(row: pd.Series) -> Counts:
    """Return the counts (window, atom) of a row of the mart."""
    pairs = [(int(row[f"{w}_within"]), int(row[f"{w}_of"])) for w in ("baseline", "current")]
    return np.array([(within, of - within) for within, of in pairs], dtype=np.int64)


@dataclass(frozen=True)
class Compared:
    """What ``improvement`` compares for one aim: by position of the authority, on one timeline.

    ``doubtful``: authorities whose row is not the sum of their starts; nothing of them can leave.
    """

    timeline: Timeline
    comparisons: dict[int, Comparison]
    group: pd.Series | None
    doubtful: tuple[str, ...]


def compare(
    rows: pd.DataFrame, starts: pd.DataFrame, latest: Mapping[str, Any], cube: Cube
) -> Compared:
    """Return the comparisons of one aim from the mart's rows of one period.

    ``latest``: the first day of the latest mature quarter of each authority.
    """
    own = {r["area"]: r for _, r in rows.iterrows() if r["area"] in cube.authorities}
    limit = pd.Timedelta(days=int(starts["threshold_days"].max()) if len(starts) else 0)
    days = {
        a: (_baseline_days(own[code], limit), _current_days(latest, code))
        for a, code in enumerate(cube.authorities)
        if code in own
    }
    days = {a: both for a, both in days.items() if both[1] is not None}
    bounds = [day for both in days.values() for window in both if window for day in window]
    quarters = cube.quarters.to_timestamp().append(pd.DatetimeIndex([_after(cube)]))
    cuts = pd.DatetimeIndex([*quarters, *bounds])
    timeline = lay_out_starts(starts, cube.authorities, ATOMS, cuts)
    found = {
        a: Comparison(own[cube.authorities[a]], *(_cells(timeline, w) for w in both))
        for a, both in days.items()
    }
    true = {a: c for a, c in found.items() if _adds_up(timeline, a, c)}
    group = rows[rows["area"] == ENGAGED]
    doubtful = [code for code in sorted(own) if cube.authorities.index(code) not in true]
    return Compared(timeline, true, group.iloc[0] if len(group) else None, tuple(doubtful))


def _after(cube: Cube) -> pd.Timestamp:
    return (cube.quarters[-1] + 1).start_time


_Days = tuple[pd.Timestamp, pd.Timestamp]


def _baseline_days(row: pd.Series, limit: pd.Timedelta) -> _Days | None:
    """Return the days of start whose threshold dates lie in the baseline; None where there is none.

    The mart's window is of threshold dates; the limit of a national clock is always the same.
    """
    if pd.isna(row["baseline_from"]) or pd.isna(row["baseline_to"]):
        return None
    since, joined = (pd.Timestamp(row[f"baseline_{end}"]) for end in ("from", "to"))
    return since - limit, joined - limit


def _current_days(latest: Mapping[str, Any], code: str) -> _Days | None:
    """Return the days of the latest four mature quarters, with clocks or not; None without any."""
    if pd.isna(latest.get(code)):
        return None
    last = pd.Period(latest[code], freq="Q")
    return (last - QUARTERS_COMPARED + 1).start_time, (last + 1).start_time


def _cells(timeline: Timeline, days: _Days | None) -> Window:
    return (0, 0) if days is None else (timeline.cell(days[0]), timeline.cell(days[1]))


def _adds_up(timeline: Timeline, authority: int, comparison: Comparison) -> bool:
    found = np.array([timeline.of(authority, window) for window in comparison.windows])
    return bool(np.array_equal(found, comparison.counts()))


def period_rows(frame: pd.DataFrame, aim: int, period: str) -> pd.DataFrame:
    """Return the rows of one aim and period."""
    return frame[(frame["aim"] == aim) & (frame["period"] == period)]


def latest_of(frame: pd.DataFrame, aim: int) -> dict[str, Any]:
    """Return authority → first day of the latest mature quarter of one aim."""
    if not len(frame):
        return {}
    rows = frame[frame["aim"] == aim]
    return dict(zip(rows["authority_code"], rows["latest_quarter"], strict=True))


def starts_of(frame: pd.DataFrame, aim: int) -> pd.DataFrame:
    """Return the starts of one aim."""
    return frame[frame["aim"] == aim]


def windows_of(timeline: Timeline, cube: Cube, spans: Sequence[Span]) -> Sequence[Window]:
    """Return each span of calendar years as cells, cut at the cube's ends."""
    out = []
    for span in spans:
        at = cube.quarters_in(span)
        first, last = cube.quarters[at[0]], cube.quarters[at[-1]]
        out.append((timeline.cell(first.start_time), timeline.cell((last + 1).start_time)))
    return out
