"""A candidate that fails a check never becomes the warehouse."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from pipelines.settings import HOME_VARIABLE, Home
from pipelines.synthetic.world import make_world

pytestmark = pytest.mark.slow


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    monkeypatch.setenv("DAGSTER_HOME", os.environ.get("DAGSTER_HOME", ""))
    made = Home(tmp_path / "home")
    make_world(made, children=60, seed=1)
    return made


def test_a_failing_check_leaves_the_old_warehouse_in_place(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from pipelines.contract.authorities import authorities_of
    from pipelines.intake.drop_folder import find_drop_folders
    from pipelines.intake.keys import load_keys
    from pipelines.intake.receive import take_in
    from pipelines.orchestration.run import run_build
    from pipelines.orchestration.work import find_work, today
    from pipelines.warehouse import prove

    work = find_work(home)
    keys = load_keys(home, create=True)
    for drop in work.waiting[:3]:
        take_in(home, drop, keys, today())
    assert run_build(home, None).succeeded
    standing = home.warehouse.read_bytes()

    impossible = yaml.safe_load(prove.MARTS_CATALOGUE.read_text(encoding="utf-8"))
    impossible["checks"] = [
        c | {"arguments": c["arguments"] | {"max_value": -1, "min_value": -2}}
        for c in impossible["checks"]
        if c["id"] == "waiting_is_counted"
    ]
    catalogue = tmp_path / "impossible.yaml"
    catalogue.write_text(yaml.safe_dump(impossible), encoding="utf-8")
    monkeypatch.setattr(prove, "MARTS_CATALOGUE", catalogue)
    take_in(home, find_drop_folders(home, authorities_of(home)).known[5], keys, today())

    outcome = run_build(home, None)
    assert not outcome.succeeded
    assert any("marts_as_expected" in reason for reason in outcome.reasons)
    assert home.warehouse.read_bytes() == standing
