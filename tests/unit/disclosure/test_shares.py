"""Percentages are worked out once more here, for years: they must equal the marts' own."""

from __future__ import annotations

import numpy as np
import pytest

from pipelines.disclosure.shares import wilson


@pytest.mark.parametrize(
    ("x", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.27753),
        (5, 10, 0.23659, 0.76341),
        (10, 10, 0.72247, 1.0),
        (29, 72, 0.29725, 0.51812),
    ],
)
def test_wilson(x: int, n: int, low: float, high: float) -> None:
    lower, upper = wilson(np.array([float(x)]), np.array([float(n)]))
    assert lower[0] == pytest.approx(low, abs=2e-4)
    assert upper[0] == pytest.approx(high, abs=2e-4)
