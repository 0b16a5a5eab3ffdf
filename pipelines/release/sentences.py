"""What charts say, in words: findings above them and text alternatives, from shown rows only."""

from __future__ import annotations

import pandas as pd

from pipelines.release import texts
from pipelines.release.series import Series


def aim_finding(rows: Series, aim: int) -> str:
    """Return the newest share that can be shown, with its interval and its fellow."""
    known = rows.shown[rows.shown["percent_of_all_starts"].notna()]
    if not len(known):
        return "The shares of this aim cannot be shown for any period: too few children started."
    row = known.iloc[-1]
    newest = f"the newest {'year' if rows.is_yearly else 'quarter'} that can be shown"
    return (
        f"Of the {row['counted_starts']:,} children's waits that started in {_when(rows, row)}, "
        f"{newest}, "
        f"{row['percent_of_all_starts']:.0f}% were {texts.AIM_LIMITS[aim].split(' (')[0]} "
        f"(95% interval {row['starts_ci_low']:.0f}% to {row['starts_ci_high']:.0f}%); "
        f"leaving out those who left before the limit, {_percent(row['percent_within'])}."
    )


def aim_alternative(rows: Series) -> str:
    """Return what a chart of both shares shows."""
    share = rows.shown["percent_of_all_starts"].dropna().astype(float)
    if share.empty:
        return "Nobody started to wait in any period shown."
    first, last = rows.shown.loc[share.index[0]], rows.shown.loc[share.index[-1]]
    kind = "years" if rows.is_yearly else "quarters"
    return (
        f"Two line charts with 95% intervals, {len(share)} {kind} shown of {len(rows.rows)}. "
        f"Of all starts: {first['percent_of_all_starts']:.0f}% in {_when(rows, first)}, "
        f"{last['percent_of_all_starts']:.0f}% in {_when(rows, last)}, lowest {share.min():.0f}%, "
        f"highest {share.max():.0f}%. Of those still waiting: {_percent(first['percent_within'])} "
        f"in {_when(rows, first)}, {_percent(last['percent_within'])} in {_when(rows, last)}. "
        "Gaps are withheld. The table below holds every figure."
    )


def home_finding(rows: Series) -> str:
    """Return the newest stock of children at home that can be shown."""
    if not len(rows.shown):
        return "The number of children at home over two years cannot be shown for any day."
    row = rows.shown.iloc[-1]
    day = texts.spoken_day(str(row[rows.period]))
    return (
        f"On {day}, the newest day that can be shown, {row['over_two_years']} children had been "
        f"looked after at home for over two years; the plans of {row['reviewed']} of them had been "
        "reviewed since "
        f"({_percent(row['percent_reviewed'])})."
    )


def home_alternative(rows: Series) -> str:
    """Return what the chart of children at home shows."""
    first, last = rows.shown.iloc[0], rows.shown.iloc[-1]
    days = [texts.spoken_day(str(row[rows.period])) for row in (first, last)]
    return (
        f"Line chart of {len(rows.shown)} quarters shown of {len(rows.rows)}. Children at home for "
        f"over two years: {first['over_two_years']} on {days[0]}, {last['over_two_years']} on "
        f"{days[1]}. Reviewed: {first['reviewed']} and {last['reviewed']}. Gaps are withheld."
    )


def _when(rows: Series, row: pd.Series) -> str:
    text = str(row[rows.period])
    return text if rows.is_yearly else texts.spoken_quarter(text)


def _percent(value: float) -> str:
    return "nobody" if pd.isna(value) else f"{value:.0f}%"
