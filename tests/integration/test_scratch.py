"""Temporary files lie in the home, in a folder of its own, and do not outlive the next command."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import tempfile
from pathlib import Path

from pipelines.run_lock import home_lock
from pipelines.scratch import outside_scratch, own_scratch
from pipelines.settings import Home

MARKED = b"ZQ7Xmarked"
# Two libraries are killed in the middle: one leaves a sheet, the other has a folder for a while.
KILLED = """
import os, signal, sys, tempfile
from pathlib import Path
import openpyxl
from pipelines.run_lock import home_lock
from pipelines.settings import Home

with home_lock(Home(Path(sys.argv[1]))), tempfile.TemporaryDirectory() as folder:
    Path(folder, "part").write_text("ZQ7Xmarked")
    sheet = openpyxl.Workbook(write_only=True).create_sheet("s")
    for _row in range(3_000):
        sheet.append(["ZQ7Xmarked"] * 8)
    os.kill(os.getpid(), signal.SIGKILL)
"""


def holding(folder: Path) -> list[Path]:
    return [p for p in folder.rglob("*") if p.is_file() and MARKED in p.read_bytes()]


def test_what_a_killed_command_leaves_lies_in_the_home_and_is_swept(tmp_path: Path) -> None:
    home, elsewhere = Home(tmp_path / "home"), tmp_path / "tmp"
    elsewhere.mkdir()
    killed = subprocess.run(
        [sys.executable, "-c", KILLED, str(home.root)],
        env={**os.environ, "TMPDIR": str(elsewhere)},
        check=False,
    )
    assert killed.returncode == -signal.SIGKILL
    assert list(elsewhere.iterdir()) == []
    assert len(holding(home.scratch)) == 2
    assert len(holding(tmp_path)) == 2
    assert {stat.S_IMODE(p.stat().st_mode) for p in home.scratch.iterdir() if p.is_dir()} == {0o700}
    with home_lock(home):
        assert holding(tmp_path) == []


def test_what_others_are_at_work_with_is_left_alone(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    before = tempfile.gettempdir(), os.environ.get("TMPDIR")
    with own_scratch(home) as outer:
        assert tempfile.gettempdir() == os.environ["TMPDIR"] == str(outer)
        with own_scratch(home) as inner:
            assert outer.is_dir()
            assert inner.is_dir()
        assert not inner.exists()
        with outside_scratch():
            assert home.root not in Path(tempfile.gettempdir()).parents
        assert tempfile.gettempdir() == str(outer)
    assert (tempfile.gettempdir(), os.environ.get("TMPDIR")) == before
    assert [p for p in home.scratch.iterdir() if p.is_dir()] == []
