"""The rules under which figures leave, read from ``policy.yaml``."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import yaml

POLICY_FILE = Path(__file__).with_name("policy.yaml")


@dataclass(frozen=True)
class Policy:
    """Thresholds of the protection; counts of children, authorities, or a share (0-1)."""

    name: str
    smallest_shown: int
    least_group_authorities: int
    least_withheld_authorities: int
    least_member_share: float
    withhold_uniform_authorities: bool
    least_hidden_behind_difference: int
    least_clocks_for_times: int
    least_stopped_for_times: int
    curve_step_days: int
    curve_until_limits: int
    curve_least_at_risk: int
    case_mix_small_in_at_most: float
    improvement_period: str
    least_possible_values: int

    def as_dict(self) -> dict[str, str | int | float | bool]:
        """Return the policy for a manifest."""
        return asdict(self)


def read_policy(path: Path) -> Policy:
    """Return the policy in a file; an unknown or missing key is a ``TypeError``."""
    return Policy(**yaml.safe_load(path.read_text(encoding="utf-8")))


@cache
def default_policy() -> Policy:
    """Return the policy that comes with the package."""
    return read_policy(POLICY_FILE)
