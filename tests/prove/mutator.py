"""Damage of every kind to submissions of every shape: intake must say what, and where, each time.

The damage itself says what is expected (``tests/support/damage``). Files are read in this process,
as the sandbox's child reads them; one in 50 goes through ``pace check`` as a folder. What has been
done stands in ``.prove/mutator.jsonl``; a run goes on from there.
"""

from __future__ import annotations

import json
import tempfile
from collections import Counter, defaultdict
from dataclasses import asdict
from pathlib import Path
from typing import Any

from pipelines.intake import judgement
from pipelines.intake.check import check
from pipelines.intake.read_submission import read_submission
from tests.prove.keys import own_key
from tests.prove.log import done_before, say
from tests.support.damage.case import Case, judged
from tests.support.damage.clean import SHAPES
from tests.support.damage.kinds import FAMILIES, KINDS, damaged, family_of
from tests.support.damage.told import told

DONE = Path(".prove/mutator.jsonl")
FIGURES = Path("docs/figures/mutator.md")
MOST_SEEDS_A_FILE = 14
CHECKED_EACH = 50
CRASH = "crash"
ABOUT = """
`make prove mutator`: good submissions of the made-up Scotland in every shape, damaged in one way
each; the damage itself says what is expected and where. *Silently wrong*: a row was taken in that
was not sent so, or one is gone, and no finding says so (compared row by row with the good
submission). *Right disposition*: refused, put aside, repaired, counted as a copy or taken
unchanged, as expected, under one of the rules expected. *Right place*: file, sheet, row and column
as the damage named them (where it names none, the whole submission is the place). *Values*: what
was planted, looked for in all that the findings say. A child put aside takes its history along;
where that is more than 5 % of a table the whole is refused, which counts as right.

Not among them, for no single file tells: rows cut off at the end of a line (a declared hash does),
an id or a date that is wrong and looks right, a day and a month that changed places below 13, a
carer's id in other letters, a last row whose id is one plain word. What the damage expects was
written before intake was asked, and mended where looking showed that intake was right; where intake
was wrong (CHANGELOG), intake was.
"""
Line = dict[str, Any]


def prove(files: int) -> int:
    """Damage about so many files, each kind as often; return 1 where a figure is missed."""
    own_key(DONE.parent)
    each = -(-files // len(KINDS))
    done = {line["kind"]: line for line in done_before(DONE) if line["wanted"] == each}
    for number, name in enumerate(KINDS, start=1):
        if name in done:
            continue
        done[name] = _of_kind(name, each)
        with DONE.open("a", encoding="utf-8") as log:
            log.write(json.dumps(done[name]) + "\n")
        say(f"{number} of {len(KINDS)}: {name}, {len(done[name]['files'])} files")
    return _write([done[name] for name in KINDS])


def _of_kind(name: str, wanted: int) -> Line:
    """Damage so many files in one way, each seed in the next shape."""
    files: list[Line] = []
    for seed in range(wanted * MOST_SEEDS_A_FILE):
        if len(files) == wanted:
            break
        found = damaged(name, seed)
        if found is not None:
            case, expected = found
            is_checked = (seed + len(name)) % CHECKED_EACH == 0
            files.append({"seed": seed, "shape": case.shape, "expected": expected.disposition})
            files[-1] |= _outcome(case, expected, is_checked)
    return {"kind": name, "wanted": wanted, "files": files}


def _outcome(case: Case, expected: Any, is_checked: bool) -> Line:
    files = case.files()
    in_sandbox = judgement.read_in_sandbox
    judgement.read_in_sandbox = read_submission  # type: ignore[assignment]
    try:
        said = judged(case.base.sent, files)
    except Exception as error:  # never to be: what reads in the child must not break
        return {"said": f"{CRASH}: {type(error).__name__}", "crash": True}
    finally:
        judgement.read_in_sandbox = in_sandbox
    line = asdict(told(case, expected, said))
    if is_checked:
        line["same_as_check"] = _by_check(case, files) == sorted({f.rule for f in said.findings})
    return line


def _by_check(case: Case, files: dict[str, bytes]) -> list[str]:
    """Return the rules that ``pace check`` names of the files as a folder of a home."""
    one = case.base.sent
    with tempfile.TemporaryDirectory() as root:
        from pipelines.settings import Home

        home = Home(Path(root))
        folder = home.extracts / one.authority.code / one.as_at.isoformat()
        folder.mkdir(parents=True)
        home.programme.mkdir()
        listed = f"authority_code,name,slug\n{one.authority.code},{one.authority.name},"
        (home.programme / "authorities.csv").write_text(f"{listed}{one.authority.slug}\n")
        if one.mapping is not None:
            home.authorities.mkdir()
            (home.authorities / f"{one.authority.slug}.yaml").write_bytes(one.mapping)
        for name, data in files.items():
            (folder / name).write_bytes(data)
        return sorted({f.rule for f in check(folder, home).judgement.findings})


def _write(done: list[Line]) -> int:
    files = [line | {"kind": of["kind"]} for of in done for line in of["files"]]
    crashes = sum("crash" in line for line in files)
    judged_files = [line for line in files if "crash" not in line]
    right = sum(line["right_disposition"] for line in judged_files)
    placed = sum(line["right_place"] for line in judged_files)
    silent = sum(bool(line["silent"]) for line in judged_files)
    leaked = sum(line["leaked"] for line in judged_files)
    checked = [line["same_as_check"] for line in judged_files if "same_as_check" in line]
    lines = [
        "# Damaged submissions",
        "",
        *ABOUT.strip().splitlines(),
        "",
        "| figure | value |",
        "|---|---:|",
        f"| kinds of damage | {len(done):,} |",
        f"| shapes | {len(SHAPES)} |",
        f"| damaged files | {len(files):,} |",
        f"| crashes | {crashes} |",
        f"| **silently wrong** | **{silent}** |",
        f"| right disposition | {right:,} ({100 * right / len(files):.2f} %) |",
        f"| right place | {placed:,} ({100 * placed / len(files):.2f} %) |",
        f"| values of cells in a message | {leaked} |",
        f"| of them through `pace check` as a folder, the same rules named | "
        f"{sum(checked)} of {len(checked)} |",
        "",
        *_shapes_table(files),
        "",
        "| damage to | kind | files | expected | right | right place |",
        "|---|---|---:|---|---:|---:|",
        *_kinds_table(done),
        "",
    ]
    FIGURES.write_text("\n".join(lines), encoding="utf-8")
    missed = right < 0.99 * len(files) or placed < 0.99 * len(files)
    return int(bool(crashes or silent or leaked or missed or not all(checked)))


def _shapes_table(files: list[Line]) -> list[str]:
    shapes = Counter(line["shape"] for line in files)
    right = Counter(line["shape"] for line in files if line.get("right_disposition"))
    rows = [f"| {s.replace('_', ' ')} | {shapes[s]:,} | {right[s]:,} |" for s in SHAPES]
    return ["| shape | files | right disposition |", "|---|---:|---:|", *rows]


def _kinds_table(done: list[Line]) -> list[str]:
    by_family: dict[str, list[str]] = defaultdict(list)
    for of in done:
        files = of["files"]
        expected = ", ".join(sorted({line["expected"] for line in files}))
        right = sum(line.get("right_disposition", False) for line in files)
        placed = sum(line.get("right_place", False) for line in files)
        name = of["kind"].replace("_", " ")
        family = family_of(of["kind"])
        by_family[family].append(
            f"| {family} | {name} | {len(files)} | {expected} | {right} | {placed} |"
        )
    return [row for family in dict.fromkeys(FAMILIES.values()) for row in by_family[family]]
