"""Wilson's and Newcombe's intervals against published figures, and the SQL against both."""

from __future__ import annotations

import re

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipelines.evaluation.proportions import newcombe, wilson, wilson_limits
from pipelines.settings import DBT_PROJECT_DIR


def test_wilson_of_newcombes_first_paper() -> None:
    # Newcombe 1998 (Statistics in Medicine 17:857), method 3: 81/263 and 15/148.
    assert [round(x, 4) for x in wilson(81, 263)[1:] if x] == [0.2553, 0.3662]
    assert [round(x, 4) for x in wilson(15, 148)[1:] if x] == [0.0624, 0.1605]


def test_newcombe_of_his_second_paper() -> None:
    # Newcombe 1998 (Statistics in Medicine 17:873), method 10: 56/70 - 48/80.
    found = newcombe(56, 70, 48, 80)
    assert [round(x, 4) for x in found if x is not None] == [0.2, 0.0524, 0.3339]


@pytest.mark.parametrize(
    ("x", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.27753),
        (5, 10, 0.23659, 0.76341),
        (10, 10, 0.72247, 1.0),
        (29, 72, 0.29725, 0.51812),
    ],
)
def test_limits_of_arrays_are_those_of_single_counts(
    x: int, n: int, low: float, high: float
) -> None:
    lower, upper = wilson_limits(np.array([x, 0]), np.array([n, 0]))
    assert lower[0] == pytest.approx(low, abs=2e-4)
    assert upper[0] == pytest.approx(high, abs=2e-4)
    assert np.isnan(lower[1])


def test_nothing_counted_has_no_share() -> None:
    assert wilson(0, 0) == (None, None, None)
    assert newcombe(1, 2, 0, 0) == (None, None, None)


def test_more_than_all_is_an_error() -> None:
    with pytest.raises(ValueError, match="numerator"):
        wilson(3, 2)


def _sql_wilson() -> str:
    """Return the macro's body as SQL over ``x`` and ``n`` for one bound."""
    text = (DBT_PROJECT_DIR / "macros" / "shares.sql").read_text(encoding="utf-8")
    body = re.search(
        r"macro wilson_percent.*?endset -%}\s*{%- set z.*?-%}(.*?){%- endmacro", text, re.S
    )
    assert body
    return body[1]


@given(st.integers(1, 2000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_the_models_macro_gives_the_same_limits(pair: tuple[int, int]) -> None:
    x, n = pair
    z = "1.959963984540054e0"
    limits = []
    for sign in ("-", "+"):
        sql = _sql_wilson().replace("{{ '-' if bound < 0 else '+' }}", sign)
        sql = sql.replace("{{ x }}", f"{x}::double").replace("{{ n }}", f"{n}::double")
        sql = sql.replace("{{ z }}", z).replace("{{ denominator }}", str(n))
        row = duckdb.execute(f"select {sql}").fetchone()
        assert row
        limits.append(row[0])
    _, low, high = wilson(x, n)
    assert limits == pytest.approx([100 * (low or 0.0), 100 * (high or 0.0)], abs=1e-9)
