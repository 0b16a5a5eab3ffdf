"""From the warehouse to a draft that a person may look at.

Belongs here: ``release_draft`` and its blocking checks.
Does not: what may leave (``pipelines.disclosure``) and how it is written (``pipelines.release``).
"""

from collections.abc import Iterator

import dagster as dg

from pipelines.disclosure import no_small_cell, protect, read_marts
from pipelines.orchestration.check_results import all_pass
from pipelines.orchestration.owners import OFFICIALS, RELEASE
from pipelines.orchestration.resources import HomeResource
from pipelines.release import check, formats_agree, keep_draft, prepare_draft


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
    """Protect the marts, write the files, read them back; only what passes becomes a draft."""
    frames = read_marts(place.home.warehouse)
    protected = protect(frames, frames.named)
    prepared = prepare_draft(place.home, protected)
    checks = [
        all_pass("no_small_cell", no_small_cell(protected)),
        all_pass("exports_as_expected", check(prepared.folder)),
        all_pass("formats_agree", formats_agree(prepared.folder)),
    ]
    passed = all(result.passed for result in checks)
    draft = keep_draft(place.home, prepared) if passed else prepared
    yield dg.MaterializeResult(
        metadata={
            "release_id": draft.release_id,
            "is_kept": passed,
            "report": dg.MetadataValue.path(str(draft.report)),
            "tables": draft.tables,
            "dagster/row_count": draft.rows,
            "rows_withheld": draft.rows_withheld,
            "data_status": draft.data_status,
        }
    )
    yield from checks
