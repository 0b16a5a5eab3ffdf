"""Named authorities beside one another: funnels before joining and now, and the case mix."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from pipelines.contract.release_tables import Protected
from pipelines.release.data_beside import data_sentence
from pipelines.release.funnel_drawings import (
    FunnelPoint,
    Panel,
    Standardised,
    funnels,
    standardised_chart,
)
from pipelines.release.page_parts import Figure, figure, html_table, listed, rows_of

FUNNEL, CASE_MIX = "funnel_of_authorities", "case_mix_of_authorities"
# Fewer cannot be compared.
LEAST_AUTHORITIES = 5
PERIODS: Mapping[str, str] = {"baseline": "Before joining", "latest": "The latest year"}
_FUNNEL_HEADINGS = {
    "area_name": "Authority",
    "period": "Period",
    "denominator": "Starts",
    "percent": "%",
    "shrunken_percent": "Drawn towards the whole, %",
    "overdispersed_low_95": "95% limits as they differ from",
    "overdispersed_high_95": "95% limits as they differ to",
    "exact_low_95": "By chance alone from",
    "exact_high_95": "By chance alone to",
    "position": "In words",
}
_MIX_HEADINGS = {
    "area_name": "Authority",
    "period": "Period",
    "denominator": "Starts",
    "percent": "%",
    "expected_percent": "Expected of such children, %",
    "standardised_percent": "Standardised, %",
    "standardised_low": "95% interval from",
    "standardised_high": "95% interval to",
}


@dataclass(frozen=True)
class Comparison:
    """What is shown of one aim: the funnels, the case mix where it can be, the data behind."""

    funnel: Figure
    case_mix: Figure | None
    data: str


def comparison(protected: Protected, aim: int) -> Comparison | None:
    """Return the funnels of named authorities; None where too few are shown to compare."""
    rows = rows_of(protected.table(FUNNEL), aim=aim).sort_values(["area_name", "period"])
    # Who had no start in a period is shown as 0, and has no share.
    shown = rows[(rows["symbol"] == "") & rows["percent"].notna()]
    of = {p: shown[shown["period"] == p] for p in PERIODS}
    enough = {p: own for p, own in of.items() if len(own) >= LEAST_AUTHORITIES}
    if not enough:
        return None
    panels = [_panel(own, PERIODS[p]) for p, own in enough.items()]
    title = f"Aim {aim}: named authorities beside what chance would show"
    words = " ".join(_funnel_words(own, len(rows) // len(PERIODS), p) for p, own in enough.items())
    drawn = figure(
        title,
        lambda width: funnels(panels, width),
        f"{words} The dotted limits allow for chance alone, the whole ones for authorities "
        "differing as much as they do; neither for what kind of children they have. A hollow "
        "square is the share drawn towards the whole, the fairer guess where starts are few. This "
        "is no league table.",
        html_table(protected.table(FUNNEL), rows, title, _FUNNEL_HEADINGS, row_heads=2),
    )
    return Comparison(
        drawn, _case_mix(protected, aim), data_sentence(protected, set(shown["area"]))
    )


def _panel(rows: pd.DataFrame, title: str) -> Panel:
    points = tuple(_point(row) for _, row in rows.iterrows())
    return Panel(title, float(rows.iloc[0]["centre_percent"]), points)


def _point(row: pd.Series) -> FunnelPoint:
    limits = {
        (kind, end, tail): float(row[f"{kind}_{end}_{tail}"])
        for kind in ("overdispersed", "exact")
        for end in ("low", "high")
        for tail in ("95", "998")
    }
    return FunnelPoint(
        label=str(row["area_name"]),
        starts=int(row["denominator"]),
        value=float(row["percent"]),
        shrunken=float(row["shrunken_percent"]),
        limits=limits,
        outside=row["position"] != "within",
    )


def _funnel_words(shown: pd.DataFrame, of: int, period: str) -> str:
    outside = [
        f"{row['area_name']} ({row['percent']:.0f}%, "
        f"{'above' if str(row['position']).startswith('above') else 'below'})"
        for _, row in shown.iterrows()
        if row["position"] != "within"
    ]
    named = f"outside the 95% limits: {listed(outside)}" if outside else "none lies outside"
    return (
        f"{PERIODS[period]}: {len(shown)} of {of} authorities shown, together "
        f"{shown.iloc[0]['centre_percent']:.0f}%; {named}; about {0.05 * len(shown):.0f} of "
        f"{len(shown)} would by chance alone."
    )


def _case_mix(protected: Protected, aim: int) -> Figure | None:
    """Return the latest year standardised by case mix, in the order of names."""
    table = protected.table(CASE_MIX)
    rows = rows_of(table, aim=aim).sort_values(["area_name", "period"])
    shown = rows[(rows["symbol"] == "") & rows["standardised_percent"].notna()]
    shown = shown[shown["period"] == "latest"]
    if len(shown) < LEAST_AUTHORITIES:
        return None
    items = [
        Standardised(
            label=str(row["area_name"]),
            value=float(row["standardised_percent"]),
            low=float(row["standardised_low"]),
            high=float(row["standardised_high"]),
            observed=float(row["percent"]),
        )
        for _, row in shown.iterrows()
    ]
    centre = float(shown.iloc[0]["centre_percent"])
    title = f"Aim {aim}: the latest year, allowing for what kind of children started to wait"
    return figure(
        title,
        lambda width: standardised_chart(items, centre, width),
        _case_mix_words(items, centre),
        html_table(table, rows, title, _MIX_HEADINGS, row_heads=2),
    )


def _case_mix_words(items: list[Standardised], centre: float) -> str:
    away = [
        f"{i.label} ({i.value:.0f}%, {'above' if i.low > centre else 'below'})"
        for i in items
        if i.low > centre or i.high < centre
    ]
    told = (
        f"Their intervals leave it out for {listed(away)}."
        if away
        else "No interval leaves it out."
    )
    return (
        f"Of {len(items)} authorities in the order of their names: the share each would have if "
        "its children were of the kinds of all shown (age at the start, legal basis, looked after "
        f"before), beside its own. Together {centre:.0f}%, the dashed line. {told} About "
        f"{0.05 * len(items):.0f} of {len(items)} would by chance alone."
    )
