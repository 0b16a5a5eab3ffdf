"""Run the jobs of the asset graph in this process, for the ``pace`` command.

The same graph the web pages show, recorded in the same instance (``.pace/dagster``).
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from itertools import repeat
from pathlib import Path
from threading import Thread
from typing import Any

from filelock import FileLock

from pipelines.orchestration.workers import worker_pool
from pipelines.settings import HOME_VARIABLE, PROJECT_ROOT, Home

AUTHORITIES_PER_WORKER = 6
# None of these looks at the home or starts a thread when it is imported.
SLOW_TO_IMPORT = (
    "great_expectations",
    "pipelines.orchestration.transform",
    "pipelines.orchestration.event_log",
    "pipelines.intake.receive",
)


@dataclass(frozen=True)
class JobOutcome:
    """Whether a job ended well, and in words why not."""

    succeeded: bool
    reasons: list[str] = field(default_factory=list)


def prepare_instance(home: Home) -> Path:
    """Point Dagster at the home's own instance and return its folder."""
    folder = home.work / "dagster"
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(PROJECT_ROOT / "dagster.yaml", folder / "dagster.yaml")
    os.environ["DAGSTER_HOME"] = str(folder)
    os.environ["DAGSTER_DISABLE_TELEMETRY"] = "1"
    os.environ[HOME_VARIABLE] = str(home.root)
    return folder


def run_intake(home: Home, authority_code: str) -> JobOutcome:
    """Take in what one authority has dropped."""
    return _run(home, "intake", partition_key=authority_code)


def run_intakes(home: Home, authority_codes: Sequence[str]) -> Iterator[JobOutcome]:
    """Take in several authorities, one run each, side by side where that pays; yield as they end.

    Importing takes seconds: the workers are forked from one process that has imported, and this
    process imports meanwhile what the build will need.
    """
    workers = min(os.cpu_count() or 1, len(authority_codes) // AUTHORITIES_PER_WORKER)
    if workers < 2:
        yield from (run_intake(home, code) for code in authority_codes)
        return
    prepare_instance(home)
    with worker_pool(workers, SLOW_TO_IMPORT) as pool:
        outcomes = pool.map(run_intake, repeat(home), authority_codes)
        Thread(target=_import_slow, daemon=True).start()
        yield from outcomes


def _import_slow() -> None:
    for name in SLOW_TO_IMPORT:
        import_module(name)


def run_build(home: Home, as_known_at: date | None) -> JobOutcome:
    """Build, prove and swap in the warehouse, or the vintage of a day."""
    if as_known_at is None:
        return _run(home, "build")
    config = {"ops": {"in_force": {"config": {"as_known_at": as_known_at.isoformat()}}}}
    return _run(home, "rebuild_as_known_at", run_config=config)


def run_release(home: Home) -> JobOutcome:
    """Prepare a disclosure-checked draft."""
    return _run(home, "release")


def _run(
    home: Home,
    job: str,
    partition_key: str | None = None,
    run_config: dict[str, Any] | None = None,
) -> JobOutcome:
    prepare_instance(home)
    # Imported here: seconds, and only a run needs them.
    from pipelines.definitions import defs

    quiet = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}
    with _speech_kept_in(home.work / "last_run.log"), _instance(home) as instance:
        result = defs.resolve_job_def(job).execute_in_process(
            instance=instance,
            partition_key=partition_key,
            run_config=(run_config or {}) | quiet,
            raise_on_error=False,
        )
        if result.success:
            return JobOutcome(True)
        return JobOutcome(False, _reasons(result))


@contextmanager
def _instance(home: Home) -> Iterator[Any]:
    """Open the home's Dagster instance; two that make its tables at once would trip."""
    import dagster as dg

    with FileLock(home.work / "dagster.lock"):
        instance = dg.DagsterInstance.get()
    with instance:
        yield instance


@contextmanager
def _speech_kept_in(log: Path) -> Iterator[None]:
    """Let what the tools print go into a file; the terminal belongs to the command."""
    with log.open("a", encoding="utf-8") as file, redirect_stdout(file), redirect_stderr(file):
        yield


def _reasons(result: Any) -> list[str]:
    """Return failed blocking checks in sentences, else the kind of error of each failed step."""
    reasons = [
        f"{evaluation.check_name}: {_failed(evaluation)}"
        for evaluation in result.get_asset_check_evaluations()
        if not evaluation.passed and evaluation.blocking
    ]
    if reasons:
        return reasons
    return [
        reason
        for event in result.get_step_failure_events()
        for reason in _reasons_of(event.step_failure_data, event.step_key)
    ]


def _reasons_of(failure: Any, step: str) -> list[str]:
    """Return what a step of ours said of its failure, else the kind of its error."""
    said = failure.user_failure_data
    return (
        (said.description or step).splitlines()
        if said
        else [f"{step}: {_error_name(failure.error)}"]
    )


def _failed(evaluation: Any) -> str:
    held = evaluation.metadata.get("failed")
    return "; ".join(f"{k} ({v})" for k, v in (held.value if held else {}).items())


def _error_name(error: Any) -> str:
    # The message of a library may carry a value; its class does not. Ours are written to be shown.
    while error.cause is not None:
        error = error.cause
    return str(error.cls_name)
