"""From the warehouse to a draft that a person may look at.

Belongs here: ``release_draft`` and its blocking checks.
Does not: what may leave (``pipelines.disclosure``) and how it is written (``pipelines.release``).
"""

from collections.abc import Iterator

import dagster as dg

from pipelines.orchestration.check_results import all_pass
from pipelines.orchestration.owners import OFFICIALS, RELEASE
from pipelines.orchestration.resources import HomeResource


@dg.asset(
    group_name=RELEASE,
    owners=OFFICIALS,
    deps=["warehouse"],
    kinds={"excel", "csv"},
    check_specs=[
        dg.AssetCheckSpec(
            "no_small_cell",
            asset="release_draft",
            blocking=True,
            description="No count of 1 to 4 leaves, nor a figure worked out from one.",
        ),
        dg.AssetCheckSpec(
            "attack_recovers_nothing",
            asset="release_draft",
            blocking=True,
            description=(
                "A linear program over everything shown, here and in all earlier releases, finds "
                "no withheld count, and no change of 1 to 4."
            ),
        ),
        dg.AssetCheckSpec(
            "exports_as_expected",
            asset="release_draft",
            blocking=True,
            description="The written files satisfy the catalogue expectations/exports.yaml.",
        ),
        dg.AssetCheckSpec(
            "formats_agree",
            asset="release_draft",
            blocking=True,
            description="CSV, XLSX and ODS agree cell for cell.",
        ),
    ],
    description=(
        "What small numbers allow to leave: tidy CSV, an accessible workbook, a data dictionary "
        "and a report. A draft, until a person signs it."
    ),
)
def release_draft(
    place: HomeResource,
) -> Iterator[dg.MaterializeResult[None] | dg.AssetCheckResult]:
    """Protect and attack the marts, write the files, read them back; what passes is a draft."""
    # Imported here: seconds, and every worker of intake has this graph too.
    from pipelines.disclosure import attack_recovers_nothing, certify, no_small_cell, read_marts
    from pipelines.orchestration.releases import (
        earlier_releases,
        remember,
        without_undeclared_days,
    )
    from pipelines.release import check, formats_agree, keep_draft, prepare_draft

    home = place.home
    frames = without_undeclared_days(home, read_marts(home.warehouse))
    certified = certify(frames, frames.named, earlier_releases(home))
    protected = certified.protected
    prepared = prepare_draft(home, protected)
    checks = [
        all_pass("no_small_cell", no_small_cell(protected)),
        all_pass("attack_recovers_nothing", attack_recovers_nothing(certified)),
        all_pass("exports_as_expected", check(prepared.folder)),
        all_pass("formats_agree", formats_agree(prepared.folder)),
    ]
    passed = all(result.passed for result in checks)
    draft = keep_draft(home, prepared) if passed else prepared
    if passed:
        remember(home, draft.release_id, certified, frames.build)
    yield dg.MaterializeResult(
        metadata={
            "release_id": draft.release_id,
            "is_kept": passed,
            "report": dg.MetadataValue.path(str(draft.report)),
            "tables": draft.tables,
            "dagster/row_count": draft.rows,
            "rows_withheld": draft.rows_withheld,
            "rows_withheld_after_attack": len(certified.withheld_after_attack),
            "data_status": draft.data_status,
        }
    )
    yield from checks
