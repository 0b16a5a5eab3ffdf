"""Turn a cube and what may be shown of it into rows: a row is shown whole or withheld whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
import pandas as pd

from pipelines.contract.release_tables import (
    ALL_REPORTING,
    ENGAGED,
    NOT_AVAILABLE,
    NOT_ENGAGED,
    SCOTLAND,
    STATUS_COLUMN,
    SYMBOL_COLUMN,
    WITHHELD,
    Kind,
    ProtectedTable,
    TableShape,
)
from pipelines.disclosure.closure import span_counts, span_is_complete
from pipelines.disclosure.cubes import Counts, Flags, Span
from pipelines.disclosure.decisions import Part
from pipelines.disclosure.grains import Areas
from pipelines.disclosure.shares import with_share
from pipelines.disclosure.world import World

GROUP_NAMES = {
    SCOTLAND: "Scotland",
    ALL_REPORTING: "All reporting authorities",
    ENGAGED: "Authorities in the programme",
    NOT_ENGAGED: "Authorities not in the programme",
}
Names = Sequence[str]


def group_quarters(part: Part, world: World, period: Callable[[pd.Period], str]) -> pd.DataFrame:
    """Return the rows of groups by quarter, from the first to the last that is complete."""
    any_leaves = np.flatnonzero(part.leaves[ALL_REPORTING])
    if not len(any_leaves):
        return pd.DataFrame()
    rows = slice(int(any_leaves[0]), int(any_leaves[-1]) + 1)
    frames = []
    for group in part.groups(world):
        members = world.mask_of(group)
        included = part.cube.included[members].sum(axis=0)
        frame = _atoms(part.cube.group(members), part.cube.atoms).assign(
            area=group,
            area_name=GROUP_NAMES[group],
            period=[period(q) for q in part.cube.quarters],
            authorities_included=included,
            authorities_missing=int(members.sum()) - included,
        )
        frame[SYMBOL_COLUMN] = _symbols(part.published(group), part.leaves[group])
        frames.append(frame.iloc[rows])
    return _finish(frames, part)


def group_years(part: Part, world: World) -> pd.DataFrame:
    """Return the rows of groups by calendar year."""
    frames = []
    years = _years_with_rows(part, world)
    if not years:
        return pd.DataFrame()
    for group in part.groups(world):
        own = ALL_REPORTING if group == SCOTLAND else group
        total = part.cube.group(world.mask_of(group))
        at = [part.cube.quarters_of(part.cube.years[y]) for y in years]
        frame = _atoms(np.array([total[a].sum(axis=0) for a in at]), part.cube.atoms).assign(
            area=group,
            area_name=GROUP_NAMES[group],
            period=[str(part.cube.years[y]) for y in years],
        )
        complete = np.array([bool(part.leaves[group][a].all()) for a in at], dtype=bool)
        frame[SYMBOL_COLUMN] = _symbols(part.visible.years[own][years] & complete, complete)
        frames.append(frame)
    return _finish(frames, part)


def _years_with_rows(part: Part, world: World) -> list[int]:
    out = []
    for y, year in enumerate(part.cube.years):
        at = part.cube.quarters_of(year)
        if len(at) == 4 and any(part.leaves[g][at].all() for g in part.groups(world)):
            out.append(y)
    return out


def authority_years(
    part: Part, world: World, named: Flags, period: Callable[[Span], str]
) -> pd.DataFrame:
    """Return the rows of named authorities by span of calendar years."""
    frames = []
    if part.block.areas is not Areas.AUTHORITIES:
        return pd.DataFrame()
    for s, span in enumerate(part.spans):
        complete = span_is_complete(part.cube, part.block, span)
        if not (complete & named).any():
            continue
        frame = _atoms(span_counts(part.cube, part.block, span), part.cube.atoms).assign(
            area=world.codes,
            area_name=[world.names[code] for code in world.codes],
            period=period(span),
        )
        frame[SYMBOL_COLUMN] = _symbols(part.visible.authorities[:, s], complete)
        frames.append(frame[named])
    return _finish(frames, part).sort_values(["area", "period"]) if frames else pd.DataFrame()


def table(
    shape: TableShape, frames: Sequence[pd.DataFrame], period: str, status: str
) -> ProtectedTable:
    """Return a protected table: derived columns made, every figure of a row not shown removed."""
    present = [f for f in frames if len(f)]
    if not present:
        empty = pd.DataFrame(columns=[*(c.name for c in shape.columns), SYMBOL_COLUMN])
        return ProtectedTable(shape, empty)
    frame = derive(pd.concat(present, ignore_index=True)).rename(columns={"period": period})
    frame[STATUS_COLUMN] = status
    hidden = frame[SYMBOL_COLUMN] != ""
    for column in shape.figures:
        if column.kind is Kind.WORD:
            frame[column.name] = frame[column.name].astype("string").mask(hidden)
            continue
        figures = frame[column.name].astype("Float64").mask(hidden)
        frame[column.name] = figures.astype("Int64") if column.kind.is_whole else figures
    return ProtectedTable(shape, frame[[*(c.name for c in shape.columns), SYMBOL_COLUMN]])


def derive(frame: pd.DataFrame) -> pd.DataFrame:
    """Add what is computed from the atoms: totals, differences and percentages."""
    has = set(frame.columns)
    if "within" in has:
        waited = frame["within"] + frame["not_within"]
        starts = waited + frame["exited_before_threshold"]
        frame = frame.assign(counted_starts=starts)
        of_all = ("percent_of_all_starts", "starts_ci_low", "starts_ci_high")
        frame = with_share(frame, "within", starts, of_all)
        frame = with_share(frame, "within", waited, ("percent_within", "ci_low", "ci_high"))
    if "under_two_years" in has:
        over = frame["reviewed"] + frame["not_reviewed"]
        frame = frame.assign(over_two_years=over, at_home=over + frame["under_two_years"])
        frame = with_share(frame, "reviewed", over, ("percent_reviewed", "_low", "_high"))
    if "left_after_review" in has:
        frame = frame.assign(left=frame["left_after_review"] + frame["left_without_review"])
    return frame


def _atoms(counts: Counts, atoms: Names) -> pd.DataFrame:
    return pd.DataFrame(counts, columns=list(atoms))


def _symbols(shown: Flags, complete: Flags) -> list[str]:
    pairs = zip(shown, complete, strict=True)
    return ["" if s else WITHHELD if c else NOT_AVAILABLE for s, c in pairs]


def _finish(frames: Sequence[pd.DataFrame], part: Part) -> pd.DataFrame:
    frame = pd.concat(frames, ignore_index=True)
    if part.aim is not None:
        frame = frame.assign(aim=part.aim, variant=part.variant)
    return frame
