"""Marked values through accept, refuse, put aside and crash: none may be found anywhere after.

Some 200 marked values are sent in every shape: as ids, carers, codes, dates, names of columns and
free text; each submission is accepted, partly accepted, refused or crashed at a step. More go
through whole runs that are let end, broken by an exception and killed (``marked_runs``). Then every
byte under the home but for what was sent is searched (Dagster's storage, dbt's and the logs
with it), every text in its Parquet files, databases and workbooks, every file in the folder for
temporary files, and all that was said. The authority's own ``child_id`` may stand in its own
feedback, and nowhere else.
"""

from __future__ import annotations

import contextlib
import io
import logging
import random
import tempfile
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

from pipelines.intake import judge_tables, keep, receive
from pipelines.intake.check import check
from pipelines.intake.drop_folder import DropFolder
from pipelines.intake.keys import load_keys
from pipelines.intake.receive import take_in
from pipelines.settings import Home
from tests.prove.keys import own_key
from tests.prove.log import say
from tests.prove.marked_runs import Seen, runs
from tests.support.damage.clean import SHAPES, Sent, sent
from tests.support.marked import MARK, Marks, found_in_temporary, found_under, marked

FIGURES = Path("docs/figures/marks.md")
CRASHES = (
    (judge_tables, "judge"),
    (keep, "_write"),
    (receive, "keep_submission"),
    (receive, "append_receipt"),
)
WAYS = ("accepted", "put aside", "refused", "crashed")
ABOUT = """
`make prove marks`: marked values as ids, carers, dates, codes and free text, in every shape,
through every ending, and through whole runs of `pace run` that are let end, broken by an exception
(whose message holds what was in hand) and killed in the middle of a write. Then searched: every
byte under the home but for what was sent (its scratch folder, Dagster's storage and dbt's artefacts
with it), every text in its Parquet files, databases and workbooks, the system's folder for
temporary files, and all that was said or logged; after each run, before the next could sweep
anything. The authority's own `child_id` may stand in its workbook.
"""


class Crash(RuntimeError):  # noqa: N818
    """What is thrown in the middle of a step; its text is a marked value too."""


def prove(seed: int = 1) -> int:
    """Send marked values and look for them; return 1 where one is found."""
    own_key(Path(".prove"))
    marks, chance = Marks(), random.Random(seed)
    outcomes: dict[str, int] = {}
    said = io.StringIO()
    with tempfile.TemporaryDirectory() as root, tempfile.TemporaryDirectory() as temporary:
        home = Home(Path(root) / "home")
        with _all_that_is_said(said), mock.patch.object(tempfile, "tempdir", temporary):
            for number, shape in enumerate(SHAPES * 2):
                way = WAYS[number % 4] if number < 12 else WAYS[(number + 1) % 4]
                how = _send(home, sent(shape, 70 + number, 33), way, marks, chance)
                outcomes[how] = outcomes.get(how, 0) + 1
        found = [*found_under(home), *found_in_temporary(Path(temporary))]
        if MARK in said.getvalue():
            found.append("what was said")
        seen = runs(Path(root), marks, chance)
    return _write(marks, outcomes, found, seen)


@contextlib.contextmanager
def _all_that_is_said(said: io.StringIO) -> Iterator[None]:
    handler = logging.StreamHandler(said)
    logging.getLogger().addHandler(handler)
    logging.getLogger().setLevel(logging.DEBUG)
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        yield
    logging.getLogger().removeHandler(handler)


def _send(home: Home, one: Sent, way: str, marks: Marks, chance: random.Random) -> str:
    folder = home.extracts / one.authority.code / f"{one.as_at.isoformat()}-{len(marks.given)}"
    folder.mkdir(parents=True)
    if one.mapping is not None:
        home.authorities.mkdir(parents=True, exist_ok=True)
        (home.authorities / f"{one.authority.slug}.yaml").write_bytes(one.mapping)
    for name, data in marked(one, way, marks, chance).items():
        (folder / name).write_bytes(data)
    drop = DropFolder(one.authority, folder, one.as_at, folder.name[11:])
    keys = load_keys(home, create=True)
    if way == "crashed":
        module, name = chance.choice(CRASHES)
        with mock.patch.object(module, name, side_effect=Crash(f"{MARK} in the middle")):
            try:
                take_in(home, drop, keys, one.as_at)
            except Crash:
                return "crashed"
    result = check(folder, home)
    print([finding.line for finding in result.findings])  # noqa: T201  (searched, not shown)
    return take_in(home, drop, keys, one.as_at).outcome.value


def _write(marks: Marks, outcomes: dict[str, int], found: list[str], seen: Seen) -> int:
    places = [*found, *seen.found]
    left = sum(seen.left_in_temporary.values())
    lines = [
        "# Marked values",
        "",
        *ABOUT.strip().splitlines(),
        "",
        "| figure | value |",
        "|---|---:|",
        f"| marked values | {len(marks.given)} |",
        *(f"| submissions that ended {how} | {n} |" for how, n in sorted(outcomes.items())),
        *(f"| whole runs {how} | {n} |" for how, n in sorted(seen.endings.items())),
        f"| **places where one was found** | **{len(places)}** |",
        *(f"| … {place} | |" for place in sorted(set(places))),
        f"| files and folders left in the system's folder for temporary files | {left} |",
        *(f"| … `{kind}…` | {n} |" for kind, n in sorted(seen.left_in_temporary.items())),
        *(
            f"| left by a killed run in the home's scratch folder, until the next run: `{kind}…` "
            f"| {n} |"
            for kind, n in sorted(seen.left_in_home.items())
        ),
        "",
    ]
    FIGURES.write_text("\n".join(lines), encoding="utf-8")
    say(f"{len(marks.given)} marked values, {len(places)} found: {places[:5]}")
    return int(bool(places) or bool(left) or len(marks.given) < 200)
