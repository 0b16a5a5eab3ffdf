"""From what an authority dropped to an accepted submission, and the programme's own records.

Belongs here: the assets ``extract``, ``submissions``, ``programme`` and their checks.
Does not: reading or judging bytes (``pipelines.intake``).
"""

from collections.abc import Iterator
from datetime import UTC, datetime

import dagster as dg

from pipelines.contract.authorities import authorities_of
from pipelines.contract.register import read_register
from pipelines.contract.submissions import Outcome, Receipt, read_ledger
from pipelines.intake.breakdown import Breakdown, try_to_take_in
from pipelines.intake.drop_folder import find_drop_folders
from pipelines.intake.keys import load_keys
from pipelines.intake.programme import take_in_programme
from pipelines.intake.seen import unseen
from pipelines.orchestration.owners import DATA_ANALYSTS, INTAKE
from pipelines.orchestration.partitions import AUTHORITY_PARTITIONS
from pipelines.orchestration.resources import HomeResource
from pipelines.settings import Home

extract = dg.AssetSpec(
    "extract",
    group_name=INTAKE,
    owners=DATA_ANALYSTS,
    partitions_def=AUTHORITY_PARTITIONS,
    description=(
        "What an authority dropped into extracts/<authority>/<as_at>, as received. "
        "Nobody but the authority writes it."
    ),
)


@dg.asset(
    group_name=INTAKE,
    owners=DATA_ANALYSTS,
    deps=[extract],
    partitions_def=AUTHORITY_PARTITIONS,
    kinds={"parquet"},
    description=(
        "Submissions of one authority, read strictly, judged by the row, re-pseudonymised, kept. "
        "A refused submission is a recorded outcome; the one before it stays in force."
    ),
)
def submissions(
    context: dg.AssetExecutionContext, place: HomeResource
) -> dg.MaterializeResult[None]:
    """Take in every drop folder of the partition's authority that has not been seen."""
    home, code = place.home, context.partition_key
    authorities = authorities_of(home)
    waiting = [
        drop
        for drop in unseen(home, find_drop_folders(home, authorities).known)
        if drop.authority.code == code
    ]
    keys = load_keys(home, create=True)
    today = datetime.now(UTC).date()
    broke = []
    for drop in waiting:
        taken = try_to_take_in(home, drop, keys, today)
        if isinstance(taken, Breakdown):
            broke.append(taken.line)
        else:
            context.log.info(f"{taken.folder}: {taken.outcome.value}")
    if broke:
        # After all others were taken in.
        raise dg.Failure("\n".join(broke), allow_retries=False)
    return dg.MaterializeResult(metadata=_state_of(home, code, len(waiting)))


def _state_of(home: Home, code: str, taken_in: int) -> dict[str, dg.MetadataValue]:
    in_force = read_register(home).in_force(None).get(code)
    last = _last(home, code)
    state: dict[str, dg.MetadataValue] = {
        "folders_taken_in": dg.MetadataValue.int(taken_in),
        "last_outcome": dg.MetadataValue.text(last.outcome.value if last else "never sent"),
        "in_force_as_at": dg.MetadataValue.text(in_force.as_at if in_force else "none"),
    }
    if in_force:
        state["dagster/row_count"] = dg.MetadataValue.int(in_force.rows.get("received", 0))
        state |= {f"rows_{m}": dg.MetadataValue.int(n) for m, n in sorted(in_force.rows.items())}
    return state


def _last(home: Home, code: str) -> Receipt | None:
    own = [r for r in read_ledger(home) if r.authority_code == code]
    return own[-1] if own else None


@dg.multi_asset_check(
    specs=[
        dg.AssetCheckSpec(
            "rows_accounted_for",
            asset="submissions",
            description="Rows received = accepted + repaired + quarantined + duplicate.",
        ),
        dg.AssetCheckSpec(
            "not_refused",
            asset="submissions",
            description="No authority's newest submission was refused.",
        ),
        dg.AssetCheckSpec(
            "nothing_waits",
            asset="submissions",
            description="No submission waits for a person to release or refuse it.",
        ),
        dg.AssetCheckSpec(
            "on_time",
            asset="submissions",
            description="Submissions in force came within 42 days of the day they describe.",
        ),
        dg.AssetCheckSpec(
            "every_authority_reports",
            asset="submissions",
            description="Every authority has a submission in force; those without one are listed.",
        ),
    ],
)
def submission_checks(place: HomeResource) -> Iterator[dg.AssetCheckResult]:
    """Say of all authorities together what a partition alone cannot show."""
    home = place.home
    register = read_register(home)
    in_force = register.in_force(None)
    last = {r.authority_code: r for r in register.receipts}
    yield _check(
        "rows_accounted_for",
        [c for c, r in in_force.items() if not _is_accounted_for(r)],
        dg.AssetCheckSeverity.ERROR,
    )
    yield _check("not_refused", [c for c, r in last.items() if r.outcome is Outcome.REFUSED])
    yield _check("nothing_waits", [r.authority_code for r in register.waiting()])
    yield _check("on_time", [c for c, r in in_force.items() if _days_late(r) > 42])
    silent = [a.code for a in authorities_of(home) if a.code not in in_force]
    yield _check(
        "every_authority_reports",
        [f"{c}: {'all submissions refused' if c in last else 'never sent'}" for c in silent],
    )


def _check(
    name: str,
    where: list[str],
    severity: dg.AssetCheckSeverity = dg.AssetCheckSeverity.WARN,
) -> dg.AssetCheckResult:
    return dg.AssetCheckResult(
        check_name=name,
        asset_key="submissions",
        passed=not where,
        severity=severity,
        metadata={"authorities": ", ".join(sorted(where)) or "none", "count": len(where)},
    )


def _is_accounted_for(receipt: Receipt) -> bool:
    rows = receipt.rows
    parts = ("accepted", "repaired", "quarantined", "duplicate")
    return rows.get("received", 0) == sum(rows.get(p, 0) for p in parts)


def _days_late(receipt: Receipt) -> int:
    received = datetime.fromisoformat(receipt.received_on)
    return (received - datetime.fromisoformat(receipt.as_at)).days


@dg.asset(
    group_name=INTAKE,
    owners=DATA_ANALYSTS,
    kinds={"csv"},
    description=(
        "The programme's own records (engagement, aims, recording, publication …), checked and "
        "kept by content with the day first seen."
    ),
)
def programme(place: HomeResource) -> dg.MaterializeResult[None]:
    """Read the programme's records; a faulty file stops the run and changes nothing."""
    sighting = take_in_programme(place.home, authorities_of(place.home), datetime.now(UTC).date())
    return dg.MaterializeResult(
        metadata={
            "programme_id": sighting.programme_id,
            "first_seen_on": sighting.first_seen_on,
        }
    )
