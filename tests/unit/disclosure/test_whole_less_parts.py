"""A shown whole less shown parts of it is a count too, also where no table holds it."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from pipelines.contract.release_tables import MartFrames
from pipelines.disclosure import certify
from pipelines.disclosure.few_left import left_of_changes, pairs_of
from pipelines.disclosure.ledger import LINE, TERM, Ledger, digest_of, joined
from pipelines.disclosure.whole_less_parts import remainders
from tests.unit.disclosure.programme_worlds import programme_frames
from tests.unit.disclosure.small_cells import SMALL
from tests.unit.disclosure.worlds import Scale

TIMES = "waiting_times_authorities"
SPANS = ("aim_timeliness_authorities_by_three_years", "aim_timeliness_authorities_by_year")
SEEDS = (27, 28, 29)


def left(*shown: tuple[str, int]) -> set[tuple[int, int]]:
    """Return (value, how many lines say it) of what is left; a line is the letters it sums."""
    letters = sorted(set("".join(text for text, _ in shown)))
    lines = np.array([[int(x in text) for x in letters] for text, _ in shown])
    values = np.array([value for _, value in shown])
    found = remainders(csr_array(lines), np.arange(len(shown)), values)
    return {(r.value, len(r.made_of)) for r in found}


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        ([("abc", 20)], set()),
        ([("abc", 20), ("ab", 16)], {(4, 2)}),
        ([("abcd", 20), ("ab", 9), ("c", 7)], {(4, 3)}),
        # Nothing is left where the parts are the whole.
        ([("ab", 12), ("a", 5), ("b", 7)], set()),
        # Parts that overlap are not taken away both: the largest first, and the smallest first;
        # and then what is left (ab) is a part of the other.
        ([("abcd", 20), ("abc", 14), ("cd", 9)], {(6, 2), (11, 2), (3, 3)}),
        # What is left of one whole is a part of another.
        ([("abc", 20), ("ab", 12), ("cd", 11)], {(8, 2), (3, 3)}),
        # A part of which nobody is still leaves less unsaid.
        ([("abc", 20), ("a", 0)], {(20, 2)}),
    ],
)
def test_what_is_left(shown: list[tuple[str, int]], expected: set[tuple[int, int]]) -> None:
    assert left(*shown) == expected


def test_of_two_lines_about_the_same_the_first_counts() -> None:
    lines = csr_array(np.array([[1, 1], [1, 1], [1, 0]]))
    known = np.array([1, 0, 2])
    assert [r.made_of for r in remainders(lines, known, np.array([9, 9, 6]))] == [{1, 2}]


def world(seed: int) -> MartFrames:
    return programme_frames(seed, Scale(authorities=10, quarters=14, starts=6.0, named=1.0))


def all_years_less_spans(frames: MartFrames) -> list[int]:
    """Return how many reached it in all years by the times shown, less those of shown spans."""
    tables = certify(frames, frames.named).protected
    key = ["area", "aim"]
    times = tables.table(TIMES).shown.astype({"aim": str})
    known = frames.waiting_times[frames.waiting_times["cohort_year"] == "all"]
    times = times.merge(known.astype({"aim": str}), on=key, suffixes=("", "_known"))
    reached = (times["cif_at_threshold"] * times["clocks"]).round().astype(int)
    spans = pd.concat(tables.table(s).shown.astype({"aim": str}) for s in SPANS)
    within = spans.groupby(key)["within"].sum().rename("in_spans")
    both = times[key].assign(reached=reached).merge(within.reset_index(), on=key)
    return (both["reached"] - both["in_spans"].astype(int)).tolist()


@pytest.mark.parametrize("seed", SEEDS)
def test_times_of_all_years_do_not_say_what_a_few_did_outside_the_shown_spans(seed: int) -> None:
    assert not set(all_years_less_spans(world(seed))) & set(SMALL)


QUARTERS = ("2015-01-01", "2015-04-01", "2015-07-01", "2015-10-01")
YEAR_OF_GROUPS = "aim_timeliness_groups_by_year"
BY_QUARTER = "aim_timeliness_groups_by_quarter"


def release(counts: list[int], *, shown: int = 4) -> Ledger:
    """Return a release that shows a year of starts, and some of its quarters' starts."""
    places = [(YEAR_OF_GROUPS, "2015"), *((BY_QUARTER, q) for q in QUARTERS)]
    values = [sum(counts), *counts]
    lines = [
        (table, "engaged", "2", period, "counted_starts", value, at <= shown)
        for at, ((table, period), value) in enumerate(zip(places, values, strict=True))
    ]
    held = [(0, q) for q in range(4)] + [(q + 1, q) for q in range(4)]
    terms = [
        (line, "starts", f"X1 {digest_of(f'{q} {counts[q]}')}", q, q + 1, 1) for line, q in held
    ]
    frame = pd.DataFrame(lines, columns=LINE).astype({"value": "Int64"})
    return Ledger(frame, pd.DataFrame(terms, columns=TERM))


@pytest.mark.parametrize(
    ("before", "now", "small", "why"),
    [
        ([20, 20, 20, 20], [20, 20, 28, 28], 0, "two quarters that are not shown had 16 more"),
        ([20, 20, 20, 20], [20, 26, 10, 13], 0, "the rest had 17 fewer"),
        (
            [20, 20, 20, 20],
            [20, 26, 10, 32],
            1,
            "the rest had two more, as the year less them says",
        ),
    ],
)
def test_what_is_left_may_not_move_by_a_few(
    before: list[int], now: list[int], small: int, why: str
) -> None:
    first, second = release(before, shown=2), release(now, shown=2)
    both = joined([second, first])
    numbers = np.repeat([0, 1], len(second.lines))
    pairs = pairs_of(both.lines, len(second.lines))
    moved = [left.value for left in left_of_changes(both, numbers, pairs)]
    assert sum(0 < abs(value) < 5 for value in moved) == small, why
