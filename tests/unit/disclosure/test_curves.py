"""Waiting curves: what is shown of them, and that nobody can say who moved between two days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import numpy as np
import pandas as pd
import pytest

from pipelines.contract.release_tables import MartFrames, Protected, ProtectedTable
from pipelines.disclosure import Certified, certify, curve_rows, protect
from pipelines.disclosure.curve_counts import CurveYear, curve_years, cuts_shown
from pipelines.disclosure.decisions import decide_all
from pipelines.disclosure.policy import default_policy
from pipelines.disclosure.world import world_of
from tests.support.resubmitted import resubmitted
from tests.unit.disclosure.attack import Known, System, Terms, cohort_system
from tests.unit.disclosure.curve_worlds import LIMITS, with_waits
from tests.unit.disclosure.small_cells import SMALL
from tests.unit.disclosure.test_certify import as_kept
from tests.unit.disclosure.worlds import Scale, frames_of

CURVES = "waiting_curves_groups_by_year"
ATOMS = {"reached": "within", "left": "exited_before_threshold"}
SIDES = ("engaged", "not_engaged")
BIG = Scale(authorities=8, quarters=12, starts=12.0, immature=3)
LEAST = 5


@pytest.fixture(scope="module")
def frames() -> MartFrames:
    return with_waits(frames_of(4, BIG))


@pytest.fixture(scope="module")
def table(frames: MartFrames) -> ProtectedTable:
    return protect(frames, frames.named).table(CURVES)


def curves_of(frames: MartFrames) -> list[CurveYear]:
    """Return the counts behind the curves, as disclosure sees them."""
    world, policy = world_of(frames), default_policy()
    decided = decide_all(frames, world, world.mask(frames.named), policy)
    return curve_years(frames, decided, world, policy)


def shown_days(steps: list[tuple[int, int]], starts: int, limit: int = 98) -> list[int]:
    """Return the days shown of one group, of which so many reached it and left by each cut."""
    grid = [28 * i for i in range(len(steps) - 1)]
    cuts = tuple(sorted({*grid, limit}))
    by = np.array(steps, dtype=np.int64).cumsum(axis=0)
    none = np.zeros_like(by)
    sides = {"engaged": by, "not_engaged": none}
    curve = CurveYear(
        part=None,  # type: ignore[arg-type]
        year=2017,
        limit=limit,
        cuts=cuts,
        by=sides,
        starts={"engaged": starts, "not_engaged": 0},
        step_days=28,
    )
    every = np.ones(len(cuts), dtype=bool)
    shown = cuts_shown(curve, "all_reporting", every, default_policy())
    return [day for day, is_shown in zip(cuts, shown, strict=True) if is_shown]


# Reached and left by the cuts 0, 28, 56, 84, 98 (the limit), 112.
@pytest.mark.parametrize(
    ("steps", "starts", "expected"),
    [
        # Every step moves nobody or five: every day of the grid is shown.
        ([(0, 0), (5, 0), (6, 5), (0, 7), (9, 0), (8, 0)], 100, [0, 28, 56, 84, 112]),
        # Three reached it in the second month: only with the month after are they enough.
        ([(0, 0), (5, 0), (3, 0), (5, 0), (9, 0), (8, 0)], 100, [0, 28, 84, 112]),
        # So for those who left.
        ([(0, 0), (5, 0), (9, 2), (5, 4), (9, 0), (8, 0)], 100, [0, 28, 84, 112]),
        # Two between day 84 and the limit, where other tables tell the count: day 84 goes.
        ([(0, 0), (5, 0), (6, 0), (7, 0), (2, 0), (8, 0)], 100, [0, 28, 56, 112]),
        # And two after the limit.
        ([(0, 0), (5, 0), (6, 0), (7, 0), (9, 0), (2, 0)], 100, [0, 28, 56, 84]),
        # Somebody on the first day.
        ([(1, 0), (5, 0), (6, 0), (7, 0), (9, 0), (8, 0)], 100, [28, 56, 84, 112]),
        # Fewer than ten wait at the end.
        ([(0, 0), (5, 0), (6, 0), (7, 0), (9, 0), (8, 0)], 44, [0, 28, 56, 84]),
    ],
)
def test_a_day_is_shown_where_nobody_or_five_moved_since_the_last(
    steps: list[tuple[int, int]], starts: int, expected: list[int]
) -> None:
    assert shown_days(steps, starts) == expected


def test_a_curve_says_what_was_counted(frames: MartFrames, table: ProtectedTable) -> None:
    waits = frames.waits.assign(
        year=pd.PeriodIndex(pd.to_datetime(frames.waits["cohort_quarter"]), freq="Q").year
    )
    shown = table.shown[table.shown["area"] == "all_reporting"]
    assert len(shown) > 10
    for row in shown.itertuples():
        own = waits[(waits["aim"] == row.aim) & (waits["year"] == int(row.cohort_year))]
        by = own[own["days"] <= row.days]
        assert row.counted_starts == own["clocks"].sum()
        assert row.reached_percent == pytest.approx(100 * by["reached"].sum() / row.counted_starts)
        assert row.left_percent == pytest.approx(100 * by["left"].sum() / row.counted_starts)


def test_a_curve_never_falls_and_leaves_ten_waiting(table: ProtectedTable) -> None:
    for _, rows in table.shown.groupby(["area", "aim", "cohort_year"]):
        ordered = rows.sort_values("days")
        together = (ordered["reached_percent"] + ordered["left_percent"]).astype(float)
        assert ordered["reached_percent"].is_monotonic_increasing
        assert ordered["left_percent"].is_monotonic_increasing
        still = (1 - together / 100) * ordered["counted_starts"].astype(float)
        assert still.min() > 9.9


def test_only_under_a_shown_year_and_the_sides_as_a_pair(
    frames: MartFrames, table: ProtectedTable
) -> None:
    years = protect(frames, frames.named).table("aim_timeliness_groups_by_year").shown
    known = set(zip(years["area"], years["aim"].astype(int), years["cohort_year"], strict=True))
    own = table.shown[table.shown["aim"].astype(int) != 1]
    assert set(zip(own["area"], own["aim"].astype(int), own["cohort_year"], strict=True)) <= known
    keys = ["aim", "cohort_year", "days"]
    of = {g: set(map(tuple, table.shown[table.shown["area"] == g][keys].to_numpy())) for g in SIDES}
    assert of["engaged"] == of["not_engaged"]
    assert set(table.frame[table.frame["aim"].astype(int) == 1]["area"]) <= {
        "all_reporting",
        "scotland",
    }


def test_waits_that_are_not_those_counted_are_an_error(frames: MartFrames) -> None:
    wrong = frames.waits.assign(reached=frames.waits["reached"] + 1)
    with pytest.raises(ValueError, match="not the sum"):
        protect(replace(frames, waits=wrong), frames.named)


def steps_of(frames: MartFrames, aim: int) -> Iterator[tuple[int, str, pd.DataFrame]]:
    """Yield year, side and the waits of a side, with the cut by which each ended."""
    listed = frames.authorities.set_index("authority_code")["is_engaged"]
    rows = frames.waits[frames.waits["aim"] == aim]
    year = pd.PeriodIndex(pd.to_datetime(rows["cohort_quarter"]), freq="Q").year
    rows = rows.assign(
        year=year, side=np.where(rows["authority_code"].map(listed), *SIDES), by=rows["days"]
    )
    for (when, side), own in rows.groupby(["year", "side"]):
        yield int(when), str(side), own


def attacker(
    frames: MartFrames, protected: Protected, aim: int, outcome: str
) -> tuple[System, dict[int, list[int]]]:
    """Return what is known of one outcome: the cohorts' tables, and the curves in steps of days."""
    known = Known(frames)
    system = cohort_system(protected, known, aim, ATOMS[outcome], BIG.immature)
    shown = protected.table(CURVES).shown
    shown = shown[shown["aim"].astype(int) == aim]
    cuts = {
        int(year): sorted({*(28 * i for i in range(2 * LIMITS[aim] // 28 + 1)), LIMITS[aim]})
        for year in protected.table(CURVES).frame["cohort_year"].unique()
    }
    for row in shown.itertuples():
        sides = SIDES if row.area == "all_reporting" else (row.area,)
        year = int(row.cohort_year)
        count = round(float(getattr(row, f"{outcome}_percent")) * row.counted_starts / 100)
        inside = [c for c in cuts[year] if c <= row.days]
        system.add({(s, year, c): 1 for s in sides for c in inside}, count)
    for year, days in cuts.items():
        for side in SIDES:
            terms: dict[tuple[object, ...], int] = {
                (side, year, c): 1 for c in days if c <= LIMITS[aim]
            }
            for q in range(1, 5):
                quarter = pd.Period(f"{year}Q{q}")
                terms |= {(c, quarter): -1 for c in known.at(side, quarter, BIG.immature)}
            system.add(terms, 0)
    return system, cuts


def small_stretches(
    frames: MartFrames, aim: int, outcome: str, cuts: dict[int, list[int]]
) -> Iterator[tuple[str, Terms]]:
    """Yield every stretch of steps of a side, or of both, in which 1 to 4 moved."""
    of: dict[tuple[int, str], np.ndarray] = {}
    for year, side, own in steps_of(frames, aim):
        if year in cuts:
            inside = own[own["days"] <= cuts[year][-1]]
            at = np.searchsorted(cuts[year], inside["days"])
            count = np.bincount(at, inside[outcome], minlength=len(cuts[year])).astype(int)
            of[year, side] = count
    for year, days in cuts.items():
        sides = {s: of.get((year, s), np.zeros(len(days), dtype=int)) for s in SIDES}
        for name, members in (*((s, (s,)) for s in SIDES), ("both", SIDES)):
            count = sum(sides[s] for s in members)
            for i, j in combinations(range(len(days) + 1), 2):
                if count[i:j].sum() in SMALL and count[i] and count[j - 1]:
                    terms = {(s, year, c): 1 for s in members for c in days[i:j]}
                    yield f"{name} {year} {days[i]}-{days[j - 1]}", terms


@pytest.mark.parametrize("aim", [2, 3, 4])
@pytest.mark.parametrize("outcome", ["reached", "left"])
def test_an_attacker_cannot_say_how_few_moved(frames: MartFrames, aim: int, outcome: str) -> None:
    protected = protect(frames, frames.named)
    system, cuts = attacker(frames, protected, aim, outcome)
    targets = list(small_stretches(frames, aim, outcome, cuts))
    assert len(targets) >= 5
    for name, terms in targets[::6]:
        low, high = system.feasible(terms)
        assert high - low >= LEAST - 1, name


def test_the_attacker_has_teeth(frames: MartFrames, monkeypatch: pytest.MonkeyPatch) -> None:
    """With every day of the grid shown, he finds the few who moved."""
    monkeypatch.setattr(curve_rows, "cuts_shown", lambda _curve, _group, may, _rules: may)
    protected = protect(frames, frames.named)
    system, cuts = attacker(frames, protected, 3, "reached")
    targets = list(small_stretches(frames, 3, "reached", cuts))
    found = [n for n, t in targets[::6] if np.ptp(system.feasible(t)) < LEAST - 1]
    assert found


@pytest.fixture(scope="module")
def two() -> list[tuple[MartFrames, Certified]]:
    """Two releases, the second after one authority's corrections."""
    scale = Scale(authorities=5, quarters=11, starts=16.0, immature=3)
    first = with_waits(frames_of(7, scale))
    again = with_waits(resubmitted(first, np.random.default_rng(5), authorities=1))
    before = certify(first, first.named)
    return [(first, before), (again, certify(again, again.named, [as_kept("1", before)]))]


def test_the_gate_attacks_the_curves_and_finds_nothing(
    two: list[tuple[MartFrames, Certified]],
) -> None:
    for frames, certified in two:
        assert certified.result.passed
        lines = certified.ledger.lines
        steps = lines[(lines["table"] == CURVES) & lines["period"].str.contains("steps")]
        assert len(steps) > 20
        assert not steps["is_open"].any()
        assert sum(c.starts_of("all_reporting") for c in curves_of(frames)) > 0


def test_no_curve_is_seen_to_move_by_a_few_from_release_to_release(
    two: list[tuple[MartFrames, Certified]],
) -> None:
    (_, before), (_, now) = two
    counts = [
        {
            (*key, outcome): round(float(row[f"{outcome}_percent"]) * row["counted_starts"] / 100)
            for row in c.protected.table(CURVES).shown.to_dict("records")
            for key in [(row["area"], row["aim"], row["cohort_year"], row["days"])]
            for outcome in ("reached", "left")
        }
        for c in (before, now)
    ]
    both = counts[0].keys() & counts[1].keys()
    assert len(both) > 20
    assert [k for k in both if abs(counts[0][k] - counts[1][k]) in SMALL] == []
