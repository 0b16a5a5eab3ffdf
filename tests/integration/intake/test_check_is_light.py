"""``pace check`` judges without the graph: neither Dagster nor dbt is imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

from tests.unit.intake.extracts import files, write

CODE = """
import json, sys
from pipelines.cli import app
try:
    app(["check", sys.argv[1], "--home", sys.argv[2], "--json"])
except SystemExit:
    pass
heavy = ("dagster", "dbt", "openpyxl", "great_expectations")
print(json.dumps([name for name in heavy if name in sys.modules]))
"""


def test_neither_dagster_nor_dbt(tmp_path: Path) -> None:
    folder = write(tmp_path / "somewhere" / "2019-07-31", files())
    done = subprocess.run(
        [sys.executable, "-c", CODE, str(folder), str(tmp_path / "home")],
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(done.stdout.splitlines()[-1]) == ["great_expectations"]
