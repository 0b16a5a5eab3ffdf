"""The only way out: decide what may leave, withhold the rest, and say why.

Imports the contract and the settings alone. ``read`` takes mart frames from a warehouse,
``protect`` turns them into tables that may leave, ``audit`` checks the result by itself.
"""

from pipelines.disclosure.audit import attack_recovers_nothing, no_small_cell
from pipelines.disclosure.certify import Certified, Earlier, certify
from pipelines.disclosure.ledger import read_ledger
from pipelines.disclosure.policy import Policy, default_policy
from pipelines.disclosure.protect import protect
from pipelines.disclosure.read import read_marts

__all__ = [
    "Certified",
    "Earlier",
    "Policy",
    "attack_recovers_nothing",
    "certify",
    "default_policy",
    "no_small_cell",
    "protect",
    "read_ledger",
    "read_marts",
]
