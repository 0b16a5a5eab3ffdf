"""What Dagster reads of dbt is whole, whoever else parses the same project meanwhile."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from pipelines.orchestration import transform

PARSED = json.dumps({"nodes": {str(n): "x" * 50 for n in range(20_000)}})
ASK = "from pipelines.orchestration.transform import manifest_file; print(manifest_file())"


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "dbt_project.yml").write_text("name: pace\n", encoding="utf-8")
    monkeypatch.setattr(transform, "DBT_PROJECT_DIR", tmp_path)
    return tmp_path


def test_several_at_once_parse_once_and_each_reads_a_whole_manifest(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    parsed: list[Path] = []

    def parse_slowly(folder: Path) -> None:
        parsed.append(folder)
        with (folder / "manifest.json").open("w", encoding="utf-8") as file:
            for begin in range(0, len(PARSED), 10_000):
                file.write(PARSED[begin : begin + 10_000])
                file.flush()

    monkeypatch.setattr(transform, "_parse_into", parse_slowly)
    with ThreadPoolExecutor(8) as pool:
        read = list(pool.map(lambda _: transform.manifest_file().read_text("utf-8"), range(24)))
    assert set(read) == {PARSED}
    assert len(parsed) == 1
    assert transform.manifest_file().is_relative_to(project)


def test_what_dbt_writes_meanwhile_is_not_walked(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever parses beside us makes and removes folders of its own under ``target``."""
    (project / "target" / "graph" / "of_another").mkdir(parents=True)
    (project / "models").mkdir()
    seen: list[Path] = []
    scan = os.scandir

    def scan_and_remember(folder: str = ".") -> object:
        seen.append(Path(folder))
        return scan(folder)

    monkeypatch.setattr(os, "scandir", scan_and_remember)
    transform.project_digest()
    assert set(seen) == {project, project / "models"}


def test_another_state_of_the_project_is_another_file(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        transform, "_parse_into", lambda folder: (folder / "manifest.json").write_text("{}")
    )
    before = transform.manifest_file()
    (project / "model.sql").write_text("select 1", encoding="utf-8")
    assert transform.manifest_file() != before
    assert before.exists()


def test_what_others_parse_is_not_what_dagster_reads(repository: Path) -> None:
    answer = subprocess.run(
        [sys.executable, "-c", ASK], cwd=repository, capture_output=True, text=True, check=True
    )
    file = Path(answer.stdout.strip().splitlines()[-1])
    assert file != repository / "dbt_project" / "target" / "manifest.json"
    assert json.loads(file.read_text("utf-8"))["nodes"]
