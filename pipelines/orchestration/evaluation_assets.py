"""What Python works out of the candidate, an asset per mart: ``evaluation/<mart>``.

Belongs here: which asset reads which. Does not: formulas (``pipelines.evaluation``), nor reading
and writing (``pipelines.warehouse.evaluate``).

A pass of dbt is one step: nothing is read here while dbt still writes, which DuckDB would refuse.
"""

import dagster as dg

from pipelines.evaluation.statistics import STATISTICS, Statistic
from pipelines.orchestration.owners import DATA_ANALYSTS
from pipelines.orchestration.resources import HomeResource
from pipelines.orchestration.transform import EVALUATION, dbt_models
from pipelines.warehouse.evaluate import evaluate


def _asset(statistic: Statistic) -> dg.AssetsDefinition:
    tables = [dg.AssetKey(table.split(".")) for table in statistic.reads]

    @dg.asset(
        key=[EVALUATION, statistic.name],
        group_name=EVALUATION,
        owners=DATA_ANALYSTS,
        deps=tables,
        kinds={"python", "parquet"},
        description=(
            f"What {statistic.function.replace(':', '.')} makes of the candidate; taken from an "
            "earlier build where neither its inputs nor the code have changed."
        ),
    )
    def evaluated(place: HomeResource) -> dg.MaterializeResult[None]:
        """Work the statistic out, or take it from an earlier build."""
        done = evaluate(place.home.candidate, statistic, place.home)
        return dg.MaterializeResult(
            metadata={"dagster/row_count": done.rows, "is_from_an_earlier_build": done.is_reused}
        )

    unknown = set(tables) - set(dbt_models.keys)
    if unknown:
        raise ValueError(f"{statistic.name} reads what dbt does not build before: {unknown}")
    return evaluated


evaluations = [_asset(statistic) for statistic in STATISTICS]
