"""Waiting curves, written as SVG steps from the rows that are shown.

A step stands until the next day shown: what happened between two days is not said. Curves differ by
dash, by the shape of their marks and by words, never by colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil

from pipelines.release.charts import BLUE, INK, ORANGE, TEAL, WIDE
from pipelines.release.svg import GRID, QUIET, Scale, dashed, line, mark, path, svg, text

_LEFT, _RIGHT, _HEIGHT, _KEY_LINE, _LETTER = 46.0, 14.0, 250.0, 22.0, 7.2
_WEEK, _SAMPLE = 7, 34.0
# Newest, earliest, left before reaching it.
_LOOKS = (("circle", BLUE, "none"), ("square", ORANGE, "9 4"), ("up", TEAL, "2 3"))


@dataclass(frozen=True)
class Curve:
    """A curve in words, and its shown points: days after the start and percent (0-100)."""

    words: str
    points: tuple[tuple[int, float], ...]


def waiting_curves(curves: Sequence[Curve], limit: int, last: int, width: int) -> str:
    """Return up to three curves over the days 0 to ``last``, the time limit marked."""
    key, top = _key(curves, width)
    up = Scale(0, 100, top + _HEIGHT, top + 26)
    across = Scale(0, last, _LEFT, width - _RIGHT)
    marks = [*key, *_axes(up, across, last, width), *_limit(limit, up, across)]
    for curve, (shape, colour, dash) in reversed(list(zip(curves, _LOOKS, strict=False))):
        marks.append(path(_steps(curve, up, across), colour, dash))
        marks += [mark(shape, across.at(d), up.at(p), 3.4, colour) for d, p in curve.points]
    return svg(width, up.start + 56, marks)


def _key(curves: Sequence[Curve], width: int) -> tuple[list[str], float]:
    marks, x, y = [], 4.0, 12.0
    for curve, (shape, colour, dash) in zip(curves, _LOOKS, strict=False):
        room = _SAMPLE + 26 + len(curve.words) * _LETTER
        if x + room > width and x > 4:
            x, y = 4.0, y + _KEY_LINE
        marks += [
            path([(x, y), (x + _SAMPLE, y)], colour, dash),
            mark(shape, x + _SAMPLE / 2, y, 3.8, colour),
            text(x + _SAMPLE + 8, y + 4.5, curve.words, "start"),
        ]
        x += room
    return marks, y + 8


def _axes(up: Scale, across: Scale, last: int, width: int) -> Iterator[str]:
    for tick in range(0, 101, 20):
        yield line(_LEFT, up.at(tick), width - _RIGHT, up.at(tick), GRID, 1)
        yield text(_LEFT - 6, up.at(tick) + 4, f"{tick}%", "end")
    step = 4 * ceil(last / _WEEK / (13 if width >= WIDE else 6) / 4)
    for week in range(0, last // _WEEK + 1, step):
        x = across.at(week * _WEEK)
        yield line(x, up.start, x, up.start + 5, QUIET, 1)
        yield text(x, up.start + 22, str(week), "middle")
    yield text(_LEFT, up.start + 44, "Weeks after the start of the wait", "start")


def _limit(limit: int, up: Scale, across: Scale) -> Iterator[str]:
    x = across.at(limit)
    yield dashed(x, up.end - 16, x, up.start, INK, "2 3")
    words = "our limit: one year" if limit == 365 else f"limit: {limit // _WEEK} weeks"
    is_late = x + 6 + len(words) * _LETTER > across.end + _RIGHT
    yield text(x - 6 if is_late else x + 6, up.end - 6, words, "end" if is_late else "start")


def _steps(curve: Curve, up: Scale, across: Scale) -> list[tuple[float, float]]:
    """Return the corners of a stair: flat to the next day shown, then up to its share."""
    first, share = curve.points[0]
    corners = [(across.at(0), up.at(0))] if first else []
    corners += [(across.at(first), up.at(0))] if first else []
    corners.append((across.at(first), up.at(share)))
    for (_, low), (day, high) in pairwise(curve.points):
        corners += [(across.at(day), up.at(low)), (across.at(day), up.at(high))]
    return corners
