"""The columns and types of the Parquet files in which intake hands rows to the warehouse."""

from __future__ import annotations

import pyarrow as pa

from pipelines.contract.vocabulary import Column, vocabulary

TEXT, DATE, WHOLE, NUMBER = pa.string(), pa.date32(), pa.int64(), pa.float64()

# Pseudonyms leave intake under another name, re-keyed.
REKEYED = {"child_id": "child_key", "linkage_id": "person_key", "carer_id": "carer_key"}

OWNER = [("authority_code", TEXT), ("submission_id", TEXT)]

ROW_ACCOUNT = pa.schema(
    [
        *OWNER,
        ("table_name", TEXT),
        ("measure", TEXT),
        ("rule", TEXT),
        ("column_name", TEXT),
        ("rows", WHOLE),
    ]
)

SUBMISSION = pa.schema(
    [
        *OWNER,
        ("as_at", DATE),
        ("suffix", TEXT),
        ("received_on", DATE),
        ("source_system", TEXT),
        ("mapping_id", TEXT),
        ("key_id", TEXT),
    ]
)

AUTHORITY = pa.schema(
    [("authority_code", TEXT), ("name", TEXT), ("slug", TEXT), ("data_state", TEXT)]
)


def table_schema(table: str) -> pa.Schema:
    """Return the Parquet schema of one table of the standard extract, after re-keying."""
    columns = vocabulary().tables[table].columns.values()
    own = [
        (REKEYED.get(c.name, c.name), DATE if c.type in ("date", "month") else TEXT)
        for c in columns
    ]
    reference = [("source_ref", TEXT)] if table == "milestones" else []
    return pa.schema([*OWNER, *own, *reference])


def programme_schema(file: str) -> pa.Schema:
    """Return the Parquet schema of one file of the programme's records."""
    return pa.schema(
        [(c.name, _programme_type(c)) for c in vocabulary().programme_files[file].columns.values()]
    )


def _programme_type(column: Column) -> pa.DataType:
    return {"date": DATE, "integer": WHOLE, "number": NUMBER}.get(column.type, TEXT)
