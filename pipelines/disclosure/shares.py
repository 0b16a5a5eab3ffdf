"""Percentages with Wilson's interval, at 95 % (z = 1.959964), from counts."""

from __future__ import annotations

from statistics import NormalDist

import numpy as np
import numpy.typing as npt
import pandas as pd

Z_95 = NormalDist().inv_cdf(0.975)
Floats = npt.NDArray[np.float64]


def with_share(
    frame: pd.DataFrame, numerator: str, denominator: pd.Series, names: tuple[str, str, str]
) -> pd.DataFrame:
    """Return the frame with a percentage (0-100) and its interval; missing where of nobody."""
    percent, low, high = names
    n = denominator.to_numpy(dtype=float, na_value=np.nan)
    x = frame[numerator].to_numpy(dtype=float, na_value=np.nan)
    n = np.where(n > 0, n, np.nan)
    lower, upper = wilson(x, n)
    return frame.assign(**{percent: 100 * x / n, low: 100 * lower, high: 100 * upper})


def wilson(x: Floats, n: Floats) -> tuple[Floats, Floats]:
    """Return Wilson's bounds (0-1) of x of n."""
    p = x / n
    scale = 1 + Z_95**2 / n
    centre = (p + Z_95**2 / (2 * n)) / scale
    half = Z_95 * np.sqrt(p * (1 - p) / n + Z_95**2 / (4 * n**2)) / scale
    return np.clip(centre - half, 0, 1), np.clip(centre + half, 0, 1)
