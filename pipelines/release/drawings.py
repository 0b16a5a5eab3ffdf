"""Small charts written as SVG directly: a page per authority holds half a dozen of them.

Vega draws one in about 0.15 s (measured, 2 cores, shared machine), which for thirty pages in two
widths is most of a minute; these take less than a millisecond. Same colours, same two widths.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

from pipelines.release.charts import BLUE, INK, NARROW, ORANGE
from pipelines.release.svg import GRID, QUIET, Scale, line, svg, text

_ROW, _TOP, _LETTER, _KEY_LINE = 30, 34, 7.4, 24
# Half of the widest label of an axis ("+100", "100%"), which stands in the middle of its end.
_END_ROOM = 20


@dataclass(frozen=True)
class Interval:
    """A point with its interval, a label before it and a word after it; missing where withheld."""

    label: str
    value: float | None
    low: float | None
    high: float | None
    word: str


@dataclass(frozen=True)
class YearShare:
    """A share (0-100) of a year or several with its interval; missing where withheld."""

    years: str
    value: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Reached:
    """A share (0-100) beside its target; missing where withheld."""

    label: str
    value: float | None
    target: float
    word: str


def difference_chart(rows: Sequence[Interval], width: int) -> str:
    """Return differences in percentage points, a row each, with their intervals and a line at 0."""
    reach = _reach(rows)
    left, right, row = _margins(rows, width)
    scale = Scale(-reach, reach, left, width - right)
    height = _TOP + row * len(rows) + 8
    marks = [*_points_axis(scale, reach, height)]
    for i, item in enumerate(rows):
        y = _TOP + row * i + row - _ROW / 2
        marks += _named_row(item.label, item.word, y, width, left)
        marks += _interval_marks(item, scale, y) if item.value is not None else []
    return svg(width, height, marks)


def _reach(rows: Sequence[Interval]) -> int:
    ends = [abs(e) for r in rows for e in (r.low, r.high, r.value) if e is not None]
    return max(20, 10 * ceil(max(ends, default=20) / 10))


def _margins(rows: Sequence[Interval | Reached], width: int) -> tuple[float, float, int]:
    """Return the room before and after the drawing; narrow, names stand above their row."""
    if width <= NARROW:
        return _END_ROOM, _END_ROOM, _ROW + 20
    words = max((len(r.word) for r in rows), default=0) * _LETTER
    return max((len(r.label) for r in rows), default=0) * _LETTER + 20, words + 20, _ROW


def _points_axis(scale: Scale, reach: int, height: float) -> list[str]:
    step = 10 if reach <= 30 else 20 if reach <= 60 else 50
    ticks = list(range(-step * (reach // step), reach + 1, step))
    out = []
    for tick in ticks:
        colour = INK if tick == 0 else GRID
        out.append(line(scale.at(tick), _TOP - 6, scale.at(tick), height, colour, 1))
        out.append(text(scale.at(tick), _TOP - 14, f"{tick:+d}" if tick else "0", "middle"))
    return out


def _named_row(label: str, word: str, y: float, width: int, left: float) -> list[str]:
    if width <= NARROW:
        return [
            text(0, y - 20, label, "start", bold=True),
            text(width, y - 20, word, "end", QUIET),
        ]
    return [text(left - 16, y + 4, label, "end"), text(width, y + 4, word, "end", QUIET)]


def _interval_marks(item: Interval, scale: Scale, y: float) -> list[str]:
    low, high = item.low, item.high
    out = []
    if low is not None and high is not None:
        out.append(line(scale.at(low), y, scale.at(high), y, BLUE, 3))
        out += [line(scale.at(e), y - 5, scale.at(e), y + 5, BLUE, 2) for e in (low, high)]
    return [*out, f'<circle cx="{scale.at(item.value or 0)}" cy="{y}" r="5.5" fill="{BLUE}"/>']


def share_chart(panels: Sequence[tuple[str, Sequence[YearShare]]], width: int) -> str:
    """Return shares by year with intervals, a panel each: side by side, or one below the other."""
    side = width > NARROW
    each = (width - 40) / len(panels) if side else float(width)
    height = 240
    marks = []
    for i, (title, shares) in enumerate(panels):
        x, y = (i * (each + 40 / len(panels)), 0.0) if side else (0.0, float(i * height))
        marks.append(f'<g transform="translate({round(x, 1)},{y})">')
        marks += [*_share_panel(title, shares, each, height), "</g>"]
    return svg(width, height if side else height * len(panels), marks)


def _share_panel(title: str, shares: Sequence[YearShare], width: float, height: int) -> list[str]:
    across = Scale(-0.5, len(shares) - 0.5, 44, width - 8)
    up = Scale(0, 100, height - 30, 34)
    out = [text(0, 16, title, "start", bold=True)]
    for tick in (0, 25, 50, 75, 100):
        out.append(line(44, up.at(tick), width - 8, up.at(tick), GRID, 1))
        out.append(text(38, up.at(tick) + 4, f"{tick}%", "end"))
    # A label of four figures is 40 wide; one of two years and a word three times that.
    widest = max(10 * len(s.years) for s in shares)
    step = max(1, ceil(len(shares) * widest / (width - 52)))
    out += [
        text(across.at(i), height - 10, shares[i].years, "middle")
        for i in range(0, len(shares), step)
    ]
    for i, share in enumerate(shares):
        if share.value is not None and share.low is not None and share.high is not None:
            x = across.at(i)
            out.append(line(x, up.at(share.low), x, up.at(share.high), BLUE, 3))
            out.append(f'<circle cx="{x}" cy="{up.at(share.value)}" r="5" fill="{BLUE}"/>')
    return out


def target_chart(rows: Sequence[Reached], width: int) -> str:
    """Return shares as bars, each with a line at its target."""
    left, right, row = _margins(rows, width)
    scale = Scale(0, 100, left, width - right)
    top = _TOP + _KEY_LINE
    height = top + row * len(rows) + 8
    marks = _target_key()
    for tick in (0, 25, 50, 75, 100):
        marks.append(line(scale.at(tick), top - 6, scale.at(tick), height, GRID, 1))
        marks.append(text(scale.at(tick), top - 14, f"{tick}%", "middle"))
    for i, item in enumerate(rows):
        y = top + row * i + row - _ROW / 2
        marks += _named_row(item.label, item.word, y, width, left)
        if item.value is not None:
            length = round(scale.at(item.value) - scale.at(0), 1)
            place = f'x="{scale.at(0)}" y="{y - 7}" width="{length}" height="14"'
            marks.append(f'<rect {place} fill="{BLUE}"/>')
        marks.append(line(scale.at(item.target), y - 11, scale.at(item.target), y + 11, ORANGE, 4))
    return svg(width, height, marks)


def _target_key() -> list[str]:
    """Return what a bar and the line beside it are."""
    return [
        f'<rect x="4" y="6" width="22" height="11" fill="{BLUE}"/>',
        text(32, 16, "in time", "start"),
        line(104, 2, 104, 21, ORANGE, 4),
        text(112, 16, "target", "start"),
    ]
