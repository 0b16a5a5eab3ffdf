"""The marts that Python works out: which function makes each, and from which tables.

Belongs here: one line per mart. Does not: formulas, reading or writing.

A function takes the tables as data frames, by keyword (``core.authority`` as ``authority``), and
returns a frame with the columns that the mart's YAML declares. It is imported when it is called:
some of the libraries take seconds.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Statistic:
    """One mart: its name, ``module:function`` of this room, and the tables the function takes."""

    name: str
    function: str
    reads: tuple[str, ...]

    def compute(self, frames: dict[str, pd.DataFrame]) -> pd.DataFrame:
        """Return the mart from its tables, by ``schema.table``."""
        by_name: dict[str, Any] = {table.partition(".")[2]: frames[table] for table in self.reads}
        result = self._function()(**by_name)
        if not isinstance(result, pd.DataFrame):
            raise TypeError(f"{self.function} does not return a data frame")
        return result

    def _function(self) -> Callable[..., object]:
        module, _, name = self.function.partition(":")
        found: Callable[..., object] = getattr(import_module(f"{__package__}.{module}"), name)
        return found


_SERIES = ("steps.chart_point", "steps.chart_series", "steps.chart_rebase")

STATISTICS = (
    Statistic("run_chart", "run_chart:run_charts", reads=(*_SERIES, "steps.chart_note")),
    Statistic("control_chart", "control_chart:control_charts", reads=_SERIES),
    Statistic("programme_summary", "programme_summary:programme_summaries", reads=_SERIES),
    Statistic(
        "cross_authority",
        "cross_authority:cross_authorities",
        reads=("steps.case_mix_count", "core.authority"),
    ),
    Statistic(
        "programme_effect",
        "effect_mart:programme_effects",
        reads=("marts.aim_timeliness", "core.authority"),
    ),
)
