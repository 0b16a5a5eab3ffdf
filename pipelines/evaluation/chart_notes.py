"""What is marked on a chart, in plain words, at the period in which it happened.

Belongs here: the words. Does not: the programme's free text, which needs a clearance to leave.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd

from pipelines.evaluation.chart_frames import Series

_WORDS = {
    "joined": "Joined the programme on {day}.",
    "testing": "Testing of changes began on {day}.",
    "implementing": "Changes became the usual way of working from {day}.",
    "left": "Its part in the programme ended on {day}.",
    "idea_tested": "Testing of change idea {subject} began on {day}.",
    "idea_adopted": "Change idea {subject} was adopted on {day}.",
    "idea_abandoned": "Change idea {subject} was given up on {day}.",
    "cycle_adopt": "A test cycle of change idea {subject} began on {day} and led to adopting it.",
    "cycle_adapt": "A test cycle of change idea {subject} began on {day} and led to changing it.",
    "cycle_abandon": "A test cycle of change idea {subject} began on {day} and ended it.",
    "cycle_running": "A test cycle of change idea {subject} began on {day}.",
    "recorded": "Recorded completely from {day}: compare what lies before with care.",
}
FIRST_JOINED = "The first of its authorities joined the programme on {day}."
MONTHS_OF_A_QUARTER = 3


def notes_of(series: Series, chart_note: pd.DataFrame) -> npt.NDArray[np.object_]:
    """Return the words at every period of a series; None where there are none.

    Args:
        series: the chart; a note belongs to the last period that begins on or before its day, of
            an aim to the last quarter if that holds the day. Of a group only the day on which the
            first of its members joined is told.
        chart_note: the rows of ``steps.chart_note`` of this chart.
    """
    told: list[list[str]] = [[] for _ in series.periods]
    for day, words in _of_group(series) if series.is_group else _of_authority(chart_note):
        position = int(np.searchsorted(series.periods, day, side="right")) - 1
        if position >= 0 and not (series.is_aim and day >= _end_of_quarter(series, position)):
            told[position].append(words)
    found = np.empty(len(told), dtype=object)
    found[:] = [" ".join(words) or None for words in told]
    return found


def _of_authority(notes: pd.DataFrame) -> list[tuple[np.datetime64, str]]:
    return [
        (np.datetime64(day, "D"), _WORDS[what].format(subject=subject, day=in_words(day)))
        for day, what, subject in zip(
            notes["happened_on"], notes["what"], notes["subject"], strict=True
        )
    ]


def _of_group(series: Series) -> list[tuple[np.datetime64, str]]:
    day = series.engaged_on
    return [] if day is None else [(day, FIRST_JOINED.format(day=in_words(pd.Timestamp(day))))]


def in_words(day: pd.Timestamp) -> str:
    """Return a day as people write it: 1 November 2018."""
    return f"{day.day} {day:%B %Y}"


def _end_of_quarter(series: Series, position: int) -> np.datetime64:
    month = series.periods[position].astype("datetime64[M]") + np.timedelta64(
        MONTHS_OF_A_QUARTER, "M"
    )
    return np.datetime64(month, "D")
