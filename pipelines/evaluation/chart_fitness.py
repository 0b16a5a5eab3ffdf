"""Whether a chart can be read at all, and what is said beside it in plain words.

Belongs here: fitness, parameters in words, cautions. Does not: signals.
"""

from __future__ import annotations

import numpy as np

from pipelines.evaluation.chart_frames import PER_CENT, Numbers, Series, sentences
from pipelines.evaluation.phases import SERIES_START, Phase
from pipelines.evaluation.run_rules import TOLERANCE, RunRules


def why_not_fit(series: Series, phase: Phase, useful: int, rules: RunRules) -> str | None:
    """Return why a phase cannot be read as a run chart; None where it can."""
    there = series.present & phase.points
    values, n = series.values[there], series.denominator[there & series.counted]
    if useful < rules.useful_at_least:
        return f"Not fit for a run chart: fewer than {rules.useful_at_least} points off the median."
    if n.size and float(np.median(n)) < rules.denominator_at_least:
        return (
            "Not fit for a run chart: half the points have fewer than "
            f"{rules.denominator_at_least} children or cases."
        )
    if series.is_share and 2 * _at_an_end(values) > len(values):
        return "Not fit for a run chart: over half the points lie at 0 or 100 per cent."
    return None


def _at_an_end(values: Numbers) -> int:
    return int(((values <= TOLERANCE) | (values >= PER_CENT - TOLERANCE)).sum())


def in_words(rules: RunRules) -> str:
    """Return the parameters as a sentence to stand beside a row."""
    b = rules.baseline
    return (
        f"shift {rules.shift}, trend {rules.trend}, rebase proposed at {rules.rebase}, runs "
        f"{100 * rules.tail:g} % a tail; median of the last {b.points} points before engagement "
        f"where there are {b.at_least}, else of the first {b.first_points}; chance: independent "
        "points, simulated"
    )


def caution(series: Series, phase: Phase, fitness: str | None) -> str | None:
    """Return what to bear in mind with a phase of a chart; None where there is nothing."""
    return sentences(
        fitness,
        "The median is that of the first points, not of the time before the programme."
        if phase.number == 1 and phase.baseline_kind == SERIES_START
        else None,
        "A stock: children whose order ended have left it, and neighbouring quarters hold the same "
        "children, so that chance alone shows more signals than said."
        if series.measure == "aim_1"
        else None,
        _of_recording(series.recording_not_known),
        None
        if series.is_aim
        else "As the authority recorded it; the programme has not checked it against children.",
    )


def _of_recording(not_known: int) -> str | None:
    if not_known == 0:
        return None
    who = "an authority" if not_known == 1 else f"{not_known} authorities"
    return f"Since when {who} recorded it completely is not known."
