"""Finish a proven candidate and put it in place in one step.

Until it is replaced the last complete warehouse stands; after it the new one does. There is no
moment at which a reader finds a mixture.
"""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

from pipelines.settings import Home
from pipelines.warehouse.plan import BuildPlan, target_of

# Written last, so that its presence says the build is whole.
_BUILD_TABLE = """
create or replace table core.build as
select
    $build_id::varchar as build_id,
    $as_known_at::date as as_known_at,
    $known_to::date as known_to,
    $data_status::varchar as data_status,
    $code_id::varchar as code_id,
    $programme_id::varchar as programme_id,
    $mapping_ids::varchar as mapping_ids,
    $key_ids::varchar as key_ids,
    $submission_ids::varchar as submission_ids,
    $submissions::integer as submissions
"""


def record_build(candidate: Path, plan: BuildPlan) -> None:
    """Write ``core.build``, drop what points outside the file, and checkpoint."""
    receipts = list(plan.receipts.values())
    facts = {
        "build_id": plan.build_id,
        "as_known_at": plan.as_known_at,
        "known_to": max(r.received_on for r in receipts),
        "data_status": plan.data_status,
        "code_id": plan.code_id,
        "programme_id": plan.programme.programme_id,
        "mapping_ids": ",".join(sorted({r.mapping_id or "standard" for r in receipts})),
        "key_ids": ",".join(sorted({r.key_id or "" for r in receipts})),
        "submission_ids": ",".join(plan.submission_ids),
        "submissions": len(receipts),
    }
    with duckdb.connect(str(candidate)) as connection:
        # Staging views read the inputs of this build, which do not travel with the file.
        connection.execute("drop schema if exists staging cascade")
        connection.execute(_BUILD_TABLE, facts)
        connection.execute("checkpoint")


def swap_in(home: Home, plan: BuildPlan) -> Path:
    """Put the candidate in the place of the warehouse (or of a vintage) and return that place."""
    target = target_of(home, plan)
    target.parent.mkdir(parents=True, exist_ok=True)
    record_build(home.candidate, plan)
    _flush(home.candidate)
    home.candidate.replace(target)
    return target


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def clear_candidate(home: Home) -> None:
    """Remove what a run that was cut short left behind."""
    for leftover in home.work.glob("candidate.duckdb*"):
        leftover.unlink()
