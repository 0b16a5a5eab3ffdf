"""What a symbol in place of a figure means, in sentences: the rule in general, never of one cell.

Which of the rules withheld a row would say something of the children in it, so nobody is told.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

from pipelines.contract.release_tables import (
    LEGEND,
    NOT_APPLICABLE,
    NOT_AVAILABLE,
    ROUNDS_TO_NOUGHT,
    WITHHELD,
)


def symbol_sentences(cells: Collection[str], policy: Mapping[str, Any]) -> list[str]:
    """Return what is to be said of each symbol among the cells, by the policy of their release."""
    lines = [f"{s} {_ABOUT.get(s, f'{meaning}.')}" for s, meaning in LEGEND.items() if s in cells]
    return lines + (_rules(policy) if WITHHELD in cells else [])


_ABOUT = {
    WITHHELD: "withheld: neither nought nor missing. A row is withheld whole, also where one of "
    "its figures alone could be shown.",
    NOT_AVAILABLE: "not available: the period is not complete for this area. A start counts once "
    "its time limit and six weeks for recording have passed for every authority of the area; who "
    "waits is shown up to the day to which there are data. Nothing is kept back by it.",
    NOT_APPLICABLE: "not applicable: a percentage of nobody, or a share that was never reached (no "
    "day by which half had, where fewer than half ever did). Nothing is kept back by it.",
    ROUNDS_TO_NOUGHT: f"{LEGEND[ROUNDS_TO_NOUGHT]}: there is something, but too little for the "
    "decimals shown.",
}


def _rules(policy: Mapping[str, Any]) -> list[str]:
    smallest = int(policy["smallest_shown"])
    return [
        f"By the rules of {policy['name']} a row is withheld",
        f"  – that holds a count of 1 to {smallest - 1};",
        "  – from which, beside the rest of this release and earlier ones, such a count could be "
        "worked out;",
        "  – of an authority of which all children had the same outcome;",
        f"  – of a group to which fewer than {policy['least_group_authorities']} authorities "
        "contribute;",
        f"  – of waiting times of fewer than {policy['least_clocks_for_times']} starts, or of "
        f"which fewer than {policy['least_stopped_for_times']} reached the milestone.",
        "Which of them holds here is not said: it would tell something of the children in the "
        "row. All rules are in docs/release.md.",
    ]
