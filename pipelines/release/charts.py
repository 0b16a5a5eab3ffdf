"""Charts as static SVG, drawn from protected rows without a browser or a network.

Each comes in two widths, for a page and for a telephone. Series differ by panel, dash or label,
never by colour alone.
"""

from __future__ import annotations

import re
from typing import Any

import altair as alt
import pandas as pd
import vl_convert

from pipelines.release.series import Series

WIDE, NARROW = 920, 340
BLUE, TEAL, ORANGE, INK = "#12436D", "#1d7870", "#d4501a", "#2b2b2b"
FONT = "Arial, Liberation Sans, Helvetica, sans-serif"
SHARES = (
    ("percent_of_all_starts", "starts_ci_low", "starts_ci_high", "Of all starts"),
    ("percent_within", "ci_low", "ci_high", "Of those still waiting"),
)
_INNER_ARIA = re.compile(r' (?:aria-[a-z]+|role)="[^"]*"')


def timeliness_chart(rows: Series, width: int) -> str:
    """Return both shares of an aim over time with their intervals, one panel each."""
    data = _shares(rows)
    side_by_side = width >= WIDE
    panel = (width - 110) // 2 if side_by_side else width - 60
    charts = [_share_panel(data, label, panel, rows.is_yearly) for *_, label in SHARES]
    joined = alt.hconcat(*charts, spacing=34) if side_by_side else alt.vconcat(*charts, spacing=22)
    return _svg(joined)


def _shares(rows: Series) -> pd.DataFrame:
    suffix = "-07-01" if rows.is_yearly else ""
    parts = [
        pd.DataFrame(
            {
                "when": _days(rows.rows[rows.period].astype(str) + suffix),
                "percent": rows.rows[share].astype(float),
                "low": rows.rows[low].astype(float),
                "high": rows.rows[high].astype(float),
                "share": label,
            }
        )
        for share, low, high, label in SHARES
    ]
    return pd.concat(parts, ignore_index=True)


def _share_panel(data: pd.DataFrame, label: str, width: int, is_yearly: bool) -> Any:
    mine = data[data["share"] == label]
    x = alt.X("when:T", title=None, axis=_time_axis(width), scale=alt.Scale(type="utc", padding=8))
    scale = alt.Scale(domain=[0, 100])
    y = alt.Y("percent:Q", title=None, scale=scale, axis=_percent_axis())
    base = alt.Chart(mine)
    whiskers = base.mark_rule(color=BLUE, opacity=0.45, strokeWidth=2).encode(
        x=x, y=alt.Y("low:Q", scale=scale, title=None), y2="high:Q"
    )
    line = base.mark_line(color=BLUE, strokeWidth=2, invalid="break-paths-show-domains").encode(
        x=x, y=y
    )
    points = base.mark_point(
        color=BLUE, filled=True, size=70 if is_yearly else 36, opacity=1, invalid="filter"
    ).encode(x=x, y=y)
    title = alt.TitleParams(f"{label}, per cent", anchor="start", fontSize=15, color=INK)
    return alt.layer(whiskers, line, points).properties(width=width, height=230, title=title)


def home_chart(rows: Series, width: int) -> str:
    """Return the children at home for over two years, and of them the reviewed."""
    kinds = (("over_two_years", "Over two years"), ("reviewed", "Reviewed"))
    data = pd.concat(
        pd.DataFrame(
            {
                "when": _days(rows.rows[rows.period].astype(str)),
                "children": rows.rows[column].astype(float),
                "what": label,
            }
        )
        for column, label in kinds
    )
    x = alt.X("when:T", title=None, axis=_time_axis(width), scale=alt.Scale(type="utc"))
    y = alt.Y("children:Q", title=None, scale=alt.Scale(zero=True), axis=alt.Axis(tickCount=5))
    scale = alt.Scale(domain=[label for _, label in kinds], range=[BLUE, ORANGE])
    dash = alt.Scale(domain=[label for _, label in kinds], range=[[1, 0], [6, 4]])
    legend = alt.Legend(title=None, orient="top", symbolSize=400, symbolStrokeWidth=3)
    base = alt.Chart(data)
    line = base.mark_line(strokeWidth=2.5, invalid="break-paths-show-domains").encode(
        x=x,
        y=y,
        color=alt.Color("what:N", scale=scale, legend=legend),
        strokeDash=alt.StrokeDash("what:N", scale=dash, legend=legend),
    )
    points = base.mark_point(filled=True, size=32, opacity=1, invalid="filter").encode(
        x=x, y=y, color=alt.Color("what:N", scale=scale, legend=None)
    )
    title = alt.TitleParams("Children, on each quarter's last day", anchor="start", fontSize=15)
    return _svg(alt.layer(line, points).properties(width=width - 70, height=240, title=title))


WAITS = (
    ("waiting", "Limit not passed", TEAL),
    ("overdue", "Limit passed", BLUE),
)


def waiting_chart(latest: pd.DataFrame, names: dict[int, str], width: int) -> str:
    """Return who waits, a bar per aim split by whether the limit has passed."""
    data = pd.DataFrame(
        [
            {"aim": names[int(row["aim"])], "what": label, "waits": int(row[column]), "order": i}
            for _, row in latest.iterrows()
            for i, (column, label, _) in enumerate(WAITS)
        ]
    )
    labels = [label for _, label, _ in WAITS]
    scale = alt.Scale(domain=labels, range=[colour for *_, colour in WAITS])
    legend = alt.Legend(title=None, orient="top", labelLimit=300)
    x = alt.X("waits:Q", title="Waits", stack="zero", axis=alt.Axis(tickMinStep=1, tickCount=6))
    y = alt.Y("aim:N", title=None, sort=None, axis=alt.Axis(labelLimit=240, domain=False))
    order = alt.Order("order:Q")
    bars = (
        alt.Chart(data)
        .mark_bar(height={"band": 0.62}, stroke="white", strokeWidth=1)
        .encode(x=x, y=y, order=order, color=alt.Color("what:N", scale=scale, legend=legend))
    )
    numbers = (
        alt.Chart(data[data["waits"] > 0])
        .mark_text(color="white", fontSize=13, fontWeight="bold")
        .encode(
            x=alt.X("waits:Q", stack="zero", bandPosition=0.5),
            y=y,
            order=order,
            detail="what:N",
            text="waits:Q",
        )
    )
    room = 220 if width >= WIDE else 170
    height = alt.Step(44)
    return _svg(alt.layer(bars, numbers).properties(width=width - room, height=height))


def _days(texts: pd.Series) -> pd.Series:
    """Return days of no zone but UTC: Vega takes others for the machine's, with its summer time."""
    return pd.to_datetime(texts, utc=True)


def _time_axis(width: int) -> alt.Axis:
    return alt.Axis(
        format="%Y", tickCount={"interval": "year", "step": 2 if width < 420 else 1}, grid=False
    )


def _percent_axis() -> alt.Axis:
    return alt.Axis(values=[0, 25, 50, 75, 100], labelExpr="datum.value + '%'")


def _svg(chart: Any) -> str:
    styled = (
        chart.configure(font=FONT, background="transparent")
        .configure_view(stroke=None)
        .configure_axis(
            labelFontSize=13,
            titleFontSize=13,
            labelColor=INK,
            titleColor=INK,
            gridColor="#d9dde1",
            domainColor="#8a9199",
            tickColor="#8a9199",
        )
        .configure_legend(labelFontSize=13, labelColor=INK)
    )
    drawn = vl_convert.vegalite_to_svg(styled.to_dict(validate=False))
    return _INNER_ARIA.sub("", drawn)
