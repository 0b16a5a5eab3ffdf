"""A candidate that fails a check never becomes the warehouse."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from pipelines.settings import HOME_VARIABLE, Home
from tests.support.few_authorities import make_few

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.setenv("DAGSTER_HOME", os.environ.get("DAGSTER_HOME", ""))
    made = Home(tmp_path / "home")
    make_few(made, children=60, seed=1)
    return made


def test_a_failing_check_leaves_the_old_warehouse_in_place(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipelines.intake.keys import load_keys
    from pipelines.intake.receive import take_in
    from pipelines.orchestration.run import run_build
    from pipelines.orchestration.work import find_work, today
    from pipelines.warehouse import prove

    work = find_work(home)
    keys = load_keys(home, create=True)
    for drop in work.waiting[:4]:
        take_in(home, drop, keys, today())
    # Whatever stands stays; that such a build succeeds with the catalogue as it is, the walk shows.
    home.warehouse.write_bytes(standing := b"the warehouse before")

    impossible = yaml.safe_load(prove.MARTS_CATALOGUE.read_text(encoding="utf-8"))
    impossible["checks"] = [
        c | {"arguments": c["arguments"] | {"max_value": -1, "min_value": -2}}
        for c in impossible["checks"]
        if c["id"] == "waiting_is_counted"
    ]
    catalogue = tmp_path / "impossible.yaml"
    catalogue.write_text(yaml.safe_dump(impossible), encoding="utf-8")
    monkeypatch.setattr(prove, "MARTS_CATALOGUE", catalogue)

    outcome = run_build(home, None)
    assert not outcome.succeeded
    assert [reason.partition(":")[0] for reason in outcome.reasons] == ["marts_as_expected"]
    assert home.warehouse.read_bytes() == standing
