"""Random table sets and chains of releases, certified, then attacked by equations of another hand.

Each world is a whole set of tables (areas and their groups, quarters and their years, four aims,
stocks and flows). The attacker (``tests/unit/disclosure/attack.py``) is not the gate's: it reads
the released cells, knows who belongs where, and asks how far small counts that are not shown could
reach. Of a chain, ten releases with corrections between them: no count shown twice may be seen to
have changed by 1 to 4, and an attacker with all ten (``chain_attack.py``) finds no small count and
no small change. In every other chain all authorities send anew each time, most of them the same.
What has been done stands in ``.prove/releases.jsonl``.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations, islice
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from pipelines.contract.release_tables import MartFrames
from pipelines.disclosure import Certified, Earlier, certify
from tests.prove.log import done_before, say
from tests.support.resubmitted import all_sent_anew, resubmitted
from tests.unit.disclosure.attack import COHORT, Known, cohort_system, home_system, stock_system
from tests.unit.disclosure.chain_attack import attack_chain
from tests.unit.disclosure.curve_worlds import with_waits
from tests.unit.disclosure.programme_worlds import following_corrections, programme_frames
from tests.unit.disclosure.small_cells import (
    SMALL,
    Target,
    open_cells,
    small_cohort_cells,
    small_home,
    small_waits,
)
from tests.unit.disclosure.worlds import Scale, frames_of

LOG = Path(".prove/releases.jsonl")
FIGURES = Path("docs/figures/releases.md")
CHAIN_EVERY, CHAIN_OF = 50, 10
# From here on a group may hold authorities whose data end earlier.
LAGGING_FROM = 500
ASKED_OF_EACH = 12
ASKED_IN_CHAINS = 60


def prove(worlds: int) -> int:
    """Attack so many worlds; return 1 where anything was recovered."""
    LOG.parent.mkdir(exist_ok=True)
    done = done_before(LOG)
    tried = {found["seed"] for found in done}
    # Chains last: each takes as long as a hundred worlds.
    for seed in sorted(range(worlds), key=lambda s: (s % CHAIN_EVERY == 0, s)):
        if seed in tried:
            continue
        done.append(_world(seed))
        with LOG.open("a", encoding="utf-8") as handle:
            handle.write(json.dumps(done[-1]) + "\n")
        if len(done) % 10 == 0:
            say(f"{len(done)} of {worlds}: {_totals(done)}")
    FIGURES.write_text(_page(done), encoding="utf-8")
    totals = _totals(done)
    bad = ("recovered", "narrow", "small changes", "recovered in chains", "narrow in chains")
    return int(sum(totals[name] for name in bad) > 0)


def _world(seed: int) -> dict[str, Any]:
    dice = np.random.default_rng(seed)
    scale = Scale(
        authorities=int(dice.integers(4, 9)),
        # In thirteen quarters three calendar years are complete.
        quarters=int(dice.choice([5, 7, 13])),
        starts=float(dice.choice([3, 5, 8, 14, 25])),
        named=float(dice.choice([0.6, 0.8, 1.0])),
        silent=int(dice.integers(0, 2)),
    )
    if seed >= LAGGING_FROM:  # the data of one or two end two quarters earlier
        scale = replace(scale, authorities=scale.authorities + 6, lagging=1 + seed % 2)
    make = programme_frames if seed % 3 == 0 else frames_of
    frames = make(seed, scale)
    certified = certify(frames, frames.named)
    ranges = [_range(frames, certified, scale, which, dice) for which in ("flow", "stock", "home")]
    widths = [width for group in ranges for width in group]
    out = {
        "seed": seed,
        "withheld": certified.result.cells,
        "after_attack": len(certified.withheld_after_attack),
        "passed": certified.result.passed,
        "asked": len(widths),
        "recovered": sum(w < 0.5 for w in widths),
        "narrow": sum(w < 4 - 1e-6 for w in widths),
    }
    chain = seed % CHAIN_EVERY == 0 and seed < LAGGING_FROM
    anew = seed % (2 * CHAIN_EVERY) == 0
    return out | (_chain(frames, certified, dice, scale, anew=anew) if chain else {})


def _range(
    frames: MartFrames, certified: Certified, scale: Scale, which: str, dice: np.random.Generator
) -> list[float]:
    """Return how wide the attacker's ranges of some small counts are."""
    known, protected = Known(frames), certified.protected
    if which == "home":
        quarters = pd.period_range(scale.first, periods=scale.quarters, freq="Q")
        system = home_system(protected, known, quarters)
        targets = [*small_waits(frames, known, 1), *small_home(frames, known)]
    else:
        aim, outcome = int(dice.integers(2, 5)), str(dice.choice(COHORT))
        if which == "flow":
            system = cohort_system(protected, known, aim, outcome, scale.immature)
            targets = list(small_cohort_cells(frames, known, aim, outcome, scale.immature))
        else:
            system = stock_system(protected, known, aim)
            targets = list(small_waits(frames, known, aim))
    out = []
    for _, terms, truth in _some(targets, dice):
        low, high = system.feasible(terms)
        if not low - 1e-6 <= truth <= high + 1e-6:
            raise AssertionError("the attacker's equations are wrong")
        out.append(float(min(high - low, 1e9)))
    return out


def _some(targets: list[Target], dice: np.random.Generator) -> Iterator[Target]:
    order = dice.permutation(len(targets))
    return islice((targets[i] for i in order), ASKED_OF_EACH)


def _chain(
    frames: MartFrames, first: Certified, dice: np.random.Generator, scale: Scale, *, anew: bool
) -> dict[str, int]:
    out = [(frames, first)]
    for number in range(1, CHAIN_OF):
        frames = resubmitted(frames, dice, authorities=1 + number % 3)
        if anew:
            frames = all_sent_anew(frames, number)
        if len(frames.waits):  # the waits behind the corrected cohorts, and the starts by day
            frames = following_corrections(with_waits(frames), scale, dice)
        before = [
            Earlier(str(i), c.ledger.known_to_readers(), c.withheld_after_attack)
            for i, (_, c) in enumerate(out)
        ]
        out.append((frames, certify(frames, frames.named, before)))
    cells = [open_cells(c.protected) for _, c in out]
    pairs = [(a[k], b[k]) for a, b in combinations(cells, 2) for k in a.keys() & b.keys()]
    found = attack_chain([(f, c.protected) for f, c in out], scale.immature, dice, ASKED_IN_CHAINS)
    return {
        "releases": len(out),
        "gate_passed": sum(c.result.passed for _, c in out),
        "shown_twice": len(pairs),
        "small_changes": sum(abs(a - b) in SMALL for a, b in pairs),
        "shown_first": len(cells[0]),
        "shown_last": len(cells[-1]),
        "asked_in_chains": found.asked,
        "recovered_in_chains": found.recovered,
        "narrow_in_chains": found.narrow,
    }


def _totals(done: list[dict[str, Any]]) -> dict[str, int]:
    names = {
        "withheld": "withheld counts",
        "after_attack": "rows withheld after an attack",
        "asked": "asked",
        "recovered": "recovered",
        "narrow": "narrow",
        "releases": "releases in chains",
        "gate_passed": "passed by the gate",
        "shown_twice": "shown twice",
        "small_changes": "small changes",
        "shown_first": "shown in first releases of chains",
        "shown_last": "shown in last releases of chains",
        "asked_in_chains": "asked in chains",
        "recovered_in_chains": "recovered in chains",
        "narrow_in_chains": "narrow in chains",
    }
    return {told: int(sum(d.get(name, 0) for d in done)) for name, told in names.items()}


def _page(done: list[dict[str, Any]]) -> str:
    rows = "\n".join(f"| {name} | {count:,} |" for name, count in _totals(done).items())
    passed = sum(bool(d["passed"]) for d in done)
    lagging = sum(d["seed"] >= LAGGING_FROM for d in done)
    return f"""# Random table sets and chains of releases against the gate

Made by `make prove releases` (seeded, goes on where it stopped). Each world is a whole set of
tables; the attacker is not the gate's own. *Asked*: small counts that are not shown, drawn from
flows, stocks and children at home; *recovered*: with one possible value; *narrow*: with fewer than
five. Every {CHAIN_EVERY}th world goes on as {CHAIN_OF} releases with corrections of one to three
authorities between them (in every other chain all authorities send anew each time); *small
changes*: counts shown in two of them that differ by 1 to 4; *asked in chains*: small counts that
are not shown, and small changes of any count, by an attacker who has all {CHAIN_OF} releases and
knows which quarters were never corrected.

{len(done)} table sets, {passed} of them passed by the gate. In {lagging} of them (from seed
{LAGGING_FROM} on) the data of one or two authorities end two quarters earlier.

| what | count |
|---|---|
{rows}
"""
