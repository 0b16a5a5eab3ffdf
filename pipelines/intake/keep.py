"""Keep an accepted submission: Parquet under the digest of its content, complete or not there."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from pipelines.authorities.load import mapping_id
from pipelines.contract.submissions import submission_folder
from pipelines.intake.account import TableAccount
from pipelines.intake.drop_folder import DropFolder
from pipelines.intake.judgement import Judgement
from pipelines.intake.keys import Keys
from pipelines.intake.safe_write import fresh_folder, publish_folder, write_json
from pipelines.intake.source_table import SourceFile
from pipelines.intake.standardise import content_digest, standardised
from pipelines.settings import Home

_ACCOUNT_COLUMNS = ("table_name", "measure", "rule", "column_name", "rows")


@dataclass(frozen=True)
class Standard:
    """The standardised content of a submission and the id it has by it."""

    submission_id: str
    tables: dict[str, pa.Table]


def standard_of(judgement: Judgement, drop: DropFolder, keys: Keys) -> Standard:
    """Return the content to keep; its id knows neither file format nor the order of rows."""
    tables = standardised(judgement.tables, drop.authority.code, keys)
    received_on = judgement.declared.received_on
    says = {
        "authority_code": drop.authority.code,
        "as_at": drop.as_at.isoformat(),
        "suffix": drop.suffix,
        "received_on": None if received_on is None else received_on.isoformat(),
        "key_id": keys.key_id,
        "accounts": [account.as_dict() for account in judgement.accounts],
        "content": {name: content_digest(table) for name, table in tables.items()},
    }
    digest = hashlib.sha256(json.dumps(says, sort_keys=True).encode()).hexdigest()
    return Standard("s" + digest[:20], tables)


def keep_submission(
    home: Home, drop: DropFolder, standard: Standard, judgement: Judgement, manifest: dict[str, Any]
) -> None:
    """Write a submission's folder unless the same content is kept already."""
    final = submission_folder(home, drop.authority.code, standard.submission_id)
    if final.exists():
        return
    temporary = fresh_folder(incoming(home, drop.authority.code, drop.name))
    for name, table in standard.tables.items():
        _write(table, temporary / f"{name}.parquet", drop, standard)
    _write(_accounts_table(judgement.accounts), temporary / "accounts.parquet", drop, standard)
    write_json(temporary / "manifest.json", manifest)
    publish_folder(temporary, final)


def incoming(home: Home, authority_code: str, folder: str) -> Path:
    """Return where a submission lies while it is written; a killed run leaves it there."""
    return home.submissions / authority_code / f".incoming-{folder}"


def _write(table: pa.Table, path: Any, drop: DropFolder, standard: Standard) -> None:
    for name, value in (
        ("authority_code", drop.authority.code),
        ("submission_id", standard.submission_id),
    ):
        table = table.append_column(name, pa.repeat(pa.scalar(value), table.num_rows))
    pq.write_table(table, path)


def _accounts_table(accounts: list[TableAccount]) -> pa.Table:
    rows = [line for account in accounts for line in account.lines()]
    columns = zip(*rows, strict=True)
    kinds = (*[pa.string()] * 4, pa.int64())
    arrays = [pa.array(cells, kind) for cells, kind in zip(columns, kinds, strict=True)]
    return pa.table(dict(zip(_ACCOUNT_COLUMNS, arrays, strict=True)))


def manifest_of(
    drop: DropFolder,
    standard: Standard,
    judgement: Judgement,
    keys: Keys,
    files: list[SourceFile],
    mapping_bytes: bytes | None,
) -> dict[str, Any]:
    """Return what is kept beside the rows: where they came from, and under what settings."""
    received_on = judgement.declared.received_on
    return {
        "submission_id": standard.submission_id,
        "authority_code": drop.authority.code,
        "as_at": drop.as_at.isoformat(),
        "suffix": drop.suffix,
        "mapping_id": mapping_id(mapping_bytes),
        "key_id": keys.key_id,
        "source_system": judgement.source_system,
        "pseudonym_key_id": judgement.pseudonym_key_id,
        "received_on_declared": received_on.isoformat() if received_on else None,
        "files": {file.name: file.sha256 for file in files},
        "sources": [asdict(account) for account in judgement.source_accounts],
        "identifiers": judgement.mapping.identifiers() if judgement.mapping else [],
    }
