"""Local aims of named authorities: both parts safe, not all of one outcome, no small remainder.

Two aims of one authority with the same start milestone count the same children: where their
numerators or denominators differ by 1 to 4, the later of the two is withheld. So is an aim whose
starts are whole quarters of the national aim's table and differ from it by 1 to 4: those whom that
table does not count. The free text of an aim does not leave: no clearance for one is recorded.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from pipelines.contract.release_tables import SYMBOL_COLUMN, WITHHELD, MartFrames, ProtectedTable
from pipelines.disclosure import shapes_programme
from pipelines.disclosure.assemble import table
from pipelines.disclosure.closure import safe
from pipelines.disclosure.cubes import Counts, records
from pipelines.disclosure.grains import COHORT_ATOMS
from pipelines.disclosure.ledger import days_of
from pipelines.disclosure.line_writer import Stretch, day_number
from pipelines.disclosure.policy import Policy
from pipelines.disclosure.world import World

ANY, NONE = "any", "none"
_YEAR = 365


def local_aim_table(
    frames: MartFrames, world: World, named: frozenset[str], policy: Policy
) -> ProtectedTable:
    """Return the protected local aims, in order of authority and code."""
    status = frames.build["data_status"]
    if not len(frames.local_aims):
        return table(shapes_programme.LOCAL_AIMS, [], "", status)
    rows = frames.local_aims[frames.local_aims["authority_code"].isin(named & set(world.codes))]
    rows = rows.sort_values(["authority_code", "local_aim_id"], ignore_index=True)
    described = rows.assign(
        area=rows["authority_code"],
        area_name=rows["authority_code"].map(world.names),
        routes=[_text(r, ANY) for r in rows["routes"]],
        ages=[
            ages(a, b) for a, b in zip(rows["min_age_years"], rows["max_age_years"], strict=True)
        ],
        aim=[NONE if pd.isna(a) else str(int(a)) for a in rows["aim"]],
        within_days=[str(int(d)) for d in rows["within_days"]],
        target_percent=[f"{float(t):.1f}" for t in rows["target_percent"]],
        achieve_by=[_day(d) for d in rows["achieve_by"]],
    )
    symbols = {SYMBOL_COLUMN: _symbols(rows, frames, world, policy)}
    return table(shapes_programme.LOCAL_AIMS, [described.assign(**symbols)], "", status)


def window_of(row: Any, world: World) -> Stretch:
    """Return the year of starts that a local aim counts, as days since 1970."""
    as_at = world.as_at[world.codes.index(row.authority_code)]
    until = as_at if pd.isna(row.achieve_by) else min(as_at, pd.Timestamp(row.achieve_by))
    last = day_number(until) - int(row.within_days)
    since = getattr(row, "valid_from", None)
    first = last - _YEAR + 1
    if not pd.isna(since):
        first = max(first, day_number(pd.Timestamp(str(since))))
    return first, last + 1


def _symbols(rows: pd.DataFrame, frames: MartFrames, world: World, policy: Policy) -> list[str]:
    shown: dict[tuple[str, str], list[Counts]] = {}
    out = []
    for row in records(rows):
        counts = np.array([row.numerator, row.denominator - row.numerator], dtype=np.int64)
        beside = shown.setdefault((row.authority_code, row.start_milestone), [])
        others = [*beside, *_of_the_aim(row, frames, world)]
        fit = _is_fit(counts, policy) and all(_apart(counts, other, policy) for other in others)
        if fit:
            beside.append(counts)
        out.append("" if fit else WITHHELD)
    return out


def _of_the_aim(row: Any, frames: MartFrames, world: World) -> Iterator[Counts]:
    """Yield what the aim's own table counts in the same starts, where they are whole quarters."""
    cohorts = frames.aim_timeliness
    mine = (cohorts["area"] == row.authority_code) & (cohorts["aim"] == row.aim)
    first = pd.PeriodIndex(pd.to_datetime(cohorts.loc[mine, "cohort_quarter"]), freq="Q")
    start, end = window_of(row, world)
    inside = (days_of(first) >= start) & (days_of(first + 1) <= end)
    is_whole = {start, end} <= {*days_of(first).tolist(), *days_of(first + 1).tolist()}
    if is_whole and inside.any():
        own = cohorts.loc[mine, list(COHORT_ATOMS)][inside].sum()
        yield np.array([own["within"], own.sum() - own["within"]], dtype=np.int64)


def _is_fit(counts: Counts, policy: Policy) -> bool:
    uniform = (counts[0] == 0) != (counts[1] == 0)
    withheld = uniform and policy.withhold_uniform_authorities
    return bool(safe(counts, policy)) and not withheld


def _apart(one: Counts, other: Counts, policy: Policy) -> bool:
    """Return whether what two counts of the same children differ by is safe, part by part."""
    difference = one - other
    return bool(safe(np.append(difference, difference.sum()), policy))


def ages(least: float | None, below: float | None) -> str:
    """Return the bounds of age in words: the upper one is not included."""
    if pd.isna(below) and (pd.isna(least) or least == 0):
        return ANY
    if pd.isna(least) or least == 0:
        return f"under {int(below or 0)}"
    return (
        f"{int(least or 0)} or over"
        if pd.isna(below)
        else f"{int(least or 0)} to under {int(below or 0)}"
    )


def _text(value: Any, empty: str) -> str:
    return empty if pd.isna(value) or value == "" else str(value)


def _day(value: Any) -> str:
    return NONE if pd.isna(value) else pd.Timestamp(str(value)).date().isoformat()
