"""What the page shows of waiting curves, funnels' neighbours and the data behind them."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace

import pandas as pd
import pytest

from pipelines.contract.release_tables import Protected, ProtectedTable
from pipelines.release.curve_drawings import Curve, waiting_curves
from pipelines.release.data_beside import data_sentence, in_a_sentence
from pipelines.release.spoken import sentence
from pipelines.release.waiting_curves import CURVES, curve_figure

FINE = {
    "rows_kept": "99% or more",
    "rows_repaired": "none",
    "births_recorded": "95% to 99%",
    "came_after": "up to 1 month",
    "rows_changed": "up to 10%",
}


def _with(protected: Protected, name: str, frame: pd.DataFrame) -> Protected:
    tables = tuple(
        ProtectedTable(t.shape, frame) if t.shape.name == name else t for t in protected.tables
    )
    return replace(protected, tables=tables)


def _curve_rows(protected: Protected, years: dict[str, dict[int, float | None]]) -> Protected:
    """Return the tables with curves of Aim 3: by year and day the share, None where withheld."""
    area = str(protected.table(CURVES).frame["area"].iloc[0])
    rows = [
        {
            "area": area,
            "area_name": "All",
            "aim": 3,
            "variant": "national",
            "cohort_year": year,
            "days": day,
            "counted_starts": 200,
            "reached_percent": share,
            "reached_ci_low": share,
            "reached_ci_high": share,
            "left_percent": None if share is None else share / 2,
            "still_waiting_band": "50 to 99",
            "mark": "none",
            "data_status": "MADE-UP",
            "symbol": "[c]" if share is None else "",
        }
        for year, days in years.items()
        for day, share in days.items()
    ]
    return _with(protected, CURVES, pd.DataFrame(rows))


YEARS: dict[str, dict[int, float | None]] = {
    "2015": {0: 0.0, 28: 10.0, 56: 20.0, 84: 30.0, 112: 34.0},
    "2016": {0: 0.0, 28: None, 56: None, 84: 12.0, 112: None},
    "2017": {0: 0.0, 28: 15.0, 56: None, 84: 40.0, 112: 50.0},
}


def test_the_newest_and_the_earliest_year_with_enough_days_are_told(protected: Protected) -> None:
    found = curve_figure(_curve_rows(protected, YEARS), 3)
    assert found is not None
    words, drawn = found
    assert words == (
        "Of the 200 waits that started in 2017, 40% had reached it after 12 weeks and 50% had "
        "reached it after 16 weeks; by then 25% had left another way. Of the 200 waits that "
        "started in 2015, 30% had reached it after 12 weeks and 34% had reached it after 16 weeks; "
        "by then 17% had left another way."
    )
    assert {row[0] for row in drawn.table.rows} == {"2015", "2017"}
    assert ["2017", "56", "[c]", "[c]", "[c]", "[c]", "[c]"] in drawn.table.rows
    assert "limit: 14 weeks" in drawn.wide


def test_few_days_make_no_curve(protected: Protected) -> None:
    assert curve_figure(_curve_rows(protected, {"2016": YEARS["2016"]}), 3) is None
    assert curve_figure(_with(protected, CURVES, protected.table(CURVES).frame.iloc[:0]), 3) is None


def test_a_step_stands_until_the_next_day_that_is_shown() -> None:
    drawn = waiting_curves([Curve("reached it", ((0, 0.0), (28, 10.0), (84, 40.0)))], 98, 112, 920)
    stair = re.findall(r'<path d="M([^"]+)"', drawn)[-1].split(" L")
    corners = [tuple(float(n) for n in c.split(",")) for c in stair]
    for (x1, y1), (x2, y2) in itertools.pairwise(corners):
        assert x1 == x2 or y1 == y2, "a stair has no slope"
        assert y2 <= y1, "and never goes down"
    assert len({x for x, _ in corners}) == 3


@pytest.mark.parametrize("width", [920, 340])
def test_a_curve_stays_within_its_frame_and_has_dashes_of_its_own(width: int) -> None:
    points = ((0, 0.0), (700, 100.0))
    drawn = waiting_curves([Curve(f"starts of {y}", points) for y in range(3)], 365, 728, width)
    height = float(re.search(r'height="(\d+)"', drawn)[1])  # type: ignore[index]
    for x in re.findall(r' (?:x1|x2|cx|x)="([-\d.]+)"', drawn):
        assert 0 <= float(x) <= width
    for y in re.findall(r' (?:y1|y2|cy|y)="([-\d.]+)"', drawn):
        assert 0 <= float(y) <= height
    assert {'stroke-dasharray="none"', 'stroke-dasharray="9 4"', 'stroke-dasharray="2 3"'} <= set(
        re.findall(r'stroke-dasharray="[^"]+"', drawn)
    )


def _quality(protected: Protected, **weak: dict[str, str]) -> Protected:
    """Return the tables with the data of all authorities fine but for those named."""
    frame = protected.table("data_quality").frame.assign(**FINE)
    for name, bands in weak.items():
        at = frame["area_name"] == f"Invented {name.removeprefix('n')}"
        for column, band in bands.items():
            frame.loc[at, column] = band
    without = protected.table("coverage").frame.iloc[:0]
    return _with(_with(protected, "data_quality", frame), "coverage", without)


def test_weak_data_are_said_by_name_and_kind(protected: Protected) -> None:
    told = _quality(protected, n03={"rows_kept": "under 95%"}, n05={"came_after": "over 2 months"})
    assert data_sentence(told) == (
        "The data of 2 of 8 named authorities are weak: fewer than 95% of rows could be kept "
        "(Invented 03); came more than 2 months late (Invented 05)."
    )
    assert "nothing weak is known of the 1 named" in data_sentence(told, {"X99000001"})
    assert data_sentence(told, set()).startswith("The data: how they came is published of named")


def test_an_aims_sentence_says_when_much_of_the_data_is_weak(protected: Protected) -> None:
    fine = _quality(protected, n03={"rows_kept": "under 95%"})
    weak = _quality(protected, **{f"n0{i}": {"births_recorded": "under 95%"} for i in (1, 2)})
    assert in_a_sentence(fine) == ""
    for aim in (1, 2, 3, 4):
        assert sentence(weak, aim).endswith("; the data of 2 of the 8 named authorities are weak.")
        assert not sentence(fine, aim).endswith("are weak.")


def test_how_many_children_are_held_counts_too(protected: Protected) -> None:
    coverage = protected.table("coverage").frame
    told = _with(_quality(protected), "coverage", coverage.assign(percent_of_published=80.0))
    newest = coverage[coverage["day"] == coverage["day"].max()]
    shown = set(newest[newest["symbol"] == ""]["area"])
    assert f"The data of {len(shown)} of 8" in data_sentence(told)
    assert "not within 10% of the published number" in data_sentence(told)
