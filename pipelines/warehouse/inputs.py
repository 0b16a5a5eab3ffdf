"""Gather what is in force where dbt looks for it: one folder per source, Parquet only.

Every folder holds an empty file of the right shape, so that a source without rows is a table
without rows and not an error. (No name begins with an underscore: Spark does not see such files.)
"""

from __future__ import annotations

import json
import shutil
from dataclasses import asdict
from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.contract.authorities import Authority, AuthorityList
from pipelines.contract.parquet_shapes import (
    AUTHORITY,
    ROW_ACCOUNT,
    SUBMISSION,
    table_schema,
)
from pipelines.contract.submissions import (
    Outcome,
    ProgrammeSighting,
    Receipt,
    programme_folder,
    submission_folder,
)
from pipelines.contract.vocabulary import vocabulary
from pipelines.settings import Home
from pipelines.warehouse.evaluate import write_empty_results
from pipelines.warehouse.files import link_or_copy
from pipelines.warehouse.plan import BuildPlan


def gather(home: Home, plan: BuildPlan) -> Path:
    """Fill ``.pace/inputs`` for one build and return it."""
    inputs = home.build_inputs
    shutil.rmtree(inputs, ignore_errors=True)
    for table in vocabulary().tables:
        _write(inputs / table / "empty.parquet", table_schema(table).empty_table())
    _write(inputs / "row_account" / "empty.parquet", ROW_ACCOUNT.empty_table())
    _write(inputs / "row_account_before" / "empty.parquet", ROW_ACCOUNT.empty_table())
    for receipt in plan.receipts.values():
        _link_submission(home, receipt, inputs)
    for receipt in plan.before.values():
        _link_account(home, receipt, inputs / "row_account_before")
    _write(inputs / "submission" / "in_force.parquet", _submissions(plan))
    _write(inputs / "authority" / "all.parquet", _authorities(plan))
    for file in vocabulary().programme_files:
        source = programme_folder(home, plan.programme.programme_id) / f"{file}.parquet"
        link_or_copy(source, inputs / f"programme_{file}" / "records.parquet")
    write_empty_results(inputs)
    _plan_file(home).write_text(json.dumps(asdict(plan), default=str), encoding="utf-8")
    return inputs


def gathered_plan(home: Home) -> BuildPlan:
    """Return the plan whose inputs were gathered last: what the candidate is made of."""
    raw = json.loads(_plan_file(home).read_text(encoding="utf-8"))
    day = raw.pop("as_known_at")
    receipts, before = (
        {
            code: Receipt(**r | {"outcome": Outcome(r["outcome"]), "reasons": tuple(r["reasons"])})
            for code, r in raw.pop(name).items()
        }
        for name in ("receipts", "before")
    )
    authorities = raw.pop("authorities")["authorities"]
    return BuildPlan(
        as_known_at=date.fromisoformat(day) if day else None,
        receipts=receipts,
        before=before,
        programme=ProgrammeSighting(**raw.pop("programme")),
        authorities=AuthorityList(tuple(Authority(**a) for a in authorities)),
        **raw,
    )


def _plan_file(home: Home) -> Path:
    return home.build_inputs / "plan.json"


def _link_submission(home: Home, receipt: Receipt, inputs: Path) -> None:
    folder = submission_folder(home, receipt.authority_code, str(receipt.submission_id))
    for table in vocabulary().tables:
        link_or_copy(
            folder / f"{table}.parquet", inputs / table / f"{receipt.authority_code}.parquet"
        )
    _link_account(home, receipt, inputs / "row_account")


def _link_account(home: Home, receipt: Receipt, target: Path) -> None:
    folder = submission_folder(home, receipt.authority_code, str(receipt.submission_id))
    link_or_copy(folder / "accounts.parquet", target / f"{receipt.authority_code}.parquet")


def _write(path: Path, table: pa.Table) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    pq.write_table(table, path)


def _submissions(plan: BuildPlan) -> pa.Table:
    rows = [
        {
            "authority_code": r.authority_code,
            "submission_id": r.submission_id,
            "as_at": date.fromisoformat(r.as_at),
            "suffix": r.suffix,
            "received_on": date.fromisoformat(r.received_on),
            "source_system": r.source_system,
            "mapping_id": r.mapping_id,
            "key_id": r.key_id,
        }
        for _, r in sorted(plan.receipts.items())
    ]
    return pa.Table.from_pylist(rows, schema=SUBMISSION)


def _authorities(plan: BuildPlan) -> pa.Table:
    rows = [
        {
            "authority_code": a.code,
            "name": a.name,
            "slug": a.slug,
            "data_state": plan.data_states[a.code],
        }
        for a in plan.authorities
    ]
    return pa.Table.from_pylist(rows, schema=AUTHORITY)
