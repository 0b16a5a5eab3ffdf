"""The notebook of docs/examples answers its question on a warehouse with fifteen points planted."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import nbformat
import numpy as np
import pandas as pd
import pytest
from nbclient import NotebookClient

from pipelines.evaluation.effect_mart import programme_effects
from pipelines.evaluation.proportions import newcombe
from pipelines.evaluation.run_chart import run_charts

NOTEBOOK = "docs/examples/has_aim_2_improved.ipynb"
QUARTERS = pd.date_range("2012-01-01", periods=28, freq="QS")
JOINED = [None, None, None, *[pd.Timestamp(f"{y}-01-10") for y in (2015, 2015, 2016, 2016, 2017)]]
CODES = [f"X99{i:06d}" for i in range(1, len(JOINED) + 1)]
PLANTED = 15.0


def _timeliness() -> pd.DataFrame:
    dice = np.random.default_rng(26)
    rows = []
    for code, joined in zip(CODES, JOINED, strict=True):
        for quarter in QUARTERS:
            share = 0.30 + (PLANTED / 100 if joined is not None and quarter >= joined else 0.0)
            within, left = int(dice.binomial(60, share)), 10
            rows.append((code, quarter, within, 60 - within - left, left))
    columns = ["area", "cohort_quarter", "within", "not_within", "exited_before_threshold"]
    frame = pd.DataFrame(rows, columns=columns)
    return frame.assign(aim=2, variant="national", age_band="all", is_mature=True)


def _authority() -> pd.DataFrame:
    day = pd.Timestamp("2019-07-31")
    return pd.DataFrame({"authority_code": CODES, "engaged_on": JOINED}).assign(
        as_at=day, received_on=day
    )


def _improvement(timeliness: pd.DataFrame) -> pd.DataFrame:
    rows = []
    for code, joined in zip(CODES, JOINED, strict=True):
        if joined is None:
            continue
        own = timeliness[timeliness["area"] == code].sort_values("cohort_quarter")
        before = own[own["cohort_quarter"] < joined].tail(4)["within"].sum()
        rows.append((code, int(before), 240, int(own.tail(4)["within"].sum()), 240))
    columns = ["area", "baseline_within", "baseline_of", "current_within", "current_of"]
    frame = pd.DataFrame(rows, columns=columns)
    total = frame.drop(columns="area").sum().to_frame().T.assign(area="engaged")
    frame = pd.concat([frame, total], ignore_index=True)
    told = [
        newcombe(r["current_within"], r["current_of"], r["baseline_within"], r["baseline_of"])
        for r in frame.to_dict("records")
    ]
    for i, name in enumerate(("difference", "ci_low", "ci_high")):
        frame[name] = [100 * float(t[i] or 0) for t in told]
    verdict = np.where(frame["ci_low"] > 0, "higher", "no_clear_difference")
    return frame.assign(
        aim=2,
        period="latest",
        verdict=verdict,
        baseline_percent=100 * frame["baseline_within"] / frame["baseline_of"],
        current_percent=100 * frame["current_within"] / frame["current_of"],
    )


def _run_chart(timeliness: pd.DataFrame) -> pd.DataFrame:
    engaged = timeliness[timeliness["area"].isin(CODES[3:])]
    counts = engaged.groupby("cohort_quarter", as_index=False)["within"].sum()
    points = pd.DataFrame({"area": "engaged", "measure": "aim_2", "period": QUARTERS}).assign(
        numerator=counts["within"].astype(float),
        denominator=300.0,
        value=100.0 * counts["within"] / 300,
    )
    day = pd.Timestamp("2019-07-31")
    series = {
        "area": "engaged",
        "measure": "aim_2",
        "area_kind": "group",
        "improves_when": "higher",
        "is_share": True,
        "members_recording_not_known": 0,
        "engaged_on": pd.Timestamp("2015-01-10"),
        "testing_from": pd.Timestamp("2015-01-10"),
        "as_of": day,
        "known_to": day,
    }
    rebase = pd.DataFrame(columns=["area", "measure", "from_period"])
    notes = pd.DataFrame(columns=["area", "measure", "happened_on", "what", "subject"])
    return run_charts(points, pd.DataFrame([series]), rebase, notes)


@pytest.fixture(scope="module")
def warehouse(tmp_path_factory: pytest.TempPathFactory) -> Path:
    timeliness, authority = _timeliness(), _authority()
    tables = {
        "marts.aim_timeliness": timeliness,
        "core.authority": authority,
        "marts.improvement": _improvement(timeliness),
        "marts.run_chart": _run_chart(timeliness),
        "marts.programme_effect": programme_effects(timeliness, authority),
    }
    path = tmp_path_factory.mktemp("notebook") / "warehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts; create schema core")
        for name, frame in tables.items():
            connection.register("frame", frame)
            connection.execute(f"create table {name} as select * from frame")  # noqa: S608
    _earlier_vintage(path.parent / "vintages" / "2019-02-01.duckdb", timeliness)
    return path


def _earlier_vintage(path: Path, timeliness: pd.DataFrame) -> None:
    """Write what was known half a year earlier: of one authority's newest quarter 6 were not in."""
    late = (timeliness["area"] == CODES[-1]) & (timeliness["cohort_quarter"] == QUARTERS[-1])
    earlier = timeliness.assign(within=timeliness["within"] - 6 * late)  # noqa: F841  (read below)
    path.parent.mkdir()
    with duckdb.connect(str(path)) as connection:
        connection.execute("create schema marts")
        connection.execute("create table marts.aim_timeliness as select * from earlier")


def test_it_says_whether_where_since_when_by_how_much_and_how_sure(
    warehouse: Path, repository: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACE_WAREHOUSE", str(warehouse))
    notebook = nbformat.read(repository / NOTEBOOK, as_version=4)
    assert not any(c.get("outputs") for c in notebook.cells), "outputs are not kept"
    where = {"metadata": {"path": str(repository)}}
    NotebookClient(notebook, timeout=120, kernel_name="python3", resources=where).execute()
    answer = notebook.cells[-1]["outputs"][0]["text"]
    assert "more than before they joined" in answer
    assert re.search(r"\d of 5 authorities are higher, 0 lower", answer)
    assert "The chart has shifted from 201" in answer
    moved = re.search(r"Of 224 quarters .* 1 have moved since, by ([\d.]+) points", answer)
    assert moved is not None
    before, now = (_share_of_last(_timeliness(), fewer) for fewer in (6, 0))
    assert float(moved[1]) == pytest.approx(now - before, abs=0.05)
    low, high = (
        float(n) for n in re.search(r"interval ([+-][\d.]+) to ([+-][\d.]+)", answer).groups()
    )
    assert 0 < low < PLANTED < high


def _share_of_last(timeliness: pd.DataFrame, fewer: int) -> float:
    last = timeliness.iloc[-1]
    within = last["within"] - fewer
    return float(100 * within / (within + last["not_within"] + last["exited_before_threshold"]))
