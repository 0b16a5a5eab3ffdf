"""How long children waited: quantiles in the curves' steps, and the share reached by the limit.

A median is one child's wait, so times leave from enough clocks on, rounded up. The counts behind
them do not leave: beside the counted starts of ``aim_timeliness`` they would give back the few who
were transferred or not recorded. Nor does a row in which that difference is 1 to 4, as the share
reached by the limit would hint at it. Times are of all clocks, cohorts of mature ones alone: of the
clocks that no cohort counts yet, so many as reached the milestone must be none or enough too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import inf
from typing import Any

import numpy as np
import pandas as pd

from pipelines.contract.release_tables import (
    ALL_REPORTING,
    ENGAGED,
    NOT_AVAILABLE,
    NOT_ENGAGED,
    SCOTLAND,
    SYMBOL_COLUMN,
    WITHHELD,
    MartFrames,
    ProtectedTable,
)
from pipelines.disclosure import blocks, grains, shapes_programme
from pipelines.disclosure.assemble import GROUP_NAMES, table
from pipelines.disclosure.closure import safe
from pipelines.disclosure.cubes import Counts, Cube, Flags, records
from pipelines.disclosure.decisions import Decisions, Part
from pipelines.disclosure.policy import Policy
from pipelines.disclosure.quantile_bounds import QUANTILES, rounded_up, says_few
from pipelines.disclosure.world import World

ATOMS = ("stopped", "exited", "censored")
EVERY_YEAR = "all"
_BANDS = (20, 50, 100, 200, 500, 1000)
_KEYS = ["area", "cohort_year"]


def waiting_tables(
    frames: MartFrames,
    decided: Decisions,
    world: World,
    named: Flags,
    curves: ProtectedTable,
    policy: Policy,
) -> list[ProtectedTable]:
    """Return waiting times of groups by year of start, and of named authorities for all years.

    ``curves``: the waiting curves as they leave, whose points bound the quantiles beside them.
    """
    groups, authorities = [], []
    drawn = _shown_points(curves)
    for part in decided.cohorts if len(frames.waiting_times) else ():
        aim = part.aim or 0
        rows = _headline(frames.waiting_times, aim)
        so_far = blocks.within_so_far(frames, world, aim, part.cube.quarters, part.cube.included)
        groups.append(_group_rows(rows, part, so_far, drawn, world, policy))
        if aim != 1:
            authorities.append(_authority_rows(rows, part, so_far, world, named, policy))
    status = frames.build["data_status"]
    by_year, of_all = (
        shapes_programme.WAITING_TIMES_GROUPS,
        shapes_programme.WAITING_TIMES_AUTHORITIES,
    )
    return [
        table(by_year, [_figures(f, policy) for f in groups], "", status),
        table(of_all, [_figures(f, policy) for f in authorities], "", status),
    ]


def _headline(frame: pd.DataFrame, aim: int) -> pd.DataFrame:
    wanted = (frame["aim"] == aim) & (frame["variant"] == grains.HEADLINE_VARIANT[aim])
    return frame[wanted].sort_values(_KEYS)


@dataclass(frozen=True)
class _Curve:
    """Shown points of a curve: day → how many had reached it; how many had not left by each."""

    reached: Mapping[float, int] = field(default_factory=dict)
    not_left: frozenset[int] = frozenset()


_NO_CURVE = _Curve()
Curves = Mapping[tuple[str, int, str], _Curve]


def _shown_points(curves: ProtectedTable) -> Curves:
    """Return area, aim and year → the points of the curve that is shown of them."""
    points: dict[tuple[str, int, str], _Curve] = {}
    for r in records(curves.shown) if len(curves.frame) else ():
        key, starts = (r.area, int(r.aim), r.cohort_year), int(r.counted_starts)
        reached, left = (
            round(float(p) * starts / 100) for p in (r.reached_percent, r.left_percent)
        )
        before = points.get(key, _NO_CURVE)
        points[key] = _Curve(
            {**before.reached, int(r.days): reached}, before.not_left | {starts - left}
        )
    return points


def _group_rows(
    rows: pd.DataFrame,
    part: Part,
    so_far: Counts,
    drawn: Curves,
    world: World,
    policy: Policy,
) -> pd.DataFrame:
    """Return a row per group and complete year; engaged and not engaged are shown as a pair."""
    cube = part.cube
    mine = rows[rows["area"].isin(part.groups(world)) & (rows["cohort_year"] != EVERY_YEAR)]
    mine = mine.assign(area_name=mine["area"].map(GROUP_NAMES))
    counted, within, left, since = (
        _of_groups(_by_year(cube, counts), mine, world) for counts in _told(cube, so_far)
    )
    taken_as_shown = np.ones(len(mine), dtype=bool)
    points = [drawn.get((r.area, part.aim or 0, r.cohort_year), _NO_CURVE) for r in records(mine)]
    beside = _Beside(counted, within, left, since, taken_as_shown)
    fine = _is_fit(mine, beside, policy) & ~_say_few(mine, part, beside, points, policy)
    few = [_members_with(rows, world, r.area, r.cohort_year) for r in records(mine)]
    fine &= np.array(few, dtype=np.int64) >= policy.least_group_authorities
    together = _as_pairs(mine.assign(fine=fine))
    complete = [_is_complete(part, r.area, r.cohort_year) for r in records(mine)]
    return _with_symbols(mine, together, np.array(complete, dtype=bool), part)


def _told(cube: Cube, so_far: Counts) -> tuple[Counts, ...]:
    """Return the counts of ``_Beside``, by authority and quarter."""
    left = cube.atom("exited_before_threshold")
    return cube.counts.sum(axis=2), cube.atom("within"), left, so_far


def _by_year(cube: Cube, counts: Counts) -> dict[str, Counts]:
    """Return year → (authority,), counts of its quarters of start together."""
    return {str(year): counts[:, cube.quarters_of(year)].sum(axis=1) for year in cube.years}


def _of_groups(by_year: dict[str, Counts], rows: pd.DataFrame, world: World) -> Counts:
    sums = [_starts(by_year, world.mask_of(r.area), r.cohort_year) for r in records(rows)]
    return np.array(sums, dtype=np.int64)


def _starts(counted: dict[str, Counts], members: Flags, year: str) -> int:
    return int(counted[year][members].sum()) if year in counted else 0


def _members_with(rows: pd.DataFrame, world: World, group: str, year: str) -> int:
    inside = {c for c, m in zip(world.codes, world.mask_of(group), strict=True) if m}
    mine = rows[rows["area"].isin(inside) & (rows["cohort_year"] == year)]
    return int((mine["clocks"] > 0).sum())


@dataclass(frozen=True)
class _Beside:
    """What a reader may know beside each row: the mature cohorts of the same starts.

    ``counted``: their starts; ``within``: those of them within the limit; ``left``: those who left
    before it; ``so_far``: those within the limit whose cohort is not mature, which no table holds.
    ``is_shown``: all the cohorts are.
    """

    counted: Counts
    within: Counts
    left: Counts
    so_far: Counts
    is_shown: Flags


def _is_fit(rows: pd.DataFrame, beside: _Beside, policy: Policy) -> Flags:
    """Return whether a row has enough clocks, safe parts, and a safe number that nobody counted.

    The share reached by the limit beside its interval gives back how many reached it.
    """
    clocks, stopped = rows["clocks"].to_numpy(), rows["stopped"].to_numpy()
    enough = (clocks >= policy.least_clocks_for_times) & (stopped >= policy.least_stopped_for_times)
    parts = safe(rows[list(ATOMS)].to_numpy(dtype=np.int64), policy)
    reached, uncounted = beside.within + beside.so_far, clocks - beside.counted
    told = safe(np.column_stack([reached, clocks - reached, beside.within]), policy)
    others = np.column_stack([uncounted, beside.so_far, uncounted - beside.so_far])
    return np.asarray(enough & parts & told & (safe(others, policy) | ~beside.is_shown))


def _say_few(
    rows: pd.DataFrame,
    part: Part,
    beside: _Beside,
    curves: Sequence[_Curve],
    policy: Policy,
) -> Flags:
    """Return whether a row's quantiles leave fewer numbers possible than the policy asks for.

    Asked beside the shown points of its curve and without them, as one may be withheld later.
    """
    limit = grains.LIMIT_DAYS[part.aim or 0]
    reached = beside.within + beside.so_far
    said = []
    told = zip(records(rows), reached.tolist(), beside.left.tolist(), curves, strict=True)
    for row, by_limit, left_by_limit, curve in told:
        days = {p: _day(getattr(row, name)) for name, p in QUANTILES.items()}
        clocks, known = int(row.clocks), {0: 0, limit: by_limit}
        # How many can have stopped at all: a reader may know of some who left, or of all, or none.
        at_most = {clocks, clocks - int(row.exited), clocks - left_by_limit, *curve.not_left}
        asked = [
            {**points, **known, inf: most} for most in at_most for points in ({}, curve.reached)
        ]
        said.append(any(says_few(clocks, days, by, policy) for by in asked))
    return np.array(said, dtype=bool)


def _day(days: Any) -> float:
    return inf if pd.isna(days) else float(days)


def _as_pairs(rows: pd.DataFrame) -> Flags:
    """Return what is fit as a pair and under a whole: each is the whole less the other."""
    fit = {(r.area, r.cohort_year): bool(r.fine) for r in records(rows)}

    def shown(area: str, year: str) -> bool:
        """Return whether an area's year is fit together with those it is added to."""
        whole = fit.get((ALL_REPORTING, year), False)
        if area in (ALL_REPORTING, SCOTLAND):
            return whole
        return whole and all(fit.get((g, year), False) for g in (ENGAGED, NOT_ENGAGED))

    return np.array([shown(r.area, r.cohort_year) for r in records(rows)], dtype=bool)


def _is_complete(part: Part, group: str, year: str) -> bool:
    at = part.cube.quarters_of(int(year))
    return len(at) == 4 and bool(part.leaves[group][at].all())


def _authority_rows(
    rows: pd.DataFrame, part: Part, so_far: Counts, world: World, named: Flags, policy: Policy
) -> pd.DataFrame:
    """Return a row per named authority, all years of start together."""
    codes = [code for code, n in zip(world.codes, named, strict=True) if n]
    mine = rows[rows["area"].isin(codes) & (rows["cohort_year"] == EVERY_YEAR)]
    mine = mine.assign(area_name=mine["area"].map(world.names), cohort_years=mine["cohort_year"])
    at = [world.codes.index(code) for code in mine["area"]]
    counted, within, left, since = (counts[at].sum(axis=1) for counts in _told(part.cube, so_far))
    is_shown = np.array([_is_linked(part, a) for a in at], dtype=bool)
    beside = _Beside(counted, within, left, since, is_shown)
    fine = _is_fit(mine, beside, policy) & ~_say_few(
        mine, part, beside, [_NO_CURVE] * len(at), policy
    )
    return _with_symbols(mine, fine, np.ones(len(mine), dtype=bool), part)


def _is_linked(part: Part, authority: int) -> bool:
    """Return whether all spans of an authority are shown: they add up to its counted starts."""
    counts = part.cube.counts[authority].sum(axis=1)
    return all(
        part.visible.authorities[authority, s] or not counts[part.cube.quarters_in(span)].any()
        for s, span in enumerate(part.spans)
    )


def _with_symbols(rows: pd.DataFrame, fit: Flags, complete: Flags, part: Part) -> pd.DataFrame:
    followed = complete & rows["cif_at_threshold"].notna().to_numpy()
    symbols = np.where(~followed, NOT_AVAILABLE, np.where(fit, "", WITHHELD))
    return rows.assign(**{SYMBOL_COLUMN: symbols}, aim=part.aim, variant=part.variant)


def _figures(rows: pd.DataFrame, policy: Policy) -> pd.DataFrame:
    """Return the rows with what leaves of them: bands, steps of days and percentages."""
    if not len(rows):
        return pd.DataFrame()
    days = {
        name: rounded_up(rows[name].astype("Float64"), policy.curve_step_days) for name in QUANTILES
    }
    percents = {
        "reached_percent": rows["cif_at_threshold"].astype("Float64") * 100,
        "reached_ci_low": rows["cif_ci_low"].astype("Float64") * 100,
        "reached_ci_high": rows["cif_ci_high"].astype("Float64") * 100,
    }
    return rows.assign(clocks_band=[band(int(n)) for n in rows["clocks"]], **days, **percents)


def band(count: int) -> str:
    """Return the band that a number of clocks lies in."""
    at = int(np.searchsorted(_BANDS, count, side="right"))
    if at == 0:
        return f"under {_BANDS[0]}"
    return f"{_BANDS[-1]} or more" if at == len(_BANDS) else f"{_BANDS[at - 1]} to {_BANDS[at] - 1}"
