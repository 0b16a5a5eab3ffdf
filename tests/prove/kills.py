"""Kill a real ``pace run`` at random moments: what was in force stays, and the next run mends all.

A small home has a warehouse of everybody's first submission, and a new submission of each. A run
of it is killed (SIGKILL) after a random time; a part of the next runs is killed too, before one is
let end. After every kill: what is in force is the old or the new submission of each authority, each
whole; the warehouse opens and is the old or the new one, row by row; no half folder stands under a
submission's name; nothing that the run started is still alive. After the run that is let end:
submissions byte by byte, warehouse row by row and the draft's tables byte by byte as if nobody had
ever killed anything. What has been done stands in ``.prove/kills.jsonl``; a run goes on from there.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pipelines.contract.register import read_register
from pipelines.contract.submissions import submission_folder
from pipelines.settings import Home
from tests.prove.keys import own_key
from tests.prove.log import done_before, say
from tests.support.pace import tables
from tests.support.small_home import Rows, write_extract, write_programme

DONE, FIGURES, ROOT = (
    Path(".prove/kills.jsonl"),
    Path("docs/figures/kills.md"),
    Path(".prove/kills"),
)
AUTHORITIES = tuple(f"X990000{number:02}" for number in range(1, 4))
CHILDREN = 12
BEFORE, NOW = "2018-07-31", "2019-07-31"
# Of the runs after a kill, this share is killed as well.
AGAIN = 0.75
FILES = {f"{n}.parquet" for n in ("children", "episodes", "legal_statuses", "placements")} | {
    "milestones.parquet",
    "accounts.parquet",
    "manifest.json",
}


def prove(kills: int) -> int:
    """Kill so many runs; return 1 where one left something that it must not leave."""
    ROOT.mkdir(parents=True, exist_ok=True)
    own_key(Path(".prove"))
    ready = _ready()
    done = done_before(DONE)
    while sum(len(chain["kills"]) for chain in done) < kills:
        done.append(_chain(len(done), ready))
        with DONE.open("a", encoding="utf-8") as log:
            log.write(json.dumps(done[-1]) + "\n")
        say(f"{sum(len(chain['kills']) for chain in done)} of {kills}: {done[-1]['wrong'] or 'ok'}")
    return _write(done, ready["seconds"])


def rows_of(code: str, day: str) -> Rows:
    """Return an authority's rows as of a day: a later one knows more of the same children."""
    ids = [f"{code[-2:]}C{number}" for number in range(CHILDREN)]
    days = [f"{2017 + n % 3}-0{1 + n % 7}-10" for n in range(CHILDREN)]
    recommended = [
        f"{i},permanence_recommended,{at},adoption,,,,"
        for i, at in zip(ids, days, strict=True)
        if at <= day
    ]
    return {
        "children": [f"{i},2012-0{1 + n % 9},female,white,no," for n, i in enumerate(ids)],
        "episodes": [f"{i},2016-0{1 + n % 9}-05,," for n, i in enumerate(ids)],
        "legal_statuses": [f"{i},cso_away,2016-0{1 + n % 9}-05," for n, i in enumerate(ids)],
        "placements": [f"{i},kinship,2016-0{1 + n % 9}-05,,K{n}" for n, i in enumerate(ids)],
        "milestones": recommended,
    }


def _ready() -> dict[str, Any]:
    """Make the home to start from and the end that nobody disturbed, once."""
    start, end = Home(ROOT / "start"), Home(ROOT / "end")
    told = ROOT / "ready.json"
    if not told.exists():
        for home in (start, end):
            shutil.rmtree(home.root, ignore_errors=True)
        write_programme(start, AUTHORITIES)
        for code in AUTHORITIES:
            write_extract(start, code, BEFORE, rows_of(code, BEFORE), "2018-08-20")
        _must_end(start)
        for code in AUTHORITIES:
            write_extract(start, code, NOW, rows_of(code, NOW), "2019-08-20")
        shutil.copytree(start.root, end.root)
        begun = time.monotonic()
        _must_end(end)
        told.write_text(json.dumps({"seconds": time.monotonic() - begun}))
    states = {"old": _warehouse(start), "new": _warehouse(end)}
    return {
        "seconds": json.loads(told.read_text())["seconds"],
        "start": start,
        "states": states,
        "in_force": {"old": _in_force(start), "new": _in_force(end)},
        "end": _all_of(end),
    }


def _chain(number: int, ready: dict[str, Any]) -> dict[str, Any]:
    """Kill a run, and perhaps the next ones, then let one end; return what was seen."""
    chance = random.Random(number)
    home = Home(ROOT / "killed")
    shutil.rmtree(home.root, ignore_errors=True)
    shutil.copytree(ready["start"].root, home.root)
    kills: list[dict[str, Any]] = []
    wrong: list[str] = []
    while not kills or chance.random() < AGAIN:
        after = chance.uniform(0.5, ready["seconds"])
        seen = _killed(home, after)
        if seen is None:
            break  # it had ended before
        kills.append({"after": after} | _state(home, ready))
        wrong += [*seen, *_wrong(home, ready)]
    ended = _run(home)
    if ended.wait(600) != 0:
        wrong.append("the next run did not end well")
    elif _all_of(home) != ready["end"]:
        unlike = {k for k, v in ready["end"].items() if _all_of(home).get(k) != v}
        wrong.append(f"the end is another: {sorted(unlike)[:5]}")
    return {"number": number, "kills": kills, "wrong": wrong}


def _run(home: Home) -> subprocess.Popen[bytes]:
    command = [str(Path(sys.executable).with_name("pace")), "run", "--home", str(home.root)]
    return subprocess.Popen(
        [*command, "--json"],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env=os.environ | {"PYTHONPATH": str(Path.cwd())},
    )


def _must_end(home: Home) -> None:
    if _run(home).wait(600) != 0:
        raise RuntimeError("the run that nobody disturbs does not end well")


def _killed(home: Home, after: float) -> list[str] | None:
    """Kill a run after so many seconds; return what it left alive, None where it had ended."""
    run = _run(home)
    try:
        run.wait(after)
    except subprocess.TimeoutExpired:
        family = _descendants(run.pid)
        run.kill()
        run.wait()
        return _left_alive(family)
    return None


def _descendants(pid: int) -> set[int]:
    parents = dict(_parents())
    family = {pid}
    while more := {child for child, parent in parents.items() if parent in family} - family:
        family |= more
    return family - {pid}


def _parents() -> Iterator[tuple[int, int]]:
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, parent = (folder / "stat").read_text().rsplit(")", 1)[1].split()[:2]
        except OSError:
            continue
        if state != "Z":
            yield int(folder.name), int(parent)


def _left_alive(family: set[int]) -> list[str]:
    end = time.monotonic() + 20
    while (left := family & {pid for pid, _parent in _parents()}) and time.monotonic() < end:
        time.sleep(0.05)
    return [f"{len(left)} processes outlived the run"] if left else []


def _state(home: Home, ready: dict[str, Any]) -> dict[str, str]:
    """Return which warehouse stands, and of how many authorities the new submission is in force."""
    warehouse = _warehouse(home)
    how = next((name for name, rows in ready["states"].items() if rows == warehouse), "neither")
    new = ready["in_force"]["new"]
    taken = sum(_in_force(home).get(code) == new[code] for code in AUTHORITIES)
    return {"warehouse": how, "taken_in": str(taken)}


def _wrong(home: Home, ready: dict[str, Any]) -> Iterator[str]:
    old, new, held = ready["in_force"]["old"], ready["in_force"]["new"], _in_force(home)
    if any(held.get(code) not in (old[code], new[code]) for code in AUTHORITIES):
        yield "what is in force is neither the old nor the new submission"
    for code, submission_id in held.items():
        folder = submission_folder(home, code, str(submission_id))
        if not _is_whole(folder):
            yield "a submission in force is not whole"
    if _warehouse(home) not in ready["states"].values():
        yield "the warehouse is neither the old nor the new one"
    for code in AUTHORITIES:
        folders = [f for f in (home.submissions / code).iterdir() if not f.name.startswith(".")]
        if not all(map(_is_whole, folders)):
            yield "a half folder stands under a submission's name"


def _is_whole(folder: Path) -> bool:
    return {path.name for path in folder.iterdir()} == FILES


def _in_force(home: Home) -> dict[str, str | None]:
    held = read_register(home).in_force(None)
    return {code: receipt.submission_id for code, receipt in held.items()}


def _warehouse(home: Home) -> str:
    return _digest(repr(tables(home.warehouse)).encode())


def _all_of(home: Home) -> dict[str, str]:
    """Return digests of everything a run leaves for others, by place."""
    # Feedback workbooks and databases hold times of writing; their content is compared elsewhere.
    kinds = (".parquet", ".csv", ".json", ".txt")
    places = (home.submissions, home.feedback, home.quarantine, home.drafts)
    files = {
        str(path.relative_to(home.root)): _digest(path.read_bytes())
        for place in places
        for path in sorted(place.rglob("*"))
        if path.is_file() and path.suffix in kinds
    }
    return files | {"warehouse": _warehouse(home), "in force": json.dumps(_in_force(home))}


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _write(done: list[dict[str, Any]], seconds: float) -> int:
    kills = [kill for chain in done for kill in chain["kills"]]
    wrong = Counter(what for chain in done for what in chain["wrong"])
    seen = Counter((kill["taken_in"], kill["warehouse"]) for kill in kills)
    lines = [
        "# Killed runs",
        "",
        f"`make prove kills`: `pace run` over a home of {len(AUTHORITIES)} authorities with a",
        "warehouse and a new submission each, killed (SIGKILL) at a random moment; in part the",
        f"next runs as well, up to {max(len(chain['kills']) for chain in done)} in a row. One that",
        f"nobody disturbed took {seconds:.0f} s (wall clock of a busy machine).",
        "",
        "| figure | value |",
        "|---|---:|",
        f"| kills | {len(kills)} |",
        f"| runs let end after them, all compared with the undisturbed one | {len(done)} |",
        "| **found wrong** (in force, warehouse, half folders, processes left, end) "
        f"| **{sum(wrong.values())}** |",
        *(f"| … {what} | {n} |" for what, n in wrong.most_common()),
        "",
        "Where the kills struck:",
        "",
        "| new submissions taken in | warehouse | kills |",
        "|---|---|---:|",
        *(f"| {taken} | the {how} one | {n} |" for (taken, how), n in sorted(seen.items())),
        "",
    ]
    FIGURES.write_text("\n".join(lines), encoding="utf-8")
    return int(bool(wrong))
