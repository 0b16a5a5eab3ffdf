"""From the tables of a warehouse to single series and back: what every chart needs.

Belongs here: cutting ``steps.chart_point`` into series with their phases, the words beside a row.
Does not: any rule or limit.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.evaluation.phases import BaselineRules, Phase, phases_of

Numbers = npt.NDArray[np.float64]
PER_CENT = 100.0
ALL_OF_IT = PER_CENT + 1e-9  # percentages are not exact in binary


@dataclass(frozen=True)
class Series:
    """One series to chart, in order of its periods; missing points are NaN."""

    area: str
    measure: str
    is_group: bool
    improves_when: str
    is_share: bool
    engaged_on: np.datetime64 | None
    testing_from: np.datetime64 | None
    as_of: pd.Timestamp
    vintage: pd.Timestamp
    periods: npt.NDArray[np.datetime64]
    numerator: Numbers
    denominator: Numbers
    values: Numbers
    recording_not_known: int  # authorities of which it is not known since when they record
    decisions: tuple[np.datetime64, ...]

    @property
    def is_aim(self) -> bool:
        """Return whether it is one of the four aims' own series."""
        return self.measure in ("aim_1", "aim_2", "aim_3", "aim_4")

    @property
    def present(self) -> npt.NDArray[np.bool_]:
        """Return which points are there."""
        return ~np.isnan(self.values)

    @property
    def counted(self) -> npt.NDArray[np.bool_]:
        """Return which points have a numerator and a denominator, and are no value alone."""
        return self.present & ~np.isnan(self.numerator) & ~np.isnan(self.denominator)

    @property
    def is_part_of_whole(self) -> bool:
        """Return whether points are counted, and every one of them is part of its denominator."""
        counted = self.counted
        is_part = self.numerator[counted] <= self.denominator[counted]
        return bool(counted.any() and is_part.all())

    @property
    def possible(self) -> tuple[float, float]:
        """Return the least and the most that a value of it can be; a ratio can exceed 100."""
        values = self.values[self.present]
        is_ratio = self.is_share and bool((values >= 0).all())
        is_share = is_ratio and self.is_part_of_whole and bool((values <= ALL_OF_IT).all())
        return (0.0 if is_ratio else -np.inf, PER_CENT if is_share else np.inf)

    def phases(self, rules: BaselineRules) -> list[Phase]:
        """Return its phases by the programme's start and the recorded decisions."""
        return phases_of(self.periods, self.present, self.engaged_on, self.decisions, rules)


def all_series(
    chart_point: pd.DataFrame, chart_series: pd.DataFrame, chart_rebase: pd.DataFrame
) -> Iterator[Series]:
    """Yield every series, by area and measure.

    Args:
        chart_point: ``area``, ``measure``, ``period``, ``numerator``, ``denominator``, ``value``.
        chart_series: one row per area and measure: direction, days of the programme, how far known.
        chart_rebase: ``area``, ``measure``, ``from_period``: the decisions that start a new phase.

    Raises:
        ValueError: where a point has no period, or a series two points of one, or a value is
            infinite.
    """
    if chart_point["period"].isna().any():
        raise ValueError("a point has no period")
    if chart_point.duplicated(["area", "measure", "period"]).any():
        raise ValueError("a series has two points of one period")
    if np.isinf(chart_point["value"].to_numpy(float, na_value=np.nan)).any():
        raise ValueError("a value is infinite")
    decisions = {
        (str(area), str(measure)): tuple(_days(group["from_period"]))
        for (area, measure), group in chart_rebase.groupby(["area", "measure"])
    }
    about = {(str(r["area"]), str(r["measure"])): r for r in chart_series.to_dict("records")}
    for (area, measure), points in chart_point.groupby(["area", "measure"], sort=True):
        row, ordered = about[str(area), str(measure)], points.sort_values("period")
        yield Series(
            area=str(area),
            measure=str(measure),
            is_group=row["area_kind"] == "group",
            improves_when=str(row["improves_when"]),
            is_share=bool(row["is_share"]),
            engaged_on=_day(row["engaged_on"]),
            testing_from=_day(row["testing_from"]),
            as_of=pd.Timestamp(row["as_of"]),
            vintage=pd.Timestamp(row["known_to"]),
            periods=_days(ordered["period"]),
            numerator=ordered["numerator"].to_numpy(float),
            denominator=ordered["denominator"].to_numpy(float),
            values=ordered["value"].to_numpy(float),
            recording_not_known=int(row["members_recording_not_known"]),
            decisions=decisions.get((str(area), str(measure)), ()),
        )


def _days(column: pd.Series) -> npt.NDArray[np.datetime64]:
    """Return days as the calendar of their own place shows them."""
    stamps = pd.to_datetime(column).dt.tz_localize(None)
    return np.asarray(stamps.to_numpy(), dtype="datetime64[D]")


def _day(value: Any) -> np.datetime64 | None:
    day = pd.Timestamp(value) if value is not None else pd.NaT
    return None if pd.isna(day) else np.datetime64(day.tz_localize(None), "D")


def sentences(*told: str | None) -> str | None:
    """Join the sentences that apply; None where none does."""
    return " ".join(t for t in told if t) or None
