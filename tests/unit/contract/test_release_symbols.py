"""One symbol for each reason why a cell holds no figure; 0 is always a true nought."""

from __future__ import annotations

import pandas as pd
import pytest

from pipelines.contract.release_tables import (
    LEGEND,
    LOW_NUMBER,
    MARKS,
    STATUS_COLUMN,
    SYMBOL_COLUMN,
    SYMBOLS,
    Kind,
    ProtectedTable,
    ReleaseColumn,
    TableShape,
)


def cell(value: float | None, kind: Kind, symbol: str = "") -> str:
    column = ReleaseColumn("figure", "Figure", kind, "A figure.", "unit", "marts.any")
    shape = TableShape("any", "Any", "About.", "grain", (column,))
    frame = pd.DataFrame({"figure": [value], SYMBOL_COLUMN: [symbol], STATUS_COLUMN: ["REAL"]})
    return str(ProtectedTable(shape, frame).cells().loc[0, "figure"])


@pytest.mark.parametrize(
    ("value", "kind", "written"),
    [
        (0.0, Kind.PERCENT, "0.0"),
        (1e-12, Kind.POINTS, "0.0"),
        (-1e-12, Kind.POINTS, "0.0"),
        (0.04, Kind.PERCENT, "[low]"),
        (-0.04, Kind.POINTS, "[low]"),
        (0.06, Kind.PERCENT, "0.1"),
        (0.0004, Kind.PROBABILITY, "[low]"),
        (0, Kind.DAYS, "0"),
        (LOW_NUMBER, Kind.DAYS, "[low]"),
        (7, Kind.DAYS, "7"),
        (None, Kind.PERCENT, "[z]"),
    ],
)
def test_what_rounds_to_nought_is_not_told_as_nought(
    value: float | None, kind: Kind, written: str
) -> None:
    assert cell(value, kind) == written


def test_a_withheld_cell_is_withheld_whatever_it_held() -> None:
    assert cell(0.04, Kind.PERCENT, "[c]") == "[c]"


def test_symbols_stand_for_a_figure_and_marks_beside_one() -> None:
    assert [*SYMBOLS] == ["[c]", "[x]", "[z]", "[low]"]
    assert [*MARKS] == ["[r]", "[p]"]
    assert [*LEGEND] == [*SYMBOLS, *MARKS]
    assert len(set(LEGEND.values())) == len(LEGEND)


def test_a_meaning_does_not_begin_with_its_symbol() -> None:
    for symbol, meaning in LEGEND.items():
        assert meaning.split()[0].strip(":") != symbol.strip("[]")
