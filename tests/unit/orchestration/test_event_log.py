"""All runs share one event log file, and each finds its own events in it again."""

from __future__ import annotations

from pathlib import Path

import dagster as dg
import pytest

from pipelines.orchestration.run import prepare_instance
from pipelines.settings import Home


@dg.asset
def a_table() -> None:
    """Nothing; that it was made is what is logged."""


def test_runs_share_one_file_and_keep_their_events_apart(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("DAGSTER_HOME", "DAGSTER_DISABLE_TELEMETRY", "PACE_HOME"):
        monkeypatch.setenv(name, "to be set by the instance and put back by the test")
    folder = prepare_instance(Home(tmp_path))
    with dg.DagsterInstance.get() as instance:
        runs = [dg.materialize([a_table], instance=instance).run_id for _ in range(2)]
    with dg.DagsterInstance.get() as again:
        made = again.fetch_materializations(dg.AssetKey("a_table"), limit=10).records
        assert sorted(m.run_id for m in made) == sorted(runs)
        assert all(again.all_logs(run) for run in runs)
        assert {e.run_id for run in runs for e in again.all_logs(run)} == set(runs)
    assert not list(folder.glob("history/runs/*-*.db")), "a database per run was made"
    assert (folder / "event_log.db").exists()
