"""Try one mutant of the SQL: build it on the worlds and the spec cases, and see what differs.

Only what follows from the changed file is built, on top of what the unchanged models made of the
same inputs.
"""

from __future__ import annotations

import hashlib
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from pipelines.settings import DBT_PROJECT_DIR
from pipelines.warehouse.inputs import gather
from pipelines.warehouse.plan import plan_build
from tests.oracle.compare import compare
from tests.oracle.evaluate import OracleResult, evaluate
from tests.oracle.submissions import read_home
from tests.oracle.worlds import Wishes, make_world, write_home
from tests.support.spec_build import OF_ALL, spec_files, spec_world
from tests.support.spec_compare import differences, forget_warehouses
from tests.support.walk import child_key, take_in_all
from tests.support.warehouse import BuildFailed, build

TABLE = Path(__file__).with_name("mutants.yaml")
WORK = Path(".prove/mutants")
MODELS_ONLY = ("--exclude-resource-type", "test", "unit_test")
NOT_OF_THE_ORACLE = (
    "--exclude",
    "path:models/marts/pathways",
    "path:models/marts/steps/pathways",
    "path:models/restricted",
)


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

    @property
    def model(self) -> str:
        """The model it changes; empty where it changes what many models share."""
        return Path(self.file).stem if self.file.startswith("models/") else ""

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
def spec_inputs(name: str) -> Path:
    """Write the inputs of a world of spec cases, once."""
    folder = (WORK / "spec" / name).resolve()
    shutil.rmtree(folder, ignore_errors=True)
    return spec_world(name).inputs.write(folder)


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


def unchanged(inputs: Path) -> Path:
    """Return what the unchanged models make of some inputs, built once."""
    name = hash_of([*project_files(), *(f for f in inputs.rglob("*") if f.is_file())])
    base = (WORK / "unchanged" / f"{name}.duckdb").resolve()
    if not base.exists():
        base.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(_run(inputs, DBT_PROJECT_DIR, MODELS_ONLY), base)
    return base


def built(
    mutant: Mutant | None, project: Path, inputs: Path, options: tuple[str, ...] = MODELS_ONLY
) -> Path:
    """Build what follows from a mutant on top of what the unchanged models made."""
    if mutant is None or not mutant.model:
        return _run(inputs, project, options)
    return _run(inputs, project, ("--select", f"{mutant.model}+", *options), unchanged(inputs))


def _run(
    inputs: Path, project: Path, options: tuple[str, ...], on_top_of: Path | None = None
) -> Path:
    """Run dbt on a candidate, always at the same place; it remembers only what it parsed."""
    candidate = (WORK / "candidate.duckdb").resolve()
    candidate.unlink(missing_ok=True)
    if on_top_of is not None:
        shutil.copyfile(on_top_of, candidate)
    return build(inputs, candidate, project=project, options=options)


def caught_by(mutant: Mutant | None, worlds: list[World]) -> str:
    """Return what gives a mutant away; empty where nothing does."""
    for world in worlds:
        unchanged(world.inputs)
    with copy_of_project(mutant) as project:
        judges: list[Callable[[], str]] = [
            lambda: _by_oracle(mutant, project, worlds),
            lambda: _by_spec(mutant, project),
            lambda: _by_tests(mutant, project, worlds),
        ]
        if mutant is not None and "pathways" in mutant.file:
            judges = [judges[1], judges[2], judges[0]]
        try:
            return next((told for judge in judges if (told := judge())), "")
        except BuildFailed:
            return "the models do not build"


def _by_oracle(mutant: Mutant | None, project: Path, worlds: list[World]) -> str:
    for world in worlds:
        candidate = built(mutant, project, world.inputs, (*MODELS_ONLY, *NOT_OF_THE_ORACLE))
        found = compare(candidate, world.result, child_key)
        if found:
            tables = Counter(difference.table for difference in found)
            table, rows = tables.most_common(1)[0]
            more = f" and {len(tables) - 1} other(s)" if len(tables) > 1 else ""
            return f"{world.name}: {rows} rows of `{table}`{more}"
    return ""


def _by_spec(mutant: Mutant | None, project: Path) -> str:
    """Compare with the spec cases, in the world they share and in worlds of their own."""
    own_worlds = [file.name for file in spec_files() if file.is_world]
    for name in (OF_ALL, *own_worlds):
        candidate, world = built(mutant, project, spec_inputs(name)), spec_world(name)
        forget_warehouses()
        for file in spec_files():
            if (file.name if file.is_world else OF_ALL) != name:
                continue
            for case in file.cases:
                if not case.disagreement and differences(case, world, candidate):
                    return f"spec: {case.name}"
    return ""


def _by_tests(mutant: Mutant | None, project: Path, worlds: list[World]) -> str:
    """Run dbt's own tests on the worlds; the models are known to build."""
    for world in worlds:
        try:
            built(mutant, project, world.inputs, ())
        except BuildFailed:
            return f"{world.name}: dbt's tests"
    return ""


def project_files() -> list[Path]:
    """Return the files of the dbt project that decide on what it builds."""
    found = (f for f in DBT_PROJECT_DIR.rglob("*") if f.suffix in (".sql", ".csv", ".yml"))
    return [file for file in found if "target" not in file.parts]


def hash_of(files: Iterable[Path], beside: str = "") -> str:
    """Return a hash of what stands in files, and of a text beside them."""
    digest = hashlib.sha256(beside.encode())
    for file in sorted(files):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:20]
