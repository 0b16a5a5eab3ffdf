"""The catalogue of rules over whole tables (``expectations/submission_tables.yaml``)."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

from pipelines.contract.findings import Finding, Severity
from pipelines.settings import EXPECTATIONS_DIR

RULES_FILE = EXPECTATIONS_DIR / "submission_tables.yaml"
AS_AT, EARLIER = "as_at", "earlier"

TableName = Literal["children", "episodes", "legal_statuses", "placements", "milestones"]


class Threshold(BaseModel):
    """How much is too much: more rows than ``count``, and more than ``percent`` of those seen.

    ``by_chance`` is the share in per cent that chance alone finds; what chance could find among so
    many is then never too much.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    count: int = Field(ge=0)
    percent: float = Field(ge=0)  # over 100 where more is found than was looked at: growth
    by_chance: float | None = Field(default=None, gt=0, lt=100)
    note: str

    def allowed(self, of: int) -> int:
        """Return the most rows that may be found among so many: more than either is too much."""
        allowed = max(self.count, int(self.percent * of / 100))
        if self.by_chance is None:
            return allowed
        return max(allowed, most_by_chance(self.by_chance / 100, of))


def most_by_chance(share: float, of: int) -> int:
    """Return what chance passes less than once in a million: it finds each of ``of`` by ``share``.

    Hoeffding's inequality (Journal of the American Statistical Association 58, 1963, theorem 1): it
    holds for few as well as for many, where a normal approximation promises too much.
    """
    return int(share * of + math.sqrt(of * math.log(1_000_000) / 2))


class TableRule(BaseModel):
    """One rule over whole tables: what is found, among how many, and from where on it matters."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: str
    category: Literal["completeness", "consistency", "plausibility", "validity", "history"]
    severity: Literal["warn", "wait"]
    owner: Literal["sender", "analyst"]
    sentence: str
    why: str
    what_to_do: str
    threshold: Threshold
    reads: tuple[TableName, ...] = Field(min_length=1)
    needs: Literal["as_at", "earlier"] | None = None
    rows: str
    of: str | None = None

    @property
    def table(self) -> str:
        """Return the table whose rows are found."""
        return self.reads[0]


class RuleOutcome(StrEnum):
    """What came of a rule: a tool's error (``crashed``) is never a fault of the data."""

    HELD = "held"
    BROKEN = "broken"
    SKIPPED = "skipped"
    CRASHED = "crashed"


_OURS = "Nothing: this is a fault of ours, which the project team looks into."


@dataclass(frozen=True)
class RuleResult:
    """What came of one rule: rows found (their numbers where they are ours), among how many."""

    rule: TableRule
    outcome: RuleOutcome
    found: int = 0
    of: int = 0
    rows: tuple[int, ...] = ()
    because: str = ""

    @property
    def waits(self) -> bool:
        """Return whether a person must decide: it is broken, or could not be asked."""
        asked = self.outcome in (RuleOutcome.BROKEN, RuleOutcome.CRASHED)
        return asked and self.rule.severity == Severity.WAIT.value

    @property
    def finding(self) -> Finding | None:
        """Return what is said to people, None where there is nothing to say."""
        if self.outcome is RuleOutcome.BROKEN:
            allowed = self.rule.threshold.allowed(self.of)
            seen = f"({self.found:,} of {self.of:,}; {allowed:,} would pass.)"
            return self._said(f"{self.rule.sentence} {seen}", self.rule.what_to_do)
        if self.outcome is RuleOutcome.CRASHED:
            why = f": {self.because}" if self.because else ""
            return self._said(f"The rule could not be asked{why}.", _OURS)
        return None

    def _said(self, sentence: str, what_to_do: str) -> Finding:
        severity = Severity(self.rule.severity)
        return Finding(self.rule.id, severity, sentence, what_to_do, table=self.rule.table)


@cache
def table_rules() -> tuple[TableRule, ...]:
    """Return the rules in the order of their file."""
    raw = yaml.safe_load(RULES_FILE.read_text(encoding="utf-8"))
    return tuple(TableRule.model_validate({**raw["defaults"], **rule}) for rule in raw["rules"])


def counted(results: Sequence[RuleResult]) -> dict[str, int]:
    """Return how many rules came to each outcome: done ones apart from skipped and crashed."""
    return {o.value: sum(r.outcome is o for r in results) for o in RuleOutcome}
