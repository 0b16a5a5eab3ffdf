"""The programme's effect as R's did, didimputation and fixest tell it (reference/did.R).

Estimates to 1e-6, errors to 1e-6 relative; where ours differ on purpose the test says in what
(decision 0019).
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pipelines.evaluation.effect_panel import panel_of
from pipelines.evaluation.effect_regressions import sun_abraham
from pipelines.evaluation.programme_effect import (
    aggregate_effects,
    group_time_effects,
    imputation_effects,
)
from tests.support.r_packages import assert_r_says_so_today, table

COLUMNS = {"unit": "unit", "period": "period", "outcome": "outcome", "first_treated": "first"}
COMPARISONS = {"notyettreated": "not_yet", "nevertreated": "never"}
HOW = ["case", "comparison", "anticipation", "base", "weight"]
CLOSE = {"rtol": 1e-9, "atol": 1e-6}


def test_the_tables_are_what_the_packages_say_today(tmp_path: Path) -> None:
    assert_r_says_so_today("did", tmp_path)


@pytest.fixture(scope="module")
def panels() -> dict[int, pd.DataFrame]:
    return {int(case): rows for case, rows in table("did_panels").groupby("case")}


@pytest.fixture(scope="module")
def effects(panels: dict[int, pd.DataFrame]) -> dict[tuple, pd.DataFrame]:
    """Return our effects of every panel, told in every way that R was asked for."""
    ways = table("did_effects")[HOW].drop_duplicates().itertuples(index=False)
    return {
        tuple(way): group_time_effects(
            panels[way.case],
            weight=None if way.weight == "none" else way.weight,
            comparison=COMPARISONS[way.comparison],
            anticipation=way.anticipation,
            base_period=way.base,
            **COLUMNS,
        )
        for way in ways
    }


def test_group_time_effects(effects: dict[tuple, pd.DataFrame]) -> None:
    errors = 0
    for way, r in table("did_effects").groupby(HOW):
        both = r.merge(
            effects[way], on=["group", "period"], how="outer", suffixes=("_r", ""), indicator=True
        )
        assert not (both["_merge"] == "right_only").any(), way
        # did tells nothing beside one unit alone (ours: no error), nor of a group without a cell.
        untold = both["estimate_r"].isna()
        assert both.loc[untold, "se"].isna().all()
        told = both[~untold]
        np.testing.assert_allclose(told["estimate"], told["estimate_r"], **CLOSE, err_msg=str(way))
        # By cell did takes every row for a unit of its own: no error to compare. did has an error
        # of a group of one too, that of the others alone.
        if way[-1] != "clocks":
            known = told[told["se"].notna()]
            errors += len(known)
            np.testing.assert_allclose(known["se"], known["se_r"], rtol=1e-6, err_msg=str(way))

    assert errors > 500


def test_averages(effects: dict[tuple, pd.DataFrame], panels: dict[int, pd.DataFrame]) -> None:
    compared = 0
    for (*way, how), r in table("did_averages").groupby([*HOW, "how"]):
        if r["estimate"].isna().any():
            continue
        ours = aggregate_effects(effects[tuple(way)], how)
        if how == "simple":
            ours["level"] = 0
        if how == "event_time":  # ours counts periods, did their numbers, which may be two apart
            ours["level"] *= np.diff(sorted(panels[way[0]]["period"].unique())).min()
        both = r.merge(ours, on="level", suffixes=("_r", ""), validate="one_to_one")
        assert len(both) == len(r) == len(ours), (way, how)
        np.testing.assert_allclose(both["estimate"], both["estimate_r"], **CLOSE)
        if way[-1] != "clocks":
            known = both[both["se"].notna()]
            np.testing.assert_allclose(known["se"], known["se_r"], rtol=1e-6)
        compared += len(both)
    assert compared > 500


def test_imputation(panels: dict[int, pd.DataFrame]) -> None:
    r = table("did_imputation")
    assert r["estimate"].notna().all()
    for (case, weight), rows in r.groupby(["case", "weight"]):
        ours = imputation_effects(
            panels[case], weight=None if weight == "none" else weight, **COLUMNS
        )
        both = rows.merge(ours, on=["group", "period"], suffixes=("_r", ""), validate="one_to_one")
        assert len(both) == len(rows) == len(ours), (case, weight)
        np.testing.assert_allclose(both["estimate"], both["estimate_r"], **CLOSE)
        if weight == "none":  # didimputation squares the weights in its error
            known = both[both["se"].notna()]
            np.testing.assert_allclose(known["se"], known["se_r"], rtol=1e-6)


def test_sun_and_abraham(panels: dict[int, pd.DataFrame]) -> None:
    for case, rows in table("did_sun_abraham").groupby("case"):
        made = panel_of(panels[case], weight="clocks", **COLUMNS)
        ours = sun_abraham(made, anticipation=0)
        found = {
            (int(made.label_of(group)), int(period - made.label_of(group))): ours.estimates[at, to]
            for at, group in enumerate(ours.groups)
            for to, period in enumerate(made.periods)
        }
        told = [found[int(g), int(e)] for g, e in zip(rows["group"], rows["event"], strict=True)]
        np.testing.assert_allclose(told, rows["estimate"], **CLOSE)
