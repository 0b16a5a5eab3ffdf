"""The only way out: decide what may leave, withhold the rest, and say why.

Imports the contract and the settings alone. ``read`` takes mart frames from a warehouse,
``protect`` turns them into tables that may leave, ``audit`` checks the result by itself.
"""

from pipelines.disclosure.audit import no_small_cell
from pipelines.disclosure.policy import Policy, default_policy
from pipelines.disclosure.protect import protect
from pipelines.disclosure.read import read_marts

__all__ = ["Policy", "default_policy", "no_small_cell", "protect", "read_marts"]
