"""What starts by itself: intake of a settled new folder, a build when something new is in force."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime

import dagster as dg

from pipelines.contract.authorities import authorities_of
from pipelines.contract.findings import Refused
from pipelines.intake.drop_folder import DropFolder, find_drop_folders
from pipelines.intake.keys import KeyProblem
from pipelines.intake.seen import unseen
from pipelines.orchestration.jobs import build_job, intake_job, release_job
from pipelines.orchestration.resources import HomeResource
from pipelines.warehouse.plan import NothingToBuild, is_built, plan_build


@dg.sensor(
    job=intake_job,
    minimum_interval_seconds=60,
    description="A drop folder that has settled and has not been seen is taken in.",
)
def new_submission(place: HomeResource) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Ask for one intake run per authority with something new."""
    home, now = place.home, datetime.now(UTC)
    try:
        found = find_drop_folders(home, authorities_of(home))
        waiting = [d for d in unseen(home, found.known) if d.is_settled(now)]
    except (KeyProblem, Refused) as stopped:
        yield dg.SkipReason(str(stopped))
        return
    if not waiting:
        yield dg.SkipReason("No settled folder that has not been seen.")
    for code in sorted({d.authority.code for d in waiting}):
        own = [d for d in waiting if d.authority.code == code]
        yield dg.RunRequest(partition_key=code, run_key=f"{code}:{_state_of(own)}")


def _state_of(drops: Sequence[DropFolder]) -> str:
    """Return what tells one state of some folders from the next: names, and when last touched."""
    touched = max(p.stat().st_ctime_ns for d in drops for p in (d.path, *d.path.iterdir()))
    return ",".join(sorted(d.name for d in drops)) + f"@{touched}"


@dg.sensor(
    job=build_job,
    minimum_interval_seconds=60,
    description="What is in force differs from what the warehouse was made of: build.",
)
def new_in_force(place: HomeResource) -> dg.RunRequest | dg.SkipReason:
    """Ask for a build when the plan is not what stands."""
    try:
        plan = plan_build(place.home)
    except NothingToBuild as reason:
        return dg.SkipReason(str(reason))
    if is_built(place.home, plan):
        return dg.SkipReason("The warehouse is made of what is in force.")
    return dg.RunRequest(run_key=plan.build_id)


daily_build = dg.ScheduleDefinition(
    name="daily_build",
    job=build_job,
    cron_schedule="0 5 * * *",
    execution_timezone="Europe/London",
    description="Every morning, so that a changed programme record is seen within a day.",
)

daily_release_draft = dg.ScheduleDefinition(
    name="daily_release_draft",
    job=release_job,
    cron_schedule="0 6 * * *",
    execution_timezone="Europe/London",
    description="A draft of the latest warehouse, for a person to look at.",
)
