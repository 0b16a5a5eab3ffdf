"""How often the intervals are right: panels with known effects, told again and again.

Each panel is 32 authorities of the sizes of Scotland's, eleven years of half-years, binomial
outcomes about shares that wander within an authority (what happened to it alone) and in the
country (what happened to all). What is planted, and how authorities come to join, is the
scenario. What has been done stands in ``.prove/calibration.jsonl``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pipelines.evaluation.effect_arrays import callaway_santanna, imputation
from pipelines.evaluation.effect_averages import averages
from pipelines.evaluation.effect_inference import (
    jackknife,
    leave_one_out,
    randomisation,
    wild_bootstrap,
)
from pipelines.evaluation.effect_panel import NEVER, Panel
from pipelines.evaluation.group_time import group_times
from pipelines.evaluation.imputation import imputed
from tests.prove.log import done_before, say

DONE = Path(".prove/calibration.jsonl")
FIGURES = Path("docs/figures/calibration.md")
PICTURE = Path("docs/pictures/calibration.svg")
BATCH = 20
HALF_YEARS, AUTHORITIES = 22, 32
# Clocks of a half-year by authority, from islands to cities: a few, some and many.
SIZES = np.round(np.geomspace(6, 120, AUTHORITIES)).astype(int)
ANTICIPATION = 1
DRAWS = 199


@dataclass(frozen=True)
class Scenario:
    """What is planted, and how authorities come to join."""

    name: str
    sentence: str
    effect: float = 0.0  # points, from the start on
    growth: float = 0.0  # points more for each half-year after
    share_with_effect: float = 1.0
    never: int = 5
    selects: bool = False  # those with low shares join first
    records_late: bool = False  # a third begins to record half-way


SCENARIOS = (
    Scenario("none", "no effect"),
    Scenario("none, nobody never", "no effect, all join", never=0),
    Scenario("none, the worst first", "no effect, low shares join first", selects=True),
    Scenario("constant", "ten points from the start", effect=10.0),
    Scenario("constant, nobody never", "ten points, all join", effect=10.0, never=0),
    Scenario("growing", "four points, one more each half-year", effect=4.0, growth=1.0),
    Scenario("in half of them", "sixteen points in every other", 16.0, share_with_effect=0.5),
    Scenario("the worst first", "ten points, low shares join first", effect=10.0, selects=True),
    Scenario("recorded late", "ten points, a third records late", effect=10.0, records_late=True),
)


@dataclass(frozen=True)
class Drawn:
    """A panel and, cell by cell, the effect that was planted in it."""

    panel: Panel
    planted: np.ndarray[Any, np.dtype[np.float64]]


def draw(scenario: Scenario, seed: int) -> Drawn:
    """Return a panel of a scenario; the same seed gives the same panel."""
    chance = np.random.default_rng([seed, SCENARIOS.index(scenario)])
    level = chance.normal(0, 0.5, AUTHORITIES)
    country = np.cumsum(chance.normal(0, 0.08, HALF_YEARS))
    own = _wandering(chance)
    share = 1 / (1 + np.exp(-(level[:, None] + country[None, :] + own)))
    first = _first(scenario, level, chance)
    since = np.arange(HALF_YEARS)[None, :] - first.astype(float)[:, None]
    has_effect = chance.permutation(AUTHORITIES) < scenario.share_with_effect * AUTHORITIES
    planted = np.where(
        (since >= 0) & (first != NEVER)[:, None] & has_effect[:, None],
        scenario.effect + scenario.growth * np.maximum(since, 0),
        0.0,
    )
    treated = np.clip(share + planted / 100, 0.02, 0.98)
    clocks = chance.poisson(SIZES[:, None] * np.ones(HALF_YEARS)[None, :])
    within = chance.binomial(clocks, treated)
    is_cell = clocks >= 5
    if scenario.records_late:
        late = chance.permutation(AUTHORITIES) < AUTHORITIES // 3
        is_cell &= ~(late[:, None] & (np.arange(HALF_YEARS) < HALF_YEARS // 3)[None, :])
    with np.errstate(invalid="ignore", divide="ignore"):
        outcome = np.where(is_cell, 100.0 * within / clocks, np.nan)
    weight = np.where(is_cell, clocks, 0).astype(float)
    labels = [None if f == NEVER else int(f) for f in first]
    panel = Panel(range(AUTHORITIES), range(HALF_YEARS), outcome, weight, first, labels)
    # What was truly planted: after what was cut off at the ends.
    return Drawn(panel, 100 * (treated - np.clip(share, 0.02, 0.98)))


def _wandering(chance: np.random.Generator) -> np.ndarray[Any, np.dtype[np.float64]]:
    """What happens to one authority alone: it lasts (0.6 of it a half-year later)."""
    shocks = chance.normal(0, 0.2, (AUTHORITIES, HALF_YEARS))
    for period in range(1, HALF_YEARS):
        shocks[:, period] = 0.6 * shocks[:, period - 1] + 0.8 * shocks[:, period]
    return shocks


def _first(
    scenario: Scenario,
    level: np.ndarray[Any, np.dtype[np.float64]],
    chance: np.random.Generator,
) -> np.ndarray[Any, np.dtype[np.int64]]:
    starts = np.sort(chance.integers(9, 18, AUTHORITIES - scenario.never))
    first = np.concatenate([starts, np.full(scenario.never, NEVER)]).astype(np.int64)
    wish = chance.normal(0, 0.25, AUTHORITIES) + (level if scenario.selects else 0.0)
    ordered = np.empty(AUTHORITIES, dtype=np.int64)
    ordered[np.argsort(wish)] = first
    return ordered


def _told(drawn: Drawn, seed: int) -> dict[str, Any]:
    panel = drawn.panel
    ways = {
        "imputation": (
            lambda p: imputation(p, ANTICIPATION),
            imputed(panel, ANTICIPATION),
        ),
        "callaway_santanna": (
            lambda p: callaway_santanna(p, "not_yet", ANTICIPATION),
            group_times(panel, "not_yet", ANTICIPATION),
        ),
    }
    truth = _truth(drawn)
    told: dict[str, Any] = {}
    for name, (estimator, effects) in ways.items():
        estimate = estimator(panel).overall()
        error = jackknife(leave_one_out(panel, estimator, [])[:, 0])
        low, high = error.interval(estimate)
        (average,) = averages(effects, panel, "simple")
        told[name] = {
            "truth": truth(estimator(panel)),
            "estimate": estimate,
            "low": low,
            "high": high,
            "wild": wild_bootstrap(panel, average.linear, 999, seed),
            "random": randomisation(panel, estimator, DRAWS, seed),
        }
    return told


def _truth(drawn: Drawn) -> Any:
    """The planted effect as an estimator weighs it: by cells within a group, groups by size."""

    def of(effects: Any) -> float:
        panel = drawn.panel
        known = np.full_like(effects.estimates, np.nan)
        for row, group in enumerate(effects.groups):
            own = panel.first == group
            weight = panel.weight[own]
            with np.errstate(invalid="ignore"):
                mean = (weight * drawn.planted[own]).sum(axis=0) / weight.sum(axis=0)
            known[row] = np.where(np.isnan(effects.estimates[row]), np.nan, mean)
        return type(effects)(effects.groups, known, effects.size).overall()

    return of


def prove(panels: int) -> int:
    """Tell so many panels of every scenario; return 1 where intervals are right too seldom."""
    DONE.parent.mkdir(exist_ok=True)
    done = {(d["scenario"], d["seed"]) for d in done_before(DONE)}
    for begin in range(0, panels, BATCH):
        for scenario in SCENARIOS:
            batch = range(begin, min(begin + BATCH, panels))
            seeds = [seed for seed in batch if (scenario.name, seed) not in done]
            lines = [
                {"scenario": scenario.name, "seed": s, "told": _told(draw(scenario, s), s)}
                for s in seeds
            ]
            with DONE.open("a", encoding="utf-8") as log:
                log.writelines(json.dumps(line) + "\n" for line in lines)
        say(f"{min(begin + BATCH, panels):,} of {panels:,} panels of each scenario")
    table = _table(done_before(DONE))
    _write(table)
    return int(not _good_enough(table))


def _table(done: list[dict[str, Any]]) -> pd.DataFrame:
    rows = [
        {"scenario": d["scenario"], "estimator": name, **told}
        for d in done
        for name, told in d["told"].items()
    ]
    frame = pd.DataFrame(rows)
    frame["covers"] = (frame["low"] <= frame["truth"]) & (frame["truth"] <= frame["high"])
    frame["excludes_none"] = (frame["low"] > 0) | (frame["high"] < 0)
    frame["bias"] = frame["estimate"] - frame["truth"]
    frame["wild_says"] = frame["wild"] < 0.05
    frame["random_says"] = frame["random"] < 0.05
    frame["width"] = frame["high"] - frame["low"]
    return frame


def _summary(frame: pd.DataFrame) -> pd.DataFrame:
    means = frame.groupby(["scenario", "estimator"], sort=False).agg(
        panels=("covers", "size"),
        truth=("truth", "mean"),
        bias=("bias", "mean"),
        covers=("covers", "mean"),
        width=("width", "mean"),
        told=("excludes_none", "mean"),
        wild=("wild_says", "mean"),
        random=("random_says", "mean"),
    )
    return means.reset_index()


def _good_enough(frame: pd.DataFrame) -> bool:
    means = frame.groupby("estimator").agg(covers=("covers", "mean"))
    none = frame[frame["scenario"] == "none"].groupby("estimator")["excludes_none"].mean()
    return bool(means["covers"].between(0.94, 0.965).all() and none.between(0.035, 0.065).all())


def _lines(means: pd.DataFrame) -> Iterator[str]:
    for row in means.to_dict("records"):
        shares = " | ".join(f"{100 * row[c]:.1f}" for c in ("covers", "told", "wild", "random"))
        yield (
            f"| {row['scenario']} | {row['estimator']} | {row['panels']:,} | {row['truth']:.1f} | "
            f"{row['bias']:+.2f} | {row['width']:.1f} | {shares} |"
        )


def _write(frame: pd.DataFrame) -> None:
    means = _summary(frame)
    by_estimator = frame.groupby("estimator")["covers"].mean()
    lines = [
        "# How often the intervals of the programme's effect are right",
        "",
        "`make prove calibration`: panels of 32 authorities by 22 half-years with a planted",
        "effect, each told as the mart tells it (overall; anticipation of one half-year). Shares",
        "in per cent. *Covers*: the 95 % interval holds what was planted. *Told*: it excludes no",
        "change (with no effect planted, a false alarm; else the power). *Bootstrap*, *exchanged*:",
        "the same said by the wild bootstrap and by entry dates exchanged, at 5 %",
        f"({DRAWS} draws here).",
        "",
        "| planted | estimator | panels | points | bias | width | covers | told | bootstrap | "
        "exchanged |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|---:|",
        *_lines(means),
        "",
        "All scenarios together: "
        + ", ".join(f"{name} covers {100 * share:.1f} %" for name, share in by_estimator.items())
        + f", of {len(frame) // len(by_estimator):,} panels.",
        "",
        *(f"- *{s.name}*: {s.sentence}." for s in SCENARIOS),
        "",
        "![Coverage by scenario](../pictures/calibration.svg)",
        "",
    ]
    FIGURES.write_text("\n".join(lines), encoding="utf-8")
    _draw_picture(means)


def _draw_picture(means: pd.DataFrame) -> None:
    import altair as alt

    shown = means.assign(percent=100 * means["covers"])
    band = (
        alt.Chart(pd.DataFrame({"low": [94.0], "high": [96.5]}))
        .mark_rect(color="#d9e6ef")
        .encode(
            x=alt.X("low:Q", title="Intervals that hold what was planted, per cent"), x2="high:Q"
        )
    )
    points = (
        alt.Chart(shown)
        .mark_point(filled=True, size=90)
        .encode(
            x=alt.X("percent:Q", scale=alt.Scale(domain=[85, 100])),
            y=alt.Y("scenario:N", sort=None, title=None),
            shape=alt.Shape("estimator:N", title=None),
            color=alt.Color(
                "estimator:N", title=None, scale=alt.Scale(range=["#0b3c5d", "#c84b16"])
            ),
        )
    )
    chart = (band + points).properties(width=520, height=260)
    PICTURE.parent.mkdir(exist_ok=True)
    chart.save(str(PICTURE))
