"""A candidate warehouse built by dbt from inputs made by hand: once per test session."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import duckdb
import pytest
from filelock import FileLock

from pipelines.settings import DBT_PROJECT_DIR
from tests.support import dbt_once

DBT = Path(sys.executable).with_name("dbt")


class BuildFailed(Exception):  # noqa: N818
    """dbt could not build the candidate, or one of its tests failed; the message is dbt's."""


def build(
    inputs: Path,
    candidate: Path,
    *,
    command: str = "build",
    options: Sequence[str] = (),
    project: Path = DBT_PROJECT_DIR,
    unit_tests: bool = True,
) -> Path:
    """Run `dbt build` (or another command) on a folder of inputs; return the candidate.

    dbt's unit tests try the models on rows of their own: they say the same of any inputs.
    """
    scratch = artefacts(candidate)
    scratch.mkdir(parents=True, exist_ok=True)
    environment = os.environ | {
        "PACE_CANDIDATE": str(candidate),
        "PACE_BUILD_INPUTS": str(inputs),
        "PACE_SPILL": str(scratch / "spill"),
        "PACE_TEST_SEVERITY": "error",
        # Two threads of dbt wait for one another more than they do side by side; its log in full is
        # a tenth of its work.
        "PACE_THREADS": "1",
        "DBT_LOG_LEVEL_FILE": "none",
        "DBT_TARGET_PATH": str(scratch),
        "DBT_LOG_PATH": str(scratch),
        "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
        "DO_NOT_TRACK": "1",
    }
    if not unit_tests:
        environment["DBT_EXCLUDE_RESOURCE_TYPES"] = "unit_test"
    words = ["--quiet", command, "--profiles-dir", str(project), *options]
    is_parsed = project == DBT_PROJECT_DIR and candidate.stem == dbt_once.DATABASE
    (_call if is_parsed else _call_anew)(words, environment, project)
    return candidate


def _call(words: Sequence[str], environment: Mapping[str, str], _project: Path) -> None:
    said = Path(environment["DBT_LOG_PATH"]) / "said.txt"
    if dbt_once.call(words, environment, said):
        raise BuildFailed(said.read_text(encoding="utf-8"))


def _call_anew(words: Sequence[str], environment: Mapping[str, str], project: Path) -> None:
    done = subprocess.run(
        [DBT, *words], cwd=project, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BuildFailed(done.stdout + done.stderr)


def built_once(
    factory: pytest.TempPathFactory,
    name: str,
    write_inputs: Callable[[Path], object],
    *,
    unit_tests: bool = False,
) -> Path:
    """Build inputs under a name, once for all workers of a test session; return the candidate.

    A build that failed is not tried again: every worker is told what dbt said.
    """
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    folder = shared / f"warehouse-{name}"
    candidate, failure = folder / "candidate.duckdb", folder / "failed.txt"
    with FileLock(shared / f"warehouse-{name}.lock"):
        if not folder.exists():
            write_inputs(folder / "inputs")
            try:
                build(folder / "inputs", candidate, unit_tests=unit_tests)
            except BuildFailed as failed:
                failure.write_text(str(failed), encoding="utf-8")
    if failure.exists():
        raise BuildFailed(failure.read_text(encoding="utf-8"))
    return candidate


def artefacts(candidate: Path) -> Path:
    """Return the folder in which dbt left its manifest and results of a candidate's build."""
    return candidate.with_suffix(".dbt")


def connect(candidate: Path) -> duckdb.DuckDBPyConnection:
    """Open a candidate for reading."""
    return duckdb.connect(str(candidate), read_only=True)
