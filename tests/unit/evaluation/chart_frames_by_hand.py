"""Small series by hand, as the tables that the evaluation reads."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
import pandas as pd

QUARTERS = pd.date_range("2012-01-01", periods=120, freq="QS")


def point_rows(
    values: Sequence[float | None],
    denominators: Sequence[float | None] | None = None,
    *,
    area: str = "X",
    measure: str = "aim_2",
) -> pd.DataFrame:
    """Return ``steps.chart_point`` of one series; with denominators, of shares in per cent."""
    value = np.array([np.nan if v is None else v for v in values], dtype=float)
    if denominators is None:
        n = x = np.full(len(value), np.nan)
    else:
        n = np.array([np.nan if d is None else d for d in denominators], dtype=float)
        x = np.round(value * n / 100)
    return pd.DataFrame(
        {
            "area": area,
            "measure": measure,
            "period": QUARTERS[: len(value)],
            "numerator": x,
            "denominator": n,
            "value": value,
        }
    )


def series_row(
    *,
    area: str = "X",
    measure: str = "aim_2",
    area_kind: str = "authority",
    improves_when: str = "higher",
    is_share: bool = False,
    engaged: int | None = None,
    testing: int | None = None,
    not_known: int = 0,
) -> pd.DataFrame:
    """Return ``steps.chart_series`` of one series; days as positions of quarters."""
    return pd.DataFrame(
        {
            "area": [area],
            "measure": [measure],
            "area_kind": [area_kind],
            "improves_when": [improves_when],
            "is_share": [is_share],
            "members_recording_not_known": [not_known],
            "engaged_on": [_quarter(engaged)],
            "testing_from": [_quarter(testing)],
            "as_of": [QUARTERS[-1]],
            "known_to": [QUARTERS[-1]],
        }
    )


def rebase_rows(
    positions: Iterable[int] = (), *, area: str = "X", measure: str = "aim_2"
) -> pd.DataFrame:
    """Return ``steps.chart_rebase`` of one series, decisions as positions of quarters."""
    days = [QUARTERS[p] for p in positions]
    frame = pd.DataFrame({"from_period": pd.to_datetime(pd.Series(days, dtype="datetime64[ns]"))})
    return frame.assign(area=area, measure=measure)


def note_rows(*notes: tuple[str, str, str | None]) -> pd.DataFrame:
    """Return ``steps.chart_note`` of the one series: day, what, subject."""
    frame = pd.DataFrame(list(notes), columns=["happened_on", "what", "subject"])
    return frame.assign(area="X", measure="aim_2", happened_on=pd.to_datetime(frame["happened_on"]))


def _quarter(position: int | None) -> pd.Timestamp | None:
    return None if position is None else QUARTERS[position]
