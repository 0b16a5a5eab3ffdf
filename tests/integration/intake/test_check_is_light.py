"""``pace check`` judges without the graph: neither Dagster nor dbt is imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.unit.intake.extracts import files, write

CODE = """
import gc, json, sys
from pipelines.cli import app
try:
    app(["check", sys.argv[1], "--home", sys.argv[2], "--json"])
except SystemExit:
    pass
heavy = ("dagster", "dbt", "openpyxl", "great_expectations")
told = {"imported": [name for name in heavy if name in sys.modules]}
print(json.dumps(told | {"collects": gc.isenabled(), "frozen": gc.get_freeze_count() > 100_000}))
"""


def test_neither_dagster_nor_dbt_and_what_judges_is_no_garbage(tmp_path: Path) -> None:
    folder = write(tmp_path / "somewhere" / "2019-07-31", files())
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(folder), str(tmp_path / "home")],
        capture_output=True,
        text=True,
        check=True,
    )
    told = json.loads(done.stdout.splitlines()[-1])
    assert told == {"imported": ["great_expectations"], "collects": True, "frozen": True}
