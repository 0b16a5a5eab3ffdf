"""Mutants of the SQL: each a small, plausible mistake that some row must give away.

Each mutant of ``mutants.yaml`` is applied to a copy of ``dbt_project``, built on a fixed set of
small worlds and compared with the oracle; where no row differs, with the spec cases, and last by
dbt's own tests. What has been tried stands in ``.prove/mutants.jsonl`` by its content, so that a
changed mutant, model or oracle is not taken for one already tried.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from pipelines.settings import DBT_PROJECT_DIR
from pipelines.warehouse.inputs import gather
from pipelines.warehouse.plan import plan_build
from tests.oracle.compare import compare
from tests.oracle.evaluate import OracleResult, evaluate
from tests.oracle.submissions import read_home
from tests.oracle.worlds import Wishes, make_world, write_home
from tests.prove.keys import own_key
from tests.support.spec_build import OF_ALL, spec_files, spec_world
from tests.support.spec_compare import differences, rows_of
from tests.support.walk import child_key, take_in_all
from tests.support.warehouse import BuildFailed, build

TABLE = Path(__file__).with_name("mutants.yaml")
DONE = Path(".prove/mutants.jsonl")
WORK = Path(".prove/mutants")
FIGURES = Path("docs/figures/mutants.md")
MODELS_ONLY = ("--exclude-resource-type", "test", "unit_test")
NO_MUTANT = "nothing changed"


@dataclass(frozen=True)
class Mutant:
    """A text of a file that stands there exactly once, what replaces it, and what that breaks."""

    file: str
    old: str
    new: str
    breaks: str

    def fault(self) -> str:
        """Return why the mutant cannot be applied to the project; empty where it can."""
        times = (DBT_PROJECT_DIR / self.file).read_text(encoding="utf-8").count(self.old)
        if self.old == self.new:
            return f"{self.file}: nothing would change ({self.breaks})"
        return "" if times == 1 else f"{self.file}: stands there {times} times ({self.breaks})"

    def apply(self, project: Path) -> None:
        """Change the file in a copy of the project."""
        file = project / self.file
        file.write_text(file.read_text(encoding="utf-8").replace(self.old, self.new), "utf-8")


@dataclass(frozen=True)
class World:
    """The inputs of a build, and what the oracle makes of them."""

    name: str
    inputs: Path
    result: OracleResult


def read_mutants() -> list[Mutant]:
    """Return the table of mutants."""
    return [Mutant(**row) for row in yaml.safe_load(TABLE.read_text(encoding="utf-8"))]


def make_worlds(number: int) -> list[World]:
    """Make the fixed worlds, and take them in."""
    worlds = []
    for seed in range(1, number + 1):
        wishes = Wishes(
            seed=1000 + seed, children=400, authorities=5, invented=True, improving=seed % 2 == 0
        )
        root = WORK / f"world-{seed}"
        shutil.rmtree(root, ignore_errors=True)
        write_home(make_world(wishes), root)
        home = take_in_all(root.resolve())
        gather(home, plan_build(home, None))
        result = evaluate(read_home(root))
        worlds.append(World(f"world {seed}", home.build_inputs, result))
    return worlds


@cache
def spec_inputs() -> Path:
    """Write the inputs of the spec cases, once."""
    folder = (WORK / "spec-inputs").resolve()
    shutil.rmtree(folder, ignore_errors=True)
    return spec_world(OF_ALL).inputs.write(folder)


@contextmanager
def copy_of_project(mutant: Mutant | None) -> Iterator[Path]:
    """Give a copy of the project with one mutant in it; always at the same place."""
    project = (WORK / "dbt_project").resolve()
    shutil.rmtree(project, ignore_errors=True)
    ignored = shutil.ignore_patterns("target", "logs")
    shutil.copytree(DBT_PROJECT_DIR, project, ignore=ignored)
    if mutant is not None:
        mutant.apply(project)
    yield project


def built(project: Path, inputs: Path, options: tuple[str, ...] = MODELS_ONLY) -> Path:
    """Build a candidate afresh, keeping only what dbt remembers of parsing."""
    candidate = (WORK / "candidate.duckdb").resolve()
    candidate.unlink(missing_ok=True)
    return build(inputs, candidate, project=project, options=options)


def caught_by(mutant: Mutant | None, worlds: list[World]) -> str:
    """Return what gives a mutant away; empty where nothing does."""
    with copy_of_project(mutant) as project:
        try:
            return _by_oracle(project, worlds) or _by_spec(project) or _by_tests(project, worlds)
        except BuildFailed:
            return "the models do not build"


def _by_oracle(project: Path, worlds: list[World]) -> str:
    for world in worlds:
        found = compare(built(project, world.inputs), world.result, child_key)
        if found:
            tables = Counter(difference.table for difference in found)
            table, rows = tables.most_common(1)[0]
            more = f" and {len(tables) - 1} other(s)" if len(tables) > 1 else ""
            return f"{world.name}: {rows} rows of `{table}`{more}"
    return ""


def _by_spec(project: Path) -> str:
    candidate, world = built(project, spec_inputs()), spec_world(OF_ALL)
    rows_of.cache_clear()
    for case in (c for file in spec_files() if not file.is_world for c in file.cases):
        if not case.disagreement and differences(case, world, candidate):
            return f"spec: {case.name}"
    return ""


def _by_tests(project: Path, worlds: list[World]) -> str:
    """Run dbt's own tests on the worlds; the models are known to build."""
    for world in worlds:
        try:
            built(project, world.inputs, ())
        except BuildFailed:
            return f"{world.name}: dbt's tests"
    return ""


def fingerprint(mutant: Mutant | None, worlds: int) -> str:
    """Return a hash of all that decides on a mutant: itself, the project, the oracle, the spec."""
    digest = hashlib.sha256(f"{mutant} {worlds}".encode())
    here = Path(__file__).parents[1]
    files = [
        *(f for f in DBT_PROJECT_DIR.rglob("*") if f.suffix in (".sql", ".csv", ".yml")),
        *(here / "oracle").glob("*.py"),
        *(here / "spec").glob("*.md"),
    ]
    for file in sorted(f for f in files if "target" not in f.parts):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:20]


def prove(worlds: int) -> int:
    """Try every mutant; return 1 where one goes unseen, or the models differ unchanged."""
    mutants = read_mutants()
    faults = [fault for mutant in mutants if (fault := mutant.fault())]
    if faults:
        _say("\n".join(faults))
        return 1
    own_key(DONE.parent)
    done = _done()
    made: list[World] = []
    told: dict[Mutant | None, str] = {}
    for number, mutant in enumerate([None, *mutants]):
        key = fingerprint(mutant, worlds)
        if key not in done:
            made = made or make_worlds(worlds)
            done[key] = caught_by(mutant, made)
            with DONE.open("a", encoding="utf-8") as log:
                log.write(json.dumps({"key": key, "caught_by": done[key]}) + "\n")
            breaks = mutant.breaks if mutant else NO_MUTANT
            _say(f"{number} of {len(mutants)}: {breaks}: {done[key] or 'NOTHING DIFFERS'}")
            told[mutant] = done[key]
            _write_figures(mutants, told)
        told[mutant] = done[key]
        if mutant is None and done[key]:
            return 1  # what is not changed must not differ
    _write_figures(mutants, told)
    return int(not all(told[mutant] for mutant in mutants))


def _done() -> dict[str, str]:
    if not DONE.exists():
        return {}
    lines: list[dict[str, Any]] = [
        json.loads(line) for line in DONE.read_text(encoding="utf-8").splitlines()
    ]
    return {told["key"]: told["caught_by"] for told in lines}


def _write_figures(mutants: list[Mutant], told: dict[Mutant | None, str]) -> None:
    """Write what has been tried so far; a run that is cut short says so."""
    tried = [mutant for mutant in mutants if mutant in told]
    caught = sum(bool(told[mutant]) for mutant in tried)
    rows = "".join(
        f"| {number} | `{Path(mutant.file).name}` | {mutant.breaks} "
        f"| {told[mutant] or '**not caught**'} |\n"
        for number, mutant in enumerate(tried, start=1)
    )
    FIGURES.write_text(
        "# Mutants of the SQL\n\n"
        "`make prove mutants`: each is one small mistake, made in a copy of the models. They are\n"
        "built on small random worlds and compared with the oracle, where no row differs with the\n"
        "spec cases, and last judged by dbt's own tests. The changes stand in\n"
        "`tests/prove/mutants.yaml`.\n\n"
        f"Mutants: {len(mutants)}. Tried: {len(tried)}. Caught: {caught}.\n\n"
        "| | file | what it breaks | caught by |\n|---:|---|---|---|\n" + rows,
        encoding="utf-8",
    )


def _say(line: str) -> None:
    print(line, flush=True)  # noqa: T201
