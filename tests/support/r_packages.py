"""Tables that R's packages made (``tests/reference``), and whether they would make them today."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pandas as pd
import pytest

REFERENCE = Path(__file__).resolve().parents[1] / "reference"


def table(name: str) -> pd.DataFrame:
    """Return one of the tables."""
    return pd.read_csv(REFERENCE / f"{name}.csv", skipinitialspace=True)


def assert_r_says_so_today(script: str, folder: Path) -> None:
    """Run a script of ``tests/reference`` again and compare; skip where R or the package is not."""
    if shutil.which("Rscript") is None:
        pytest.skip("R is not installed here")
    command = ["Rscript", str(REFERENCE / f"{script}.R"), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if "there is no package called" in done.stderr:
        pytest.skip(f"R has not the packages of {script}.R here")
    assert done.returncode == 0, done.stderr
    written = sorted(folder.glob("*.csv"))
    assert written
    for file in written:
        one, other = (pd.read_csv(f) for f in (file, REFERENCE / file.name))
        pd.testing.assert_frame_equal(one, other, rtol=1e-6)
