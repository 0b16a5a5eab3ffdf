"""Whole made-up Scotlands, walked from files to a draft, against what was planted in them.

Each is told by ``pace demo``; what its mart ``programme_effect`` says overall is held against
``truth/effects.csv``, weighed as the estimator weighs (cells by clocks, groups by size). What has
been done stands in ``.prove/scotlands.jsonl``.
"""

from __future__ import annotations

import json
import math
import tempfile
from pathlib import Path
from typing import Any, Final

import duckdb
import numpy as np
import pandas as pd

from pipelines.commands.demo import WHOLE_COUNTRY
from pipelines.evaluation.effect_arrays import Effects, callaway_santanna, imputation
from pipelines.evaluation.effect_mart import half_year_of, half_years, panel_of_cells
from pipelines.evaluation.effect_panel import Panel
from pipelines.evaluation.plan import analysis_plan
from pipelines.synthetic.world import RULES_VERSION
from tests.prove.log import done_before, say, use_own_key
from tests.support.pace import pace

DONE = Path(".prove/scotlands.jsonl")
FIGURES = Path("docs/figures/scotlands.md")
FIRST_SEED: Final = 3001
CHILDREN: Final = 9_000


def try_scotland(seed: int, children: int) -> dict[str, Any]:
    """Walk one Scotland; return by aim and estimator what was planted and what was found."""
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder) / "home"
        words = (f"--scale={children / WHOLE_COUNTRY}", f"--seed={seed}", "--json")
        ran = pace("demo", "--home", home, *words, timeout=900)
        assert ran.exit_code == 0, "a made-up Scotland is walked to its draft"
        planted = pd.read_csv(home / "truth" / "effects.csv")
        with duckdb.connect(str(home / "warehouse.duckdb"), read_only=True) as connection:
            tables = {
                name: connection.sql(f"select * from {name}").df()  # noqa: S608
                for name in ("marts.aim_timeliness", "core.authority", "marts.programme_effect")
            }
    return {
        "seed": seed,
        "children": children,
        "rules": RULES_VERSION,
        "told": list(_told(tables, planted)),
    }


def _told(tables: dict[str, pd.DataFrame], planted: pd.DataFrame) -> Any:
    effects = tables["marts.programme_effect"]
    overall = effects[effects["event_half_year"] == "overall"]
    for aim, of_aim in analysis_plan().aims.items():
        cells = half_years(
            tables["marts.aim_timeliness"], tables["core.authority"], aim, of_aim, analysis_plan()
        )
        panel = panel_of_cells(cells)
        points = planted_points(planted[planted["aim"] == aim], panel)
        ways = {
            "imputation": imputation(panel, of_aim.anticipation),
            "callaway_santanna": callaway_santanna(panel, "not_yet", of_aim.anticipation),
        }
        own = overall[(overall["aim"] == aim) & (overall["comparison"] == "not_yet_engaged")]
        for name, by_group in ways.items():
            row = own[own["estimator"] == name]
            if len(row) != 1 or math.isnan(row.iloc[0]["ci_low"]):
                continue
            found = row.iloc[0]
            yield {
                "aim": aim,
                "estimator": name,
                "planted": weighed(by_group, panel, points),
                **{k: float(found[k]) for k in ("estimate", "ci_low", "ci_high")},
                "smallest_detectable": float(found["smallest_detectable"]),
                "authorities": int(found["authorities"]),
            }


def planted_points(planted: pd.DataFrame, panel: Panel) -> np.ndarray[Any, np.dtype[np.float64]]:
    """Return what was planted (authority, half-year), in percentage points of all starts."""
    at = half_year_of(planted["half_year"])
    wide = planted.assign(at=at).pivot(index="authority_code", columns="at", values="effect_points")
    return wide.reindex(index=panel.units, columns=panel.periods).fillna(0.0).to_numpy()


def weighed(effects: Effects, panel: Panel, points: np.ndarray[Any, np.dtype[np.float64]]) -> float:
    """Return the planted effect as an estimate weighs it: cells by clocks, groups by size."""
    known = np.full_like(effects.estimates, np.nan)
    for row, group in enumerate(effects.groups):
        own = panel.first == group
        weight = panel.weight[own]
        with np.errstate(invalid="ignore"):
            mean = (weight * points[own]).sum(axis=0) / weight.sum(axis=0)
        known[row] = np.where(np.isnan(effects.estimates[row]), np.nan, mean)
    return Effects(effects.groups, known, effects.size).overall()


def prove(scotlands: int) -> int:
    """Walk so many Scotlands; return 1 where too few intervals hold what was planted."""
    use_own_key(DONE.parent)
    done = {
        d["seed"]: d
        for d in done_before(DONE)
        if d["rules"] == RULES_VERSION and d["children"] == CHILDREN
    }
    for seed in range(FIRST_SEED, FIRST_SEED + scotlands):
        if seed in done:
            continue
        done[seed] = try_scotland(seed, CHILDREN)
        with DONE.open("a", encoding="utf-8") as log:
            log.write(json.dumps(done[seed]) + "\n")
        say(f"Scotland {seed - FIRST_SEED + 1} of {scotlands}")
    frame = _frame([done[s] for s in sorted(done) if s < FIRST_SEED + scotlands])
    _write(frame)
    return int(not _good_enough(frame))


def _frame(done: list[dict[str, Any]]) -> pd.DataFrame:
    frame = pd.DataFrame([{"seed": d["seed"], **told} for d in done for told in d["told"]])
    inside = (frame["ci_low"] <= frame["planted"]) & (frame["planted"] <= frame["ci_high"])
    return frame.assign(
        holds=inside,
        bias=frame["estimate"] - frame["planted"],
        told=(frame["ci_low"] > 0) | (frame["ci_high"] < 0),
        wrong_way=(frame["ci_high"] < 0) & (frame["planted"] > 0),
    )


def _good_enough(frame: pd.DataFrame) -> bool:
    """Return whether the planned estimator's intervals hold what was planted often enough.

    Of n intervals at 95 per cent fewer than the 1st percentile would be chance once in a hundred.
    """
    from scipy.stats import binom

    own = frame[frame["estimator"] == "imputation"]
    return bool(own["holds"].sum() >= binom.ppf(0.01, len(own), 0.95))


def _write(frame: pd.DataFrame) -> None:
    lines = [
        "# Whole made-up Scotlands against what was planted in them",
        "",
        f"`make prove scotlands`: {frame['seed'].nunique()} Scotlands of {CHILDREN:,} children,",
        f"seeds {frame['seed'].min()} to {frame['seed'].max()}, rules version {RULES_VERSION},",
        "each walked by `pace demo` from its files to a draft. What `marts.programme_effect` says",
        "overall is held against `truth/effects.csv`, weighed as the estimator weighs. *Holds*:",
        "the 95 % interval holds what was planted. *Told*: it leaves out no change. Points are",
        "percentage points of all starts.",
        "",
        "| aim | estimator | Scotlands | planted | bias | width | holds | told | wrong way |",
        "|---|---|---:|---:|---:|---:|---:|---:|---:|",
        *_lines(frame),
        "",
    ]
    FIGURES.write_text("\n".join(lines), encoding="utf-8")


def _lines(frame: pd.DataFrame) -> Any:
    every = frame.assign(aim="all")
    both = pd.concat([frame.assign(aim=frame["aim"].astype(str)), every])
    for (aim, estimator), own in both.groupby(["aim", "estimator"]):
        width = (own["ci_high"] - own["ci_low"]).mean()
        yield (
            f"| {aim} | {estimator} | {len(own)} | {own['planted'].mean():.1f} | "
            f"{own['bias'].mean():+.1f} | {width:.1f} | {own['holds'].sum()} | "
            f"{own['told'].sum()} | {own['wrong_way'].sum()} |"
        )
