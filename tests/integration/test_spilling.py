"""Under a small memory limit a build goes to disk and comes to its end."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from tests.support.inputs import BuildInputs
from tests.support.warehouse import BuildFailed, artefacts, build

MEMORY = "120MB"
EPISODES = 600_000
# Rule of time 2: two windows and a sort over all episodes, and the largest text of the models.
MODEL = ("--select", "+merged_episode", "--exclude-resource-type", "test", "unit_test")


@pytest.fixture(scope="module")
def many_episodes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Inputs with more episodes than the memory limit can hold."""
    folder = BuildInputs().write(tmp_path_factory.mktemp("spilling") / "inputs")
    file = folder / "episodes" / "many.parquet"
    duckdb.sql(
        "select 'S12000033' as authority_code, '2020-12-31-s12000033' as submission_id,"
        " md5(concat('one', n // 2)) || md5(concat('two', n // 2)) as child_key,"
        " date '2015-01-01' + (n % 900)::integer as start_date,"
        " date '2018-01-01' + (n % 700)::integer as end_date, 'kinship' as destination"
        " from range(?) as t(n)",
        params=[EPISODES],
    ).write_parquet(str(file))
    return folder


def test_what_memory_cannot_hold_goes_to_disk(
    many_episodes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PACE_MEMORY_LIMIT", MEMORY)
    candidate = build(many_episodes, tmp_path / "candidate.duckdb", options=MODEL)
    with duckdb.connect(str(candidate), read_only=True) as warehouse:
        counted = warehouse.execute("select count(*) from steps.merged_episode").fetchone()
    assert counted == (EPISODES // 2,)


def test_without_a_disk_to_go_to_it_does_not_fit(
    many_episodes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Else the test above would say nothing."""
    candidate = tmp_path / "candidate.duckdb"
    artefacts(candidate).mkdir()
    (artefacts(candidate) / "spill").touch()  # a file: no folder can be made there
    monkeypatch.setenv("PACE_MEMORY_LIMIT", MEMORY)
    with pytest.raises(BuildFailed, match="merged_episode"):
        build(many_episodes, candidate, options=MODEL)
