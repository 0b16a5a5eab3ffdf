"""Everything shown in all releases together gives back no withheld count and no small change."""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from pipelines.contract.release_tables import MartFrames
from pipelines.disclosure import Certified, Earlier, certify, protect
from pipelines.disclosure import certify as the_gate
from tests.support.release_periods import STARTS, quarters_of
from tests.support.resubmitted import resubmitted
from tests.unit.disclosure.attack import COHORT, Known, System
from tests.unit.disclosure.small_cells import SMALL, TABLES, open_cells
from tests.unit.disclosure.worlds import Scale, frames_of


def as_kept(release_id: str, certified: Certified) -> Earlier:
    """Return a release as later ones are attacked with it."""
    ledger = certified.ledger.known_to_readers()
    return Earlier(release_id, ledger, certified.withheld_after_attack)


def successive(seed: int, releases: int, scale: Scale) -> list[tuple[MartFrames, Certified]]:
    """Return so many releases, one after the other, each after a few authorities' corrections."""
    dice, frames = np.random.default_rng(seed), frames_of(seed, scale)
    out: list[tuple[MartFrames, Certified]] = []
    for number in range(releases):
        earlier = [as_kept(str(i), c) for i, (_, c) in enumerate(out)]
        out.append((frames, certify(frames, frames.named, earlier)))
        frames = resubmitted(frames, dice, authorities=1 + number % 2)
    return out


@pytest.fixture(scope="module")
def three() -> list[tuple[MartFrames, Certified]]:
    return successive(7, 3, Scale(authorities=6, starts=14.0, named=0.9))


def test_the_gate_finds_nothing_in_any_of_them(
    three: list[tuple[MartFrames, Certified]],
) -> None:
    for _, certified in three:
        assert certified.result.passed
        assert certified.result.cells > 100


def test_no_count_is_seen_to_change_by_a_few(three: list[tuple[MartFrames, Certified]]) -> None:
    cells = [open_cells(c.protected) for _, c in three]
    compared = 0
    for before, now in combinations(cells, 2):
        both = before.keys() & now.keys()
        compared += len(both)
        assert [k for k in both if abs(before[k] - now[k]) in SMALL] == []
    assert compared > 50


def test_an_attacker_with_all_three_finds_no_small_count(
    three: list[tuple[MartFrames, Certified]],
) -> None:
    """The attacker's own equations (not the gate's): who did not send again has the same counts."""
    for aim in (2, 3, 4):
        for outcome in COHORT:
            system, targets = _all_known(three, aim, outcome)
            for terms in targets[::7]:
                low, high = system.feasible(terms)
                assert high - low >= 4


def test_corrections_shown_without_the_gate_are_seen() -> None:
    """The attack has teeth: what the rules for one release let through, two releases give back."""
    scale = Scale(authorities=6, starts=14.0, named=0.9)
    frames = frames_of(7, scale)
    again = resubmitted(frames, np.random.default_rng(7), authorities=2)
    first, second = (open_cells(protect(f, f.named)) for f in (frames, again))
    assert [k for k in first.keys() & second.keys() if abs(first[k] - second[k]) in SMALL]


def test_the_same_release_twice_is_the_same() -> None:
    frames = frames_of(3, Scale(authorities=4, quarters=6, starts=16.0))
    first = certify(frames, frames.named)
    again = certify(frames, frames.named, [as_kept("1", first)])
    assert again.certificate.tables == first.certificate.tables
    assert again.result.differences == 0


def test_what_is_kept_for_later_holds_no_withheld_value() -> None:
    frames = frames_of(3, Scale(authorities=4, quarters=6, starts=16.0))
    lines = certify(frames, frames.named).ledger.known_to_readers().lines
    assert lines.loc[~lines["is_open"], "value"].isna().all()
    assert (~lines["is_open"]).any()


def test_rows_that_the_attack_leans_on_are_withheld_until_it_finds_nothing() -> None:
    frames = frames_of(2, Scale(authorities=5, starts=16.0, named=1.0))
    certified = the_gate(frames, frames.named)
    by_rules = sum(len(t.shown) for t in protect(frames, frames.named).tables)
    after = sum(len(t.shown) for t in certified.protected.tables)
    assert certified.result.passed
    assert certified.withheld_after_attack
    assert 0 < after < by_rules


def _all_known(
    releases: list[tuple[MartFrames, Certified]], aim: int, outcome: str
) -> tuple[System, list[dict[tuple[object, ...], int]]]:
    """Return one system of all releases, and every small count of an authority by quarter."""
    system, targets = System(), []
    for frames, certified in releases:
        known, sent = Known(frames), _sent(frames)

        def of(area: str, quarters: list[pd.Period]) -> dict[tuple[object, ...], int]:
            """Return a sum over members and quarters; unknowns go by submission."""
            return {(sent[c], q): 1 for q in quarters for c in known.at(area, q, 1)}  # noqa: B023

        for name in TABLES:
            for row in certified.protected.table(name).shown.to_dict("records"):
                if int(row["aim"]) == aim:
                    quarters = quarters_of(str(row[STARTS[name]]))
                    system.add(of(str(row["area"]), quarters), int(row[outcome]))
        rows = frames.aim_timeliness
        mine = rows[(rows["aim"] == aim) & rows["is_mature"] & rows[outcome].isin(SMALL)]
        targets += [
            of(str(r["area"]), [pd.Period(r["cohort_quarter"], freq="Q")])
            for r in mine[mine["area"].isin(list(sent))].to_dict("records")
        ]
    return system, [t for t in targets if t]


def _sent(frames: MartFrames) -> dict[str, str]:
    listed = frames.authorities.dropna(subset="submission_id")
    return dict(zip(listed["authority_code"], listed["submission_id"], strict=True))
