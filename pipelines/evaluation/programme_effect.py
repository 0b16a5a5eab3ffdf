"""The effect of a programme that units joined at different times, on any data frame.

``group_time_effects`` (Callaway and Sant'Anna 2021) and ``imputation_effects`` (Borusyak, Jaravel
and Spiess 2024) tell an effect per group (units that joined together) and period;
``aggregate_effects`` averages either. Conventions:
docs/decisions/0017-programme-effect.md.
"""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from typing import Any

import numpy as np
import pandas as pd

from pipelines.evaluation.effect_averages import averages
from pipelines.evaluation.effect_panel import Panel, panel_of
from pipelines.evaluation.group_time import GroupTime, group_times, standard_error
from pipelines.evaluation.imputation import imputed

_PANEL, _EFFECTS = "panel", "effects"


def group_time_effects(
    panel: pd.DataFrame,
    *,
    unit: str,
    period: str,
    outcome: str,
    first_treated: str,
    weight: str | None = None,
    comparison: str = "not_yet",
    anticipation: int = 0,
    base_period: str = "universal",
) -> pd.DataFrame:
    """Return the effect on each group in each period.

    Args:
        panel: one row per unit and period (``effect_panel.panel_of`` says what may be missing).
        unit, period, outcome, first_treated, weight: names of columns; ``first_treated`` is empty
            for a unit never treated.
        comparison: ``not_yet`` (those not treated yet, and the never treated) or ``never`` (those
            never treated within the panel: a start after its last period, and the anticipation, is
            as good as none).
        anticipation: for how many periods before its start a unit may already differ.
        base_period: what a period before the start is held against: ``universal``, the same base as
            the later ones; ``varying``, the period before it (the default of R's ``did``).

    Returns:
        One row per ``group`` (its first treated period) and ``period``: ``estimate`` in the units
        of the outcome, and ``se``, clustered on the unit; empty for a group of one unit, beside one
        unit alone, and at the base, where the estimate is 0. Periods before the base are placebos.
        No row without somebody to compare with, and none of a group that has no period before its
        start or none from it on.
    """
    made = panel_of(
        panel,
        unit=unit,
        period=period,
        outcome=outcome,
        first_treated=first_treated,
        weight=weight,
    )
    made = made.told_within(anticipation)
    return _framed(made, group_times(made, _comparison(comparison), anticipation, base_period))


def imputation_effects(
    panel: pd.DataFrame,
    *,
    unit: str,
    period: str,
    outcome: str,
    first_treated: str,
    weight: str | None = None,
) -> pd.DataFrame:
    """Return the effect on each group in each period from its start on, by imputation.

    Arguments and columns as of :func:`group_time_effects`; groups that are treated in every period,
    and periods in which nobody is untreated, have no row.
    """
    made = panel_of(
        panel,
        unit=unit,
        period=period,
        outcome=outcome,
        first_treated=first_treated,
        weight=weight,
    )
    return _framed(made, imputed(made))


def aggregate_effects(effects: pd.DataFrame, how: str) -> pd.DataFrame:
    """Return averages of the effects of either function, weighted by the size of the groups.

    Args:
        effects: what either function returned, or some of its rows.
        how: ``simple`` (one row, level ``overall``), ``event_time`` (periods since the start),
            ``group`` or ``calendar``.

    Returns:
        One row per ``level``: ``estimate`` and ``se``, which is empty where a group in it is of one
        unit, or nothing varies.
    """
    try:
        made: Panel = effects.attrs[_PANEL].panel
        known = {
            (made.label_of(e.group), made.periods[e.period]): e
            for e in effects.attrs[_EFFECTS].effects
        }
        # By what a row says, not by where it stands: a filtered frame may be numbered anew.
        kept = [known[key] for key in zip(effects["group"], effects["period"], strict=True)]
    except KeyError:
        raise ValueError("effects are not those that were returned") from None
    found = averages(kept, made, how)
    return pd.DataFrame(
        {
            "level": [_level(made, how, average.level) for average in found],
            "estimate": [average.estimate for average in found],
            "se": [standard_error(a.contributions, made, a.parts) for a in found],
        }
    )


class _Kept:
    """Something beside a frame; pandas compares and copies what stands there."""

    def __init__(self, panel: Panel | None = None, effects: Sequence[GroupTime] = ()) -> None:
        self.panel = panel
        self.effects = effects

    def __eq__(self, other: object) -> bool:
        return self is other

    __hash__ = None  # type: ignore[assignment]

    def __deepcopy__(self, _memo: object) -> _Kept:
        return self


def _framed(panel: Panel, effects: list[GroupTime]) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "group": [panel.label_of(e.group) for e in effects],
            "period": [panel.periods[e.period] for e in effects],
            "estimate": [e.estimate for e in effects],
            "se": [standard_error(e.contributions, panel, [e]) for e in effects],
        }
    )
    frame.attrs = {_PANEL: _Kept(panel=panel), _EFFECTS: _Kept(effects=effects)}
    return frame


def _level(panel: Panel, how: str, level: Hashable) -> Any:
    if how == "group":
        return panel.label_of(int(str(level)))
    if how == "calendar":
        return panel.periods[int(str(level))]
    if how == "event_time":
        return np.int64(int(str(level)))
    return level


def _comparison(said: str) -> str:
    return {"not_yet_treated": "not_yet", "never_treated": "never"}.get(said, said)
