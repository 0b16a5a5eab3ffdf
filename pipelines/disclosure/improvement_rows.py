"""The rows of the comparison of before the programme and now, groups and named authorities."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from pipelines.contract.release_tables import (
    ENGAGED,
    SYMBOL_COLUMN,
    WITHHELD,
    Flag,
    MartFrames,
    ProtectedTable,
)
from pipelines.disclosure import grains, shapes_programme
from pipelines.disclosure.assemble import GROUP_NAMES, table
from pipelines.disclosure.cubes import Flags
from pipelines.disclosure.decisions import Decisions, Part
from pipelines.disclosure.improvement import Shown, decide_comparisons
from pipelines.disclosure.policy import Policy
from pipelines.disclosure.windows import (
    Compared,
    Window,
    compare,
    latest_of,
    period_rows,
    starts_of,
)
from pipelines.disclosure.world import World

_FIGURES = (
    *(f"{w}_{c}" for w in ("baseline", "current") for c in ("of", "within", "percent")),
    *("difference", "ci_low", "ci_high", "verdict"),
)


def improvement_table(
    frames: MartFrames, decided: Decisions, world: World, named: Flags, policy: Policy
) -> tuple[ProtectedTable, tuple[Flag, ...]]:
    """Return the protected comparisons of Aims 2 to 4, and what a person should look at."""
    parts, flags = [], []
    for part in decided.cohorts if len(frames.improvement) else ():
        if part.aim == 1 or not len(part.cube.quarters):
            continue
        rows = period_rows(frames.improvement, part.aim or 0, policy.improvement_period)
        starts = starts_of(frames.starts, part.aim or 0)
        compared = compare(rows, starts, latest_of(frames.mature, part.aim or 0), part.cube)
        shown = decide_comparisons(compared, part, world.members, named, policy)
        parts += _rows(rows, compared, part, shown, world, named)
        flags += _flags(compared, part, policy)
    status = frames.build["data_status"]
    return table(shapes_programme.IMPROVEMENT, [pd.DataFrame(parts)], "", status), tuple(flags)


def _rows(
    rows: pd.DataFrame, compared: Compared, part: Part, shown: Shown, world: World, named: Flags
) -> list[dict[str, object]]:
    out = []
    if compared.group is not None:
        name = GROUP_NAMES[ENGAGED]
        windows = dict.fromkeys(_WINDOWS, "varies")
        symbol = "" if shown.group else WITHHELD
        out.append(_row(compared.group, name, part, windows, symbol))
    own = {row["area"]: row for _, row in rows.iterrows()}
    for a, code in enumerate(world.codes):
        if named[a] and code in own:
            symbol = "" if a in shown.authorities else WITHHELD
            dates = _dates(compared, own[code], a)
            out.append(_row(own[code], world.names[code], part, dates, symbol))
    return out


_WINDOWS = tuple(f"{w}_{end}" for w in ("baseline", "current") for end in ("from", "to"))


def _row(
    row: pd.Series, name: str, part: Part, windows: Mapping[str, str], symbol: str
) -> dict[str, object]:
    return {
        "area": row["area"],
        "area_name": name,
        "aim": part.aim,
        "variant": grains.HEADLINE_VARIANT[part.aim or 0],
        **windows,
        **{figure: row[figure] for figure in _FIGURES},
        SYMBOL_COLUMN: symbol,
    }


def _dates(compared: Compared, row: pd.Series, a: int) -> dict[str, str]:
    current = compared.comparisons[a].current if a in compared.comparisons else (0, 0)
    return {
        "baseline_from": _day(row["baseline_from"]),
        "baseline_to": _day(row["baseline_to"]),
        "current_from": _cut(compared, current, 0),
        "current_to": _cut(compared, current, 1),
    }


def _cut(compared: Compared, window: Window, end: int) -> str:
    return "none" if window == (0, 0) else _day(compared.timeline.cuts[window[end]])


def _day(value: Any) -> str:
    return "none" if pd.isna(value) else pd.Timestamp(str(value)).date().isoformat()


def _flags(compared: Compared, part: Part, policy: Policy) -> list[Flag]:
    sentence = "The comparison is not the sum of the starts by day: withheld, with the group's."
    return [
        Flag("improvement", code, str(part.aim), policy.improvement_period, sentence)
        for code in compared.doubtful
    ]
