"""What a telephone shows of a chart: its labels whole, and no axis without a point."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from pipelines.release.chart_drawings import EventPoint, event_study
from pipelines.release.charts import NARROW, WIDE
from pipelines.release.curve_drawings import Curve, waiting_curves
from pipelines.release.drawings import Interval, Reached, difference_chart, target_chart
from pipelines.release.funnel_drawings import FunnelPoint, Panel, funnels
from pipelines.release.waiting_curves import curve_words

# Of a letter of the drawings' 14 pixels, as LibreOffice and Chromium draw Liberation Sans: digits
# are 0.56 of the size wide, the sign of per cent 0.89.
_DIGIT, _PERCENT = 7.8, 12.5
_LABEL = re.compile(r'<text x="([0-9.-]+)"[^>]*text-anchor="middle"[^>]*>([-+0-9%]+)</text>')


@pytest.mark.parametrize(
    "drawn",
    [
        target_chart([Reached("X99000008-A1", 40.0, 90.0, "missed")], NARROW),
        difference_chart([Interval("Invermorrow", 5.0, -98.0, 99.0, "cannot tell")], NARROW),
    ],
    ids=["target", "difference"],
)
def test_the_labels_at_the_ends_of_an_axis_are_whole(drawn: str) -> None:
    labels = _LABEL.findall(drawn)
    assert len(labels) >= 3
    for x, words in labels:
        half = sum(_PERCENT if letter == "%" else _DIGIT for letter in words) / 2
        assert half <= float(x) <= NARROW - half, words


def test_a_curve_is_not_told_on_the_day_of_its_start() -> None:
    days = pd.DataFrame({"days": [0, 168], "reached_percent": [0.0, 66.0], "left_percent": 12.0})
    rows = days.assign(symbol="", cohort_year="2017", counted_starts=83)
    assert curve_words(rows, ["2017"], 98) == (
        "Of the 83 waits that started in 2017, 66% had reached it after 24 weeks; by then 12% had "
        "left another way."
    )


_NAME = re.compile(
    r'<text x="([0-9.]+)" y="([0-9.]+)" text-anchor="(start|end)"[^>]*700">(A|Pent)</text>'
)


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_name_in_a_funnel_lies_over_no_mark(width: int) -> None:
    limits = {
        (kind, end, tail): 50.0 + (30 if end == "high" else -30)
        for kind in ("overdispersed", "exact")
        for end in ("low", "high")
        for tail in ("95", "998")
    }
    points = [
        FunnelPoint("Pent", 20, 8.0, 34.0, limits, outside=True),
        # Right of it and above it: where its name would stand first.
        FunnelPoint("A", 22, 10.0, 60.0, limits, outside=False),
        FunnelPoint("A", 23, 5.0, 70.0, limits, outside=False),
        FunnelPoint("A", 40, 50.0, 50.0, limits, outside=False),
    ]
    drawn = funnels([Panel("Before joining", 35.0, tuple(points))], width)
    ((x, y, anchor, words),) = [n for n in _NAME.findall(drawn) if n[3] == "Pent"]
    room = len(words) * _DIGIT
    left, bottom = float(x) - (room if anchor == "end" else 0.0), float(y)
    marks = re.findall(r'<circle cx="([0-9.]+)" cy="([0-9.]+)" r="4.2"', drawn)
    assert len(marks) == 3
    for a, b in marks:
        is_beside = float(a) + 4 <= left or float(a) - 4 >= left + room
        assert is_beside or float(b) + 4 <= bottom - 10 or float(b) - 4 >= bottom


def test_a_half_year_that_is_not_shown_is_said_to_be_so() -> None:
    withheld = [EventPoint(0, 4.0, -9.0, 17.0, 5), EventPoint(1, None, None, None, None)]
    assert "no point stands" in event_study(withheld, NARROW)
    assert "no point stands" not in event_study(withheld[:1] * 2, NARROW)


def test_a_telephone_names_every_half_year_that_it_has_room_for() -> None:
    few = event_study([EventPoint(h, 1.0, 0.0, 2.0, 5) for h in range(-1, 9)], NARROW)
    assert all(f">{h:+d}</text>" in few for h in range(-1, 9) if h)
    many = event_study([EventPoint(h, 1.0, 0.0, 2.0, 5) for h in range(-8, 9)], NARROW)
    assert ">+3</text>" not in many


def test_a_bar_and_its_target_have_a_key() -> None:
    drawn = target_chart([Reached("X99000008-A1", 40.0, 90.0, "missed")], NARROW)
    assert ">in time</text>" in drawn
    assert ">target</text>" in drawn


def test_the_words_at_a_limit_lie_on_no_line_of_the_grid() -> None:
    drawn = waiting_curves([Curve("reached it", ((0, 0.0), (84, 40.0)))], 98, 196, NARROW)
    (label,) = re.findall(r'y="([0-9.]+)"[^>]*>limit: 14 weeks', drawn)
    grid = [float(y) for y in re.findall(r'<line x1="46.0" y1="([0-9.]+)" x2="[0-9.]+"', drawn)]
    assert not [y for y in grid if float(label) - 10 <= y <= float(label)]


def test_the_words_at_a_late_limit_are_whole() -> None:
    drawn = waiting_curves([Curve("reached it", ((0, 0.0), (84, 40.0)))], 365, 448, NARROW)
    x, anchor = re.findall(r'<text x="([0-9.]+)"[^>]*anchor="(\w+)"[^>]*>our limit', drawn)[0]
    assert anchor == "end" or float(x) + len("our limit: one year") * 7 <= NARROW
