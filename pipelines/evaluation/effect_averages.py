"""Averages of group-time effects: over all, by time since the start, by group, by calendar time.

Groups weigh by their size. That sizes are estimated from the units too is part of the error, as in
Callaway and Sant'Anna (2021), where several groups are averaged.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass

import numpy as np

from pipelines.evaluation.effect_panel import Numbers, Panel
from pipelines.evaluation.group_time import GroupTime, unit_weights

HOWS = ("simple", "event_time", "group", "calendar")
OVERALL = "overall"


@dataclass(frozen=True)
class Average:
    """One average: its level, the estimate, contributions to its error, and what it is made of."""

    level: Hashable
    estimate: float
    contributions: Numbers
    linear: Numbers
    parts: tuple[GroupTime, ...]

    @property
    def groups(self) -> list[int]:
        """Return the groups in it."""
        return sorted({part.group for part in self.parts})


def averages(effects: Sequence[GroupTime], panel: Panel, how: str) -> list[Average]:
    """Return the averages of one kind, in order of their level.

    Args:
        effects: group-time effects of this panel.
        panel: the panel, for the sizes of its groups.
        how: ``simple`` (one level, ``overall``), ``event_time``, ``group`` or ``calendar``; all but
            ``event_time`` take effects from each group's start on.
    """
    if how not in HOWS:
        raise ValueError(f"how is one of {HOWS}")
    level_of: dict[str, Callable[[GroupTime], int | str]] = {
        "simple": lambda _effect: OVERALL,
        "event_time": lambda effect: effect.event_time,
        "group": lambda effect: effect.group,
        "calendar": lambda effect: effect.period,
    }
    chosen = [e for e in effects if how == "event_time" or e.period >= e.group]
    by_level: dict[int | str, list[GroupTime]] = {}
    for effect in chosen:
        by_level.setdefault(level_of[how](effect), []).append(effect)
    alike = how == "group"  # the periods of one group weigh the same
    return [
        _average(level, parts, panel, alike=alike)
        for level, parts in sorted(by_level.items(), key=lambda item: item[0])
    ]


def _average(level: int | str, parts: Sequence[GroupTime], panel: Panel, *, alike: bool) -> Average:
    by_unit = unit_weights(panel)
    n = len(panel.units)
    members = np.array([panel.first == part.group for part in parts])
    size = np.ones(len(parts)) if alike else (members * by_unit).sum(axis=1) / n
    share = size / size.sum()
    estimates = np.array([part.estimate for part in parts])
    estimate = float(share @ estimates)
    contributions = share @ np.array([part.contributions for part in parts])
    if not alike:
        # What each unit adds to the sizes: (1{unit in group} w - size) / n, and so to the shares.
        adds = (members * by_unit - size[:, None]) / n
        share_adds = adds / size.sum() - size[:, None] * adds.sum(axis=0) / size.sum() ** 2
        contributions = contributions + estimates @ share_adds
    linear = np.tensordot(share, np.array([part.linear for part in parts]), axes=1)
    return Average(level, estimate, contributions, linear, tuple(parts))
