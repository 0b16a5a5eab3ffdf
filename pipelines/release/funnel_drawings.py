"""Funnels and standardised shares, written as SVG from the rows that are shown.

What a mark says is told by its shape and by words, never by colour alone. Nothing is ranked: a
funnel lies along the number of starts, rows stand in the order of names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pipelines.release.charts import BLUE, INK, NARROW, ORANGE, TEAL
from pipelines.release.svg import GRID, QUIET, Scale, dashed, line, mark, path, svg, text

_LEFT, _RIGHT, _HEIGHT, _KEY_LINE, _LETTER, _GAP = 46.0, 12.0, 250.0, 22.0, 7.2, 28.0
_ROW, _TOP = 30, 34
_TAILS = ("95", "998")
# Left, top, width and height.
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class FunnelPoint:
    """An authority: starts, share, the share drawn towards the whole, limits (all 0-100).

    ``limits``: (kind, end, tail) such as (``overdispersed``, ``low``, ``95``) → percent.
    """

    label: str
    starts: int
    value: float
    shrunken: float
    limits: dict[tuple[str, str, str], float]
    outside: bool


@dataclass(frozen=True)
class Panel:
    """One funnel: its name, the share of all shown together, and their points."""

    title: str
    centre: float
    points: tuple[FunnelPoint, ...]


@dataclass(frozen=True)
class Standardised:
    """An authority's standardised share with its interval, and the share as it is (0-100)."""

    label: str
    value: float
    low: float
    high: float
    observed: float


# How limits look: kind → 95 %, 99.8 %.
_DASHES = {"overdispersed": ("none", "7 4"), "exact": ("2 3", "1 5")}
_COLOURS = {"overdispersed": INK, "exact": TEAL}
_SHAPES = (
    ("circle", BLUE, "an authority"),
    ("diamond", ORANGE, "outside the 95% limits"),
    ("square", "#ffffff", "drawn towards the whole"),
)
_LINES = (
    ("overdispersed", 0, "95% limits as they differ"),
    ("overdispersed", 1, "99.8% as they differ"),
    ("exact", 0, "95% by chance alone"),
    ("exact", 1, "99.8% by chance alone"),
)


def funnels(panels: Sequence[Panel], width: int) -> str:
    """Return the funnels side by side; one below the other where it is narrow."""
    key, top = _key(width)
    side = width > NARROW and len(panels) > 1
    each = (width - _GAP) / 2 if side else float(width)
    tall = _HEIGHT + 96
    marks = list(key)
    for i, panel in enumerate(panels):
        x, y = (i * (each + _GAP), top) if side else (0.0, top + i * tall)
        marks.append(f'<g transform="translate({round(x, 1)},{round(y, 1)})">')
        marks += [*_funnel(panel, each), "</g>"]
    return svg(width, top + tall * (1 if side else len(panels)), marks)


def _key(width: int) -> tuple[list[str], float]:
    marks: list[str] = []
    x, y = 8.0, 12.0
    for shape, colour, words in _SHAPES:
        x, y = _placed(x, y, 26 + len(words) * _LETTER, width)
        edge = BLUE if shape == "square" else "#ffffff"
        marks += [mark(shape, x, y, 4.6, colour, edge), text(x + 11, y + 4.5, words, "start")]
        x += 26 + len(words) * _LETTER
    x, y = 8.0, y + _KEY_LINE
    for kind, tail, words in _LINES:
        x, y = _placed(x, y, 56 + len(words) * _LETTER, width)
        ends = [(x, y), (x + 32, y)]
        marks.append(path(ends, _COLOURS[kind], _DASHES[kind][tail]))
        marks.append(text(x + 39, y + 4.5, words, "start"))
        x += 56 + len(words) * _LETTER
    return marks, y + 12


def _placed(x: float, y: float, room: float, width: int) -> tuple[float, float]:
    """Return where an entry of a key stands: on a new line where there is no room."""
    return (8.0, y + _KEY_LINE) if x + room > width and x > 8 else (x, y)


def _funnel(panel: Panel, width: float) -> list[str]:
    ordered = sorted(panel.points, key=lambda p: (p.starts, p.label))
    up = Scale(0, 100, _HEIGHT + 26, 34)
    most = ordered[-1].starts
    across = Scale(0, most * 1.06, _LEFT, width - _RIGHT - 8)
    marks = [text(_LEFT, 18, panel.title, "start", bold=True), *_percent_lines(up, width)]
    marks += [*_starts_axis(across, up, most)]
    centre = up.at(panel.centre)
    marks.append(line(_LEFT, centre, width - _RIGHT, centre, QUIET, 1))
    for kind, dashes in _DASHES.items():
        for tail, dash in zip(_TAILS, dashes, strict=True):
            for end in ("low", "high"):
                ends = [(p.starts, p.limits[kind, end, tail]) for p in ordered]
                points = [(across.at(n), up.at(v)) for n, v in ends]
                marks.append(path(points, _COLOURS[kind], dash))
    marks += [m for p in ordered for m in _drawn_in(p, across, up)]
    marks += [_own(p, across, up) for p in ordered]
    return marks + _names(ordered, across, up)


def _percent_lines(up: Scale, width: float) -> Iterator[str]:
    for tick in range(0, 101, 20):
        yield line(_LEFT, up.at(tick), width - _RIGHT, up.at(tick), GRID, 1)
        yield text(_LEFT - 6, up.at(tick) + 4, f"{tick}%", "end")


def _starts_axis(across: Scale, up: Scale, most: int) -> Iterator[str]:
    step = next(s for s in (10, 20, 50, 100, 200, 500, 1000, 5000) if most / s <= 7)
    for tick in range(0, most + 1, step):
        yield text(across.at(tick), up.start + 20, str(tick), "middle")
    yield text(across.start, up.start + 42, "Waits that started", "start")


def _drawn_in(point: FunnelPoint, across: Scale, up: Scale) -> list[str]:
    """Return the share drawn towards the whole, and a thread to the share itself."""
    x = across.at(point.starts)
    return [
        line(x, up.at(point.value), x, up.at(point.shrunken), BLUE, 1),
        mark("square", x, up.at(point.shrunken), 3.2, "#ffffff", BLUE),
    ]


def _own(point: FunnelPoint, across: Scale, up: Scale) -> str:
    x, y = across.at(point.starts), up.at(point.value)
    if point.outside:
        return mark("diamond", x, y, 5, ORANGE, INK)
    return mark("circle", x, y, 4.2, BLUE)


def _names(points: Sequence[FunnelPoint], across: Scale, up: Scale) -> list[str]:
    """Return the names of the points outside, each where it covers least of marks and names."""
    taken = [box for point in points for box in _mark_boxes(point, across, up)]
    out = []
    for point in (p for p in points if p.outside):
        x, y, room = across.at(point.starts), up.at(point.value), len(point.label) * _LETTER
        places = [
            (x + side * 9, y + down, "start" if side > 0 else "end")
            for down in (-6, 5, 16, -22, 32, -38, 48)
            for side in ((1, -1) if x < (across.start + across.end) / 2 else (-1, 1))
        ]
        boxes = [(a if w == "start" else a - room, b - 12, room, 15.0) for a, b, w in places]
        best = min(range(len(boxes)), key=lambda i: (_covered(boxes[i], taken, across), i))
        taken.append(boxes[best])
        at_x, at_y, anchor = places[best]
        out.append(text(at_x, at_y, point.label, anchor, bold=True))
    return [f'<g paint-order="stroke" stroke="#ffffff" stroke-width="3">{"".join(out)}</g>']


def _mark_boxes(point: FunnelPoint, across: Scale, up: Scale) -> list[Box]:
    """Return where a point's two marks lie."""
    x = across.at(point.starts)
    return [(x - 6.0, up.at(value) - 6.0, 12.0, 12.0) for value in (point.value, point.shrunken)]


def _covered(box: Box, taken: Sequence[Box], across: Scale) -> int:
    """Return how many places a box covers; one that leaves the drawing covers more than any."""
    x, y, wide, tall = box
    if x < across.start or x + wide > across.end:
        return len(taken) + 1
    return sum(
        x + wide >= a and a + w >= x and y + tall >= b and b + h >= y for a, b, w, h in taken
    )


def standardised_chart(rows: Sequence[Standardised], centre: float, width: int) -> str:
    """Return a row for each authority: the standardised share with its interval, and its own."""
    narrow = width <= NARROW
    left = 12.0 if narrow else max(len(r.label) for r in rows) * 7.4 + 20
    row = _ROW + (16 if narrow else 0)
    top = _TOP + (2 if narrow else 1) * _KEY_LINE
    scale = Scale(0, 100, left, width - 22)
    height = top + row * len(rows) + 8
    marks = [*_standardised_key(narrow=narrow)]
    for tick in (0, 25, 50, 75, 100):
        marks.append(line(scale.at(tick), top - 6, scale.at(tick), height, GRID, 1))
        marks.append(text(scale.at(tick), top - 14, f"{tick}%", "middle"))
    marks.append(dashed(scale.at(centre), top - 6, scale.at(centre), height, INK, "7 4"))
    for i, item in enumerate(rows):
        y = top + row * i + row - _ROW / 2
        place = (
            (0.0, y - 18, item.label, "start") if narrow else (left - 16, y + 4, item.label, "end")
        )
        marks += [text(*place, bold=narrow), *_standardised_marks(item, scale, y)]
    return svg(width, height, marks)


def _standardised_key(*, narrow: bool) -> list[str]:
    entries = (
        ("circle", BLUE, "standardised, with 95% interval"),
        ("square", "#ffffff", "as it is"),
    )
    marks, x, y = [], 8.0, 12.0
    for shape, colour, words in entries:
        marks += [mark(shape, x, y, 4.6, colour, BLUE), text(x + 11, y + 4.5, words, "start")]
        x, y = (8.0, y + _KEY_LINE) if narrow else (x + 26 + len(words) * _LETTER, y)
    return marks


def _standardised_marks(item: Standardised, scale: Scale, y: float) -> list[str]:
    return [
        line(scale.at(item.low), y, scale.at(item.high), y, BLUE, 2),
        *(line(scale.at(e), y - 4, scale.at(e), y + 4, BLUE, 2) for e in (item.low, item.high)),
        mark("square", scale.at(item.observed), y, 4, "#ffffff", BLUE),
        mark("circle", scale.at(item.value), y, 4.4, BLUE),
    ]
