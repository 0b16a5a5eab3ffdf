"""How the data of named authorities came, in bands, and how many children they hold."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from pipelines.contract.release_tables import SYMBOL_COLUMN, WITHHELD, MartFrames, ProtectedTable
from pipelines.disclosure import shapes_programme
from pipelines.disclosure.assemble import table
from pipelines.disclosure.closure import safe
from pipelines.disclosure.policy import Policy
from pipelines.disclosure.world import World

NO_DATA = "no data"
TOO_FEW = "too few children"
_ALMOST_ALL, _MOST = 99, 95
_SOON, _LATER = 31, 62
NOTHING_BEFORE = "nothing before"
_SOME, _MANY = 10, 25


def quality_table(
    frames: MartFrames, world: World, named: frozenset[str], policy: Policy
) -> ProtectedTable:
    """Return a row per named authority, also of one without data."""
    status = frames.build["data_status"]
    listed = frames.authorities.sort_values("authority_code")
    rows = listed[listed["authority_code"].isin(named)]
    if not len(frames.quality) or not len(rows):
        return table(shapes_programme.DATA_QUALITY, [], "", status)
    known = rows.merge(frames.quality, on="authority_code", how="left")
    out = pd.DataFrame(
        {
            "area": known["authority_code"],
            "area_name": known["authority_code"].map(world.names),
            "data_to": [_day(d) for d in known["as_at"]],
            "rows_kept": _shares(known["rows_kept"], known["rows_received"]),
            "rows_repaired": _few(known["rows_repaired"], known["rows_received"]),
            "births_recorded": [
                children_band(part, whole, policy.least_possible_values)
                for part, whole in zip(known["births_recorded"], known["children"], strict=True)
            ],
            "came_after": [_came_after(d) for d in known["days_late"]],
            "rows_changed": _changes(known["rows_moved"], known["rows_received"]),
            SYMBOL_COLUMN: "",
        }
    )
    return table(shapes_programme.DATA_QUALITY, [out], "", status)


def _shares(part: pd.Series, whole: pd.Series) -> list[str]:
    return [share_band(p, w) for p, w in zip(part, whole, strict=True)]


def share_band(part: float, whole: float) -> str:
    """Return a share as a band; whole numbers are compared, never a rounded percentage."""
    if pd.isna(part) or pd.isna(whole) or whole == 0:
        return NO_DATA
    if 100 * part >= _ALMOST_ALL * whole:
        return f"{_ALMOST_ALL}% or more"
    return f"{_MOST}% to {_ALMOST_ALL}%" if 100 * part >= _MOST * whole else f"under {_MOST}%"


def children_band(part: float, whole: float, possible: int) -> str:
    """Return a share of children as a band of which at least ``possible`` whole numbers hold.

    Of 30 children, 95 to 99 per cent would be all but one. So of fewer children bands are wider,
    by their number alone, and of very few none is said.
    """
    band = share_band(part, whole)
    if band == NO_DATA or int(whole) * (100 - _ALMOST_ALL) // 100 + 1 >= possible:
        return band
    if int(whole) * (100 - _MOST) // 100 + 1 < possible:
        return TOO_FEW
    return band if band == f"under {_MOST}%" else f"{_MOST}% or more"


def _few(part: pd.Series, whole: pd.Series) -> list[str]:
    return [_few_band(p, w) for p, w in zip(part, whole, strict=True)]


def _few_band(part: float, whole: float) -> str:
    if pd.isna(part) or pd.isna(whole) or whole == 0:
        return NO_DATA
    if part == 0:
        return "none"
    return "up to 1%" if 100 * part <= whole else "up to 5%" if 20 * part <= whole else "over 5%"


def _changes(moved: pd.Series, now: pd.Series) -> list[str]:
    return [_change_band(m, n) for m, n in zip(moved, now, strict=True)]


def _change_band(moved: float, now: float) -> str:
    """Return how many rows came more or fewer than before, as a band of those before."""
    if pd.isna(moved) or pd.isna(now) or now == moved:
        return NOTHING_BEFORE
    of_before = 100 * abs(moved) / (now - moved)
    if of_before <= _SOME:
        return f"up to {_SOME}%"
    return f"{_SOME}% to {_MANY}%" if of_before <= _MANY else f"over {_MANY}%"


def _came_after(days: float) -> str:
    if pd.isna(days):
        return NO_DATA
    if days <= _SOON:
        return "up to 1 month"
    return "1 to 2 months" if days <= _LATER else "over 2 months"


def _day(value: Any) -> str:
    return NO_DATA if pd.isna(value) else pd.Timestamp(str(value)).date().isoformat()


def coverage_table(
    frames: MartFrames, world: World, named: frozenset[str], policy: Policy
) -> ProtectedTable:
    """Return the children counted on a day beside the published figure; small counts withheld."""
    status = frames.build["data_status"]
    if not len(frames.coverage):
        return table(shapes_programme.COVERAGE, [], "", status)
    rows = frames.coverage[frames.coverage["authority_code"].isin(named & set(world.codes))]
    rows = rows.sort_values(["authority_code", "day"], ignore_index=True)
    counted = rows["counted_here"].to_numpy(dtype=np.int64)
    published = rows["published"].to_numpy(dtype=float)
    share = 100 * counted / np.where(published > 0, published, np.nan)
    out = pd.DataFrame(
        {
            "area": rows["authority_code"],
            "area_name": rows["authority_code"].map(world.names),
            "day": [_day(d) for d in rows["day"]],
            "counted_here": counted,
            "published": [str(int(p)) for p in published],
            "percent_of_published": share,
            SYMBOL_COLUMN: np.where(safe(counted[:, None], policy), "", WITHHELD),
        }
    )
    return table(shapes_programme.COVERAGE, [out], "", status)
