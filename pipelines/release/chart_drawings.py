"""Run charts and event studies, written as SVG from the rows that are shown.

What a point says is told by its shape and by words, never by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from pipelines.release.charts import BLUE, INK, ORANGE, TEAL
from pipelines.release.svg import GRID, QUIET, Scale, dashed, line, mark, path, svg, text

_LETTER = 7.2
# Room of a label below a half-year: "+10", or the number of authorities.
_EVENT_LABEL = 26
_LEFT, _RIGHT, _HEIGHT, _KEY_LINE = 46.0, 12.0, 250.0, 22.0


@dataclass(frozen=True)
class RunPoint:
    """A quarter: its number (4 x year + 0 to 3), share and median; missing where not shown."""

    quarter: int
    value: float | None
    median: float | None
    phase: int | None
    in_baseline: bool
    shift: bool
    trend: bool
    joined: bool
    ideas: bool


@dataclass(frozen=True)
class EventPoint:
    """A half-year since joining, its effect with its interval, and the authorities behind it."""

    half_year: int
    value: float | None
    low: float | None
    high: float | None
    authorities: int | None


Key = tuple[str, str, str]
_RUN_KEY: tuple[Key, ...] = (
    ("circle", BLUE, "a quarter"),
    ("diamond", ORANGE, "part of a shift"),
    ("square", TEAL, "part of a trend"),
    ("down", INK, "change ideas began"),
)


def run_chart(points: Sequence[RunPoint], width: int) -> str:
    """Return a run chart: points, the frozen median, signals, and when the programme came."""
    key, top = _key(_RUN_KEY, width)
    up = Scale(0, _ceiling([p.value for p in points]), top + _HEIGHT, top + 24)
    last = max(p.quarter for p in points)
    across = Scale(points[0].quarter - 0.5, last + 0.5, _LEFT, width - _RIGHT)
    marks = [*key, *_percent_lines(up, width), *_years(points, across, up, width)]
    marks += [*_programme(points, across, up), *_medians(points, across, up)]
    marks += [*_joined_lines(points, across, up), *_run_marks(points, across, up)]
    return svg(width, up.start + 34, marks)


def _ceiling(values: Sequence[float | None]) -> int:
    known = [v for v in values if v is not None]
    return min(100, max(40, 20 * ceil((max(known, default=0) + 2) / 20)))


def _key(entries: Sequence[Key], width: int) -> tuple[list[str], float]:
    """Return the marks of a key in as many lines as it needs, and the room it takes."""
    marks, x, y = [], 8.0, 12.0
    for shape, colour, words in entries:
        room = 26 + len(words) * _LETTER
        if x + room > width and x > 8:
            x, y = 8.0, y + _KEY_LINE
        marks += [mark(shape, x, y, 4.6, colour), text(x + 11, y + 4.5, words, "start")]
        x += room
    return marks, y + 8


def _percent_lines(up: Scale, width: int) -> Iterator[str]:
    for tick in range(0, int(up.high) + 1, 20):
        yield line(_LEFT, up.at(tick), width - _RIGHT, up.at(tick), GRID, 1)
        yield text(_LEFT - 6, up.at(tick) + 4, f"{tick}%", "end")


def _years(points: Sequence[RunPoint], across: Scale, up: Scale, width: int) -> Iterator[str]:
    years = range(points[0].quarter // 4 + 1, points[-1].quarter // 4 + 1)
    room = (width - _LEFT) / max(len(years), 1)
    step = max(1, ceil(40 / room))
    for year in years:
        x = across.at(4 * year - 0.5)
        yield line(x, up.start, x, up.start + 5, QUIET, 1)
        if year % step == 0 and x < width - 24:
            yield text(x, up.start + 22, str(year), "middle")


def _programme(points: Sequence[RunPoint], across: Scale, up: Scale) -> Iterator[str]:
    """Yield where the first authority joined, and where change ideas began to be tested."""
    for point in points:
        x = across.at(point.quarter)
        if point.joined:
            yield dashed(x, up.end - 16, x, up.start, INK, "2 3")
            late = x > (across.start + across.end) / 2
            words = "first joined"
            yield text(x - 6 if late else x + 6, up.end - 6, words, "end" if late else "start")
        if point.ideas:
            yield mark("down", x, up.start - 6, 3.6, INK)


def _medians(points: Sequence[RunPoint], across: Scale, up: Scale) -> Iterator[str]:
    """Yield each phase's median: whole over its baseline, dashed beyond."""
    for phase in sorted({p.phase for p in points if p.phase is not None}):
        own = [p for p in points if p.phase == phase and p.median is not None]
        y = up.at(own[0].median or 0)
        base = [p.quarter for p in own if p.in_baseline]
        yield dashed(across.at(own[0].quarter), y, across.at(own[-1].quarter), y, INK, "7 4")
        yield line(across.at(base[0] - 0.4), y, across.at(base[-1] + 0.4), y, INK, 3)


def _joined_lines(points: Sequence[RunPoint], across: Scale, up: Scale) -> Iterator[str]:
    for one, other in pairwise(points):
        if one.value is not None and other.value is not None:
            ends = [(across.at(p.quarter), up.at(p.value or 0)) for p in (one, other)]
            yield path(ends, BLUE)


def _run_marks(points: Sequence[RunPoint], across: Scale, up: Scale) -> Iterator[str]:
    for point in points:
        if point.value is None:
            continue
        x, y = across.at(point.quarter), up.at(point.value)
        if point.shift:
            yield mark("diamond", x, y, 4.4, ORANGE, INK)
        elif point.trend:
            yield mark("square", x, y, 4, TEAL, INK)
        else:
            yield mark("circle", x, y, 3.6, BLUE)


_EVENT_KEY: tuple[Key, ...] = (
    ("circle", BLUE, "since joining"),
    ("square", "#ffffff", "before joining"),
)


def event_study(points: Sequence[EventPoint], width: int) -> str:
    """Return effects by half-year since joining, with intervals and the authorities behind."""
    key, top = _key(_EVENT_KEY, width)
    # A white square is seen by its edge.
    key = [k.replace('stroke="#ffffff"', f'stroke="{BLUE}"') for k in key]
    reach = _reach(points)
    up = Scale(-reach, reach, top + _HEIGHT, top + 12)
    halves = [p.half_year for p in points]
    across = Scale(min(halves) - 0.6, max(halves) + 0.6, _LEFT, width - _RIGHT)
    marks = [*key, *_points_lines(up, reach, width)]
    if min(halves) < 0 <= max(halves):
        x = across.at(-0.5)
        marks.append(dashed(x, up.end, x, up.start, INK, "2 3"))
    every = 1 if across.at(1) - across.at(0) >= _EVENT_LABEL else 2
    for point in points:
        marks += _event_marks(point, across, up, is_named=point.half_year % every == 0)
    said = ["Half-years since joining; below: authorities"]
    if any(p.value is None for p in points):
        said.append("Where no point stands, the effect is withheld")
    below = [up.start + 60 + 18 * i for i in range(len(said))]
    marks += [text(_LEFT, y, words, "start") for y, words in zip(below, said, strict=True)]
    return svg(width, below[-1] + 10, marks)


def _reach(points: Sequence[EventPoint]) -> int:
    """Return the last tick, up and down: the longest interval ends before it, so none looks cut."""
    ends = [abs(e) for p in points for e in (p.low, p.high, p.value) if e is not None]
    furthest = max(ends, default=0) + 1
    step = _tick_step(furthest)
    return max(20, step * ceil(furthest / step))


def _tick_step(reach: float) -> int:
    return next(step for step in (10, 20, 50, 100, ceil(reach / 4)) if reach <= 4 * step)


def _points_lines(up: Scale, reach: int, width: int) -> Iterator[str]:
    step = _tick_step(reach)
    for tick in range(-reach, reach + 1, step):
        colour = INK if tick == 0 else GRID
        yield line(_LEFT, up.at(tick), width - _RIGHT, up.at(tick), colour, 1)
        yield text(_LEFT - 6, up.at(tick) + 4, f"{tick:+d}" if tick else "0", "end")


def _event_marks(point: EventPoint, across: Scale, up: Scale, *, is_named: bool) -> list[str]:
    x, before = across.at(point.half_year), point.half_year < 0
    out = []
    if is_named:
        label = f"{point.half_year:+d}" if point.half_year else "0"
        out.append(text(x, up.start + 20, label, "middle"))
        if point.authorities is not None:
            out.append(text(x, up.start + 38, str(point.authorities), "middle", QUIET))
    if point.value is None:
        return out
    if point.low is not None and point.high is not None:
        out.append(line(x, up.at(point.low), x, up.at(point.high), BLUE, 3 if not before else 1))
    y = up.at(point.value)
    shape, fill = ("square", "#ffffff") if before else ("circle", BLUE)
    return [*out, mark(shape, x, y, 4.6, fill, BLUE)]
