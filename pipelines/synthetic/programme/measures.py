"""The programme's own measures: invented series of counts, values and narratives."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from random import Random
from typing import Final

from pipelines.synthetic.chance import between, stream
from pipelines.synthetic.days import add_months, day, iso, month_start
from pipelines.synthetic.practice import Engagement, Practice
from pipelines.synthetic.programme.tables import Value, write_programme

LAST_MEASURED: Final = day(2020, 7, 1)
NARRATIVES: Final = (
    "Teams say the meeting gives them a shared plan earlier.",
    "Carers report that they hear sooner what happens next.",
    "Reviews feel rushed in the weeks before the summer.",
)


def write_measures(folder: Path, seed: int, practices: Mapping[str, Practice]) -> None:
    """Write ``measures.csv``: about two engaged authorities in three keep series of their own."""
    write_programme(folder, "measures", _measures(seed, practices))


def _measures(seed: int, practices: Mapping[str, Practice]) -> Iterator[tuple[Value, ...]]:
    for code, practice in practices.items():
        rng = stream(seed, "programme", "measures", code)
        e = practice.engagement
        if e is None or e.testing_from is None or rng.random() < 0.33:
            continue
        yield from _reviews_held(rng, code, e)
        yield from _days_to_minutes(rng, code, e)
        if rng.random() < 0.5:
            yield from _moves(rng, code, e)
        yield from _narratives(rng, code, e)


def _months(e: Engagement, before: int, step: int) -> Iterator[int]:
    on = add_months(month_start(e.engaged_on), -before)
    until = min(e.ended_on or LAST_MEASURED, LAST_MEASURED)
    while on <= until:
        yield on
        on = add_months(on, step)


def _depth(e: Engagement, on: int) -> float:
    return e.depth_on(on)


def _reviews_held(rng: Random, code: str, e: Engagement) -> Iterator[tuple[Value, ...]]:
    name = "two_week_planning_meetings_held"
    for on in _months(e, 6, 1):
        of = between(rng, 0, 14)
        share = 0.25 + 0.5 * _depth(e, on)
        held = sum(rng.random() < share for _ in range(of))
        missing = rng.random() < 0.05
        counts = (None, None) if missing else (held, of)
        yield (code, name, "process", "higher", iso(on), *counts, None, None)


def _days_to_minutes(rng: Random, code: str, e: Engagement) -> Iterator[tuple[Value, ...]]:
    name = "days_until_panel_minutes_are_issued"
    for on in _months(e, 6, 1):
        value = round(max(2.0, rng.gauss(21.0 - 9.0 * _depth(e, on), 4.0)), 1)
        missing = rng.random() < 0.05
        yield (
            code,
            name,
            "process",
            "lower",
            iso(on),
            None,
            None,
            None if missing else value,
            None,
        )


def _moves(rng: Random, code: str, e: Engagement) -> Iterator[tuple[Value, ...]]:
    name = "children_with_a_third_move_in_a_year"
    for on in _months(e, 12, 3):
        of = between(rng, 20, 90)
        moved = sum(rng.random() < 0.11 for _ in range(of))
        yield (code, name, "balancing", "lower", iso(on), moved, of, None, None)


def _narratives(rng: Random, code: str, e: Engagement) -> Iterator[tuple[Value, ...]]:
    name = "what_practitioners_say"
    for number, on in enumerate(_months(e, 0, 12)):
        text = NARRATIVES[(number + between(rng, 0, 2)) % len(NARRATIVES)]
        yield (code, name, "qualitative", "neither", iso(on), None, None, None, text)
