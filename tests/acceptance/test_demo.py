"""``make demo`` as a newcomer runs it, and the page that is written from it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from pipelines.settings import Home
from tests.acceptance.worked_example import PAGE, page_of

# One worker runs the demonstration once.
pytestmark = pytest.mark.xdist_group("demo")


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, dict[str, Any], str]:
    """Run the demonstration at its usual size; return the home, its facts and what it said."""
    root = tmp_path_factory.mktemp("demo") / "data"
    pace = Path(sys.executable).with_name("pace")
    done = subprocess.run(
        [pace, "demo", "--home", root, "--json"],
        capture_output=True,
        text=True,
        check=False,
        env=dict(os.environ),
        timeout=600,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return Home(root.resolve()), json.loads(done.stdout), done.stderr


def test_the_demonstration_ends_with_a_warehouse_and_a_draft(
    demo: tuple[Home, dict[str, Any], str],
) -> None:
    home, facts, _said = demo
    assert home.warehouse.exists()
    assert (Path(facts["draft"]) / "report.html").exists()
    assert facts["data_status"] == "MADE-UP"


def test_the_worked_example_says_what_the_demonstration_does(
    demo: tuple[Home, dict[str, Any], str],
) -> None:
    home, _facts, _said = demo
    assert page_of(home) == PAGE.read_text(encoding="utf-8"), (
        "The page has drifted: run `make demo`, then `make worked-example`."
    )
