"""The analysis plan (``analysis_plan.yaml``): dated, and known by its digest."""

from __future__ import annotations

import hashlib
from datetime import date
from functools import cache
from math import ceil
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ConfigDict, Field

PLAN_FILE = Path(__file__).with_name("analysis_plan.yaml")
DAYS_OF_A_HALF_YEAR = 182.5


class AimPlan(BaseModel):
    """Which clocks of an aim are looked at."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    variant: str
    threshold_days: int = Field(gt=0)

    @property
    def anticipation(self) -> int:
        """Return the half-years before the start in which clocks may already differ."""
        return ceil(self.threshold_days / DAYS_OF_A_HALF_YEAR)


class AnalysisPlan(BaseModel):
    """What was decided before anybody looked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dated: date
    changes: list[dict[str, Any]]
    question: str
    unit: str
    period: str
    outcome: str
    weight: str
    least_clocks_of_a_cell: int
    cohorts: str
    aims: dict[int, AimPlan]
    primary: dict[str, str]
    beside_it: list[str]
    checks: list[str]
    warnings: list[str]
    event_half_years: dict[str, int]
    interval: str
    power: float
    bootstrap_draws: int
    randomisation_draws: int
    seed: int
    no_effect_may_be_said_up_to_points: float

    @property
    def event_times(self) -> list[int]:
        """Return the half-years since the start that are told apart."""
        return list(range(self.event_half_years["from"], self.event_half_years["to"] + 1))


@cache
def analysis_plan() -> AnalysisPlan:
    """Return the plan, read once per process."""
    return AnalysisPlan.model_validate(yaml.safe_load(PLAN_FILE.read_text(encoding="utf-8")))


def plan_digest() -> str:
    """Return the first twelve digits of the plan's SHA-256."""
    return hashlib.sha256(PLAN_FILE.read_bytes()).hexdigest()[:12]
