"""The four jobs. All run in one process: each step of its own would import for five seconds."""

import dagster as dg

from pipelines.orchestration.evaluation_assets import evaluations
from pipelines.orchestration.intake_assets import programme, submissions
from pipelines.orchestration.transform import dbt_models, evaluated_marts
from pipelines.orchestration.warehouse_assets import candidate, in_force, warehouse

# One build at a time: its steps share the candidate file.
ONE_AT_A_TIME = {"pace/writes": "warehouse"}

BUILD_SELECTION = dg.AssetSelection.assets(
    programme, in_force, candidate, warehouse
) | dg.AssetSelection.assets(*dbt_models.keys, *evaluated_marts.keys, *(e.key for e in evaluations))

intake_job = dg.define_asset_job(
    "intake",
    selection=dg.AssetSelection.assets(submissions).without_checks(),
    executor_def=dg.in_process_executor,
    description="Take in what one authority has dropped.",
)

build_job = dg.define_asset_job(
    "build",
    selection=BUILD_SELECTION | dg.AssetSelection.checks_for_assets(submissions),
    executor_def=dg.in_process_executor,
    tags=ONE_AT_A_TIME,
    description="Build a candidate from what is in force, prove it, swap it in.",
)

rebuild_as_known_at_job = dg.define_asset_job(
    "rebuild_as_known_at",
    selection=BUILD_SELECTION - dg.AssetSelection.assets(programme),
    executor_def=dg.in_process_executor,
    tags=ONE_AT_A_TIME,
    description=(
        "Rebuild the figures as known at a day (config of in_force: as_known_at) into vintages/."
    ),
)

release_job = dg.define_asset_job(
    "release",
    selection=dg.AssetSelection.assets("release_draft"),
    executor_def=dg.in_process_executor,
    description="Prepare a disclosure-checked draft from the warehouse.",
)
