"""A job asks for the home as a command does, whoever started it."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg
import pytest

from pipelines import run_lock
from pipelines.orchestration.resources import HomeResource
from pipelines.run_lock import HomeIsBusy, home_lock
from pipelines.settings import Home

HOLDS = """
import sys
from pathlib import Path
from pipelines.run_lock import home_lock
from pipelines.settings import Home

with home_lock(Home(Path(sys.argv[1]))):
    print("held", flush=True)
    sys.stdin.read()
"""


@contextmanager
def held_by_another_process(home: Home) -> Iterator[None]:
    command = [sys.executable, "-c", HOLDS, str(home.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        yield
        other.communicate()


def a_job(home: Home) -> bool:
    @dg.op
    def works(place: HomeResource) -> None:
        assert place.home == home

    @dg.job(resource_defs={"place": HomeResource(root=str(home.root))})
    def job() -> None:
        works()

    return job.execute_in_process().success


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setattr(run_lock, "_PATIENCE_SECONDS", 0.2)
    return Home(tmp_path / "home")


def test_a_job_does_not_work_beside_a_command(home: Home) -> None:
    with held_by_another_process(home), pytest.raises(dg.DagsterResourceFunctionError) as stopped:
        a_job(home)
    assert isinstance(stopped.value.__cause__, HomeIsBusy)
    assert a_job(home)


def test_a_job_waits_for_its_turn(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run_lock, "_PATIENCE_SECONDS", 60.0)
    command = [sys.executable, "-c", HOLDS, str(home.root)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as other:
        assert other.stdin is not None
        assert other.stdout is not None
        other.stdout.readline()
        other.stdin.close()
        assert a_job(home)


def test_a_job_of_a_command_is_within_what_the_command_holds(home: Home) -> None:
    with home_lock(home):
        assert a_job(home)


def test_a_job_of_a_worker_is_within_what_its_run_holds(
    home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run_lock, "_within_a_run", True)
    with held_by_another_process(home):
        assert a_job(home)


def test_a_sensor_only_looks_and_holds_nothing(home: Home) -> None:
    with (
        held_by_another_process(home),
        dg.build_resources({"place": HomeResource(root=str(home.root))}),
    ):
        pass
