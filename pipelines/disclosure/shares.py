"""Percentages with Wilson's 95 % interval, from counts."""

from __future__ import annotations

import numpy as np
import pandas as pd

from pipelines.evaluation.proportions import wilson_limits


def with_share(
    frame: pd.DataFrame, numerator: str, denominator: pd.Series, names: tuple[str, str, str]
) -> pd.DataFrame:
    """Return the frame with a percentage (0-100) and its interval; missing where of nobody."""
    percent, low, high = names
    n = denominator.to_numpy(dtype=float, na_value=np.nan)
    x = frame[numerator].to_numpy(dtype=float, na_value=np.nan)
    lower, upper = wilson_limits(x, n)
    share = x / np.where(n > 0, n, np.nan)
    return frame.assign(**{percent: 100 * share, low: 100 * lower, high: 100 * upper})
