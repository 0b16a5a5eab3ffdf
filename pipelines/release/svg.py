"""What charts written as SVG are made of: lines, words, shapes and the frame around them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import escape

from pipelines.release.charts import FONT, INK

GRID, QUIET = "#d9dde1", "#4a5663"


@dataclass(frozen=True)
class Scale:
    """Values on a line of pixels, from ``low`` at ``start`` to ``high`` at ``end``."""

    low: float
    high: float
    start: float
    end: float

    def at(self, value: float) -> float:
        """Return the place of a value, in pixels."""
        share = (value - self.low) / (self.high - self.low)
        return round(self.start + share * (self.end - self.start), 1)


def line(x1: float, y1: float, x2: float, y2: float, colour: str, thick: int) -> str:
    """Return a straight line."""
    ends = f'x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"'
    return f'<line {ends} stroke="{colour}" stroke-width="{thick}"/>'


def text(
    x: float, y: float, words: str, anchor: str, colour: str = INK, *, bold: bool = False
) -> str:
    """Return words at a place; ``anchor`` is start, middle or end."""
    weight = ' font-weight="700"' if bold else ""
    place = f'x="{round(x, 1)}" y="{round(y, 1)}" text-anchor="{anchor}"'
    return f'<text {place} fill="{colour}"{weight}>{escape(words)}</text>'


def svg(width: int, height: float, marks: Sequence[str]) -> str:
    """Return the drawing."""
    size = f'width="{width}" height="{round(height)}" viewBox="0 0 {width} {round(height)}"'
    head = f'<svg xmlns="http://www.w3.org/2000/svg" {size} font-family="{FONT}" font-size="13">'
    return f"{head}{''.join(marks)}</svg>"


def dashed(x1: float, y1: float, x2: float, y2: float, colour: str, dash: str) -> str:
    """Return a straight line of dashes."""
    ends = f'x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}"'
    return f'<line {ends} stroke="{colour}" stroke-width="1.6" stroke-dasharray="{dash}"/>'


def path(points: Sequence[tuple[float, float]], colour: str, dash: str = "none") -> str:
    """Return a line through points, in order."""
    steps = " L".join(f"{round(x, 1)},{round(y, 1)}" for x, y in points)
    look = f'fill="none" stroke="{colour}" stroke-width="1.6" stroke-dasharray="{dash}"'
    return f'<path d="M{steps}" {look}/>'


def mark(shape: str, x: float, y: float, size: float, fill: str, stroke: str = "#ffffff") -> str:
    """Return a circle, a diamond, a triangle (tip up or down) or a square around a place."""
    x, y = round(x, 1), round(y, 1)
    look = f'fill="{fill}" stroke="{stroke}" stroke-width="1.4"'
    if shape == "circle":
        return f'<circle cx="{x}" cy="{y}" r="{size}" {look}/>'
    corners = {
        "diamond": ((0, -1.35), (1.35, 0), (0, 1.35), (-1.35, 0)),
        "up": ((0, -1.2), (1.15, 0.95), (-1.15, 0.95)),
        "down": ((0, 1.2), (1.15, -0.95), (-1.15, -0.95)),
        "square": ((-1, -1), (1, -1), (1, 1), (-1, 1)),
    }[shape]
    placed = " ".join(f"{round(x + size * a, 1)},{round(y + size * b, 1)}" for a, b in corners)
    return f'<polygon points="{placed}" {look}/>'
