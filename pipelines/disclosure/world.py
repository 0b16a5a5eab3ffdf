"""Who reports, who belongs to which group, and whose data reach which quarter's end."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pipelines.contract.release_tables import (
    ALL_REPORTING,
    ENGAGED,
    NOT_ENGAGED,
    SCOTLAND,
    MartFrames,
    NamedAuthority,
)
from pipelines.disclosure.cubes import Flags


@dataclass(frozen=True)
class World:
    """The reporting authorities in the order of their codes, and their groups as masks."""

    codes: tuple[str, ...]
    names: dict[str, str]
    as_at: pd.DatetimeIndex
    members: dict[str, Flags]
    is_scotland: bool
    listed: int

    @property
    def groups(self) -> tuple[str, ...]:
        """Return the groups that exist: Scotland only where all its authorities are in force."""
        own = (ALL_REPORTING, ENGAGED, NOT_ENGAGED)
        return (SCOTLAND, *own) if self.is_scotland else own

    def reached(self, quarters: pd.PeriodIndex) -> Flags:
        """Return (authority, quarter): the authority's data reach the quarter's last day."""
        ends = quarters.to_timestamp(how="end").normalize()
        return np.asarray(self.as_at.to_numpy()[:, None] >= ends.to_numpy()[None, :])

    def mask_of(self, group: str) -> Flags:
        """Return the members of a group; Scotland is all that report, where it exists."""
        return self.members[ALL_REPORTING if group == SCOTLAND else group]

    def mask(self, codes: frozenset[str]) -> Flags:
        """Return which of the reporting authorities are in a set."""
        return np.array([code in codes for code in self.codes], dtype=bool)


def world_of(frames: MartFrames) -> World:
    """Return the world of one build."""
    listed = frames.authorities.sort_values("authority_code", ignore_index=True)
    reporting = listed[listed["submission_id"].notna()]
    engaged = reporting["is_engaged"].to_numpy(dtype=bool)
    return World(
        codes=tuple(reporting["authority_code"]),
        names=dict(zip(listed["authority_code"], listed["name"], strict=True)),
        as_at=pd.DatetimeIndex(pd.to_datetime(reporting["as_at"])),
        members={
            ALL_REPORTING: np.ones(len(reporting), dtype=bool),
            ENGAGED: engaged,
            NOT_ENGAGED: ~engaged,
        },
        is_scotland=len(reporting) == len(listed) > 0,
        listed=len(listed),
    )


def named_authorities(frames: MartFrames, named: frozenset[str]) -> tuple[NamedAuthority, ...]:
    """Return the authorities that may be named and report, in the order of their names."""
    listed = frames.authorities
    rows = listed[listed["authority_code"].isin(named) & listed["submission_id"].notna()]
    return tuple(
        NamedAuthority(
            code=str(row["authority_code"]),
            name=str(row["name"]),
            slug=str(row["slug"]),
            data_to=pd.Timestamp(row["as_at"]).date().isoformat(),
            is_engaged=bool(row["is_engaged"]),
        )
        for _, row in rows.sort_values("name").iterrows()
    )
