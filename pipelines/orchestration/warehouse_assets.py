"""From what is in force to the warehouse.

Belongs here: ``in_force``, ``candidate`` with its blocking checks, ``warehouse``.
Does not: SQL, and the rules of what is in force (``pipelines.warehouse``).
"""

from collections.abc import Iterator
from datetime import date

import dagster as dg

from pipelines.orchestration.check_results import all_pass
from pipelines.orchestration.owners import DATA_ANALYSTS, INTAKE, WAREHOUSE
from pipelines.orchestration.resources import HomeResource
from pipelines.orchestration.transform import LAST_DBT_ASSETS, run_results_files
from pipelines.warehouse.inputs import gather, gathered_plan
from pipelines.warehouse.plan import plan_build
from pipelines.warehouse.prove import Identity, identities, marts_as_expected, unknown_words
from pipelines.warehouse.prove import row_counts as count_rows
from pipelines.warehouse.swap import clear_candidate, swap_in


class AsKnownAt(dg.Config):
    """The day as known at which to build; empty for the warehouse itself."""

    as_known_at: str | None = None

    @property
    def day(self) -> date | None:
        """Return the day as a date."""
        return date.fromisoformat(self.as_known_at) if self.as_known_at else None


@dg.asset(
    group_name=INTAKE,
    owners=DATA_ANALYSTS,
    deps=["submissions", "programme"],
    kinds={"parquet"},
    description=(
        "The submission in force of every authority and the programme's records, gathered for one "
        "build, now or as known at a day. Authorities without data are listed with the reason."
    ),
)
def in_force(config: AsKnownAt, place: HomeResource) -> dg.MaterializeResult[None]:
    """Decide what the build is made of and gather it where dbt looks for it."""
    plan = plan_build(place.home, config.day)
    clear_candidate(place.home)
    gather(place.home, plan)
    silent = {c: s for c, s in plan.data_states.items() if s != "in_force"}
    return dg.MaterializeResult(
        metadata={
            "build_id": plan.build_id,
            "as_known_at": str(plan.as_known_at or "now"),
            "submissions": len(plan.receipts),
            "data_status": plan.data_status,
            "authorities_without_data": ", ".join(f"{c}: {s}" for c, s in silent.items()) or "none",
        }
    )


@dg.asset(
    group_name=WAREHOUSE,
    owners=DATA_ANALYSTS,
    deps=LAST_DBT_ASSETS,
    kinds={"duckdb"},
    check_specs=[
        dg.AssetCheckSpec(
            "identities_hold",
            asset="candidate",
            blocking=True,
            description="Every dbt test of the build holds, the contract's identities among them.",
        ),
        dg.AssetCheckSpec(
            "marts_as_expected",
            asset="candidate",
            blocking=True,
            description="Every mart satisfies the catalogue expectations/marts.yaml.",
        ),
        dg.AssetCheckSpec(
            "vocabulary",
            asset="candidate",
            blocking=True,
            description="Every code in core is a word of the contract.",
        ),
    ],
    description="The build, complete and not yet proven. What fails here changes nothing.",
)
def candidate(place: HomeResource) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Prove the candidate; a failing check keeps the warehouse that stands."""
    file = place.home.candidate
    yield dg.MaterializeResult(metadata={"tables": len(count_rows(file))})
    yield _identity_check("identities_hold", identities(*run_results_files(place.home)))
    yield all_pass("marts_as_expected", marts_as_expected(file))
    yield _identity_check("vocabulary", unknown_words(file))


def _identity_check(name: str, held: list[Identity]) -> dg.AssetCheckResult:
    broken = {i.sentence: i.failures for i in held if i.failures}
    return dg.AssetCheckResult(
        check_name=name,
        passed=bool(held) and not broken,
        metadata={"checks": len(held), "failed": dg.MetadataValue.json(broken)},
    )


@dg.asset(
    group_name=WAREHOUSE,
    owners=DATA_ANALYSTS,
    deps=[candidate],
    kinds={"duckdb"},
    description=(
        "The last complete and proven build: warehouse.duckdb, or the vintage of a day. Swapped in "
        "at one stroke; restricted as a whole."
    ),
)
def warehouse(place: HomeResource) -> dg.MaterializeResult[None]:
    """Put the proven candidate in place."""
    plan = gathered_plan(place.home)
    target = swap_in(place.home, plan)
    counts = count_rows(target)
    return dg.MaterializeResult(
        metadata={
            "build_id": plan.build_id,
            "dagster/row_count": sum(counts.values()),
            "rows_by_table": dg.MetadataValue.json(counts),
        }
    )
