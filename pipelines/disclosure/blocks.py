"""The marts as cubes of disjoint counts, block by block (``grains.py`` says which)."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pipelines.contract.release_tables import ALL_REPORTING, MartFrames
from pipelines.disclosure import grains
from pipelines.disclosure.cubes import (
    Counts,
    Cube,
    Flags,
    build,
    check_margins,
    lay_out,
    mature_to,
    quarter_range,
)
from pipelines.disclosure.windows import latest_of
from pipelines.disclosure.world import World


def cohort_rows(frames: MartFrames, aim: int) -> pd.DataFrame:
    """Return the rows of ``aim_timeliness`` that may leave for one aim, groups and authorities."""
    frame = frames.aim_timeliness
    wanted = (
        (frame["aim"] == aim)
        & (frame["variant"] == grains.HEADLINE_VARIANT[aim])
        & (frame["age_band"] == grains.AGE_BAND)
    )
    return frame[wanted]


def cohort(frames: MartFrames, world: World, aim: int) -> Cube:
    """Return the counted starts of an aim by outcome at the threshold, of mature cohorts."""
    rows = cohort_rows(frames, aim)
    quarters = quarter_range(rows["cohort_quarter"])
    keys = ("area", "cohort_quarter")
    laid = lay_out(rows, keys, grains.COHORT_ATOMS, world.codes, quarters)
    included = mature_to(latest_of(frames.mature, aim), world.codes, quarters)
    cube = build(world.codes, quarters, _split(grains.COHORT_ATOMS, laid), included)
    _check_groups("aim_timeliness", cube, world, rows, keys, grains.COHORT_ATOMS)
    return cube


def within_so_far(
    frames: MartFrames, world: World, aim: int, quarters: pd.PeriodIndex, mature: Flags
) -> Counts:
    """Return (authority, quarter): who reached an aim within its limit in cohorts not mature yet.

    Those are counted nowhere else, but waiting times are of all clocks.
    """
    keys, rows = ("area", "cohort_quarter"), cohort_rows(frames, aim)
    laid = lay_out(rows, keys, ["within"], world.codes, quarters)[:, :, 0]
    return np.where(mature, 0, laid)


def waiting(frames: MartFrames, world: World, aim: int) -> Cube:
    """Return who waits at each quarter's end: with the threshold not passed, and passed."""
    return _waits(frames, world, aim, grains.WAITING_ATOMS)


def overdue(frames: MartFrames, world: World, aim: int) -> Cube:
    """Return of those whose threshold has passed, who has waited once and twice as long."""
    return _waits(frames, world, aim, grains.OVERDUE_ATOMS)


def _waits(frames: MartFrames, world: World, aim: int, atoms: Sequence[str]) -> Cube:
    rows = frames.waiting_now[frames.waiting_now["aim"] == aim]
    rows = rows.assign(overdue_once=rows["overdue"] - rows["overdue_twice"])
    quarters = home_quarters(frames) if aim == 1 else quarter_range(rows["quarter_end"])
    keys = ("area", "quarter_end")
    laid = _split(atoms, lay_out(rows, keys, atoms, world.codes, quarters))
    cube = build(world.codes, quarters, laid, world.reached(quarters))
    _check_groups("waiting_now", cube, world, rows, keys, atoms)
    return cube


_STOCK = (
    "at_home",
    "over_two_years",
    "reviewed",
    "reviewed_last_12_months",
    "latest_review_said_ends",
    "latest_review_said_continues",
    "latest_review_said_accommodate",
)


def home_stock(frames: MartFrames, world: World) -> Cube:
    """Return the children at home at each quarter's end, by time there and review."""
    quarters = home_quarters(frames)
    at_home, over, reviewed, *_ = _stock_columns(frames, world, quarters)
    atoms = {
        "under_two_years": at_home - over,
        "reviewed": reviewed,
        "not_reviewed": over - reviewed,
    }
    return build(world.codes, quarters, atoms, world.reached(quarters))


def home_waiting(frames: MartFrames, world: World) -> Cube:
    """Return who waits for Aim 1, and beside them the unreviewed who have no running clock."""
    waits = waiting(frames, world, 1)
    _, over, reviewed, *_ = _stock_columns(frames, world, waits.quarters)
    rest = over - reviewed - waits.counts.sum(axis=2)
    atoms = _split(waits.atoms, waits.counts) | {"not_reviewed_without_clock": rest}
    return build(world.codes, waits.quarters, atoms, waits.included)


def home_decisions(frames: MartFrames, world: World) -> Cube:
    """Return of the reviewed children when the latest review was and what it said."""
    quarters = home_quarters(frames)
    _, _, reviewed, recent, ends, goes_on, away = _stock_columns(frames, world, quarters)
    atoms = {
        "reviewed_last_12_months": recent,
        "reviewed_earlier": reviewed - recent,
        "latest_review_said_ends": ends,
        "latest_review_said_continues": goes_on,
        "latest_review_said_accommodate": away,
        "latest_review_said_other": reviewed - ends - goes_on - away,
    }
    return build(world.codes, quarters, atoms, world.reached(quarters))


_FLOW = (
    "over_two_years_at_start",
    "over_two_years_at_end",
    "reached_two_years",
    "left",
    "left_without_review",
    "first_reviewed",
)
_OUTCOMES = ("accommodated_within_90_days", "order_ended_within_90_days", "order_continued")


def home_flow(frames: MartFrames, world: World) -> Cube:
    """Return by quarter who reached two years at home, left, and was first reviewed."""
    quarters = home_quarters(frames)
    start, end, reached, left, silent, first = _flow_columns(frames, world, quarters, _FLOW)
    atoms = {
        "over_two_years_at_start": start,
        "over_two_years_at_end": end,
        "reached_two_years": reached,
        "left_after_review": left - silent,
        "left_without_review": silent,
        "first_reviewed": first,
    }
    return build(world.codes, quarters, atoms, world.reached(quarters))


def home_outcomes(frames: MartFrames, world: World) -> Cube:
    """Return what the first reviews of each quarter led to within 90 days."""
    quarters = home_quarters(frames)
    columns = _flow_columns(frames, world, quarters, (*_OUTCOMES, "first_reviewed"))
    *known, first = columns
    atoms = dict(zip(_OUTCOMES, known, strict=True)) | {"not_yet_known": first - sum(known)}
    return build(world.codes, quarters, atoms, world.reached(quarters))


def reached_but_not_counted(flow: Cube, counted: Cube) -> Counts:
    """Return (quarter of the flow) those who reached two years and are not in the cohort."""
    reached = flow.atom("reached_two_years").sum(axis=0)
    position = counted.quarters.get_indexer(flow.quarters)
    # One place more than there are quarters, for the quarters of the flow that no cohort has.
    total = np.append(counted.counts.sum(axis=(0, 2)), 0)
    return np.asarray(reached - total[position], dtype=np.int64)


def home_quarters(frames: MartFrames) -> pd.PeriodIndex:
    """Return the quarters that any table of Aim 1's stock and flow touches."""
    wait = frames.waiting_now[frames.waiting_now["aim"] == 1]
    return quarter_range(
        frames.home_orders["census_quarter"], frames.home_reviews["quarter"], wait["quarter_end"]
    )


def _stock_columns(frames: MartFrames, world: World, quarters: pd.PeriodIndex) -> list[Counts]:
    keys = ("authority_code", "census_quarter")
    laid = lay_out(frames.home_orders, keys, _STOCK, world.codes, quarters)
    return [laid[:, :, i] for i in range(len(_STOCK))]


def _flow_columns(
    frames: MartFrames, world: World, quarters: pd.PeriodIndex, columns: Sequence[str]
) -> list[Counts]:
    keys = ("area", "quarter")
    laid = lay_out(frames.home_reviews, keys, columns, world.codes, quarters)
    mart = lay_out(frames.home_reviews, keys, columns, (ALL_REPORTING,), quarters)[0]
    check_margins("home_reviews", np.asarray(laid.sum(axis=0), dtype=np.int64), mart)
    return [laid[:, :, i] for i in range(len(columns))]


def _split(names: Sequence[str], laid: Counts) -> dict[str, Counts]:
    return {name: laid[:, :, i] for i, name in enumerate(names)}


def _check_groups(
    name: str,
    cube: Cube,
    world: World,
    rows: pd.DataFrame,
    keys: tuple[str, str],
    values: Sequence[str],
) -> None:
    mart = lay_out(rows, keys, values, world.groups, cube.quarters)
    for i, group in enumerate(world.groups):
        check_margins(f"{name}, {group}", cube.group(world.mask_of(group)), mart[i])
