"""The dbt models as assets: staging, core, marts, built into the candidate.

Belongs here: how dbt is called and how its nodes are named among the assets.
Does not: any model.
"""

import hashlib
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from importlib import metadata
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import dagster as dg
from dagster_dbt import (
    DagsterDbtTranslator,
    DagsterDbtTranslatorSettings,
    DbtCliResource,
    dbt_assets,
)
from filelock import FileLock
from packaging.version import Version

from pipelines.orchestration.leftovers import ends_with_the_run
from pipelines.orchestration.owners import DATA_ANALYSTS, REFERENCE
from pipelines.orchestration.resources import HomeResource, environment
from pipelines.settings import DBT_PROJECT_DIR, Home

# The marts that dbt makes last, and the source they read: what Python has worked out.
EVALUATED = "tag:evaluated"
EVALUATION = "evaluation"

DBT_EXECUTABLE = str(Path(sys.executable).with_name("dbt"))
QUIET = {
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
    "DO_NOT_TRACK": "1",
    # All tests speak; the candidate's check identities_hold blocks on any that failed.
    "PACE_TEST_SEVERITY": "warn",
    # Unit tests try the code, not the data; `make test` runs them.
    "DBT_EXCLUDE_RESOURCE_TYPES": "unit_test",
    # Nobody reads its log at level debug, and without it a build costs about a tenth less.
    "DBT_LOG_LEVEL_FILE": "info",
}


def manifest_file() -> Path:
    """Return the manifest of this state of the dbt project, parsed once and then re-used.

    It has a folder of its own, named by the state: dbt writes over ``target/manifest.json``
    whenever it parses for anybody, and what Dagster reads must never be half written.
    """
    states = DBT_PROJECT_DIR / "target" / "graph"
    manifest = states / project_digest() / "manifest.json"
    if manifest.exists():
        return manifest
    states.mkdir(parents=True, exist_ok=True)
    with FileLock(states / "parse.lock"), TemporaryDirectory(dir=states) as parsed:
        if not manifest.exists():
            _parse_into(Path(parsed))
            manifest.parent.mkdir(exist_ok=True)
            (Path(parsed) / "manifest.json").replace(manifest)
    return manifest


def _parse_into(folder: Path) -> None:
    parse = ["--quiet", "parse", "--profiles-dir", str(DBT_PROJECT_DIR)]
    subprocess.run(  # noqa: S603
        [DBT_EXECUTABLE, *parse, "--target-path", str(folder)],
        cwd=DBT_PROJECT_DIR,
        env=os.environ | QUIET,
        check=True,
    )


def project_digest() -> str:
    """Return the digest of the project's files, without what dbt writes of them.

    Those folders are not entered at all: another process may remove them meanwhile.
    """
    digest = hashlib.sha256()
    for folder, inside, names in os.walk(DBT_PROJECT_DIR):
        inside[:] = sorted(set(inside) - {"target", "logs"})
        for path in (Path(folder) / name for name in sorted(names)):
            digest.update(path.relative_to(DBT_PROJECT_DIR).as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()


class PaceTranslator(DagsterDbtTranslator):
    """dbt models are called by schema and name; what they read is what is in force."""

    def __init__(self) -> None:
        super().__init__(
            DagsterDbtTranslatorSettings(
                enable_asset_checks=True, enable_duplicate_source_asset_keys=True
            )
        )

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """Return ``schema/model``; sources are Python's results, or ``in_force``."""
        if dbt_resource_props["resource_type"] == "source":
            if dbt_resource_props["source_name"] == EVALUATION:
                return dg.AssetKey([EVALUATION, dbt_resource_props["name"]])
            return dg.AssetKey("in_force")
        return dg.AssetKey([dbt_resource_props["schema"], dbt_resource_props["name"]])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """Return the layer (staging, core, marts) as the group, its steps with it."""
        if dbt_resource_props["resource_type"] == "seed":
            return REFERENCE
        return str(dbt_resource_props["fqn"][1])

    def get_owners(
        self,
        dbt_resource_props: Mapping[str, Any],  # noqa: ARG002  (the signature is Dagster's)
    ) -> list[str]:
        """Return who answers for the models."""
        return DATA_ANALYSTS


MANIFEST = manifest_file()


class LockedDbt(DbtCliResource):
    """The dbt of this environment, whose version the lock decides."""

    @property
    def _cli_version(self) -> Version:
        # Asking the program takes two seconds before every call, and the answer is known.
        return Version(metadata.version("dbt-core"))

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> None:  # type: ignore[override]  # noqa: ARG002
        # It would let Dagster ask dbt about columns and rows; nobody does, and it parses for
        # two seconds and opens the candidate a second time.
        return None


def dbt_resource() -> DbtCliResource:
    """Return the dbt of this environment, named in full."""
    return LockedDbt(
        project_dir=str(DBT_PROJECT_DIR),
        profiles_dir=str(DBT_PROJECT_DIR),
        dbt_executable=DBT_EXECUTABLE,
    )


def dbt_target(home: Home) -> Path:
    """Return where dbt writes its artefacts of this home's build."""
    return home.work / "dbt"


def run_results_files(home: Home) -> list[Path]:
    """Return dbt's own accounts of the last build, one of each of its two passes."""
    return [dbt_target(home) / f"run_results_{pass_}.json" for pass_ in ("models", "evaluated")]


@dbt_assets(
    manifest=MANIFEST,
    exclude=EVALUATED,
    dagster_dbt_translator=PaceTranslator(),
    name="dbt_models",
)
def dbt_models(
    context: dg.AssetExecutionContext, dbt: DbtCliResource, place: HomeResource
) -> Iterator[Any]:
    """Build every model that needs no Python and run every test of them against the candidate."""
    yield from _build(context, dbt, place.home, run_results_files(place.home)[0])


@dbt_assets(
    manifest=MANIFEST,
    select=EVALUATED,
    dagster_dbt_translator=PaceTranslator(),
    name="evaluated_marts",
)
def evaluated_marts(
    context: dg.AssetExecutionContext, dbt: DbtCliResource, place: HomeResource
) -> Iterator[Any]:
    """Build the thin marts over what Python has worked out, and run every test of them."""
    yield from _build(context, dbt, place.home, run_results_files(place.home)[1])


def _build(
    context: dg.AssetExecutionContext, dbt: DbtCliResource, home: Home, run_results: Path
) -> Iterator[Any]:
    dbt_target(home).mkdir(parents=True, exist_ok=True)
    run_results.unlink(missing_ok=True)
    with environment(
        **QUIET,
        PACE_CANDIDATE=str(home.candidate),
        PACE_BUILD_INPUTS=str(home.build_inputs),
        PACE_SPILL=str(home.work / "spill"),
    ):
        called = dbt.cli(["build"], context=context, target_path=dbt_target(home))
        with ends_with_the_run(called.process.pid):
            yield from called.stream()
    # Each pass writes over the account of the one before; the candidate is judged by both.
    (dbt_target(home) / "run_results.json").replace(run_results)


LAST_DBT_ASSETS = [
    key for key in (*dbt_models.keys, *evaluated_marts.keys) if key.path[0] in ("core", "marts")
]
