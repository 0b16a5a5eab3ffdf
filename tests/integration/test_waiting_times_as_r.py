"""A survival cohort encoded as clocks comes out of the warehouse as R's `survival` gives it."""

from __future__ import annotations

import shutil
import subprocess
from datetime import date, timedelta
from pathlib import Path

import pandas as pd
import pytest

from tests.support.inputs import BuildInputs
from tests.support.warehouse import built_once, connect

pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).with_name("waiting_times.R")
START, AS_AT = date(2015, 1, 1), date(2020, 12, 31)
# Which ending of the cohort stops the clock, in an authority of its own.
STOPS = {"X99000001": "progression", "X99000002": "death"}
THRESHOLD_DAYS = 182


@pytest.fixture(scope="module")
def from_r(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder with the cohort and its curves, as R wrote them."""
    rscript = shutil.which("Rscript")
    if rscript is None:
        pytest.skip("R is not installed")
    folder = tmp_path_factory.mktemp("r")
    done = subprocess.run(
        [rscript, SCRIPT, folder], capture_output=True, text=True, check=False, timeout=120
    )
    if "there is no package called" in done.stderr:
        pytest.skip("R has no package survival")
    assert done.returncode == 0, done.stderr
    return folder


@pytest.fixture(scope="module")
def candidate(from_r: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    cohort = pd.read_csv(from_r / "cohort.csv")
    return built_once(tmp_path_factory, "r-survival", lambda folder: encoded(cohort).write(folder))


def encoded(cohort: pd.DataFrame) -> BuildInputs:
    """Return the cohort as children who came into care on one day, in two authorities."""
    inputs = BuildInputs()
    for code, stop in STOPS.items():
        submission_id = inputs.authority(code, f"Stops at {stop}", as_at=AS_AT)
        for number, row in enumerate(cohort.itertuples()):
            _child(inputs, code, submission_id, f"{code}-{number:05d}", row, stop)
    return inputs


def _child(
    inputs: BuildInputs, code: str, submission_id: str | None, key: str, row: object, stop: str
) -> None:
    """Add a child: stopped by a recommendation, left, or (open) transferred on the last day."""
    owner = {"authority_code": code, "submission_id": submission_id, "child_key": key}
    last = START + timedelta(days=int(row.days))  # type: ignore[attr-defined]
    ending = str(row.ending)  # type: ignore[attr-defined]
    inputs.add("children", **owner, birth_month=date(2012, 6, 1), sex="not_known")
    stopped = ending == stop
    inputs.add(
        "episodes",
        **owner,
        start_date=START,
        end_date=None if stopped else last,
        destination=None if stopped else "transferred" if ending == "open" else "kinship",
    )
    if stopped:
        event = {"milestone": "permanence_recommended", "route": "remain_home"}
        inputs.add("milestones", **owner, **event, event_date=last)


def curve_of(from_r: Path, stop: str) -> pd.DataFrame:
    curves = pd.read_csv(from_r / "curves.csv")
    return curves[curves["stop"] == stop]


def first_day(curve: pd.DataFrame, share: float) -> int | None:
    """Return the first day on which the incidence reaches a share."""
    reached = curve.loc[curve["incidence"] >= share - 1e-9, "days"]
    return None if reached.empty else int(reached.min())


@pytest.mark.parametrize(("code", "stop"), STOPS.items())
def test_incidence_is_survfits_on_every_day(
    code: str, stop: str, candidate: Path, from_r: Path
) -> None:
    with connect(candidate) as connection:
        found = connection.execute(
            "select days, incidence, waiting_if_nobody_left from steps.waiting_incidence "
            "where area = ? and aim = 2 and variant = 'national' and cohort_year = 'all' "
            "order by days",
            [code],
        ).fetchall()
    curve = curve_of(from_r, stop)
    assert [day for day, _, _ in found] == list(curve["days"])
    assert [f for _, f, _ in found] == pytest.approx(list(curve["incidence"]), abs=1e-12)
    assert [s for _, _, s in found] == pytest.approx(list(curve["if_nobody_left"]), abs=1e-12)


@pytest.mark.parametrize(("code", "stop"), STOPS.items())
def test_quartiles_and_incidence_at_the_threshold_are_survfits(
    code: str, stop: str, candidate: Path, from_r: Path
) -> None:
    with connect(candidate) as connection:
        found = connection.execute(
            "select p25_days, median_days, p75_days, cif_at_threshold from marts.waiting_times "
            "where area = ? and aim = 2 and variant = 'national' and cohort_year = 'all'",
            [code],
        ).fetchone()
    curve = curve_of(from_r, stop)
    assert found is not None
    assert list(found[:3]) == [first_day(curve, share) for share in (0.25, 0.5, 0.75)]
    by_then = curve.loc[curve["days"] <= THRESHOLD_DAYS, "incidence"].iloc[-1]
    assert found[3] == pytest.approx(by_then, abs=1e-12)
