"""Marked values through whole runs of ``pace run``: let end, broken by an exception, killed.

The runs are processes of their own with a folder for temporary files that holds nothing else. Most
are broken at a named call of a library, in the middle of writing: there, rather than at a random
moment, is where half a sheet would be left.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from pipelines.settings import Home
from tests.prove.log import say
from tests.support.damage.clean import Sent, sent
from tests.support.marked import MARK, Marks, found_in_temporary, found_under, marked
from tests.support.small_home import write_programme

SHAPES = ("standard_csv", "book_each", "tracker", "parquet")
WAYS = ("accepted", "put aside", "refused")
ENDED, RAISED, KILLED = "let end", "broken by an exception", "killed"


@dataclass(frozen=True)
class Plan:
    """How a run is to end: at the n-th call of a name in a module or class, or after seconds."""

    how: str = ENDED
    where: str = ""
    name: str = ""
    count: int = 1
    seconds: float | None = None

    @property
    def words(self) -> list[str]:
        """Return what the harness is told."""
        return [self.how, self.where, self.name, str(self.count)]


PLANS = (
    Plan(),
    Plan(RAISED, "pipelines.intake.receive", "keep_submission"),
    Plan(RAISED, "pipelines.intake.receive", "judge_submission", 2),
    Plan(RAISED, "pipelines.orchestration.warehouse_assets", "gather"),
    Plan(KILLED, "xlsxwriter.worksheet.Worksheet", "write_string", 40),
    Plan(KILLED, "xlsxwriter.workbook.Workbook", "_store_workbook", 2),
    Plan(KILLED, "pyarrow.parquet", "write_table"),
    Plan(KILLED, "pyarrow.parquet", "write_table", 5),
    Plan(KILLED, "os", "fsync", 3),
    Plan(KILLED, "os", "fsync", 9),
    Plan(KILLED, "openpyxl.worksheet._writer.WorksheetWriter", "write_row", 30),
)
AT_RANDOM = 5
# Calls the command after having broken what the words before the command say.
_HARNESS = """
import importlib, os, signal, sys
how, where, name, count = sys.argv[1:5]
sys.argv[1:5] = []
if where:
    try:
        owner = importlib.import_module(where)
    except ImportError:
        module, _, kind = where.rpartition(".")
        owner = getattr(importlib.import_module(module), kind)
    true, left = getattr(owner, name), [int(count)]

    def broken(*given, **named):
        left[0] -= 1
        if left[0]:
            return true(*given, **named)
        if how == "killed":
            os.kill(os.getpid(), signal.SIGKILL)
        raise RuntimeError(repr((given, named)))

    setattr(owner, name, broken)
from pipelines.cli import app
app()
"""


@dataclass
class Seen:
    """What came of the runs: how often each ending, and where a mark, or any file, was left."""

    endings: Counter[str] = field(default_factory=Counter)
    found: list[str] = field(default_factory=list)
    left_in_temporary: Counter[str] = field(default_factory=Counter)
    left_in_home: Counter[str] = field(default_factory=Counter)


def runs(root: Path, marks: Marks, chance: random.Random) -> Seen:
    """Send marked values through runs that end in each way, and look after each of them."""
    home, temporary, seen = Home(root / "runs"), root / "temporary", Seen()
    temporary.mkdir()
    senders = [sent(shape, 200 + number, 24) for number, shape in enumerate(SHAPES)]
    _prepare(home, senders)
    at_random = [Plan(KILLED, seconds=chance.uniform(4, 70)) for _kill in range(AT_RANDOM)]
    for number, plan in enumerate((*PLANS, *at_random, Plan())):
        for at, one in enumerate(senders):
            way = WAYS[(number + at) % len(WAYS)]
            folder = f"{one.as_at.isoformat()}-{number:02}"
            _send(home.extracts / one.authority.code / folder, marked(one, way, marks, chance))
        ending, said = _run(home, temporary, plan)
        seen.endings[ending] += 1
        _look(home, temporary, said, seen)
        say(f"run {number + 1}: {plan.name or plan.how}, {ending}, {len(seen.found)} found")
    return seen


def _prepare(home: Home, senders: list[Sent]) -> None:
    write_programme(home, [one.authority.code for one in senders])
    home.authorities.mkdir()
    for one in senders:
        if one.mapping is not None:
            name = f"area-{one.authority.code.lower()}.yaml"
            (home.authorities / name).write_bytes(one.mapping)


def _send(folder: Path, files: dict[str, bytes]) -> None:
    folder.mkdir(parents=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


def _run(home: Home, temporary: Path, plan: Plan) -> tuple[str, str]:
    """Run the command; return how it ended and all that it said."""
    command = [sys.executable, "-c", _HARNESS, *plan.words, "run", "--home", str(home.root)]
    surroundings = os.environ | {"TMPDIR": str(temporary), "PYTHONPATH": str(Path.cwd())}
    run = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=surroundings
    )
    try:
        said, _none = run.communicate(timeout=plan.seconds)
    except subprocess.TimeoutExpired:
        run.kill()
        said, _none = run.communicate()
    if run.returncode == -signal.SIGKILL:
        return KILLED, said.decode()
    # One that was to be broken and was not is told as what it is.
    is_broken = plan.how == RAISED and run.returncode == 1
    return (RAISED if is_broken else ENDED), said.decode()


def _look(home: Home, temporary: Path, said: str, seen: Seen) -> None:
    seen.found += [*found_under(home), *found_in_temporary(temporary)]
    if MARK in said:
        seen.found.append("what a run said")
    seen.left_in_temporary.update(_kinds_of(temporary))
    seen.left_in_home.update(_kinds_of(home.scratch))


def _kinds_of(folder: Path) -> Iterator[str]:
    """Yield the beginnings of the names of the files that lie in a folder; the rest varies."""
    for path in folder.rglob("*"):
        if not path.is_dir() and path.suffix != ".lock":
            yield path.name[:3]
