"""dbt in a process that has imported it and parsed the project; every call is a fork of it.

Importing and parsing cost as much processor time as building a small world. What a call does is
dbt's own work (`dbtRunner` given a manifest), in a process in which nothing else has been called.

A line in is one call: its environment, its words, the file for what it says. A line out is how it
ended. The process ends when nobody is left to ask.
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import IO, Any

from pipelines.settings import DBT_PROJECT_DIR

# dbt-duckdb calls a database by its file, and what is parsed knows the database.
DATABASE = "candidate"


def call(words: Sequence[str], environment: Mapping[str, str], said: Path) -> int:
    """Call dbt on the project; return how it ended (0: well). What it said is in the file."""
    asked, told = _parsed(environment["PACE_TEST_SEVERITY"])
    request = {"words": list(words), "environment": dict(environment), "said": str(said)}
    asked.write(json.dumps(request) + "\n")
    asked.flush()
    answer = told.readline()
    if not answer:
        raise RuntimeError("the process that has parsed the dbt project has ended")
    return int(answer)


@cache
def _parsed(severity: str) -> tuple[IO[str], IO[str]]:
    """Start the process, once for each severity of tests: that is part of what is parsed."""
    process = subprocess.Popen(
        [sys.executable, "-m", __name__],
        cwd=DBT_PROJECT_DIR.parent,
        env=os.environ | {"PACE_TEST_SEVERITY": severity},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


def main() -> int:
    """Parse, then fork for every line."""
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)  # what a library prints is no answer
    os.chdir(DBT_PROJECT_DIR)
    manifest, as_file = _parse()
    if threading.active_count() > 1:
        raise SystemExit("A fork takes no threads along.")
    gc.collect()
    gc.freeze()  # what stays need not be looked at again by every child
    for line in sys.stdin:
        child = os.fork()
        if not child:
            answers.close()
            return _call(json.loads(line), manifest, as_file)
        _, status = os.waitpid(child, 0)
        answers.write(f"{os.waitstatus_to_exitcode(status)}\n")
        answers.flush()
    gc.unfreeze()
    return 0


def _parse() -> tuple[Any, bytes]:
    """Return the manifest, and the file of it that dbt leaves."""
    from dbt.cli.main import dbtRunner

    with TemporaryDirectory() as folder:
        os.environ["PACE_CANDIDATE"] = f"{folder}/{DATABASE}.duckdb"
        os.environ["DBT_TARGET_PATH"] = os.environ["DBT_LOG_PATH"] = folder
        parsed = dbtRunner().invoke(["--quiet", "parse", "--profiles-dir", str(DBT_PROJECT_DIR)])
        if not parsed.success:
            raise SystemExit(f"dbt could not parse the project: {parsed.exception}")
        return parsed.result, Path(folder, "manifest.json").read_bytes()


def _call(request: dict[str, Any], manifest: Any, as_file: bytes) -> int:
    from dbt.cli.main import dbtRunner

    said = os.open(request["said"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.dup2(said, 1)
    os.dup2(said, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.environ.clear()
    os.environ.update(request["environment"])
    Path(os.environ["DBT_TARGET_PATH"], "manifest.json").write_bytes(as_file)
    called = dbtRunner(manifest).invoke(request["words"])
    if called.exception is not None:
        print(called.exception, flush=True)  # noqa: T201
    return 0 if called.success else 1


if __name__ == "__main__":
    sys.exit(main())
