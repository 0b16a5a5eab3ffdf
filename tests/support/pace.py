"""Run the ``pace`` command as a person would, and look into what it built."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb


@dataclass(frozen=True)
class Ran:
    """What a command printed and how it ended."""

    exit_code: int
    out: str
    err: str

    @property
    def facts(self) -> dict[str, Any]:
        """Return the JSON object of a command called with ``--json``."""
        found: dict[str, Any] = json.loads(self.out)
        return found


def pace(*words: str | Path, hash_seed: str = "0", timeout: int = 400) -> Ran:
    """Run ``pace`` in a process of its own."""
    command = [str(Path(sys.executable).with_name("pace")), *map(str, words)]
    done = subprocess.run(
        command,
        capture_output=True,
        text=True,
        timeout=timeout,
        check=False,
        env=os.environ | {"PYTHONHASHSEED": hash_seed},
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def tables(file: Path, schemas: tuple[str, ...] = ("core", "marts")) -> dict[str, list[Any]]:
    """Return every row of every table of some schemas, in the order in which they lie there."""
    with duckdb.connect(str(file), read_only=True) as connection:
        names = connection.execute(
            "select schema_name, table_name from duckdb_tables() "
            "where list_contains($schemas, schema_name) order by all",
            {"schemas": list(schemas)},
        ).fetchall()
        return {
            f"{schema}.{table}": connection.execute(
                f'select * from "{schema}"."{table}"'  # noqa: S608
            ).fetchall()
            for schema, table in names
        }
