"""The Dagster code location: assembles the rooms' assets, checks, jobs, sensors and schedules."""

import dagster as dg

from pipelines.orchestration.evaluation_assets import evaluations
from pipelines.orchestration.intake_assets import extract, programme, submission_checks, submissions
from pipelines.orchestration.jobs import (
    build_job,
    intake_job,
    rebuild_as_known_at_job,
    release_job,
)
from pipelines.orchestration.release_assets import release_draft
from pipelines.orchestration.resources import HomeResource
from pipelines.orchestration.sensors import (
    daily_build,
    daily_release_draft,
    new_in_force,
    new_submission,
)
from pipelines.orchestration.transform import dbt_models, dbt_resource, evaluated_marts
from pipelines.orchestration.warehouse_assets import candidate, in_force, warehouse

defs = dg.Definitions(
    assets=[
        extract,
        submissions,
        programme,
        in_force,
        dbt_models,
        *evaluations,
        evaluated_marts,
        candidate,
        warehouse,
        release_draft,
    ],
    asset_checks=[submission_checks],
    jobs=[intake_job, build_job, rebuild_as_known_at_job, release_job],
    sensors=[new_submission, new_in_force],
    schedules=[daily_build, daily_release_draft],
    resources={
        "place": HomeResource(),
        "dbt": dbt_resource(),
    },
    executor=dg.in_process_executor,
)
