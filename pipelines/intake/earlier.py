"""The submission before: what the rules over history hold a new one against."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.contract.register import Register, read_register
from pipelines.contract.submissions import Receipt, submission_folder
from pipelines.contract.vocabulary import vocabulary
from pipelines.intake.ask_rules import Snapshot
from pipelines.intake.rule_tables import CHILD, no_rows
from pipelines.intake.standardise import KEYED
from pipelines.settings import Home

_NAMES = {key: CHILD if name == "child_id" else name for name, key in KEYED.items()}


def receipt_before(register: Register, authority_code: str, as_at: date) -> Receipt | None:
    """Return the newest submission in force that describes no later day, None where none does."""
    own = [
        r
        for r in register.receipts
        if r.authority_code == authority_code and r.as_at <= as_at.isoformat()
    ]
    return Register(own, register.decisions).in_force(None).get(authority_code)


def snapshot_before(home: Home, authority_code: str, as_at: date) -> Snapshot | None:
    """Return the tables of the submission before, by keys; None where there is none.

    Raises whatever its kept copy brings about where that is damaged or gone.
    """
    receipt = receipt_before(read_register(home), authority_code, as_at)
    if receipt is None or receipt.submission_id is None:
        return None
    folder = submission_folder(home, authority_code, receipt.submission_id)
    tables = {name: _table(folder, name) for name in vocabulary().tables}
    return Snapshot(tables, date.fromisoformat(receipt.as_at))


def _table(folder: Path, name: str) -> pa.Table:
    table = pq.ParquetFile(folder / f"{name}.parquet").read()
    renamed = table.rename_columns([_NAMES.get(column, column) for column in table.column_names])
    expected = no_rows(name).schema
    # What is not of its table's columns and types is damaged, however well it reads.
    renamed.select([c for c in expected.names if c != "row"]).cast(
        pa.schema([field for field in expected if field.name != "row"])
    )
    return renamed
