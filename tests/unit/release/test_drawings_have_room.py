"""What a telephone shows of a chart: its labels whole, and no axis without a point."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from pipelines.release.charts import NARROW
from pipelines.release.drawings import Interval, Reached, difference_chart, target_chart
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
