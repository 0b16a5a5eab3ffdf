"""The small demonstration from made extracts to the draft; with nothing new; with one change."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from benchmarks.measured import measured, say, tool
from pipelines.settings import Home
from pipelines.synthetic.world import make_world

CHILDREN = 3_000


def main() -> None:
    """Print the three figures, the last two as shares of the first."""
    with tempfile.TemporaryDirectory() as folder:
        os.environ["PACE_KEY_FILE"] = str(Path(folder) / "pseudonym.key")
        home = Home(Path(folder) / "home")
        make_world(home, children=CHILDREN, seed=2014)
        command = [tool("pace"), "run", "--home", str(home.root), "--json"]
        first = measured(command)
        say(f"{CHILDREN:,} children, extracts to draft   {first}")
        nothing = measured(command)
        say(f"  nothing new                      {nothing}   {nothing.wall / first.wall:.0%}")
        changed = sorted(home.extracts.rglob("episodes.csv"))[0]
        *rows, _last = changed.read_bytes().splitlines(keepends=True)
        changed.write_bytes(b"".join(rows))
        one = measured(command)
        say(f"  one authority changed            {one}   {one.wall / first.wall:.0%}")
